//! Merges the layers of settings: the defaults, the file, the command line.

use super::Override;
use super::node::{At, Kind, Node, Table};
use super::path::Path;

/// The key in the defaults of a table to which you can add entries: the values that each new entry starts from.
const EACH: &str = "*";

/// Gives each entry that the file adds to a table with a `"*"` a copy of the `"*"`, and removes the `"*"`.
///
/// In its strings, `{name}` becomes the name of the entry, and `{NAME}` the same in the style of environment
/// variables. Entries of the defaults start from it too.
pub(super) fn expand(defaults: &mut Node, file: &Node) {
    let Kind::Table(table) = &mut defaults.kind else {
        return;
    };
    let added = match &file.kind {
        Kind::Table(added) => Some(added),
        _ => None,
    };
    if let Some(each) = table.shift_remove(EACH) {
        for (name, entry) in table.iter_mut() {
            let own = std::mem::replace(entry, start(&each, name));
            overlay(entry, own);
        }
        for (name, entry) in added.into_iter().flatten() {
            if !table.contains_key(name) && matches!(entry.kind, Kind::Table(_)) {
                table.insert(name.clone(), start(&each, name));
            }
        }
    }
    let nothing = Node::table();
    for (name, entry) in table {
        expand(entry, added.and_then(|added| added.get(name)).unwrap_or(&nothing));
    }
}

fn start(each: &Node, name: &str) -> Node {
    let kind = match &each.kind {
        Kind::Text(text) if text.contains('{') => {
            let upper = name.to_ascii_uppercase().replace('-', "_");
            Kind::Text(text.replace("{name}", name).replace("{NAME}", &upper))
        }
        Kind::List(items) => Kind::List(items.iter().map(|item| start(item, name)).collect()),
        Kind::Table(table) => {
            let members = table.iter().map(|(key, value)| (key.clone(), start(value, name)));
            Kind::Table(members.collect::<Table>())
        }
        other => other.clone(),
    };
    Node { at: each.at, kind }
}

/// Merges `over` into `under`: tables are merged, all other values (lists too) are replaced.
pub(super) fn overlay(under: &mut Node, over: Node) {
    match (&mut under.kind, over.kind) {
        (Kind::Table(table), Kind::Table(members)) => {
            for (key, member) in members {
                match table.get_mut(&key) {
                    Some(there) => overlay(there, member),
                    None => {
                        table.insert(key, member);
                    }
                }
            }
        }
        (kind, replacement) => *kind = replacement,
    }
    under.at = over.at;
}

/// Applies the values from the command line and the environment.
pub(super) fn apply(tree: &mut Node, overrides: &[Override]) {
    for (position, override_) in overrides.iter().enumerate() {
        for key in &override_.keys {
            let path = Path::parse(key);
            let is_set = tree.get(&path).is_some_and(|node| node.at != At::Default);
            if override_.beats_file || !is_set {
                let kind = Kind::Text(override_.value.clone());
                tree.set(
                    &path,
                    Node {
                        at: At::Override(position),
                        kind,
                    },
                );
            }
        }
    }
}
