//! Takes the members of a template's parts, and reports those that are malformed or unknown.

use super::Reader;
use crate::model::json::{Call, Fields, Json, Text};
use crate::model::suggestion::nearest;
use crate::model::template::malformed::Malformed;

/// Whether the name is a macro that expands to members.
pub(super) fn is_macro(name: &str) -> bool {
    name == "Fn::Transform" || name.starts_with("Fn::ForEach::")
}

impl Reader {
    pub(super) fn problem(&mut self, path: &str, reason: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(Malformed {
            path: path.to_owned(),
            reason: reason.into(),
            fix: fix.into(),
        });
    }

    /// Reports a name that is not allowed in its place, with the one that was probably meant.
    pub(super) fn unknown(&mut self, path: &str, of: &str, known: &[&str]) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let fix = match nearest(name, known.iter().copied()) {
            Some(name) => format!("did you mean {name}"),
            None => format!("use one of {}, or remove it", known.join(", ")),
        };
        self.problem(path, format!("is not a {of}"), fix);
    }

    pub(super) fn take_type(&mut self, path: &str, fields: &mut Fields, example: &str) -> Text {
        if fields.get("Type").is_none() {
            self.problem(path, "has no Type", format!("add a Type, for example {example}"));
        }
        self.take_text(path, fields, "Type").unwrap_or_default()
    }

    pub(super) fn take_text(&mut self, path: &str, fields: &mut Fields, name: &str) -> Option<Text> {
        let value = fields.remove(name)?;
        self.text(&format!("{path}/{name}"), value)
    }

    /// Takes a policy. If it is a function, it is kept as it is.
    pub(super) fn take_policy(&mut self, path: &str, fields: &mut Fields, name: &str) -> Option<Text> {
        match fields.get(name) {
            Some(Json::Call(_)) => None,
            _ => self.take_text(path, fields, name),
        }
    }

    pub(super) fn take_object(&mut self, path: &str, fields: &mut Fields, name: &str) -> Fields {
        let value = fields.remove(name);
        value
            .map(|value| self.object(&format!("{path}/{name}"), value))
            .unwrap_or_default()
    }

    pub(super) fn text(&mut self, path: &str, json: Json) -> Option<Text> {
        if let Json::Text(text) = json {
            return Some(text);
        }
        let reason = format!("must be a string, but is {}", json.kind());
        self.problem(path, reason, "write a string in quotes");
        None
    }

    pub(super) fn object(&mut self, path: &str, json: Json) -> Fields {
        match json {
            Json::Map(fields) => fields,
            Json::Call(call) => match *call {
                // A macro stands for the members that it expands to, a condition for those of its branches.
                Call::Function(name, argument)
                    if is_macro(&name) || (name == "Fn::If" && path.ends_with("/Properties")) =>
                {
                    Fields::from_iter([(name, argument)])
                }
                call => self.no_object(path, Json::from(call).kind()),
            },
            _ => self.no_object(path, json.kind()),
        }
    }

    fn no_object(&mut self, path: &str, kind: &str) -> Fields {
        let reason = format!("must be an object, but is {kind}");
        self.problem(path, reason, "write its members, each with its name");
        Fields::default()
    }
}
