//! Explains how a value violates a schema, at the place of the smallest part that does.

mod keyword;

use super::Rule;
use super::truth::{Schema, Truth, holds, holds_for};
use super::words::{condition_words, one};
use crate::check::context::Context;
use crate::check::place::Place;
use crate::check::report::Report;
use crate::check::shown::shown;
use crate::model::finding::Correction;
use crate::model::json::{Fields, Json};
use crate::model::suggestion::{misspelling, nearest};
use serde_json::Value;

/// Reports how the members of a resource violate the rule.
pub(super) fn fields(
    cx: &Context<'_>,
    rule: &Rule,
    fields: &Fields,
    place: &Place<'_>,
    report: &mut Report<'_>,
) {
    let node = rule.schema();
    let schema = Schema { root: node, node };
    if holds_for(cx, schema, fields) == Truth::No {
        let mut speaker = Speaker { cx, rule, report };
        speaker.begin(schema, Subject::Fields(fields), place);
    }
}

/// Reports how a value violates the rule.
pub(super) fn value(cx: &Context<'_>, rule: &Rule, json: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let node = rule.schema();
    let schema = Schema { root: node, node };
    if holds(cx, schema, json) == Truth::No {
        let mut speaker = Speaker { cx, rule, report };
        speaker.begin(schema, Subject::Json(json), place);
    }
}

#[derive(Clone, Copy)]
enum Subject<'j> {
    Fields(&'j Fields),
    Json(&'j Json),
}

impl<'j> Subject<'j> {
    fn fields(self) -> Option<&'j Fields> {
        match self {
            Self::Fields(fields) => Some(fields),
            Self::Json(json) => json.as_map(),
        }
    }

    fn list(self) -> Option<&'j [Json]> {
        match self {
            Self::Fields(_) => None,
            Self::Json(json) => json.as_list(),
        }
    }
}

struct Speaker<'c, 'a, 'r, 't> {
    cx: &'c Context<'a>,
    rule: &'c Rule,
    report: &'r mut Report<'t>,
}

impl Speaker<'_, '_, '_, '_> {
    fn begin(&mut self, schema: Schema<'_>, subject: Subject<'_>, place: &Place<'_>) {
        if !self.descend(schema, subject, place, "") {
            self.say(
                place,
                "these properties cannot be combined".to_owned(),
                "see the type's page".to_owned(),
            );
        }
    }

    fn holds(&self, schema: Schema<'_>, subject: Subject<'_>) -> Truth {
        match subject {
            Subject::Fields(fields) => holds_for(self.cx, schema, fields),
            Subject::Json(json) => holds(self.cx, schema, json),
        }
    }

    fn say(&mut self, place: &Place<'_>, reason: String, fix: String) {
        let (reason, fix) = match self.rule.words {
            Some((reason, fix)) => (reason.to_owned(), fix.to_owned()),
            None => (reason, fix),
        };
        self.report.add(self.rule.severity, place, reason, fix);
    }

    /// Whether it reported a finding.
    fn descend(&mut self, schema: Schema<'_>, subject: Subject<'_>, place: &Place<'_>, when: &str) -> bool {
        let Value::Object(map) = schema.node else {
            return false;
        };
        let mut said = false;
        for (name, value) in map {
            let single = one(name, value, map);
            let alone = schema.at(&single);
            if self.holds(alone, subject) == Truth::No {
                said |= self.keyword(schema, name, value, subject, place, when);
            }
        }
        said
    }

