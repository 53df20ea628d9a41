//! Explains how a value violates a keyword about the value itself: its range, its pattern, its choices.

use super::{Speaker, Subject};
use crate::check::place::Place;
use crate::check::service::truth::{Schema, Truth, holds};
use crate::check::service::words::plain;
use crate::check::shown::shown;
use crate::model::finding::Severity;
use crate::model::json::{Fields, Json};
use crate::model::suggestion::{closest, misspelling};
use serde_json::Value;

/// Longer enumerations are often out of date: instance types, engine versions.
const LONG: usize = 60;

impl Speaker<'_, '_, '_, '_> {
    /// Checks a keyword about the value itself.
    #[expect(clippy::too_many_lines, reason = "a table: one arm for each keyword")]
    pub(super) fn leaf(
        &mut self,
        name: &str,
        value: &Value,
        subject: Subject<'_>,
        place: &Place<'_>,
        when: &str,
    ) -> bool {
        let text = match subject {
            Subject::Json(json) => self.cx.text(json).map(std::borrow::Cow::into_owned),
            Subject::Fields(_) => None,
        };
        let text = text.unwrap_or_default();
        let quoted = format!("\"{}\"", shown(&text));
        let (reason, fix) = match name {
            "required" => {
                let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                let missing =
                    names.filter(|name| subject.fields().is_none_or(|fields| fields.get(name).is_none()));
                let missing = missing.collect::<Vec<_>>();
                let verb = if missing.len() == 1 { "is" } else { "are" };
                let missing = missing.join(" and ");
                (
                    format!("{missing} {verb} required{when}"),
                    format!("set {missing}"),
                )
            }
            "const" => (
                format!("{quoted} is not allowed{when}"),
                format!("use {}", plain(value)),
            ),
            "enum" | "enumCaseInsensitive" => return self.choice(value, &text, place, when),
            "pattern" => {
                let pattern = plain(value);
                (
                    format!("{quoted} does not match {pattern}{when}"),
                    format!("write a value that matches {pattern}"),
                )
            }
            "minimum" | "exclusiveMinimum" => (
                format!("{text} is out of range{when}: the minimum is {}", plain(value)),
                "write a larger number".to_owned(),
            ),
            "maximum" => (
                format!("{text} is out of range{when}: the maximum is {}", plain(value)),
                format!("write at most {}", plain(value)),
            ),
            "multipleOf" => (
                format!("{text} is not a multiple of {}{when}", plain(value)),
                format!("write a multiple of {}", plain(value)),
            ),
            "minItems" => (
                format!("there are too few{when}: the minimum is {}", plain(value)),
                "add some".to_owned(),
            ),
            "maxItems" => (
                format!("there are too many{when}: the maximum is {}", plain(value)),
                "remove some".to_owned(),
            ),
            "format" => (
                format!("{quoted} is not a valid {} address", plain(value)),
                "correct it".to_owned(),
            ),
            "not" => match value
                .get("required")
                .and_then(|names| names.get(0))
                .and_then(Value::as_str)
            {
                Some(name) => {
                    self.say(
                        &place.key(name),
                        format!("{name} cannot be set{when}"),
                        format!("remove {name}"),
                    );
                    return true;
                }
                None => ("this is not allowed here".to_owned(), "change it".to_owned()),
            },
            "contains" => (
                format!("a required element is missing{when}"),
                "add it".to_owned(),
            ),
            "propertyNames" => {
                let bad = subject
                    .fields()
                    .into_iter()
                    .flat_map(Fields::iter)
                    .find(|(name, _)| {
                        let name = Json::Text((*name).to_owned().into());
                        holds(
                            self.cx,
                            Schema {
                                root: value,
                                node: value,
                            },
                            &name,
                        ) == Truth::No
                    });
                let bad = bad.map_or("", |(name, _)| name);
                self.say(
                    &place.key(bad),
                    format!("the key {bad} is not allowed"),
                    "use another name".to_owned(),
                );
                return true;
            }
            _ => return false,
        };
        self.say(place, reason, fix);
        true
    }

    fn choice(&mut self, value: &Value, text: &str, place: &Place<'_>, when: &str) -> bool {
        let choices = value
            .as_array()
            .into_iter()
            .flatten()
            .map(plain)
            .collect::<Vec<_>>();
        let known = || choices.iter().map(String::as_str);
        let family = |text: &str| text.split('.').next().unwrap_or_default().to_owned();
        if choices.len() > LONG
            && misspelling(text, known()).is_none()
            && !known().any(|choice| family(choice) == family(text))
            && text.contains('.')
        {
            let reason = format!("\"{}\" is not a known value", shown(text));
            let fix = "check that AWS offers it".to_owned();
            self.report.add(Severity::Warning, place, reason, fix);
            return true;
        }
        let fix = if choices.len() <= 12 {
            format!("use one of {}", choices.join(", "))
        } else {
            format!("the nearest values are {}", closest(text, known(), 3).join(", "))
        };
        self.say(
            place,
            format!("\"{}\" is not an allowed value{when}", shown(text)),
            fix,
        );
        true
    }
}
