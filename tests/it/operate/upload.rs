//! `upload`: which files are packed and which are not, without AWS; and a real bucket, from which the archive is read
//! back.

mod emulated;

use crate::support::cli::{Run, Sandbox};
use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::time::{Duration, SystemTime};

/// A secret that must not be in any output or archive.
const PLANTED: &str = "planted-secret-3b1f";

/// The directory of a program, in a typical state.
fn program() -> Sandbox {
    let sandbox = Sandbox::with_config("[simple_trader]\n");
    let secret = format!("{{\"api_key\": \"{PLANTED}\"}}");
    for (name, text) in [
        (".gitignore", "*.log\nbuild/\n.venv/\n"),
        ("src/setup/setup.py", "print('trades')\n"),
        ("src/run.sh", "#!/bin/sh\n"),
        ("src/tokenizer.py", "pass\n"),
        ("requirements.txt", "kiteconnect\n"),
        ("keys.json", &*secret),
        ("src/keys.json", &*secret),
        ("access_token.txt", PLANTED),
        (".env", PLANTED),
        ("certificates/server.pem", PLANTED),
        (".git/config", PLANTED),
        (".aws/credentials", PLANTED),
        ("trade.log", PLANTED),
        ("build/all.bin", PLANTED),
        (".venv/pyvenv.cfg", PLANTED),
    ] {
        sandbox.write(&format!("trader/{name}"), text);
    }
    sandbox
}

/// The plan of an upload, without AWS.
fn shown(sandbox: &Sandbox, more: &[&str]) -> Run {
    let run = sandbox.run(&[&["upload", "trader", "--dry-run"], more].concat());
    assert!(!run.to_string().contains(PLANTED), "{run}");
    run
}

