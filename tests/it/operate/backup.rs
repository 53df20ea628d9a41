//! Backups and their readers: only their owner, whatever the umask, and only the recipients of an encrypted one.

use crate::support::message;
use crate::support::ministack::{Account, Ministack};
use crate::support::owner::{self, KEY, value};
use crate::support::{files, python};
use sa_infra::cloud::s3::{About, S3};
use sa_infra::cloud::{Cloud, SdkCloud};
use sa_infra::local::emulator::python::program;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const DESTROY: &str = "destroy --all --yes --delete-data --delete-secrets --backup-to backup";

/// An account with an object and a value.
async fn full() -> (Account, SdkCloud) {
    let (account, cloud) = owner::deployed().await;
    let bucket = owner::bucket(&cloud).await;
    let file = account.write("object", "planted-object");
    let place = (&*bucket, &*account.id);
    let about = About::default();
    let put = cloud.s3().put_file(place, "a/planted-key.csv", &file, &about);
    put.await.unwrap().unwrap();
    (account, cloud)
}

/// Every file and directory below a directory.
fn below(directory: &Path) -> Vec<PathBuf> {
    let mut all = vec![directory.to_owned()];
    let mut next = 0;
    while let Some(path) = all.get(next).cloned() {
        all.extend(
            fs::read_dir(path)
                .into_iter()
                .flatten()
                .map(|entry| entry.unwrap().path()),
        );
        next += 1;
    }
    all
}

#[tokio::test]
async fn no_one_else_reads_a_backup_whatever_the_umask() {
    let (account, _) = full().await;
    let line = DESTROY.split(' ').collect::<Vec<_>>();
    let inner = account.command_at(&Ministack::shared().url(), &line);
    let mut outer = Command::new("sh");
    outer
        .args(["-c", "umask 000; exec \"$0\" \"$@\""])
        .arg(inner.get_program())
        .args(inner.get_args())
        .current_dir(inner.get_current_dir().unwrap())
        .env_clear()
        .envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = outer.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("including secrets, and is not encrypted") && said.contains("--recipient"),
        "{said}"
    );
    let all = below(&account.path().join("backup"));
    assert!(all.len() > 8, "{all:?}");
    for path in all {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert!(mode % 0o100 == 0, "{}: {mode:o}", path.display());
    }
}

/// A directory with age, and an account that uses it.
fn with_age(account: &Account) -> String {
    let environment =
        python::environment(&files::read("tests/age.txt")).unwrap_or_else(|error| panic!("{error}"));
    let python = program(&environment, "python3");
    let script = files::root().join("tests/it/support/age.py");
    let text = format!(
        "#!/bin/sh\nexec {} {} \"$@\"\n",
        python.display(),
        script.display()
    );
    let program = account.write("bin/age", &text);
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program.parent().unwrap().display().to_string()
}

/// A new identity in a file, and its recipient.
fn identity(path: &str, file: &Path) -> String {
    let made = Command::new(format!("{path}/age"))
        .arg("keygen")
        .arg(file)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

#[tokio::test]
async fn only_the_recipients_of_an_encrypted_backup_read_it() {
    let (account, cloud) = full().await;
    let path = with_age(&account);
    let run = |line: &str| account.run_with(&line.split(' ').collect::<Vec<_>>(), &[("PATH", &path)]);
    let [one, other, foreign] =
        ["one", "other", "foreign"].map(|name| identity(&path, &account.path().join(name)));
    let refused = run(&format!("{DESTROY} --recipient age1planted")).exits(2);
    message::helps(&refused.stderr);
    let refused = run(&format!("{DESTROY} --recipient=--output=made")).exits(2);
    message::helps(&refused.stderr);
    let absent = account.run_with(
        &format!("{DESTROY} --recipient {one}")
            .split(' ')
            .collect::<Vec<_>>(),
        &[("PATH", "/nowhere")],
    );
    assert!(absent.exits(2).stderr.contains("age: not installed"));

    let done = run(&format!("{DESTROY} --recipient {one} --recipient {other}")).exits(0);
    assert!(
        done.to_string().contains("only the recipients can read it"),
        "{done}"
    );
    for file in below(&account.path().join("backup"))
        .iter()
        .filter(|path| path.is_file())
    {
        let bytes = fs::read(file).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/"), "{}", file.display());
    }

    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let without = run("restore backup --yes").exits(2);
    assert!(without.stderr.contains("the backup is encrypted"), "{without}");
    message::helps(&without.stderr);
    assert!(!foreign.is_empty());
    let wrong = run("restore backup --yes --identity foreign").exits(2);
    message::helps(&wrong.stderr);
    assert_ne!(value(&cloud, KEY).await.as_deref(), Some("owners-key"));

    run("restore backup --yes --identity other").exits(0);
    assert_eq!(value(&cloud, KEY).await.as_deref(), Some("owners-key"));
    let bucket = owner::bucket(&cloud).await;
    let page = cloud.s3().list_object_versions(&bucket, None).await.unwrap();
    let mut body = Vec::new();
    let read = cloud
        .s3()
        .get_object(&bucket, &page.versions[0], &mut body)
        .await
        .unwrap();
    read.unwrap();
    assert_eq!(String::from_utf8(body).unwrap(), "planted-object");
    // The file that was decrypted for the upload is deleted.
    for file in below(&account.path().join("backup"))
        .iter()
        .filter(|path| path.is_file())
    {
        let bytes = fs::read(file).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/"), "{}", file.display());
    }
}
