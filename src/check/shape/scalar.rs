//! Numbers and booleans: their form and their range.

use super::Checker;
use crate::check::place::Place;
use crate::check::value::is_dynamic;
use crate::facts::Range;
use crate::model::json::Json;
use std::borrow::Cow;

/// `30.0` and `3e1` are integers too.
#[expect(
    clippy::cast_possible_truncation,
    reason = "it is whole, and smaller than that"
)]
fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < 1e15).then_some(value as i64)
}

impl Checker<'_, '_, '_> {
    /// An integer, or its decimal digits.
    pub(super) fn integer(&mut self, range: &Range, json: &Json, place: &Place<'_>) {
        let value = match json {
            Json::Int(value) => Some(*value),
            Json::Text(text) if is_dynamic(text) => return,
            Json::Float(value) => whole(*value),
            Json::Text(text) => text
                .trim()
                .parse()
                .ok()
                .or_else(|| whole(text.trim().parse().ok()?)),
            _ => None,
        };
        let Some(value) = value else {
            return self.no_scalar("a whole number", json, place);
        };
        if range.choices.is_empty() || range.choices.contains(&value) {
            #[expect(clippy::cast_precision_loss, reason = "limits of that size do not occur")]
            return self.in_range(range, value as f64, place);
        }
        self.error(place, || {
            let choices = range.choices.iter();
            let nearest = choices.clone().min_by_key(|choice| choice.abs_diff(value));
            let fix = match (range.choices.len(), nearest) {
                (..=12, _) => {
                    let choices = choices.map(ToString::to_string).collect::<Vec<_>>();
                    format!("use one of {}", choices.join(", "))
                }
                (_, Some(nearest)) => format!("the nearest is {nearest}"),
                (_, None) => "omit it".to_owned(),
            };
            (format!("{value} is not an allowed value"), fix)
        });
    }

    /// A number, or its decimal form.
    pub(super) fn number(&mut self, range: &Range, json: &Json, place: &Place<'_>) {
        let value = match json {
            #[expect(clippy::cast_precision_loss, reason = "limits of that size do not occur")]
            Json::Int(value) => Some(*value as f64),
            Json::Float(value) => Some(*value),
            Json::Text(text) if is_dynamic(text) => return,
            Json::Text(text) => text.trim().parse().ok().filter(|value: &f64| value.is_finite()),
            _ => None,
        };
        match value {
            Some(value) => self.in_range(range, value, place),
            None => self.no_scalar("a number", json, place),
        }
    }

    /// `true` or `false`, or those strings.
    pub(super) fn boolean(&mut self, json: &Json, place: &Place<'_>) {
        let is_boolean = match json {
            Json::Bool(_) => true,
            Json::Text(text) => {
                is_dynamic(text) || text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
            }
            _ => false,
        };
        if !is_boolean {
            self.no_scalar("true or false", json, place);
        }
    }

    fn in_range(&mut self, range: &Range, value: f64, place: &Place<'_>) {
        let least = range.min.filter(|min| value < *min).map(|min| ("minimum", min));
        let most = range.max.filter(|max| value > *max).map(|max| ("maximum", max));
        if let Some((end, limit)) = least.or(most) {
            self.error(place, || {
                let fix = match (range.min, range.max) {
                    (Some(min), Some(max)) => format!("write a number from {min} to {max}"),
                    _ => format!("write {limit}"),
                };
                (format!("{value} is out of range: the {end} is {limit}"), fix)
            });
        }
    }

    fn no_scalar(&mut self, wanted: &str, json: &Json, place: &Place<'_>) {
        self.error(place, || {
            let found = match json {
                Json::Text(text) => Cow::Owned(format!("\"{}\"", crate::check::shown::shown(text))),
                Json::Bool(value) => value.to_string().into(),
                Json::Int(value) => value.to_string().into(),
                Json::Float(value) => value.to_string().into(),
                _ => json.kind().into(),
            };
            (
                format!("expected {wanted}, found {found}"),
                format!("write {wanted}"),
            )
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    #[test]
    fn numbers_stay_in_range() {
        let of = |properties: &str| findings(&resource(properties));
        assert_eq!(of(r#"{"Count": 10, "Retention": "30"}"#), "");
        assert!(
            of(r#"{"Count": 11}"#)
                .contains("11 is out of range: the maximum is 10 | write a number from 1 to 10")
        );
        assert!(of(r#"{"Count": "0"}"#).contains("the minimum is 1"));
        assert!(of(r#"{"Retention": 8}"#).contains("8 is not an allowed value | use one of 1, 7, 30"));
        assert_eq!(of(r#"{"Count": "{{resolve:ssm:count}}"}"#), "");
    }
}
