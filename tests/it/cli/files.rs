//! Files without an end, or far too long: FIFOs and devices in place of a configuration, a secret, a backup or AWS's
//! own files are refused, and no command waits for them.

use crate::support::cli::Sandbox;
use crate::support::endpoint::{Answer, Endpoint};
use crate::support::home::{ABSENT, Home};
use crate::support::message;
use std::process::Command;

/// A directory with a FIFO that has no writer, and a file of two megabytes.
fn trapped() -> Sandbox {
    let sandbox = Sandbox::new();
    let made = Command::new("mkfifo").arg(sandbox.path().join("fifo")).status();
    assert!(made.unwrap().success());
    sandbox.write("long", &"KEY=value\n".repeat(250_000));
    std::fs::create_dir(sandbox.path().join("backup")).unwrap();
    std::os::unix::fs::symlink(
        sandbox.path().join("fifo"),
        sandbox.path().join("backup/index.json"),
    )
    .unwrap();
    sandbox
}

#[test]
fn what_has_no_end_is_refused_wherever_a_file_is_named() {
    let endpoint = Endpoint::new(|_, _| Answer::Result(String::new()));
    let [(_, url), ..] = endpoint.variables();
    let sandbox = trapped();
    for (line, words) in [
        ("config --config fifo", "it is not a regular file"),
        ("config --config /dev/zero", "it is not a regular file"),
        ("config --config long", "is larger than 1 MiB"),
        (
            "secrets set INTRINIO_API_KEY --file fifo",
            "it is not a regular file",
        ),
        (
            "secrets set INTRINIO_API_KEY --file /dev/zero",
            "it is not a regular file",
        ),
        (
            "secrets set INTRINIO_API_KEY --file long",
            "it has more than 1 MiB",
        ),
        ("secrets import fifo", "it is not a regular file"),
        ("secrets import long", "it has more than 1 MiB"),
        ("restore backup", "it is not a regular file"),
        ("restore backup --identity fifo", "fifo is not a regular file"),
        ("check fifo", "it is not a regular file"),
    ] {
        let run = sandbox.run_in(
            "",
            &line.split(' ').collect::<Vec<_>>(),
            &[("AWS_ENDPOINT_URL", &url)],
        );
        assert!(run.code == 1 || run.code == 2, "{run}");
        assert!(run.to_string().contains(words), "{run}");
        if !line.starts_with("check") {
            message::helps(&run.stderr);
        }
    }
    assert_eq!(endpoint.called(), Vec::<String>::new());
}

#[test]
fn standard_input_has_a_limit_too() {
    let long = "x".repeat(2 << 20);
    let line = ["secrets", "set", "INTRINIO_API_KEY", "--stdin"];
    let run = Sandbox::new().run_fed("", &line, &[], &long).exits(2);
    assert!(run.stderr.contains("it has more than 1 MiB"), "{run}");
    message::helps(&run.stderr);
}

#[test]
fn awss_own_files_are_regular_ones() {
    let files = "[default]\naws_access_key_id = AKIDDEFAULT\naws_secret_access_key = planted-secret\n";
    let home = Home::answering("", files, |request| match &*request.action() {
        "GetCallerIdentity" => Answer::Result(String::new()),
        _ => ABSENT,
    });
    let fifo = trapped();
    let fifo = fifo.path().join("fifo");
    let fifo = fifo.to_str().unwrap();
    for (name, code) in [
        ("AWS_CONFIG_FILE", 1),
        ("AWS_SHARED_CREDENTIALS_FILE", 1),
        ("AWS_CA_BUNDLE", 1),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", 1),
    ] {
        let run = home.run("status", &[(name, fifo)]).exits(code);
        assert!(run.stderr.contains("regular file"), "{run}");
        message::helps(&run.stderr);
    }
    // People set this to say that they have no configuration file.
    home.run("status", &[("AWS_CONFIG_FILE", "/dev/null")]).exits(0);
    assert_eq!(home.signers(), ["AKIDDEFAULT"]);
}
