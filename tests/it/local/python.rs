//! The Python tools: the errors when they cannot be installed, and an incomplete installation is not used.

use crate::support::cli::Sandbox;
use crate::support::files;
use sa_infra::local::emulator::Error;
use sa_infra::local::emulator::python::environment;

/// The error for this Python, and the suggested fix.
fn error(python: &str, requirements: &str, sandbox: &Sandbox) -> (Error, String) {
    let made = environment(python, requirements, &sandbox.path().join("home"), || ());
    let error = made.unwrap_err();
    let fix = error.fix();
    (error, fix)
}

/// A Python that is a shell script.
fn script(sandbox: &Sandbox, text: &str) -> String {
    let path = sandbox.program("python3", text);
    path.to_str().unwrap().to_owned()
}

#[test]
fn without_python_the_reason_says_what_to_install() {
    let (error, fix) = error("python3-that-is-not-here", "", &Sandbox::new());
    assert!(matches!(error, Error::NoPython(_)), "{error}");
    assert!(fix.contains("apt-get install python3 python3-venv"), "{fix}");
}

#[test]
fn an_old_one_is_told_its_age() {
    let sandbox = Sandbox::new();
    let old = script(&sandbox, "#!/bin/sh\necho 3.9.2; exit 1\n");
    let (error, _) = error(&old, "", &sandbox);
    assert!(
        error.to_string().contains("3.10 or newer, this is 3.9.2"),
        "{error}"
    );
}

#[test]
fn a_failed_attempt_leaves_nothing_that_counts_as_ready() {
    let sandbox = Sandbox::new();
    let broken = "#!/bin/sh\n[ \"$2\" = -c ] && exit\necho no ensurepip >&2; exit 1\n";
    let broken = script(&sandbox, broken);
    for _ in 0..2 {
        let (error, fix) = error(&broken, "", &sandbox);
        assert!(fix.contains("python3-venv"), "{fix}");
        assert!(error.to_string().contains("no ensurepip"), "{error}");
    }
}

#[test]
fn a_requirement_without_its_hash_is_refused() {
    let (error, _) = error("python3", "cfn-lint==1.58.0\n", &Sandbox::new());
    assert!(matches!(error, Error::NoPackages(_)), "{error}");
    assert!(error.to_string().contains("--require-hashes"), "{error}");
}

#[test]
fn every_requirement_is_an_exact_version() {
    let text = ["requirements", "ministack", "jsonschema"]
        .map(|name| files::read(format!("tests/{name}.txt")))
        .concat();
    let names = text.lines().filter(|line| !line.starts_with([' ', '#']));
    let loose = names.filter(|line| !line.contains("==")).collect::<Vec<_>>();
    assert_eq!(loose, Vec::<&str>::new());
}
