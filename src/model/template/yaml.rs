//! Templates in YAML, read as CloudFormation reads them: short forms, YAML 1.1 scalars, aliases and merge keys.

mod build;
mod members;
mod node;
mod scalar;
mod tag;

use super::Malformed;
use super::place::Place;
use crate::model::json::{Fields, Json, Text, recognise};
use tag::Meaning;

pub(super) use build::{document, tree};
pub(super) use members::{is_merge, members};
pub(super) use node::{Node, Value};
pub(super) use scalar::plain;
pub(super) use tag::function;

/// What is wrong with a YAML string, and where.
#[derive(Debug)]
pub(super) struct Fault {
    place: Place,
    reason: String,
    fix: String,
}

impl Fault {
    fn new(place: Place, reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            place,
            reason: reason.into(),
            fix: fix.into(),
        }
    }
}

impl From<Fault> for Malformed {
    fn from(fault: Fault) -> Self {
        Self {
            path: String::new(),
            reason: format!("{} at {}", fault.reason, fault.place),
            fix: fault.fix,
        }
    }
}

/// The value of a YAML string.
pub(super) fn read(text: &str) -> Result<Json, Malformed> {
    Ok(json(&*tree(text)?)?)
}

/// The depth is limited when the tree is built.
fn json(node: &Node) -> Result<Json, Fault> {
    match tag::meaning(node)? {
        Meaning::Value => value(node, is_plain(node)),
        Meaning::Typed => value(node, true),
        Meaning::Text => value(node, false),
        // The argument of a function in its short form is a string if it is a scalar, whatever it looks like.
        Meaning::Function(name) => {
            let argument = value(node, false)?;
            Ok(recognise(Fields::from_iter([(Text::from(name), argument)])))
        }
    }
}

fn is_plain(node: &Node) -> bool {
    matches!(node.value, Value::Scalar { is_plain: true, .. })
}

fn value(node: &Node, is_resolved: bool) -> Result<Json, Fault> {
    Ok(match &node.value {
        Value::Scalar { text, .. } if is_resolved => scalar::plain(text),
        Value::Scalar { text, .. } => Json::from(text.clone()),
        Value::List(items) => Json::List(items.iter().map(|item| json(item)).collect::<Result<_, _>>()?),
        Value::Map(_) => {
            let members = members(node)?.into_iter();
            let fields = members.map(|(name, member)| Ok((Text::from(name), json(member.value)?)));
            recognise(fields.collect::<Result<Fields, _>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value of a string, as JSON.
    fn of(text: &str) -> String {
        read(text).map_or_else(
            |fault| fault.to_string(),
            |json| serde_json::to_string(&json).unwrap(),
        )
    }

    #[test]
    fn functions_have_their_short_forms_in_any_nesting() {
        for (yaml, json) in [
            ("!Ref AWS::Region", r#"{"Ref":"AWS::Region"}"#),
            ("!GetAtt A.B.C", r#"{"Fn::GetAtt":["A","B.C"]}"#),
            ("!GetAtt [A, B]", r#"{"Fn::GetAtt":["A","B"]}"#),
            ("Fn::GetAtt: A.B", r#"{"Fn::GetAtt":["A","B"]}"#),
            ("!Sub 012", r#"{"Fn::Sub":"012"}"#),
            ("!Sub ['${A}', {A: 012}]", r#"{"Fn::Sub":["${A}",{"A":10}]}"#),
            ("!GetAZs", r#"{"Fn::GetAZs":""}"#),
            ("!Condition A", r#"{"Condition":"A"}"#),
            ("!Transform {Name: M}", r#"{"Fn::Transform":{"Name":"M"}}"#),
            (
                "!If [A, !Ref B, !Join ['', [!GetAtt C.D, e]]]",
                r#"{"Fn::If":["A",{"Ref":"B"},{"Fn::Join":["",[{"Fn::GetAtt":["C","D"]},"e"]]}]}"#,
            ),
            (
                "Fn::Base64: !Sub |\n  a\n  b\n",
                r#"{"Fn::Base64":{"Fn::Sub":"a\nb\n"}}"#,
            ),
        ] {
            assert_eq!(of(yaml), json, "{yaml}");
        }
    }

    #[test]
    fn aliases_and_merge_keys_are_written_out() {
        let text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {<<: [{x: 9}, *a], z: 1}\nd: *a";
        let json = r#"{"a":{"x":1,"y":2},"b":{"x":1,"y":3},"c":{"x":9,"y":2,"z":1},"d":{"x":1,"y":2}}"#;
        assert_eq!(of(text), json);
        assert_eq!(of("'<<': 1"), r#"{"<<":1}"#);
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        for (yaml, said) in [
            (
                "a:\n  - !Reff b",
                "!Reff is not a function of CloudFormation at line 2 column 5",
            ),
            (
                "a: !!binary aGk=",
                "CloudFormation does not read !!binary at line 1 column 4",
            ),
            (
                "a: 1\na: 2",
                "key \"a\" appears twice in one object at line 2 column 1",
            ),
            ("a: *b", "unknown anchor at line 1 column 4"),
            (
                "a: &a [*a]",
                "an alias stands inside what it repeats at line 1 column 8",
            ),
            ("a: 1\n---\nb: 1", "a second document begins at line 2 column 1"),
            (
                "a: {<<: 1}",
                "<< merges objects, and this is none at line 1 column 9",
            ),
            ("[a]: 1", "a key is not a string at line 1 column 1"),
            ("# nothing", "the file is empty at line 1 column 1"),
            (
                "a: b: c",
                "mapping values are not allowed in this context at line 1 column 5",
            ),
        ] {
            assert!(of(yaml).contains(said), "{yaml}: {}", of(yaml));
        }
    }

    #[test]
    fn bombs_are_bounded() {
        let bomb = |first: &str, next: &dyn Fn(usize) -> String| {
            let lines = (1..200).map(|at| format!("a{at}: &a{at} {}\n", next(at - 1)));
            of(&format!("a0: &a0 {first}\n{}", lines.collect::<String>()))
        };
        let laughs = bomb("ha", &|at| format!("[*a{at}, *a{at}, *a{at}]"));
        assert!(laughs.contains("aliases make too much of it"), "{laughs}");
        let merges = bomb("{x: 1}", &|at| format!("{{<<: [*a{at}, *a{at}], y{at}: *a{at}}}"));
        assert!(merges.contains("aliases make too much of it"), "{merges}");
        let deep = bomb("1", &|at| format!("[*a{at}]"));
        assert!(deep.contains("is nested deeper than 100 levels"), "{deep}");
        for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", "")] {
            let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
            assert!(
                of(&deep).contains("nested deeper than 100 levels"),
                "{open}: {}",
                of(&deep)
            );
        }
    }
}
