//! Files: found in parent directories, read or refused with a reason, written completely or not at all.

use super::Config;
use sa_infra::settings::{NAME, create, find};
use std::fs;

#[test]
fn a_file_is_found_upward() {
    let top = tempfile::tempdir().unwrap();
    let deep = top.path().join("a/b");
    fs::create_dir_all(&deep).unwrap();
    // The root of a repository, where the search ends.
    fs::create_dir(top.path().join(".git")).unwrap();
    assert_eq!(find(&deep).unwrap(), None);
    fs::write(top.path().join(NAME), "").unwrap();
    assert_eq!(find(&deep).unwrap(), Some(top.path().join(NAME)));
    fs::write(deep.join(NAME), "namespace = \"qa\"").unwrap();
    let loaded = Config::load(find(&deep).unwrap().as_deref(), None, None).unwrap();
    assert_eq!(&*loaded.value.namespace, "qa");
    assert_eq!(loaded.file, Some(deep.join(NAME)));
}

#[test]
fn what_cannot_be_read_says_why() {
    let top = tempfile::tempdir().unwrap();
    let place = |name: &str| top.path().join(name);
    fs::write(place("latin.toml"), b"# ok\nnotify = \"caf\xe9\"").unwrap();
    fs::write(place("large.toml"), vec![b'#'; (1 << 20) + 1]).unwrap();
    let mut told = String::new();
    for name in ["none.toml", "", "latin.toml", "large.toml", "latin.toml/deeper"] {
        let problems = Config::load(Some(&place(name)), None, None).unwrap_err();
        told.push_str(
            &problems
                .to_string()
                .replace(&top.path().display().to_string(), "DIR"),
        );
        told.push('\n');
    }
    insta::assert_snapshot!(told, @r"
    DIR/none.toml: cannot be read: no such file
      fix: correct the path, or write a new file with `sa-infra init`
    DIR/: cannot be read: it is a directory
      fix: name a file, such as DIR/sa-infra.toml
    DIR/latin.toml:2: contains bytes that are not UTF-8 text
      fix: save the file as UTF-8
    DIR/large.toml: is larger than 1 MiB
      fix: name a configuration file with --config
    DIR/latin.toml/deeper: cannot be read: part of the path is a file
      fix: correct the path
    ");
}

#[test]
fn a_new_file_is_written_whole_and_never_over_another() {
    let top = tempfile::tempdir().unwrap();
    let file = top.path().join(NAME);
    create(&file, "one", false).unwrap();
    let problem = create(&file, "two", false).unwrap_err();
    assert!(
        problem
            .to_string()
            .ends_with("already exists\n  fix: use --force to overwrite it, or name another file")
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "one");
    create(&file, "three", true).unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "three");
    // No other file is left.
    assert_eq!(fs::read_dir(top.path()).unwrap().count(), 1);
}

#[test]
fn what_cannot_be_written_leaves_nothing_behind() {
    let top = tempfile::tempdir().unwrap();
    for file in [top.path().to_path_buf(), top.path().join("none/sa-infra.toml")] {
        for force in [false, true] {
            let problem = create(&file, "text", force).unwrap_err();
            assert!(!problem[0].reason.is_empty() && !problem[0].fix.is_empty());
        }
    }
    assert_eq!(fs::read_dir(top.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere_is_not_overwritten() {
    let top = tempfile::tempdir().unwrap();
    let file = top.path().join(NAME);
    std::os::unix::fs::symlink("nowhere", &file).unwrap();
    assert!(create(&file, "text", false).is_err());
    let problems = Config::load(find(top.path()).unwrap().as_deref(), None, None).unwrap_err();
    assert!(problems.to_string().contains("no such file"));
}
