//! Pinned Python tools in a private virtual environment under the target directory, made by the first test that
//! needs one. When that cannot be done the test fails and says what to install: nothing is skipped.

use super::files;
use md5::{Digest, Md5};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const MISSING: &str = "the tests need Python 3.10 or newer, with its venv and pip modules, as `python3`; \
                       on Debian: apt-get install python3 python3-venv";

/// The path of a tool that tests/requirements.txt names.
pub fn tool(name: &str) -> PathBuf {
    static TOOLS: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let tools = TOOLS.get_or_init(|| {
        let requirements = files::root().join("tests/requirements.txt");
        environment("python3", &requirements, &files::target().join("python-tools"))
    });
    match tools {
        Ok(environment) => environment.join("bin").join(name),
        Err(reason) => panic!("{reason}"),
    }
}

/// A virtual environment below `home` that holds exactly the `requirements`: the one made earlier for the same
/// requirements and Python, or a new one. Safe to call from several threads and processes at once.
pub fn environment(python: &str, requirements: &Path, home: &Path) -> Result<PathBuf, String> {
    let version = run(Command::new(python).args(["-c", "import sys; print(sys.version)"]))
        .map_err(|error| format!("{MISSING}\n{error}"))?;
    let wanted = fs::read_to_string(requirements).map_err(|error| error.to_string())?;
    let key = Md5::digest(format!("{version}{}{wanted}", home.display()));
    let key = u128::from_be_bytes(key.into());
    let place = home.join(format!("{key:032x}"));
    let ready = place.join("ready");

    fs::create_dir_all(home).map_err(|error| format!("cannot make {}: {error}", home.display()))?;
    let lock = File::create(home.join("lock")).map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    if !ready.exists() {
        install(python, requirements, &place)?;
        fs::write(&ready, version).map_err(|error| error.to_string())?;
    }
    Ok(place)
}

/// Whatever an interrupted attempt left behind goes first: only the file `ready` says that a place is whole.
fn install(python: &str, requirements: &Path, place: &Path) -> Result<(), String> {
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(place))
        .map_err(|error| format!("{MISSING}\n{error}"))?;
    let mut pip = Command::new(place.join("bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
    ]);
    run(pip.args(["--require-hashes", "--requirement"]).arg(requirements))
        .map(|_| ())
        .map_err(|error| {
            let list = requirements.display();
            format!("the tests could not install {list}: pip needs to reach its package index, once\n{error}")
        })
}

fn run(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    Err(format!(
        "{command:?}: {}\n{}{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    ))
}
