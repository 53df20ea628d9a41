//! The floors of the library: a module imports from its own floor and those below, never from above.

use crate::support::source::{Source, sources};

/// The one table of floors; the map in src/lib.rs says what each module is for.
const FLOORS: &[(&str, u8)] = &[
    ("arn", 0),
    ("intrinsic", 0),
    ("json", 0),
    ("value", 0),
    ("diff", 1),
    ("facts", 1),
    ("finding", 1),
    ("nearest", 1),
    ("policy", 1),
    ("schedule", 1),
    ("template", 1),
    ("app", 2),
    ("check", 2),
    ("construct", 2),
    ("logical_id", 2),
    ("synth", 2),
    ("aws", 3),
    ("cloud", 3),
    ("patterns", 4),
    ("settings", 5),
    ("toolkit", 5),
    ("view", 6),
    ("cli", 7),
];

/// The only modules that may name `cloud`: those that do the work, and the one that starts it.
const SEE_CLOUD: &[&str] = &["cloud", "toolkit", "cli"];

/// Names through which a program reads or changes the world; nothing below floor 5 does, `cloud` aside.
const OUTSIDE: &[&[&str]] = &[
    &["std", "::", "env"],
    &["std", "::", "fs"],
    &["std", "::", "net"],
    &["std", "::", "process"],
    &["Instant"],
    &["SystemTime"],
    &["Timestamp", "::", "now"],
    &["Zoned", "::", "now"],
    &["rand"],
];

fn floor(module: &str) -> Option<u8> {
    let row = FLOORS.iter().find(|(name, _)| *name == module);
    row.map(|(_, floor)| *floor)
}

/// The top-level module that a file of `src` belongs to.
fn module(source: &Source) -> &str {
    let path = source.path.trim_start_matches("src/");
    path.split(['/', '.']).next().unwrap()
}

fn modules() -> impl Iterator<Item = Source> {
    let sources = sources(&["src"]).into_iter();
    sources.filter(|source| source.path != "src/lib.rs")
}

/// What is wrong with the imports of one file.
fn faults(source: &Source) -> Vec<String> {
    let own = module(source);
    let Some(own_floor) = floor(own) else {
        let path = &source.path;
        return vec![format!(
            "{path}: give the module `{own}` a floor in tests/it/layout/floors.rs"
        )];
    };
    let mut faults = Vec::new();
    for (token, name) in source.crate_modules() {
        let place = source.place(token);
        // What is no module is a macro or an item of the crate's root.
        if floor(name).is_some_and(|floor| floor > own_floor) {
            faults.push(format!(
                "{place}: `{own}` is on floor {own_floor} and imports `{name}` from above"
            ));
        }
        if name == "cloud" && !SEE_CLOUD.contains(&own) {
            faults.push(format!("{place}: only {SEE_CLOUD:?} see `cloud`"));
        }
    }
    let escapes = source.find(&["super", "::", "super"]);
    faults.extend(escapes.map(|rest| source.place(&rest[0]) + ": write `crate::` instead of `super::super`"));
    if own != "cloud" && own_floor < 5 {
        let outside = OUTSIDE.iter().flat_map(|names| source.places(names));
        faults.extend(outside.map(|place| format!("{place}: floors 0 to 4 touch nothing outside")));
    }
    faults
}

#[test]
fn imports_go_down_only() {
    let faults = modules().flat_map(|source| faults(&source)).collect::<Vec<_>>();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_kind_of_wrong_import_is_seen() {
    for (path, text, fault) in [
        ("src/json/serial.rs", "use crate::value::Val;", None),
        (
            "src/json/serial.rs",
            "use crate::template::Template;",
            Some("imports `template` from above"),
        ),
        (
            "src/value.rs",
            "use crate::{json::{Json, template}, arn, app::App};",
            Some("imports `app` from above"),
        ),
        (
            "src/value.rs",
            "fn f() { crate::synth::run() }",
            Some("imports `synth` from above"),
        ),
        ("src/view/human.rs", "use crate::cloud;", Some("see `cloud`")),
        ("src/news.rs", "", Some("give the module `news` a floor")),
        (
            "src/template/read/deep.rs",
            "use super::super::x;",
            Some("write `crate::`"),
        ),
        (
            "src/check/name.rs",
            "let x = std::env::var(\"X\");",
            Some("touch nothing outside"),
        ),
        (
            "src/check/name.rs",
            "// use crate::cli;\nconst X: &str = \"crate::cli\";",
            None,
        ),
        (
            "src/cli/synth.rs",
            "use crate::{toolkit, view}; use std::fs;",
            None,
        ),
    ] {
        let faults = faults(&Source::new(path, text)).join("\n");
        assert_eq!(fault.is_none(), faults.is_empty(), "{path}: {text}: {faults}");
        assert!(
            faults.contains(fault.unwrap_or_default()),
            "{path}: {text}: {faults}"
        );
    }
}