/// The paths in the archive.
fn packed(sandbox: &Sandbox, more: &[&str]) -> Vec<String> {
    let run = shown(sandbox, &[&["--json"], more].concat()).exits(0);
    let pack: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let files = pack["archive"]["files"].as_array().unwrap().iter();
    files
        .map(|file| file["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_program_is_packed_and_what_is_private_stays() {
    let sandbox = program();
    let run = shown(&sandbox, &["--list"]).exits(0);
    insta::assert_snapshot!(run);
}

#[test]
fn no_key_goes_by_another_name_place_or_encoding() {
    let names = [
        "prod.env",
        ".envrc",
        ".env~",
        ".vault-token",
        ".docker/config.json",
        ".kube/config",
        ".npmrc.bak",
        "a.pem.old",
    ];
    let sandbox = program();
    let usual = packed(&sandbox, &[]);
    for name in names {
        sandbox.write(&format!("trader/{name}"), PLANTED);
    }
    assert_eq!(packed(&sandbox, &[]), usual);
    assert_eq!(packed(&sandbox, &["--allow", "prod.env"]).len(), usual.len() + 1);
    let pem = concat!("-----BEGIN PRIVATE", " KEY-----\n");
    let late = format!("{}{pem}", "x".repeat(2 << 20));
    let wide = pem.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    for body in [late.into_bytes(), wide] {
        let file = sandbox.path().join("trader/data.bin");
        fs::write(file, body).unwrap();
        let run = shown(&sandbox, &[]).exits(1);
        assert!(
            run.stderr.contains("data.bin holds a private key or a token"),
            "{run}"
        );
        assert!(packed(&sandbox, &["--allow", "data.bin"]).contains(&"data.bin".to_owned()));
    }
}

#[test]
fn what_is_named_is_packed_all_the_same() {
    let sandbox = program();
    let usual = packed(&sandbox, &[]);
    assert_eq!(
        usual,
        [
            ".gitignore",
            "src/run.sh",
            "src/setup/setup.py",
            "src/tokenizer.py"
        ]
    );
    let named = packed(
        &sandbox,
        &["--include", "certificates/server.pem", "--include", "trade.log"],
    );
    assert!(named.contains(&"certificates/server.pem".to_owned()) && named.contains(&"trade.log".to_owned()));
    assert_eq!(named.len(), usual.len() + 2);
}

#[test]
fn links_are_followed_within_the_directory_and_to_what_is_packed_only() {
    let sandbox = program();
    let place = sandbox.path().join("trader");
    symlink("src/run.sh", place.join("run")).unwrap();
    symlink("keys.json", place.join("harmless.md")).unwrap();
    let files = packed(&sandbox, &[]);
    assert!(files.contains(&"run".to_owned()), "{files:?}");
    assert!(!files.contains(&"harmless.md".to_owned()), "{files:?}");
}

/// The error for an invalid directory.
fn refused(spoil: impl FnOnce(&Sandbox), more: &[&str]) -> String {
    let sandbox = program();
    spoil(&sandbox);
    let run = shown(&sandbox, more);
    assert!(run.code == 1 || run.code == 2, "{run}");
    assert_eq!(run.stdout, "", "{run}");
    format!("{}{}\n", run.code, run.stderr)
}

#[test]
fn whatever_is_wrong_is_said_with_a_fix() {
    let remove = |name: &'static str| {
        move |sandbox: &Sandbox| fs::remove_file(sandbox.path().join("trader").join(name)).unwrap()
    };
    let write = |name: &'static str, text: &'static str| {
        move |sandbox: &Sandbox| drop(sandbox.write(&format!("trader/{name}"), text))
    };
    let link =
        |to: &'static str| move |sandbox: &Sandbox| symlink(to, sandbox.path().join("trader/link")).unwrap();
    let nothing = |_: &Sandbox| ();
    let empty = |sandbox: &Sandbox| {
        fs::remove_dir_all(sandbox.path().join("trader")).unwrap();
        fs::create_dir(sandbox.path().join("trader")).unwrap();
    };
    let no_directory = |sandbox: &Sandbox| fs::remove_dir_all(sandbox.path().join("trader")).unwrap();
    let a_file = |sandbox: &Sandbox| {
        no_directory(sandbox);
        sandbox.write("trader", "");
    };
    let huge = |sandbox: &Sandbox| {
        sandbox.write("trader/data/ticks.bin", "");
        let file = File::options()
            .write(true)
            .open(sandbox.path().join("trader/data/ticks.bin"));
        file.unwrap().set_len(3_000_000).unwrap();
    };
    let pem = concat!("-----BEGIN RSA PRIVATE", " KEY-----\n");
    let said = [
        refused(remove("keys.json"), &[]),
        refused(write("keys.json", "{\"api_key\": planted-secret-3b1f}"), &[]),
        refused(write("access_token.txt", "\n"), &[]),
        refused(link("/etc/hostname"), &[]),
        refused(link("gone"), &[]),
        refused(write("src/key.py", pem), &[]),
        refused(huge, &["--limit", "2"]),
        refused(empty, &["--only", "repo.zip"]),
        refused(no_directory, &[]),
        refused(a_file, &[]),
        refused(nothing, &["--only", "repo.tar"]),
        refused(nothing, &["--include", "../sa-infra.toml"]),
        refused(nothing, &["--stack", "app-infra-base"]),
    ];
    insta::assert_snapshot!(said.concat());
}

#[test]
fn a_token_of_yesterday_is_refused_unless_it_is_meant() {
    let sandbox = program();
    let token = File::options()
        .write(true)
        .open(sandbox.path().join("trader/access_token.txt"));
    let yesterday = SystemTime::now() - Duration::from_hours(30);
    token.unwrap().set_modified(yesterday).unwrap();
    let run = shown(&sandbox, &[]).exits(1);
    assert!(
        run.stderr.contains("access_token.txt is from ") && run.stderr.contains("Asia/Kolkata"),
        "{run}"
    );
    shown(&sandbox, &["--allow-old"]).exits(0);
    shown(&sandbox, &["--only", "repo.zip", "--only", "requirements.txt"]).exits(0);
}
