//! Connections to the instance: its key only in a file, programs with separate arguments, Session Manager if the
//! security group is closed.

use crate::support::message;
use crate::support::trader::{MACHINE, Trader};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const OPEN: &str = "[simple_trader]\nssh_cidr = [\"203.0.113.7/32\"]\n";
const KEPT: &str = ".cache/sa-infra/keys/key-0a1b2c.pem";

fn open() -> Trader {
    Trader {
        config: OPEN,
        ..Trader::default()
    }
}

fn mode(file: &Path) -> u32 {
    file.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn an_open_way_is_ssh_with_the_key_and_its_own_exit_code() {
    let stage = open().stage();
    stage.program("ssh", 7);
    let run = stage.run(&["ssh", "--", "ls", "-l", "a b; $(id)"]).exits(7);
    assert_eq!(run.stderr, "");
    let key = stage.sandbox.path().join(KEPT);
    let expected = [
        "-i",
        key.to_str().unwrap(),
        "-o",
        "IdentitiesOnly=yes",
        "-o",
        &format!("HostKeyAlias={MACHINE}"),
        "ec2-user@203.0.113.9",
        "--",
        "ls",
        "-l",
        "a b; $(id)",
    ];
    assert_eq!(stage.called("ssh"), expected);
    assert_eq!(mode(&key), 0o600);
    assert_eq!(mode(key.parent().unwrap()), 0o700);
    // The second time, the key exists.
    let before = stage.endpoint.called().len();
    stage.run(&["ssh"]).exits(7);
    let calls = stage.endpoint.called().split_off(before);
    assert!(!calls.contains(&"GetParameters".to_owned()), "{calls:?}");
}

#[test]
fn a_closed_way_goes_through_session_manager_and_says_why() {
    for (trader, why) in [
        (Trader::default(), "SSH is closed"),
        (
            Trader {
                address: None,
                ..open()
            },
            "it has no public address",
        ),
    ] {
        let stage = trader.stage();
        let run = stage.run(&["ssh", "--print"]).exits(0);
        assert!(run.stderr.contains(why), "{run}");
        let tunnel = "ProxyCommand=aws ssm start-session --target %h --document-name AWS-StartSSHSession \
                      --parameters portNumber=%p --region ap-south-1";
        assert!(run.stdout.contains(tunnel), "{run}");
        assert!(
            run.stdout.trim().ends_with(&format!("ec2-user@{MACHINE}")),
            "{run}"
        );
    }
    let run = open().run(&["ssh", "--print", "--tunnel"]).exits(0);
    assert!(run.stderr.contains("as requested"), "{run}");
}

#[test]
fn a_profile_comes_along_outside_of_the_line() {
    let stage = Trader::default().stage();
    stage.sandbox.write(
        ".aws/config",
        "[profile it's mine]\nregion = us-east-1\naws_access_key_id = AKID\naws_secret_access_key = dummy\n",
    );
    let arguments = ["ssh", "--print", "--profile", "it's mine"];
    let run = stage.run(&arguments).exits(0);
    assert!(
        run.stdout.starts_with(r"AWS_PROFILE='it'\''s mine' ssh -i "),
        "{run}"
    );
}

#[test]
fn copies_go_one_way() {
    let stage = open().stage();
    stage.program("scp", 0);
    stage.run(&["copy", "-r", "a:b", "c", ":in here"]).exits(0);
    let called = stage.called("scp").join(" ");
    assert!(
        called.ends_with("-r -- ./a:b c ec2-user@203.0.113.9:in here"),
        "{called}"
    );
    let run = stage.run(&["copy", ":logs", ".", "--print", "--json"]).exits(0);
    let command: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(command["program"], "scp");
    let before = stage.endpoint.called().len();
    let run = stage.run(&["copy", "a", "b"]).exits(2);
    message::helps(&run.stderr);
    assert_eq!(stage.endpoint.called().len(), before);
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let stage = Trader::default().stage();
    for (present, missing) in [("", "ssh"), ("ssh", "aws"), ("aws", "session-manager-plugin")] {
        if !present.is_empty() {
            stage.program(present, 0);
        }
        let run = stage.run(&["ssh"]).exits(1);
        assert!(
            run.stderr.contains(&format!("error: {missing}: not installed")),
            "{run}"
        );
        message::helps(&run.stderr);
    }
    stage.program("session-manager-plugin", 0);
    stage.run(&["ssh"]).exits(0);
}

#[test]
fn no_one_logs_in_where_nothing_listens() {
    for (state, agent, words) in [
        ("stopped", "Online", "the instance is stopped"),
        ("pending", "Online", "the instance is pending"),
        ("terminated", "", "cannot be started again"),
        ("running", "ConnectionLost", "is not online"),
        ("running", "", "is not online"),
    ] {
        let trader = Trader {
            state,
            agent,
            ..Trader::default()
        };
        let run = trader.run(&["ssh"]).exits(1);
        assert!(run.stderr.contains(words), "{run}");
        message::helps(&run.stderr);
    }
}

#[test]
fn the_key_goes_into_a_file_for_its_owner_and_over_none() {
    let stage = Trader::default().stage();
    let run = stage.run(&["key"]).exits(0);
    assert!(run.stdout.contains("wrote SimpleTraderKeyPair.pem"), "{run}");
    let file = stage.sandbox.path().join("SimpleTraderKeyPair.pem");
    let key = stage.sandbox.read("SimpleTraderKeyPair.pem");
    assert!(key.starts_with("-----BEGIN") && key.ends_with("-----\n"));
    assert_eq!(mode(&file), 0o600);

    stage.sandbox.write("mine.pem", "mine");
    let run = stage.run(&["key", "mine.pem"]).exits(2);
    message::helps(&run.stderr);
    assert_eq!(stage.sandbox.read("mine.pem"), "mine");
    let run = stage.run(&["key", "mine.pem", "--force", "--json"]).exits(0);
    assert!(run.stdout.contains("\"file\": \"mine.pem\""), "{run}");
    assert_eq!(stage.sandbox.read("mine.pem"), key);
    assert_eq!(mode(&stage.sandbox.path().join("mine.pem")), 0o600);

    let run = stage.run(&["key", "nowhere/x.pem"]).exits(2);
    assert!(run.stderr.contains("cannot write"), "{run}");
    let left = std::fs::read_dir(stage.sandbox.path()).unwrap();
    let left = left.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with(".sa-infra-")
    });
    assert_eq!(left.count(), 0);
}

