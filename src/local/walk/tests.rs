//! Tests of `walk`. Git says which files there are.

pub(crate) mod git;

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;

const GIT: Options = Options {
    names: &[".gitignore"],
    is_in_repository: true,
    skips_hidden: false,
    follows_links: false,
};

fn write(root: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), files);
    directory
}

/// The files below a directory, in their order.
fn walked(root: &Path, options: Options) -> Vec<String> {
    let outside = |below: &[u8], _| (below == b".git").then_some(Verdict::Exclude);
    let entries = Walk::new(root, options, outside).map(Result::unwrap);
    let files = entries.filter(|entry| !entry.file_type().is_dir());
    files
        .map(|entry| {
            let below = entry.path().strip_prefix(root).unwrap();
            below.to_str().unwrap().to_owned()
        })
        .collect()
}

/// The files below a directory that Git does not ignore.
fn others(root: &Path) -> BTreeSet<String> {
    let output = git::run(root, "ls-files --others --exclude-standard -z", "");
    output.split_terminator('\0').map(str::to_owned).collect()
}

fn agrees(root: &Path) {
    let walked = BTreeSet::from_iter(walked(root, GIT));
    assert_eq!(walked, others(root), "{}", root.display());
}

/// Some files, with `.gitignore` in some directories.
fn files() -> impl Strategy<Value = Vec<(String, String)>> {
    let directory = "([abc]/){0,3}";
    let file = (directory, "[abc]|[abc][.]log|[.]a").prop_map(|(at, name)| (at + &name, String::new()));
    let line = "!?/?([*]{2}/)?[abc*](/[abc*])?(/[*]{2})?/?|!?[*][.]log|[.]a";
    let lines = prop::collection::vec(line, 1..4).prop_map(|lines| lines.join("\n"));
    let ignore = (directory, lines).prop_map(|(at, lines)| (at + ".gitignore", lines));
    let files = prop::collection::vec(file, 6..20);
    (files, prop::collection::vec(ignore, 0..4)).prop_map(|(files, ignore)| [ignore, files].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_has_the_files_that_git_finds(trees in prop::collection::vec(files(), 60), exclude in "[*]?[abc]") {
        let repository = git::repository();
        write(repository.path(), &[(".git/info/exclude", &exclude)]);
        for (number, files) in trees.iter().enumerate() {
            for (name, text) in files {
                let path = repository.path().join(number.to_string()).join(name);
                // Some names are those of a file and of a directory.
                let made = fs::create_dir_all(path.parent().unwrap());
                let _ = made.and_then(|()| fs::write(path, text));
            }
        }
        agrees(repository.path());
    }
}

#[test]
fn the_ignore_files_above_count_up_to_the_root_of_the_repository() {
    let outer = tree(&[
        (".gitignore", "*\n"),
        ("repository/.gitignore", "/a/b/x\n*.log\n"),
        ("repository/a/.gitignore", "!keep.log\ny\n"),
        ("repository/a/b/x", ""),
        ("repository/a/b/y", ""),
        ("repository/a/b/z", ""),
        ("repository/a/b/keep.log", ""),
        ("repository/a/b/other.log", ""),
    ]);
    let root = outer.path().join("repository/a/b");
    // Outside of a repository, all of them count.
    assert_eq!(walked(&root, GIT), ["keep.log"]);
    git::run(&outer.path().join("repository"), "init --quiet", "");
    assert_eq!(walked(&root, GIT), ["keep.log", "z"]);
    agrees(&root);
    let own = Options {
        is_in_repository: false,
        ..GIT
    };
    assert_eq!(walked(&root, own).len(), 5);
}

#[test]
fn a_worktree_has_the_rules_of_its_clone() {
    let place = tree(&[("one/a", "")]);
    let one = place.path().join("one");
    git::run(&one, "init --quiet", "");
    let commit = "-c user.name=a -c user.email=a@example.com commit --quiet --allow-empty --message=a";
    git::run(&one, commit, "");
    git::run(&one, "worktree add --quiet ../two", "");
    write(
        place.path(),
        &[("one/.git/info/exclude", "a\n"), ("two/a", ""), ("two/b/c", "")],
    );
    let two = place.path().join("two");
    assert_eq!(walked(&two, GIT), ["b/c"]);
    assert_eq!(others(&two), BTreeSet::from(["b/c".to_owned()]));
    assert_eq!(walked(&two.join("b"), GIT), ["c"]);
}

#[test]
fn the_first_name_has_precedence_and_included_files_are_not_hidden() {
    let place = tree(&[
        (".gitignore", "a\n.b\n"),
        (".ignore", "!a\n!.c\n"),
        ("a", ""),
        (".b", ""),
        (".c", ""),
        (".d/e", ""),
        ("f/.gitignore", "!a\n"),
        ("f/.ignore", "a\n"),
        ("f/a", ""),
    ]);
    let options = Options {
        names: &[".ignore", ".gitignore"],
        skips_hidden: true,
        ..Options::default()
    };
    assert_eq!(walked(place.path(), options), [".c", "a"]);
    let options = Options {
        names: &[],
        ..Options::default()
    };
    assert_eq!(walked(place.path(), options).len(), 9);
}

#[test]
fn a_loop_of_links_is_an_error_and_strange_ignore_files_are_none() {
    let place = tree(&[("a/b", ""), ("c/.gitignore/d", ""), ("e/f", "")]);
    symlink("/dev/null", place.path().join("a/.gitignore")).unwrap();
    symlink("gone", place.path().join("e/.gitignore")).unwrap();
    let names = ["a/.gitignore", "a/b", "c/.gitignore/d", "e/.gitignore", "e/f"];
    assert_eq!(walked(place.path(), GIT), names);
    symlink("..", place.path().join("e/up")).unwrap();
    assert!(walked(place.path(), GIT).contains(&"e/up".to_owned()));
    fs::remove_file(place.path().join("e/.gitignore")).unwrap();
    let options = Options {
        follows_links: true,
        ..GIT
    };
    let mut walk = Walk::new(place.path(), options, |_, _| None);
    let error = walk.find_map(Result::err).unwrap();
    let (link, root) = (place.path().join("e/up"), place.path());
    let expected = format!(
        "{} is a link to {}, which contains it",
        link.display(),
        root.display()
    );
    assert_eq!(error.to_string(), expected);
    assert_eq!(error.fix(), "remove the link, or exclude it");
}

#[test]
fn what_cannot_be_read_is_named() {
    let place = tree(&[]);
    symlink("gone", place.path().join("link")).unwrap();
    let options = Options {
        follows_links: true,
        ..GIT
    };
    let mut walk = Walk::new(place.path(), options, |_, _| None);
    let error = walk.find_map(Result::err).unwrap().to_string();
    let link = place.path().join("link");
    assert_eq!(error, format!("cannot read {}: no such file", link.display()));
    let mut walk = Walk::new(&link, GIT, |_, _| None);
    let error = walk.find_map(Result::err).unwrap();
    assert!(error.to_string().ends_with("link: no such file"), "{error}");
    write(place.path(), &[("big/.gitignore", "")]);
    let big = fs::File::options()
        .write(true)
        .open(place.path().join("big/.gitignore"));
    big.unwrap().set_len(disk::LONGEST + 1).unwrap();
    let mut walk = Walk::new(&place.path().join("big"), GIT, |_, _| None);
    let error = walk.find_map(Result::err).unwrap().to_string();
    assert!(error.contains("big/.gitignore: it has more than"), "{error}");
}
