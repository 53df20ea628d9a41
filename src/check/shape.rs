//! Every property of every resource against AWS's schema: known, required, of the right type and form, and compatible
//! with its siblings. A function counts as the type that it yields, as far as that is known.

mod call;
mod list;
mod object;
mod one_of;
mod pattern;
mod rules;
mod scalar;
mod text;

pub(super) use pattern::{matches, matches_own};

use super::context::{Context, Entry};
use super::place::Place;
use super::report::Report;
use crate::facts::Shape;
use crate::model::finding::Correction;
use crate::model::json::Json;

/// Checks all resources whose type is in the tables.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for entry in cx.resources() {
        if report.is_full() {
            return;
        }
        if let Some(facts) = entry.facts {
            let place = entry.place();
            let place = place.key("Properties");
            let mut checker = Checker {
                cx,
                entry,
                sink: Sink::Report(report),
                trials: 0,
            };
            if !facts.name.starts_with(super::types::SERVERLESS) {
                object::read_only(&mut checker, facts, &place);
            }
            checker.object(facts.properties.get(), &entry.resource.properties, &place);
        }
    }
}

/// Walks a value along its shape.
struct Checker<'c, 'a, 's> {
    cx: &'c Context<'a>,
    entry: Entry<'a>,
    sink: Sink<'s>,
    /// The nesting depth of alternatives that are being tried.
    trials: usize,
}

/// Where problems go: into the report or, to try one of several shapes, only into a count.
enum Sink<'s> {
    Report(&'s mut dyn Problems),
    Count(usize),
}

/// The part of a report that the walk needs.
trait Problems {
    fn error(&mut self, place: &Place<'_>, reason: String, fix: String);
    fn warning(&mut self, place: &Place<'_>, reason: String, fix: String);
    fn correct(&mut self, correction: Correction);
    fn is_full(&self) -> bool;
}

impl Problems for Report<'_> {
    fn error(&mut self, place: &Place<'_>, reason: String, fix: String) {
        Report::error(self, place, reason, fix);
    }

    fn warning(&mut self, place: &Place<'_>, reason: String, fix: String) {
        Report::warning(self, place, reason, fix);
    }

    fn correct(&mut self, correction: Correction) {
        Report::correct(self, correction);
    }

    fn is_full(&self) -> bool {
        Report::is_full(self)
    }
}

impl Checker<'_, '_, '_> {
    /// Reports an error. Its message is built only if it is kept.
    fn error(&mut self, place: &Place<'_>, words: impl FnOnce() -> (String, String)) {
        match &mut self.sink {
            Sink::Count(count) => *count += 1,
            // Building the message takes longer than the check.
            Sink::Report(report) if report.is_full() => {}
            Sink::Report(report) => {
                let (reason, fix) = words();
                report.error(place, reason, fix);
            }
        }
    }

    /// Adds a correction to the last finding.
    fn correct(&mut self, correction: impl FnOnce() -> Option<Correction>) {
        if let Sink::Report(report) = &mut self.sink
            && !report.is_full()
            && let Some(correction) = correction()
        {
            report.correct(correction);
        }
    }

    /// Reports a warning.
    fn warning(&mut self, place: &Place<'_>, words: impl FnOnce() -> (String, String)) {
        if let Sink::Report(report) = &mut self.sink {
            let (reason, fix) = words();
            report.warning(place, reason, fix);
        }
    }

    /// Checks a value.
    fn value(&mut self, shape: &'static Shape, json: &Json, place: &Place<'_>) {
        if let Json::Call(call) = json {
            return self.call(shape, json, call, place);
        }
        match (shape, json) {
            // Null is reported wherever it occurs.
            (Shape::Any, _) | (_, Json::Null) | (Shape::Document, Json::Map(_) | Json::List(_)) => {}
            (Shape::Text(limits), Json::Text(text)) => self.text(limits, text, place),
            (Shape::Text(limits), Json::Bool(_) | Json::Int(_) | Json::Float(_)) => {
                if let Some(text) = self.cx.text(json) {
                    self.text(limits, &text, place);
                }
            }
            (Shape::Integer(range), _) if is_scalar(json) => self.integer(range, json, place),
            (Shape::Number(range), _) if is_scalar(json) => self.number(range, json, place),
            (Shape::Boolean, _) if is_scalar(json) => self.boolean(json, place),
            (Shape::List { item, length, unique }, Json::List(items)) => {
                self.list(item, *length, *unique, items, place);
            }
            (Shape::Map { value, key }, Json::Map(fields)) => self.map(value, *key, fields, place),
            (Shape::Object(object), Json::Map(fields)) => self.object(object.get(), fields, place),
            (Shape::Document, Json::Text(text)) => self.document(text, place),
            (Shape::OneOf(shapes), _) => self.one_of(shapes, json, place),
            _ => self.mismatch(shape, json.kind(), place),
        }
    }

