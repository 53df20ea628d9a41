//! A user's machine: a home of its own, and in it the emulator that `--local` means. It ends with the test.

use super::cli::{Run, Sandbox};
use super::python;
use sa_infra::cloud::{Clouds, Environment, SdkCloud, SdkClouds};
use sa_infra::local::emulator::{self, Place};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A machine.
pub struct Laptop {
    /// Its home, in which the binary runs.
    pub sandbox: Sandbox,
    variables: Vec<(String, String)>,
}

impl Laptop {
    /// A machine that shares the tools of the tests.
    pub fn new() -> Self {
        let tools = python::tools().to_str().unwrap().to_owned();
        Self::bare().with("SA_INFRA_TOOLS", &tools)
    }

    /// A machine with only Python.
    pub fn bare() -> Self {
        // `python3` may be a script that looks for the real one in the home directory.
        let code = "import os, sys; print(os.path.dirname(sys.executable))";
        let output = Command::new("python3").args(["-c", code]).output().unwrap();
        let python = String::from_utf8(output.stdout).unwrap();
        let path = format!("{}:{}", python.trim(), env::var("PATH").unwrap());
        let pip = env::vars().filter(|(name, _)| name.starts_with("PIP_"));
        let laptop = Self {
            sandbox: Sandbox::new(),
            variables: pip.collect(),
        };
        laptop.with("PATH", &path)
    }

    /// The same, with a variable in its environment.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs the binary.
    pub fn run(&self, arguments: &str) -> Run {
        let arguments = arguments.split(' ').collect::<Vec<_>>();
        let variables = self.variables.iter().map(|(name, value)| (&**name, &**value));
        self.sandbox
            .run_in("", &arguments, &variables.collect::<Vec<_>>())
    }

    /// Runs another program.
    pub fn run_program(&self, program: &Path, arguments: &str) -> Run {
        let arguments = arguments.split(' ').collect::<Vec<_>>();
        let variables = self.variables.iter().map(|(name, value)| (&**name, &**value));
        self.sandbox
            .run_program(program, &arguments, &variables.collect::<Vec<_>>())
    }

    /// The directories of the emulator.
    pub fn place(&self) -> Place {
        Place {
            home: self.home(),
            tools: python::tools(),
        }
    }

    /// The directory of the emulator's state.
    pub fn home(&self) -> PathBuf {
        let caches = if cfg!(target_os = "macos") {
            "Library/Caches"
        } else {
            ".cache"
        };
        self.sandbox.path().join(caches).join("sa-infra/local")
    }

    /// The process of the running emulator.
    pub fn process(&self) -> u32 {
        emulator::status(&self.place()).process.unwrap()
    }

    /// The emulator's account, through the library.
    pub async fn cloud(&self) -> SdkCloud {
        let access = emulator::status(&self.place()).access().unwrap();
        SdkClouds::load(&access)
            .await
            .unwrap()
            .at(Environment::in_region(None))
            .unwrap()
    }
}

impl Drop for Laptop {
    fn drop(&mut self) {
        let _ = emulator::stop(&self.place(), &mut |_| ());
    }
}
