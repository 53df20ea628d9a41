//! Words that must not occur: unfinished code, printing outside of a view, exemptions without a reason, paths of one
//! machine.

use super::written_by_hand;
use crate::support::files;
use crate::support::source::{Source, all_sources, sources};

/// Code that must not occur outside of tests.
const NOT_IN_CODE: &[&[&str]] = &[
    &[".", "unwrap", "(", ")"],
    &["dbg", "!"],
    &["todo", "!"],
    &["unimplemented", "!"],
];

/// Code that must not occur at all: results go through a view, and no test is skipped.
const NOWHERE: &[&[&str]] = &[
    &["print", "!"],
    &["println", "!"],
    &["eprint", "!"],
    &["eprintln", "!"],
    &["#", "[", "ignore"],
];

/// Committed text files, by directory and ending.
const COMMITTED: &[(&str, &str)] = &[
    ("src", ".rs"),
    ("stacks", ""),
    ("codegen/src", ".rs"),
    ("tests", ""),
    ("examples", ""),
    ("benches", ""),
    ("templates", ".json"),
    ("doc", ""),
    ("tools", ""),
    (".ci", ""),
    (".github", ""),
    (".cargo", ""),
];

fn faults(source: &Source) -> Vec<String> {
    let mut places = Vec::new();
    if !source.path.starts_with("tests/") {
        places.extend(NOT_IN_CODE.iter().map(|words| (words, source.places(words))));
    }
    for words in NOWHERE {
        let found = source.find(words).map(|rest| source.place(&rest[0]));
        places.push((words, found.collect()));
    }
    let report = |(words, places): (&&[&str], Vec<String>)| {
        let line = move |place| format!("{place}: {}", words.concat());
        places.into_iter().map(line).collect::<Vec<_>>()
    };
    let exemptions = silent_exemptions(source).into_iter();
    places.into_iter().flat_map(report).chain(exemptions).collect()
}

/// `#[allow(..)]` and `#[expect(..)]` without a reason.
fn silent_exemptions(source: &Source) -> Vec<String> {
    let mut silent = Vec::new();
    for word in ["allow", "expect"] {
        let inner = ["#", "!", "[", word, "("];
        let outer = ["#", "[", word, "("];
        for rest in source.find(&inner).chain(source.find(&outer)) {
            let end = rest.iter().position(|token| token.text == "]").unwrap();
            if !rest[..end].iter().any(|token| token.text == "reason") {
                silent.push(source.place(&rest[0]) + ": an exemption without a reason");
            }
        }
    }
    silent
}

#[test]
fn nothing_unfinished_printed_skipped_or_silently_exempt() {
    let faults = written_by_hand().flat_map(faults).collect::<Vec<_>>();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_such_word_is_seen() {
    for (text, fault) in [
        ("fn f() { g().unwrap(); }", ".unwrap()"),
        ("fn f() { todo!() }", "todo!"),
        ("fn f() { anstream::println!(\"x\") }", "println!"),
        ("#[test] #[ignore = \"slow\"] fn f() {}", "#[ignore"),
        ("#[expect(clippy::panic)] fn f() {}", "without a reason"),
        ("#![allow(missing_docs)]", "without a reason"),
    ] {
        let faults = faults(&Source::new("src/x.rs", text)).join("\n");
        assert!(faults.contains(fault), "{text}: {faults}");
    }
    let fine = "//! todo!()\n#[expect(clippy::panic, reason = \"a bug\")]\nfn f() { let x = [allow([\"todo!()\"])]; }\n\
                #[cfg(test)]\nmod tests { fn f() { g().unwrap(); } }";
    assert_eq!(faults(&Source::new("src/x.rs", fine)), Vec::<String>::new());
}

#[test]
fn only_cloud_names_the_sdk() {
    for source in all_sources() {
        let sdk = source
            .tokens()
            .iter()
            .find(|token| token.text.starts_with("aws_sdk_"));
        let allowed = source.path.starts_with("src/cloud");
        assert!(
            sdk.is_none() || allowed,
            "{}: only src/cloud names aws_sdk_*",
            source.place(sdk.unwrap())
        );
    }
}

#[test]
fn the_engine_knows_nothing_of_the_apps() {
    for source in sources("src") {
        let tokens = source.tokens().iter().filter(|token| !token.in_test);
        for token in tokens {
            let text = token.text.to_lowercase().replace(['-', '_', ' '], "");
            let known = [
                "stockadvisor",
                "portfoliomanager",
                "recommendationservice",
                "simpletrader",
                "appinfra",
            ];
            let known = known.into_iter().find(|name| text.contains(name));
            assert_eq!(known, None, "{}: that belongs into stacks/", source.place(token));
        }
    }
}

#[test]
fn nothing_committed_belongs_to_one_machine() {
    // In two parts, so that this file passes.
    let words = [
        ["/root", "/"],
        ["/Us", "ers/"],
        ["/wo", "rk/"],
        ["/tmp/w", "t/"],
        ["/home", "/"],
        ["index-", "url"],
        ["replace-", "with"],
    ];
    let words = words.map(|parts| parts.concat());
    let mut paths = vec![
        "Cargo.toml".into(),
        "README.md".into(),
        "CHANGELOG.md".into(),
        "CONTRIBUTING.md".into(),
        "deny.toml".into(),
        "clippy.toml".into(),
    ];
    paths.extend(
        COMMITTED
            .iter()
            .flat_map(|(tree, ending)| files::ending(tree, ending)),
    );
    for path in paths.iter().filter(|path| files::root().join(path).exists()) {
        let text = String::from_utf8_lossy(&std::fs::read(files::root().join(path)).unwrap()).into_owned();
        // The home directory of every Amazon Linux instance.
        let text = text.replace("/home/ec2-user", "");
        let word = words.iter().find(|word| text.contains(word.as_str()));
        assert_eq!(word, None, "{}", path.display());
    }
}
