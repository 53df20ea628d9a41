//! The meaning of YAML tags in CloudFormation: functions in their short form, and the types of YAML.

use super::{Fault, Node, Value};
use crate::model::suggestion::nearest;

/// The meaning of a value with its tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The value itself.
    Value,
    /// A string, whatever it looks like.
    Text,
    /// The type that it looks like, also in quotes.
    Typed,
    /// The argument of a function, by its full name.
    Function(&'static str),
}

/// Every function with a short form, by its full name.
const FUNCTIONS: [&str; 27] = [
    "Ref",
    "Condition",
    "Fn::And",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::Equals",
    "Fn::FindInMap",
    "Fn::GetAtt",
    "Fn::GetAZs",
    "Fn::GetStackOutput",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Length",
    "Fn::Not",
    "Fn::Or",
    "Fn::RefAll",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::ToJsonString",
    "Fn::Transform",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
];

/// The types that YAML 1.1 writes as `!!name`.
const TYPES: &str = "tag:yaml.org,2002:";

fn short(function: &'static str) -> &'static str {
    function.strip_prefix("Fn::").unwrap_or(function)
}

/// The meaning of a node's tag.
pub(super) fn meaning(node: &Node) -> Result<Meaning, Fault> {
    let Some(tag) = &node.tag else {
        return Ok(Meaning::Value);
    };
    if let Some(kind) = tag.strip_prefix(TYPES) {
        return match (kind, &node.value) {
            ("str", Value::Scalar { .. }) => Ok(Meaning::Text),
            ("bool" | "float" | "int" | "null", Value::Scalar { .. }) => Ok(Meaning::Typed),
            ("seq", Value::List(_)) | ("map", Value::Map(_)) => Ok(Meaning::Value),
            _ => Err(Fault::new(
                node.place,
                format!("CloudFormation does not read !!{kind}"),
                "remove the tag",
            )),
        };
    }
    let name = tag.strip_prefix('!').unwrap_or(tag);
    if name.is_empty() {
        return Ok(Meaning::Text);
    }
    let found = FUNCTIONS.iter().find(|function| short(function) == name);
    found.map(|function| Meaning::Function(function)).ok_or_else(|| {
        let fix = match nearest(name, FUNCTIONS.iter().map(|function| short(function))) {
            Some(meant) => format!("did you mean !{meant}"),
            None => "use a function that CloudFormation supports, or quotes if it is a string".to_owned(),
        };
        Fault::new(
            node.place,
            format!("!{name} is not a function of CloudFormation"),
            fix,
        )
    })
}

/// The function whose short form the node is, by its full name.
pub(in crate::model::template) fn function(node: &Node) -> Option<&'static str> {
    match meaning(node) {
        Ok(Meaning::Function(name)) => Some(name),
        _ => None,
    }
}