    /// Reports a value of the wrong kind.
    fn mismatch(&mut self, shape: &Shape, found: &str, place: &Place<'_>) {
        self.error(place, || {
            let wanted = describe(shape);
            let fix = match (shape, found) {
                (Shape::List { .. }, "a string") => "put it into a list, or split it with Fn::Split",
                (Shape::List { .. }, _) => "put it into a list",
                (Shape::Text(_), "a list") => "take one element with Fn::Select, or join them with Fn::Join",
                _ => {
                    return (
                        format!("expected {wanted}, found {found}"),
                        format!("write {wanted}"),
                    );
                }
            };
            (format!("expected {wanted}, found {found}"), fix.to_owned())
        });
    }
}

fn is_scalar(json: &Json) -> bool {
    matches!(
        json,
        Json::Text(_) | Json::Bool(_) | Json::Int(_) | Json::Float(_)
    )
}

/// Whether a value of this kind can have this shape at all.
fn fits(shape: &Shape, json: &Json) -> bool {
    match shape {
        Shape::Any => true,
        Shape::Text(_) | Shape::Integer(_) | Shape::Number(_) | Shape::Boolean => is_scalar(json),
        Shape::List { .. } => matches!(json, Json::List(_)),
        Shape::Map { .. } | Shape::Object(_) => matches!(json, Json::Map(_)),
        Shape::Document => matches!(json, Json::Map(_) | Json::List(_) | Json::Text(_)),
        Shape::OneOf(shapes) => shapes.iter().any(|shape| fits(shape, json)),
    }
}

/// The values that a shape accepts, in the words of an error message.
fn describe(shape: &Shape) -> String {
    match shape {
        Shape::Text(_) => "a string".to_owned(),
        Shape::Integer(_) => "a whole number".to_owned(),
        Shape::Number(_) => "a number".to_owned(),
        Shape::Boolean => "true or false".to_owned(),
        Shape::List { .. } => "a list".to_owned(),
        Shape::Map { .. } | Shape::Object(_) => "an object".to_owned(),
        Shape::Document => "an object or a JSON string".to_owned(),
        Shape::OneOf(shapes) => describe_any(shapes),
        Shape::Any => "a value".to_owned(),
    }
}

/// The values that one of several shapes accepts.
fn describe_any(shapes: &[Shape]) -> String {
    let mut kinds = shapes.iter().map(describe).collect::<Vec<_>>();
    kinds.dedup();
    kinds.join(" or ")
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    fn of(properties: &str) -> String {
        findings(&resource(properties))
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_told_what_is_wanted() {
        assert_eq!(
            of(r#"{"One": "a", "Count": 3, "Flag": true, "Ratio": 0.5, "Nested": {"Known": 5}}"#),
            ""
        );
        let found = of(r#"{"One": ["a"]}"#);
        assert_eq!(
            found,
            "error R/Properties/One: expected a string, found a list | \
             take one element with Fn::Select, or join them with Fn::Join"
        );
        assert!(of(r#"{"List": "a"}"#).contains("expected a list, found a string | put it into a list"));
        assert!(of(r#"{"Nested": "a"}"#).contains("expected an object, found a string"));
        assert!(
            of(r#"{"Nested": {"Known": {"a": 1}}}"#).contains("R/Properties/Nested/Known: expected a string")
        );
        assert!(of(r#"{"Count": [1]}"#).contains("expected a whole number, found a list"));
    }

    #[test]
    fn numbers_and_booleans_may_be_written_as_text() {
        assert_eq!(
            of(r#"{"Count": "3", "Flag": "true", "Ratio": "0.5", "One": 1}"#),
            ""
        );
        assert!(of(r#"{"Count": "three"}"#).contains("expected a whole number, found \"three\""));
        assert!(of(r#"{"Count": 1.5}"#).contains("expected a whole number, found 1.5"));
        assert!(of(r#"{"Flag": "yes", "Count": 1}"#).contains("expected true or false, found \"yes\""));
        assert!(of(r#"{"Ratio": true}"#).contains("expected a number, found true"));
    }

    #[test]
    fn a_document_is_an_object_or_its_text() {
        assert_eq!(of(r#"{"Document": {"a": 1}}"#), "");
        assert_eq!(of(r#"{"Document": "{\"a\": 1}"}"#), "");
        assert!(of(r#"{"Document": "{\"a\": "}"#).contains("is not valid JSON"));
        assert!(of(r#"{"Document": 3}"#).contains("expected an object or a JSON string"));
    }
}
