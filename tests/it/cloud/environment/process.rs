//! `credential_process`: a program of the user, which may hang, print forever or leave child processes.

use super::credentials::session;
use crate::support::endpoint::Answer;
use crate::support::home::{ABSENT, Home};
use crate::support::message;
use std::fs::File;
use std::io::Read as _;
use std::process::Command;

const GIVES: &str =
    "echo '{\"Version\": 1, \"AccessKeyId\": \"AKIDPROCESS\", \"SecretAccessKey\": \"planted-secret\"}'\n";
const PATH: (&str, &str) = ("PATH", "/bin:/usr/bin");

/// A home with the profiles `base` and, with a role, `admin`, whose keys come from this script.
fn home(script: &str) -> Home {
    let home = Home::answering("", "", |request| match &*request.action() {
        "AssumeRole" => session(1),
        "GetCallerIdentity" => Answer::Result(String::new()),
        _ => ABSENT,
    });
    let script = home.sandbox.write("give", script);
    let config = format!(
        "[profile base]\ncredential_process = sh {}\n[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/admin\n\
         source_profile = base\n",
        script.display()
    );
    home.sandbox.write(".aws/config", &config);
    home
}

#[test]
fn its_keys_sign_and_assume_roles() {
    let home = home(GIVES);
    home.run("status --profile base", &[PATH]).exits(0);
    assert_eq!(home.signers(), ["AKIDPROCESS"]);
    home.run("status", &[PATH, ("AWS_PROFILE", "admin")]).exits(0);
    assert_eq!(home.signers(), ["AKIDPROCESS", "ASIASESSION"]);
}

#[test]
fn it_prints_no_more_than_credentials_can_have() {
    let home = home("while :; do echo planted-secret; done\n");
    for profile in ["base", "admin"] {
        let run = home.run(&format!("status --profile {profile}"), &[PATH]).exits(1);
        let said = "credential_process: the program printed more than 64 KiB";
        assert!(run.stderr.contains(said), "{run}");
        message::helps(&run.stderr);
    }
    assert!(home.requests().is_empty());
}

/// All processes of the script have the pipe open: it closes when the last of them ends.
#[test]
fn it_and_its_children_end_with_the_command() {
    for signal in ["INT", "TERM", "KILL"] {
        let home = home(
            "exec 4>\"$HOME/pipe\"\ntrap '' INT TERM HUP\nsh -c \"trap '' INT TERM HUP; tail -f /dev/null\" &\n\
             echo started >&4\ntail -f /dev/null\n",
        );
        let pipe = home.sandbox.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let mut command = home
            .sandbox
            .command("", &["status", "--profile", "base"], &[PATH]);
        let mut child = command.spawn().unwrap();
        let mut pipe = File::open(&pipe).unwrap();
        pipe.read_exact(&mut [0; 8]).unwrap();
        let process = child.id().to_string();
        let mut kill = Command::new("/bin/sh");
        kill.args(["-c", "kill -$0 $1", signal, &process]);
        assert!(kill.status().unwrap().success());
        assert!(!child.wait().unwrap().success());
        assert_eq!(pipe.read_to_end(&mut Vec::new()).unwrap(), 0, "{signal}");
    }
}
