//! No two files of the library import each other, directly or through others. A nested module may use items of its
//! parent, as is usual in Rust.

use crate::support::source::{Source, leaves, sources};
use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A path as its segments; the last one is empty for `*`.
type Path = Vec<String>;

/// The names in a file: its imports, its re-exports, and paths in its code.
#[derive(Default)]
struct Names {
    imports: HashMap<String, Path>,
    exports: HashMap<String, Path>,
    paths: Vec<Path>,
}

/// The files of a crate by module, `deploy::ui` for `src/deploy/ui.rs`, the root under the empty name.
struct Modules(BTreeMap<String, Names>);

impl Names {
    fn of(source: &Source) -> Self {
        let tokens = source.tokens().iter().filter(|token| !token.in_test);
        let tokens = tokens.map(|token| token.text.as_str()).collect::<Vec<_>>();
        let mut names = Self::default();
        let mut at = 0;
        while at < tokens.len() {
            let is_segment = tokens.get(at + 1) == Some(&"::") && is_name(tokens[at]);
            let continues = at > 0 && matches!(tokens[at - 1], "::" | "$");
            if tokens[at] == "use" {
                let end = at + tokens[at..].iter().position(|token| *token == ";").unwrap();
                let passes_on = at > 0 && matches!(tokens[at - 1], "pub" | ")");
                for (name, path) in leaves(&tokens[at + 1..end]) {
                    let into = if passes_on {
                        &mut names.exports
                    } else {
                        &mut names.imports
                    };
                    into.insert(name, path);
                }
                at = end;
            } else if is_segment && !continues {
                let segments = tokens[at..].chunks(2);
                let last = segments
                    .clone()
                    .take_while(|pair| is_name(pair[0]) && pair.get(1) == Some(&"::"))
                    .count();
                let path = segments
                    .take(last + 1)
                    .map(|pair| pair[0])
                    .filter(|name| is_name(name));
                names.paths.push(path.map(str::to_owned).collect());
            }
            at += 1;
        }
        names
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

impl Modules {
    fn of(sources: &[&Source]) -> Self {
        let module = |source: &Source| {
            let path = source.path.trim_start_matches("src/").trim_end_matches(".rs");
            if path == "lib" {
                String::new()
            } else {
                path.replace('/', "::")
            }
        };
        Self(
            sources
                .iter()
                .map(|source| (module(source), Names::of(source)))
                .collect(),
        )
    }

    /// The path from the crate's root, if it is one of this crate.
    fn absolute(&self, module: &str, path: &[String]) -> Option<Path> {
        let mut base = module
            .split("::")
            .filter(|segment| !segment.is_empty())
            .map(str::to_owned)
            .collect::<Path>();
        let up = path.iter().take_while(|segment| *segment == "super").count();
        match path.first()?.as_str() {
            "crate" => return Some(path[1..].to_vec()),
            "super" => base.truncate(base.len().saturating_sub(up)),
            "self" => return Some([base, path[1..].to_vec()].concat()),
            first => {
                let below = [base.clone(), vec![first.to_owned()]].concat().join("::");
                self.0.contains_key(&below).then_some(())?;
            }
        }
        Some([base, path[up..].to_vec()].concat())
    }

    /// The file that defines `path` in `module`, through modules that re-export it.
    fn defines(&self, module: &str, path: &[String], depth: usize) -> Option<String> {
        let path = self.absolute(module, path)?;
        let mut here = String::new();
        for (at, segment) in path.iter().enumerate() {
            let below = if here.is_empty() {
                segment.clone()
            } else {
                format!("{here}::{segment}")
            };
            if self.0.contains_key(&below) {
                here = below;
                continue;
            }
            return match self.0[&here].exports.get(segment) {
                Some(passed) if depth < 8 => {
                    self.defines(&here, &[passed.as_slice(), &path[at + 1..]].concat(), depth + 1)
                }
                _ => Some(here),
            };
        }
        Some(here)
    }

    /// Sets of files that import each other.
    fn circles(&self) -> Vec<BTreeSet<&str>> {
        let mut graph = DiGraph::<&str, ()>::new();
        let nodes = self
            .0
            .keys()
            .map(|module| (module.as_str(), graph.add_node(module)));
        let nodes = nodes.collect::<HashMap<_, _>>();
        for (module, names) in &self.0 {
            let in_code = names.paths.iter().map(|path| {
                match names.imports.get(&path[0]).or(names.exports.get(&path[0])) {
                    Some(import) => [import.as_slice(), &path[1..]].concat(),
                    None => path.clone(),
                }
            });
            for path in names.imports.values().cloned().chain(in_code) {
                let Some(used) = self.defines(module, &path, 0) else {
                    continue;
                };
                let is_around = used.is_empty() || module.starts_with(&format!("{used}::"));
                if used != *module && !is_around {
                    graph.update_edge(nodes[module.as_str()], nodes[used.as_str()], ());
                }
            }
        }
        let circles = tarjan_scc(&graph).into_iter().filter(|files| files.len() > 1);
        circles
            .map(|files| files.into_iter().map(|file| graph[file]).collect())
            .collect()
    }
}

#[test]
fn no_two_files_import_each_other() {
    // The generated types of services refer to each other, as in AWS.
    let sources = sources("src")
        .filter(|source| !super::is_generated(source))
        .collect::<Vec<_>>();
    let modules = Modules::of(&sources);
    assert_eq!(modules.circles(), Vec::<BTreeSet<&str>>::new());
}

#[test]
fn every_kind_of_circle_is_seen() {
    let circles = |a: &str, b: &str, top: &str| {
        let files = [
            ("src/lib.rs", "pub mod m;"),
            ("src/m.rs", top),
            ("src/m/a.rs", a),
            ("src/m/b.rs", b),
        ];
        let files = files.map(|(path, text)| Source::new(path, text));
        Modules::of(&files.iter().collect::<Vec<_>>()).circles().len()
    };
    for (a, b, top, expected) in [
        ("use super::b::B;", "use crate::m::a::A;", "", 1),
        ("use super::{b::{self, B}, c};", "fn f() { super::a::g() }", "", 1),
        ("use super::B;", "use super::A;", "pub use a::A; pub use b::B;", 1),
        (
            "use super::b as other; fn f() { other::g() }",
            "use crate::m::a::A;",
            "",
            1,
        ),
        ("use super::b::B;", "", "", 0),
        (
            "use super::Top; use super::b::B;",
            "use super::Top;",
            "use a::A; struct Top;",
            0,
        ),
        (
            "use super::b::B;",
            "#[cfg(test)] mod tests { use crate::m::a::A; }",
            "",
            0,
        ),
    ] {
        assert_eq!(circles(a, b, top), expected, "{a} | {b} | {top}");
    }
}
