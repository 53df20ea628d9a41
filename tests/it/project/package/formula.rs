//! Homebrew's formula: valid Ruby, with the archives of the release and their hashes.

use crate::support::python;
use crate::support::release::{Release, archive, run};
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

/// The calls with a string argument in a Ruby file, in order; a syntax error is a failure.
const CALLS: &str = "
import sys, tree_sitter, tree_sitter_ruby
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_ruby.language()))
tree = parser.parse(open(sys.argv[1], 'rb').read())
assert not tree.root_node.has_error, tree.root_node
def walk(node, inside):
    if node.type == 'call':
        name = node.child_by_field_name('method').text.decode()
        arguments = node.child_by_field_name('arguments')
        for argument in arguments.named_children if arguments else ():
            if argument.type == 'string':
                print('/'.join(inside), name, argument.text.decode()[1:-1])
        if node.child_by_field_name('block'):
            inside = [*inside, name]
    for child in node.children:
        walk(child, inside)
walk(tree.root_node, [])
";

/// The contents of a formula: `on_linux/on_arm url` and its value.
fn said() -> BTreeMap<String, String> {
    let made = Release::shared().make("formula.py");
    let calls = run(Command::new(python::tool("python"))
        .args(["-c", CALLS])
        .arg(&made[0]));
    let calls = calls.lines().map(|line| {
        let mut words = line.splitn(3, ' ');
        let name = format!("{} {}", words.next().unwrap(), words.next().unwrap());
        (name, words.next().unwrap().to_owned())
    });
    calls.collect()
}

#[test]
fn each_system_has_its_archive_and_the_hash_of_it() {
    let release = Release::shared();
    let said = said();
    for (system, target) in [
        ("on_macos/on_arm", "aarch64-apple-darwin"),
        ("on_macos/on_intel", "x86_64-apple-darwin"),
        ("on_linux/on_arm", "aarch64-unknown-linux-musl"),
        ("on_linux/on_intel", "x86_64-unknown-linux-musl"),
    ] {
        let url = &said[&format!("{system} url")];
        assert!(
            url.starts_with(&release.web.url()) && url.ends_with(&archive(target)),
            "{url}"
        );
        let sum = fs::read_to_string(release.path().join(archive(target) + ".sha256")).unwrap();
        assert_eq!(sum.split(' ').next(), Some(&*said[&format!("{system} sha256")]));
    }
    assert_eq!(said[" version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_archive_has_the_files_that_the_formula_installs() {
    let release = Release::shared();
    let listed = run(Command::new("tar")
        .arg("-tzf")
        .arg(release.path().join(archive(&crate::support::release::here()))));
    let formula = fs::read_to_string(&release.make("formula.py")[0]).unwrap();
    let installed = formula.lines().filter(|line| line.contains(".install "));
    let files = installed.map(|line| line.split('"').nth(1).unwrap().replace('*', "sa-infra"));
    let files = files.collect::<Vec<_>>();
    assert_eq!(files.len(), 5, "{files:?}");
    for file in files {
        assert!(
            listed.lines().any(|line| line.ends_with(&format!("/{file}"))),
            "{file}: {listed}"
        );
    }
}