#[test]
fn what_aws_says_is_no_argument_before_it_has_the_form_of_one() {
    let fine = Trader::default().ids;
    let [id, pair, name] = fine;
    for (ids, address, line, words) in [
        (
            ["i-0$(touch made)", pair, name],
            None,
            "ssh",
            "the id of an EC2 instance",
        ),
        (
            ["-oProxyCommand=touch made", pair, name],
            None,
            "ssh",
            "the id of an EC2 instance",
        ),
        (
            ["i-0\n", pair, name],
            None,
            "copy a :",
            "the id of an EC2 instance",
        ),
        (fine, Some("-oProxyCommand=touch made"), "ssh", "an IP address"),
        (fine, Some("203.0.113.9 -F made"), "copy a :", "an IP address"),
        (fine, Some("attacker.example"), "ssh --print", "an IP address"),
        ([id, "key-../../made", name], None, "ssh", "the id of a key pair"),
        (
            [id, pair, "../made"],
            None,
            "key",
            "the name of a key pair that a file can have",
        ),
        (
            [id, pair, "/tmp/made"],
            None,
            "key",
            "the name of a key pair that a file can have",
        ),
    ] {
        let trader = Trader {
            ids,
            address: address.or(Some("203.0.113.9")),
            ..if address.is_some() {
                open()
            } else {
                Trader::default()
            }
        };
        let stage = trader.stage();
        for program in ["ssh", "scp", "aws", "session-manager-plugin"] {
            stage.program(program, 0);
        }
        let run = stage.run(&line.split(' ').collect::<Vec<_>>()).exits(1);
        assert!(run.stderr.contains(&format!("which is not {words}")), "{run}");
        message::helps(&run.stderr);
        assert!(!stage.sandbox.path().join("ssh.called").exists(), "{run}");
        assert!(!stage.sandbox.path().parent().unwrap().join("made.pem").exists());
    }
}

#[test]
fn a_link_is_no_way_to_another_file() {
    let stage = Trader::default().stage();
    stage.sandbox.write("mine", "mine");
    let link = stage.sandbox.path().join("link.pem");
    std::os::unix::fs::symlink(stage.sandbox.path().join("mine"), &link).unwrap();
    stage.run(&["key", "link.pem"]).exits(2);
    stage.run(&["key", "link.pem", "--force"]).exits(0);
    assert_eq!(stage.sandbox.read("mine"), "mine");
    assert!(!link.is_symlink());
}
