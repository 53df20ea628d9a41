//! Pinned Python tools in a private virtual environment: an existing one for the same requirements and the same
//! Python, or a new one. An environment is complete only if it contains the file `ready`.

use super::Error;
use super::place::{make, trusted};
use md5::{Digest, Md5};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The name of Python.
pub const NAME: &str = if cfg!(windows) { "python" } else { "python3" };

/// The directory of programs in an environment.
const PROGRAMS: &str = if cfg!(windows) { "Scripts" } else { "bin" };

/// Prints the version; fails if it is too old.
const VERSION: &str = "import sys; print(sys.version); sys.exit(sys.version_info < (3, 10))";

/// Prints a hash of everything below a directory except compiled files, which the emulator does not use.
const DIGEST: &str = "
import hashlib, os, sys
total = hashlib.sha256()
for root, directories, files in os.walk(sys.argv[1]):
    directories[:] = sorted(name for name in directories if name != '__pycache__')
    for name in sorted(files):
        path = os.path.join(root, name)
        if os.path.relpath(path, sys.argv[1]) in ('digest', 'ready'):
            continue
        with open(path, 'rb') as file:
            content = hashlib.file_digest(file, 'sha256').hexdigest() if hasattr(hashlib, 'file_digest') else hashlib.sha256(file.read()).hexdigest()
        total.update(f'{os.path.relpath(path, sys.argv[1])} {content}\\n'.encode())
print(total.hexdigest())
";

/// A fingerprint of a string, used in the name of a directory.
pub fn fingerprint(text: &str) -> String {
    format!("{:032x}", u128::from_be_bytes(Md5::digest(text).into()))
}

/// A program of an environment.
pub fn program(environment: &Path, name: &str) -> PathBuf {
    environment.join(PROGRAMS).join(name)
}

/// The environment below `home` with exactly these `requirements`. Reports when it must be created. Safe to call from
/// several threads and processes at once.
pub fn environment(
    python: &str,
    requirements: &str,
    home: &Path,
    installing: impl FnOnce(),
) -> Result<PathBuf, Error> {
    let version = version(python)?;
    // The programs of an environment contain its path, so the path is part of the name.
    let place = home.join(fingerprint(&format!("{version}{}{requirements}", home.display())));
    let ready = place.join("ready");
    if ready.exists() {
        return Ok(place);
    }
    make(home)?;
    trusted(home)?;
    let path = home.join("lock");
    let lock = File::create(&path).and_then(|lock| lock.lock().map(|()| lock));
    let _lock = lock.map_err(|error| Error::file("lock", &path, error))?;
    if !ready.exists() {
        installing();
        install(python, requirements, &place)?;
        let (known, digest) = (place.join("digest"), digest(python, &place)?);
        fs::write(&known, digest).map_err(|error| Error::file("write", &known, error))?;
        fs::write(&ready, version).map_err(|error| Error::file("write", &ready, error))?;
    }
    Ok(place)
}

/// Whether every file of an environment is as installed. If not, the next [`environment`] recreates it.
pub(super) fn is_unchanged(python: &str, place: &Path) -> Result<bool, Error> {
    trusted(place)?;
    let now = digest(python, place)?;
    let known = place.join("digest");
    match fs::read_to_string(&known) {
        Ok(installed) if installed == now => return Ok(true),
        Ok(_) => {}
        // An earlier version of this program installed it.
        Err(_) => {
            fs::write(&known, now).map_err(|error| Error::file("write", &known, error))?;
            return Ok(true);
        }
    }
    let ready = place.join("ready");
    fs::remove_file(&ready).map_err(|error| Error::file("remove", &ready, error))?;
    Ok(false)
}

/// A hash of the names and contents of all installed files.
fn digest(python: &str, place: &Path) -> Result<String, Error> {
    let output = isolated(python).args(["-c", DIGEST]).arg(place).output();
    let output = output.map_err(|error| Error::NoPython(format!("{python}: {error}")))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(Error::NoPython(said(&output)))
    }
}

fn version(python: &str) -> Result<String, Error> {
    let output = isolated(python).args(["-c", VERSION]).output();
    let output = output.map_err(|error| Error::NoPython(format!("{python}: {error}")))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match (output.status.success(), version.is_empty()) {
        (true, _) => Ok(version),
        (false, false) => Err(Error::OldPython(version)),
        (false, true) => Err(Error::NoPython(said(&output))),
    }
}

/// Removes the remains of an interrupted installation first.
fn install(python: &str, requirements: &str, place: &Path) -> Result<(), Error> {
    let made = isolated(python)
        .args(["-m", "venv", "--clear"])
        .arg(place)
        .output();
    let made = made.map_err(|error| Error::NoPython(format!("{python}: {error}")))?;
    if !made.status.success() {
        return Err(Error::NoVenv(said(&made)));
    }
    let list = place.join("requirements.txt");
    fs::write(&list, requirements).map_err(|error| Error::file("write", &list, error))?;
    let python = program(place, NAME);
    let mut pip = isolated(&python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
    ]);
    // The user's pip settings must not change the target directory; the package index stays theirs.
    pip.env("PIP_USER", "0")
        .env_remove("PIP_TARGET")
        .env_remove("PIP_PREFIX");
    let installed = pip
        .args(["--require-hashes", "--requirement"])
        .arg(&list)
        .output();
    let installed = installed.map_err(|error| Error::file("run", &python, error))?;
    if installed.status.success() {
        return Ok(());
    }
    Err(Error::NoPackages(said(&installed)))
}

/// Python that ignores `PYTHONPATH` and the current directory.
fn isolated(python: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(python);
    command.arg("-I");
    command
}

/// The last lines of its output.
fn said(output: &Output) -> String {
    let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned());
    let text = text.join("\n");
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect::<Vec<_>>();
    lines[lines.len().saturating_sub(5)..].join("\n")
}