    fn keyword(
        &mut self,
        schema: Schema<'_>,
        name: &str,
        value: &Value,
        subject: Subject<'_>,
        place: &Place<'_>,
        when: &str,
    ) -> bool {
        match name {
            "if" => {
                let condition = schema.at(value);
                let met = self.holds(condition, subject) == Truth::Yes;
                let branch = schema.node.get(if met { "then" } else { "else" });
                if met && branch == Some(&Value::Bool(false)) {
                    return self.excluded(value, subject, place);
                }
                let when = if met {
                    condition_words(value)
                } else {
                    String::new()
                };
                branch.is_some_and(|branch| self.descend(schema.at(branch), subject, place, &when))
            }
            "$ref" => {
                let target = value.as_str().and_then(|reference| schema.referred(reference));
                target.is_some_and(|target| self.descend(target, subject, place, when))
            }
            "allOf" => {
                let mut said = false;
                for branch in value.as_array().into_iter().flatten() {
                    if self.holds(schema.at(branch), subject) == Truth::No {
                        said |= self.descend(schema.at(branch), subject, place, when);
                    }
                }
                said
            }
            "anyOf" | "oneOf" => {
                let first = value.as_array().and_then(|branches| branches.first());
                first.is_some_and(|branch| self.descend(schema.at(branch), subject, place, when))
            }
            "properties" => self.members(schema, value, subject, place, when),
            "additionalProperties" => self.strays(schema, subject, place),
            "items" => {
                let mut said = false;
                for (at, item) in subject.list().unwrap_or_default().iter().enumerate() {
                    if holds(self.cx, schema.at(value), item) == Truth::No {
                        said |= self.descend(schema.at(value), Subject::Json(item), &place.index(at), when);
                    }
                }
                said
            }
            _ => self.leaf(name, value, subject, place, when),
        }
    }

    fn members(
        &mut self,
        schema: Schema<'_>,
        value: &Value,
        subject: Subject<'_>,
        place: &Place<'_>,
        when: &str,
    ) -> bool {
        let mut said = false;
        for (name, node) in value.as_object().into_iter().flatten() {
            let Some(json) = subject.fields().and_then(|fields| fields.get(name)) else {
                continue;
            };
            if holds(self.cx, schema.at(node), json) != Truth::No {
                continue;
            }
            let place = place.key(name);
            if *node == Value::Bool(false) {
                self.say(
                    &place,
                    format!("{name} cannot be set{when}"),
                    format!("remove {name}"),
                );
                said = true;
            } else {
                said |= self.descend(schema.at(node), Subject::Json(json), &place, when);
            }
        }
        said
    }

    /// Reports the members whose values the condition lists, where the rule forbids what meets the condition.
    fn excluded(&mut self, condition: &Value, subject: Subject<'_>, place: &Place<'_>) -> bool {
        let mut said = false;
        let members = condition.get("properties").and_then(Value::as_object);
        for (name, node) in members.into_iter().flatten() {
            let value = subject.fields().and_then(|fields| fields.get(name));
            let Some(text) = value.and_then(|value| self.cx.text(value)) else {
                continue;
            };
            if node.get("enum").is_some() {
                let (text, when) = (shown(&text).into_owned(), condition_words(condition));
                let reason = format!("\"{text}\" is not supported or is deprecated{when}");
                self.say(&place.key(name), reason, format!("set another {name}"));
                said = true;
            }
        }
        said
    }

    /// Reports unknown members.
    fn strays(&mut self, schema: Schema<'_>, subject: Subject<'_>, place: &Place<'_>) -> bool {
        let known = schema.node.get("properties").and_then(Value::as_object);
        let known = || {
            known
                .into_iter()
                .flat_map(|known| known.keys().map(String::as_str))
        };
        let mut said = false;
        for (name, _) in subject.fields().into_iter().flat_map(Fields::iter) {
            if known().all(|known| known != name) {
                let fix = match nearest(name, known()) {
                    Some(known) => format!("did you mean {known}"),
                    None => format!("known are {}", known().collect::<Vec<_>>().join(", ")),
                };
                self.say(&place.key(name), format!("there is no member {name}"), fix);
                if let Some(meant) = misspelling(name, known()) {
                    self.report.correct(Correction::Name(meant.to_owned()));
                }
                said = true;
            }
        }
        said
    }
}
