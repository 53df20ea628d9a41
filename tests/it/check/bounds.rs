//! Files that are too large, have no end or are nested too deeply are refused at once, with their name.

use crate::support::cli::{Run, Sandbox};
use std::fs::File;
use std::process::Command;
use std::time::Instant;

/// `check FILE`, which must end quickly.
fn refused(sandbox: &Sandbox, file: &str) -> Run {
    let start = Instant::now();
    let run = sandbox.run(&["check", file]).exits(1);
    assert!(start.elapsed().as_secs() < 20, "{run}");
    run
}

#[test]
fn what_is_too_large_or_has_no_end_is_refused_at_once() {
    let sandbox = Sandbox::new();
    let large = File::create(sandbox.path().join("large.json")).unwrap();
    large.set_len(11 << 20).unwrap();
    assert!(
        refused(&sandbox, "large.json")
            .stderr
            .contains("it has more than 10 MiB")
    );
    assert!(
        Command::new("mkfifo")
            .arg(sandbox.path().join("fifo.json"))
            .status()
            .unwrap()
            .success()
    );
    assert!(
        refused(&sandbox, "fifo.json")
            .stderr
            .contains("it is not a regular file")
    );
    assert!(
        refused(&sandbox, "/dev/zero")
            .stderr
            .contains("it is not a regular file")
    );
    // In a directory, a FIFO is not a template.
    sandbox.write(
        "right.json",
        r#"{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}"#,
    );
    std::fs::remove_file(sandbox.path().join("large.json")).unwrap();
    let run = sandbox.run(&["check", "."]).exits(0);
    assert_eq!(run.stdout, "1 template checked, no problems found\n");
}

#[test]
fn deep_nesting_is_named_as_such() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "deep.json",
        &format!(r#"{{"Resources": {}{}}}"#, "[".repeat(5_000), "]".repeat(5_000)),
    );
    assert!(
        refused(&sandbox, "deep.json")
            .stdout
            .contains("deep.json: is nested deeper than 127 levels")
    );
    let lines = (0..2_000)
        .map(|at| format!("{}a:\n", " ".repeat(at)))
        .collect::<Vec<_>>()
        .concat();
    sandbox.write("deep.yaml", &lines);
    assert!(
        refused(&sandbox, "deep.yaml")
            .stdout
            .contains("deep.yaml: is nested deeper than 100 levels")
    );
}

#[test]
fn the_size_limit_is_about_the_bytes_of_the_file() {
    let sandbox = Sandbox::new();
    let small = r#"{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}"#;
    sandbox.write(
        "limit.json",
        &format!("{small}{}", " ".repeat(1_048_576 - small.len())),
    );
    sandbox.run(&["check", "limit.json"]).exits(0);
    sandbox.write(
        "more.json",
        &format!("{small}{}", " ".repeat(1_048_577 - small.len())),
    );
    let run = sandbox.run(&["check", "more.json"]).exits(1);
    assert!(
        run.stdout
            .contains("the template has 1048577 bytes: CloudFormation accepts 1048576"),
        "{run}"
    );
}
