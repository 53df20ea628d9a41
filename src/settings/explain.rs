//! The messages for a fault: what was found, what is expected, what to write.

use super::fault::{Fault, What};
use super::node::{Kind, Node};
use super::path::{Path, Step};
use super::quote::{cut, quoted};
use super::shown::{HIDDEN, brief, json, toml};
use crate::model::sensitive::leaks;
use crate::model::suggestion::nearest;

/// The reason and the fix for `fault`, found in `tree`; `defaults` has the default values.
pub(super) fn explain(fault: &Fault, tree: &Node, defaults: &Node) -> (String, String) {
    let path = fault.path();
    let value = if fault.in_key {
        quoted(&cut(path.last_key()))
    } else {
        value_at(tree, &path)
    };
    match &fault.what {
        What::Type(expected) => wrong_type(tree, defaults, &path, expected, &value),
        What::Range(expected) => {
            let wanted = wanted(expected);
            (
                format!("{value} is not {wanted}"),
                format!("write {wanted}{}", the_default(defaults, &path)),
            )
        }
        What::Key(names) => unknown_key(tree, defaults, &path, names),
        What::Word(words) => {
            let hint = tree
                .get(&path)
                .and_then(text)
                .and_then(|text| nearest(text, words.iter().copied()));
            let hint = hint
                .map(|word| format!("did you mean {}? ", quoted(word)))
                .unwrap_or_default();
            let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            let fix = format!("{hint}the allowed values are {}", words.join(", "));
            (format!("{value} is not an allowed value"), fix)
        }
        What::Missing(key) => (
            format!("the key {} is missing", quoted(key)),
            format!("add {key} = ..."),
        ),
        What::Invalid(reason, fix) => {
            let hidden = tree.get(&path).and_then(text).filter(|_| value == HIDDEN);
            if hidden.is_some_and(|secret| leaks(secret, reason) || leaks(secret, fix)) {
                return (
                    format!("{HIDDEN} is not a value for this key"),
                    "check which values the key accepts".to_owned(),
                );
            }
            (format!("{value} {reason}"), fix.clone())
        }
    }
}

fn unknown_key(tree: &Node, defaults: &Node, path: &Path, names: &[&str]) -> (String, String) {
    let mut hint = String::new();
    if let Some(name) = nearest(path.last_key(), names.iter().copied()) {
        hint = format!("did you mean {}? ", quoted(name));
    } else {
        let mut elsewhere = Vec::new();
        same_key(defaults, &Path::default(), path.last_key(), &mut elsewhere);
        if (1..=3).contains(&elsewhere.len()) {
            hint = format!("did you mean {}? ", elsewhere.join(" or "));
        }
    }
    let mut names = names.to_vec();
    names.sort_unstable();
    let mut fix = format!("{hint}the keys here are {}", names.join(", "));
    if value_at(tree, path) == HIDDEN {
        fix.push_str("; and a secret does not belong in this file: remove it");
    }
    ("unknown key".to_owned(), fix)
}

/// Other places in the configuration with a key of this name.
fn same_key(node: &Node, path: &Path, name: &str, found: &mut Vec<String>) {
    let Kind::Table(table) = &node.kind else { return };
    for (key, member) in table {
        let path = path.child(Step::Key(key.clone()));
        if key == name {
            found.push(path.to_string());
        }
        same_key(member, &path, name, found);
    }
}

/// The suggestion to use the default, appended to another hint.
fn the_default(defaults: &Node, path: &Path) -> String {
    let node = defaults
        .get(path)
        .filter(|node| !matches!(node.kind, Kind::Table(_)));
    node.map(|node| format!("; the default is {}", cut(&toml(&json(node, path)))))
        .unwrap_or_default()
}

fn wrong_type(tree: &Node, defaults: &Node, path: &Path, expected: &str, value: &str) -> (String, String) {
    let found = match tree.get(path).map(|node| &node.kind) {
        Some(Kind::Text(_)) => format!("the string {value}"),
        Some(Kind::Time(_)) => format!("the time {value}"),
        Some(Kind::Table(_)) => "a table".to_owned(),
        Some(Kind::List(_)) => "a list".to_owned(),
        Some(Kind::Int(_) | Kind::Float(_)) => format!("the number {value}"),
        _ => value.to_owned(),
    };
    let wanted = wanted(expected);
    let mut fix = match wanted.as_str() {
        "a table" => format!("begin a section [{path}] and set its keys below"),
        "a list" => "write a list in brackets: [\"one\", \"two\"]".to_owned(),
        "true or false" => "write true or false, without quotes".to_owned(),
        "a string" => "write a string in quotes".to_owned(),
        other => format!("write {other}, without quotes"),
    };
    fix.push_str(&the_default(defaults, path));
    (format!("expected {wanted}, found {found}"), fix)
}

/// A type, in words.
fn wanted(expected: &str) -> String {
    match expected {
        "a string" | "a borrowed string" | "a character" => "a string".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "u8" => whole(u8::MAX),
        "u16" => whole(u16::MAX),
        "u32" => whole(u32::MAX),
        "i64" | "u64" | "usize" => "a whole number".to_owned(),
        "f64" => "a number".to_owned(),
        other if other == "a map" || other.starts_with("struct ") => "a table".to_owned(),
        other => other.to_owned(),
    }
}

fn whole(most: impl std::fmt::Display) -> String {
    format!("a whole number from 0 to {most}")
}

fn text(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Text(text) => Some(text),
        _ => None,
    }
}

/// The value at `path` for a message, hidden when it follows a flag for a secret.
fn value_at(tree: &Node, path: &Path) -> String {
    let Some(node) = tree.get(path) else {
        return String::new();
    };
    if let Some((Step::Index(index), above)) = path.0.split_last() {
        let above = Path(above.to_vec());
        let list = tree.get(&above).map(|list| json(list, &above));
        if list.is_some_and(|list| list[*index] == HIDDEN) {
            return HIDDEN.to_owned();
        }
    }
    brief(node, path)
}
