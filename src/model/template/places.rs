//! The line and column of any path in the text of a template, in JSON or YAML.

use super::place::Place;
use super::yaml::{self, Node, Value};
use std::rc::Rc;

/// The parsed text of a template. A place is computed only when needed.
#[derive(Clone, Debug)]
pub struct Places {
    root: Rc<Node>,
}

/// The place of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The place of its name, for the key of a member of an object; otherwise the place of its value.
    pub name: Place,
    /// Where its value begins, with its tag.
    pub value: Place,
    /// Whether the whole path exists; if not, this is its last part that does.
    pub is_whole: bool,
}

impl Places {
    /// Reads a string that is JSON or YAML. `None` when it is neither.
    pub fn of(text: &str) -> Option<Self> {
        let root = yaml::tree(text.trim_start_matches('\u{feff}')).ok()?;
        Some(Self { root })
    }

    /// Finds the place of a path: `Resources/Topic/Properties/Tags/0/Key`. Functions are steps
    /// (`.../Value/Fn::Join/1/0`), also in their short form. If the document ends before the path does, finds the
    /// last part that exists.
    pub fn find(&self, path: &str) -> Found {
        descend(&self.root, path, begins(&self.root))
    }
}

fn begins(node: &Node) -> Found {
    Found {
        name: node.place,
        value: node.place,
        is_whole: false,
    }
}

/// The depth of a tree is limited when it is built.
fn descend(node: &Node, path: &str, here: Found) -> Found {
    if path.is_empty() {
        let is_whole = true;
        return Found { is_whole, ..here };
    }
    match yaml::function(node) {
        None => inside(node, path, here),
        Some(name) => match after(path, name) {
            None => here,
            Some("") => descend(node, "", here),
            Some(rest) => inside(node, rest, here),
        },
    }
}

fn inside(node: &Node, path: &str, here: Found) -> Found {
    match &node.value {
        Value::Scalar { .. } => here,
        Value::List(items) => {
            let (step, rest) = path.split_once('/').unwrap_or((path, ""));
            let item = step.parse::<usize>().ok().and_then(|at| items.get(at));
            item.map_or(here, |item| descend(item, rest, begins(item)))
        }
        // A key may contain slashes: the longest key that matches counts.
        Value::Map(pairs) => {
            if let Some((key, value)) = written(pairs, path) {
                let Value::Scalar { text, .. } = &key.value else {
                    return here;
                };
                let (name, rest) = (key.place, after(path, text).unwrap_or_default());
                return descend(
                    value,
                    rest,
                    Found {
                        name,
                        ..begins(value)
                    },
                );
            }
            let members = yaml::members(node).unwrap_or_default();
            let fitting = members
                .iter()
                .filter_map(|(name, member)| Some((name.len(), member, after(path, name)?)));
            fitting
                .max_by_key(|(length, ..)| *length)
                .map_or(here, |(_, member, rest)| {
                    let name = member.key.place;
                    descend(
                        member.value,
                        rest,
                        Found {
                            name,
                            ..begins(member.value)
                        },
                    )
                })
        }
    }
}

/// The pair with the longest key that the path begins with. Merge keys are left to the general case.
fn written<'n>(pairs: &'n [(Rc<Node>, Rc<Node>)], path: &str) -> Option<(&'n Node, &'n Node)> {
    if pairs.iter().any(|(key, _)| yaml::is_merge(key)) {
        return None;
    }
    let fitting = pairs.iter().filter_map(|(key, value)| match &key.value {
        Value::Scalar { text, .. } if after(path, text).is_some() => Some((text.len(), &**key, &**value)),
        _ => None,
    });
    let (_, key, value) = fitting.max_by_key(|(length, ..)| *length)?;
    Some((key, value))
}

/// The rest of a path after its first step, if that is `step`.
fn after<'p>(path: &'p str, step: &str) -> Option<&'p str> {
    match path.strip_prefix(step)? {
        "" => Some(""),
        rest => rest.strip_prefix('/'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YAML: &str = "Resources:\n  A: &a\n    Type: T\n    Properties:\n      P: !Sub\n        - x\n        - {y: 1}\n      /etc/a: [1, 2]\n  B:\n    <<: *a\n    Type: U\n";
    const JSON: &str = "{\n\t\"Resources\": {\n\t\t\"A\": {\"Type\": \"T\",\n\t\t\t\"P\": {\"Fn::Sub\": [\"\\ud83d\\ude00\", 1]}}}}";

    /// Line, column of the name and of the value, and whether the whole path exists.
    fn of(text: &str, path: &str) -> String {
        let found = Places::of(text).unwrap().find(path);
        let (name, value) = (found.name, found.value);
        let whole = if found.is_whole { "" } else { " ?" };
        format!(
            "{}:{} {}:{}{whole}",
            name.line, name.column, value.line, value.column
        )
    }

    #[test]
    fn a_path_leads_to_the_line_and_the_column() {
        for (path, place) in [
            ("Resources/A/Type", "3:5 3:11"),
            ("Resources/A/Properties/P", "5:7 5:10"),
            ("Resources/A/Properties/P/Fn::Sub", "5:7 5:10"),
            ("Resources/A/Properties/P/Fn::Sub/1/y", "7:12 7:15"),
            ("Resources/A/Properties//etc/a/1", "8:19 8:19"),
            ("Resources/B/Type", "11:5 11:11"),
            ("Resources/B/Properties/P/Fn::Sub/0", "6:11 6:11"),
            ("Resources/A/Properties/Q", "4:5 5:7 ?"),
            ("Outputs", "1:1 1:1 ?"),
        ] {
            assert_eq!(of(YAML, path), place, "{path}");
        }
        assert_eq!(of(JSON, "Resources/A/P/Fn::Sub/1"), "4:38 4:38");
        assert_eq!(of(JSON, "Resources/A/Type"), "3:9 3:17");
        assert!(Places::of("a: b: c").is_none());
    }
}
