//! Conditions of a statement: known operators over keys and values.
//!
//! Source: "IAM JSON policy elements: Condition operators" of the IAM user guide.

use crate::check::place::Place;
use crate::check::report::Report;
use crate::check::value::{each, each_item};
use crate::model::json::Json;
use crate::model::suggestion::nearest;

const OPERATORS: [&str; 27] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnNotEquals",
    "ArnLike",
    "ArnNotLike",
    "Null",
];

pub(super) fn check(value: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let Some(operators) = value.as_map() else {
        if value.as_call().is_none() {
            let reason = format!(
                "a condition must be an object of operators, found {}",
                value.kind()
            );
            report.error(
                place,
                reason,
                "write {\"StringEquals\": {\"aws:SourceAccount\": \"..\"}}",
            );
        }
        return;
    };
    for (operator, keys) in operators.iter() {
        let place = place.key(operator);
        if !is_operator(operator) {
            let fix = match nearest(base(operator), OPERATORS) {
                Some(known) => format!("did you mean {}", operator.replacen(base(operator), known, 1)),
                None => format!("the operators are {} and the like", OPERATORS[..6].join(", ")),
            };
            report.error(&place, format!("{operator} is not a condition operator"), fix);
        }
        match keys {
            Json::Map(keys) => {
                for (key, value) in keys.iter() {
                    values(value, &place.key(key), report);
                }
            }
            Json::Call(_) => {}
            _ => {
                let reason = format!(
                    "an operator must have an object of keys and values, found {}",
                    keys.kind()
                );
                report.error(
                    &place,
                    reason,
                    format!("write {{\"{operator}\": {{\"aws:SourceAccount\": \"..\"}}}}"),
                );
            }
        }
    }
}

fn values(value: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let mut one = |value: &Json, place: &Place<'_>| {
        if matches!(value, Json::Map(_) | Json::List(_)) {
            let reason = format!("a condition compares with strings, found {}", value.kind());
            report.error(place, reason, "write a string or a list of strings");
        }
    };
    each(value, place, &mut |value, place| match value {
        Json::List(_) => each_item(value, place, &mut one),
        _ => one(value, place),
    });
}

/// `ForAllValues:StringLikeIfExists` to `StringLike`.
fn base(operator: &str) -> &str {
    let operator = operator
        .strip_prefix("ForAllValues:")
        .or(operator.strip_prefix("ForAnyValue:"))
        .unwrap_or(operator);
    operator.strip_suffix("IfExists").unwrap_or(operator)
}

fn is_operator(operator: &str) -> bool {
    let base = base(operator);
    OPERATORS.contains(&base) && !(base == "Null" && operator.ends_with("IfExists"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::identity;

    #[test]
    fn operators_are_known_and_take_keys() {
        let of = |condition: &str| {
            identity(&format!(
                r#"{{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {condition}}}"#
            ))
        };
        assert_eq!(
            of(
                r#"{"Bool": {"aws:SecureTransport": "false"}, "ForAnyValue:StringLikeIfExists": {"a:b": ["c"]}}"#
            ),
            ""
        );
        assert!(
            of(r#"{"StringEqual": {"a:b": "c"}}"#)
                .contains("StringEqual is not a condition operator | did you mean StringEquals")
        );
        assert!(
            of(r#"{"ForAllValues:StringLke": {"a:b": "c"}}"#)
                .contains("did you mean ForAllValues:StringLike")
        );
        assert!(of(r#"{"NullIfExists": {"a:b": "true"}}"#).contains("is not a condition operator"));
        assert!(of(r#"{"Bool": "true"}"#).contains("an operator must have an object of keys"));
        assert!(
            of(r#"{"Bool": {"a:b": {"c": "d"}}}"#).contains("Bool/a:b: a condition compares with strings")
        );
        assert!(of("[]").contains("a condition must be an object of operators, found a list"));
    }
}
