//! Pinned Python tools in a private virtual environment below the target directory, created by the first test that
//! needs one. If that fails, the test fails and says what to install: no test is skipped.

use super::files;
use sa_infra::local::emulator::Error;
use sa_infra::local::emulator::python::{self, NAME, program};
use std::path::PathBuf;
use std::sync::OnceLock;

/// The directory of the environments.
pub fn tools() -> PathBuf {
    files::target().join("python-tools")
}

/// An environment with these requirements.
pub fn environment(requirements: &str) -> Result<PathBuf, Error> {
    python::environment(NAME, requirements, &tools(), || ())
}

/// The path of Python with the JSON schema validator.
pub fn jsonschema() -> PathBuf {
    static JUDGE: OnceLock<Result<PathBuf, Error>> = OnceLock::new();
    match JUDGE.get_or_init(|| environment(&files::read("tests/jsonschema.txt"))) {
        Ok(environment) => program(environment, "python"),
        Err(error) => panic!("{error}\n{}", error.fix()),
    }
}

/// The path of a tool in tests/requirements.txt.
pub fn tool(name: &str) -> PathBuf {
    static TOOLS: OnceLock<Result<PathBuf, Error>> = OnceLock::new();
    let tools = TOOLS.get_or_init(|| environment(&files::read("tests/requirements.txt")));
    match tools {
        Ok(environment) => program(environment, name),
        Err(error) => panic!("{error}\n{}", error.fix()),
    }
}
