//! The layers of the library: a module imports from its own layer and lower ones, never from higher ones.

use crate::support::files;
use crate::support::source::{Source, sources};
use std::collections::HashMap;

/// The only modules that may use `cloud`: those that do the work, and the one that starts it.
const SEE_CLOUD: &[&str] = &["cloud", "local", "deploy", "operate", "console", "cli"];

/// Names that access the outside world; only layer 5 and above, and `cloud`, may use them.
const OUTSIDE: &[&[&str]] = &[
    &["std", "::", "env"],
    &["std", "::", "fs"],
    &["TcpListener"],
    &["TcpStream"],
    &["ToSocketAddrs"],
    &["UdpSocket"],
    &["std", "::", "process"],
    &["Instant"],
    &["SystemTime"],
    &["Timestamp", "::", "now"],
    &["Zoned", "::", "now"],
    &["rand"],
];

/// The layers in the table of src/lib.rs: rows such as `| 0 | [`json`], [`arn`] | what they are |`.
fn layers() -> HashMap<String, u8> {
    let map = files::read("src/lib.rs");
    let mut layers = HashMap::new();
    for row in map.lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let mut columns = row.split(" | ");
        if let (Some(Ok(layer)), Some(modules)) = (columns.next().map(str::parse), columns.next()) {
            let names = modules.split('`').skip(1).step_by(2);
            layers.extend(names.map(|name| (name.to_owned(), layer)));
        }
    }
    assert!(
        layers.len() > 10,
        "the map in src/lib.rs is not understood: {layers:?}"
    );
    layers
}

/// The top-level module of a file in `src`.
fn module(source: &Source) -> &str {
    let path = source.path.trim_start_matches("src/");
    path.split(['/', '.']).next().unwrap()
}

fn modules() -> impl Iterator<Item = &'static Source> {
    sources("src").filter(|source| source.path != "src/lib.rs")
}

/// The faulty imports of one file.
fn faults(layers: &HashMap<String, u8>, source: &Source) -> Vec<String> {
    let own = module(source);
    let Some(&own_layer) = layers.get(own) else {
        let path = &source.path;
        return vec![format!(
            "{path}: give the module `{own}` a layer in the map of src/lib.rs"
        )];
    };
    let mut faults = Vec::new();
    for (token, name) in source.crate_modules() {
        let place = source.place(token);
        // Other names are macros or items of the crate's root.
        if layers.get(name).is_some_and(|layer| *layer > own_layer) {
            faults.push(format!(
                "{place}: `{own}` is on layer {own_layer} and imports `{name}` from above"
            ));
        }
        if name == "cloud" && !SEE_CLOUD.contains(&own) {
            faults.push(format!("{place}: only {SEE_CLOUD:?} see `cloud`"));
        }
    }
    faults.extend(escapes(source));
    if own != "cloud" && own_layer < 5 {
        let outside = OUTSIDE.iter().flat_map(|names| source.places(names));
        faults.extend(outside.map(|place| format!("{place}: layers 0 to 4 touch nothing outside")));
    }
    faults
}

/// Chains of `super` that reach the root, from which every module is accessible without `crate`.
fn escapes(source: &Source) -> Vec<String> {
    let path = source.path.trim_start_matches("src/").trim_end_matches(".rs");
    let depth = path.split('/').count();
    let mut escapes = Vec::new();
    for rest in source.find(&["super", "::"]) {
        let steps = rest.chunks(2).take_while(|pair| pair[0].text == "super").count();
        // Tests are a module of their own, one level deeper.
        if steps >= depth + usize::from(rest[0].in_test) {
            escapes.push(source.place(&rest[0]) + ": write `crate::` instead of a chain of `super`");
        }
    }
    escapes
}

#[test]
fn imports_go_down_only() {
    let layers = layers();
    let faults = modules()
        .flat_map(|source| faults(&layers, source))
        .collect::<Vec<_>>();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_kind_of_wrong_import_is_seen() {
    let layers = layers();
    for (path, text, fault) in [
        ("src/model/json/serial.rs", "use crate::model::value::Val;", None),
        (
            "src/model/json/serial.rs",
            "use crate::facts::Facts;",
            Some("imports `facts` from above"),
        ),
        (
            "src/facts.rs",
            "use crate::{model::{json::Json, synth}, diff::Diff};",
            Some("imports `diff` from above"),
        ),
        (
            "src/model/value.rs",
            "fn f() { crate::synth::run() }",
            Some("imports `synth` from above"),
        ),
        ("src/view/human.rs", "use crate::cloud;", Some("see `cloud`")),
        ("src/news.rs", "", Some("give the module `news` a layer")),
        (
            "src/model/template/read.rs",
            "use super::super::super::x;",
            Some("write `crate::`"),
        ),
        (
            "src/model.rs",
            "mod inner { use super::synth; } use super::synth;",
            Some("write `crate::`"),
        ),
        (
            "src/model/json.rs",
            "#[cfg(test)] mod tests { use super::super::tests::x; }",
            None,
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
            "use crate::{deploy, view}; use std::fs;",
            None,
        ),
    ] {
        let faults = faults(&layers, &Source::new(path, text)).join("\n");
        assert_eq!(fault.is_none(), faults.is_empty(), "{path}: {text}: {faults}");
        assert!(
            faults.contains(fault.unwrap_or_default()),
            "{path}: {text}: {faults}"
        );
    }
}
