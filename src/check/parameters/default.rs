//! The default of a parameter: a string within the parameter's own limits, and none for a secret.

use crate::check::place::Place;
use crate::check::report::Report;
use crate::check::shape::matches_own;
use crate::check::value::{integer, is_list_type};
use crate::model::json::Json;
use crate::model::template::Parameter;

/// The maximum size of a value, in bytes.
const LARGEST: usize = 4096;

/// The longest `AllowedPattern` that is tested.
const LONGEST_PATTERN: usize = 256;

/// Checks the default of a parameter.
pub(super) fn check(parameter: &Parameter, value: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let text = match value {
        Json::Text(text) => text.clone(),
        Json::Int(number) => number.to_string().into(),
        Json::Float(number) => number.to_string().into(),
        Json::Bool(value) => value.to_string().into(),
        Json::Null | Json::List(_) | Json::Map(_) | Json::Call(_) => {
            let reason = format!("a default must be a string or a number, found {}", value.kind());
            return report.error(
                place,
                reason,
                "write the string; separate the elements of a list with commas",
            );
        }
    };
    if parameter.no_echo {
        if !text.is_empty() {
            let reason =
                "a parameter with NoEcho has a default, which everyone who can read the template sees";
            report.warning(
                place,
                reason,
                "remove the default, and give the value at deployment",
            );
        }
        return;
    }
    if text.len() > LARGEST {
        let reason = format!("{} bytes are too many: the maximum is {LARGEST}", text.len());
        report.error(place, reason, "shorten it");
    }
    if parameter.kind.starts_with("AWS::SSM::Parameter::Value<") {
        return;
    }
    // A list may be allowed as a whole.
    if let Some(Json::List(allowed)) = parameter.rest.get("AllowedValues")
        && allowed.iter().any(|allowed| allowed.as_text() == Some(&*text))
    {
        return;
    }
    let values = text
        .split(',')
        .map(str::trim)
        .filter(|_| is_list_type(&parameter.kind));
    let values = values.chain(Some(&*text).filter(|_| !is_list_type(&parameter.kind)));
    for value in values {
        if let Some((reason, fix)) = disallowed(parameter, value) {
            report.error(place, reason, fix);
        }
    }
}

/// Why the parameter's own limits reject a value.
fn disallowed(parameter: &Parameter, value: &str) -> Option<(String, String)> {
    let limit = |name| parameter.rest.get(name);
    let text = |json: &Json| match json {
        Json::Text(text) => text.to_string(),
        Json::Bool(value) => value.to_string(),
        Json::Int(value) => value.to_string(),
        Json::Float(value) => value.to_string(),
        _ => String::new(),
    };
    let shown = crate::check::shown::shown(value);
    if let Some(Json::List(allowed)) = limit("AllowedValues") {
        let allowed = allowed.iter().map(text).collect::<Vec<_>>();
        if !allowed.iter().any(|allowed| allowed == value) {
            let reason = format!("the default \"{shown}\" is not among AllowedValues");
            return Some((reason, format!("use one of {}", allowed.join(", "))));
        }
    }
    if let Some(Json::Text(pattern)) = limit("AllowedPattern")
        && pattern.len() <= LONGEST_PATTERN
        && !matches_own(&format!("^(?:{pattern})$"), value)
    {
        let reason = format!("the default \"{shown}\" does not match AllowedPattern {pattern}");
        return Some((reason, "change the default or the pattern".to_owned()));
    }
    let number = value.trim().parse::<f64>().ok();
    if matches!(&*parameter.kind, "Number" | "List<Number>") && number.is_none() {
        let reason = format!("the default \"{shown}\" is not a number");
        return Some((reason, "write a number".to_owned()));
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "parameters are not limited to numbers of that size"
    )]
    let (length, number_limit) = (value.chars().count() as f64, |name| match limit(name)? {
        Json::Float(limit) => Some(*limit),
        json => integer(json).map(|limit| limit as f64),
    });
    let limits = [
        ("MinLength", Some(length), true),
        ("MaxLength", Some(length), false),
        ("MinValue", number, true),
        ("MaxValue", number, false),
    ];
    limits.into_iter().find_map(|(name, measure, at_least)| {
        let (limit, measure) = (number_limit(name)?, measure?);
        let violated = if at_least {
            measure < limit
        } else {
            measure > limit
        };
        violated.then(|| {
            let reason = format!("the default \"{shown}\" violates {name} {limit}");
            (reason, "change the default or the limit".to_owned())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn a_default_keeps_the_limits() {
        assert_eq!(
            of(r#"{"Type": "CommaDelimitedList", "Default": "a, b", "AllowedValues": ["a", "b"]}"#),
            ""
        );
        assert_eq!(
            of(r#"{"Type": "Number", "Default": 5, "MinValue": 1, "MaxValue": "9"}"#),
            ""
        );
        assert!(
            of(r#"{"Type": "String", "Default": "c", "AllowedValues": ["a", "b"]}"#)
                .contains("use one of a, b")
        );
        assert!(
            of(r#"{"Type": "String", "Default": "c1", "AllowedPattern": "[a-z]+"}"#)
                .contains("does not match AllowedPattern")
        );
        assert!(of(r#"{"Type": "Number", "Default": "x"}"#).contains("is not a number"));
        assert!(of(r#"{"Type": "Number", "Default": 10, "MaxValue": 9}"#).contains("violates MaxValue 9"));
        assert!(of(r#"{"Type": "String", "Default": "", "MinLength": 1}"#).contains("violates MinLength 1"));
        assert!(
            of(r#"{"Type": "String", "Default": ["a"]}"#)
                .contains("must be a string or a number, found a list")
        );
        assert!(
            of(r#"{"Type": "String", "Default": {"Ref": "AWS::Region"}}"#)
                .contains("found an intrinsic function")
        );
    }

    #[test]
    fn a_secret_has_no_default_and_is_not_printed() {
        let found = of(r#"{"Type": "String", "NoEcho": true, "Default": "hunter2"}"#);
        assert!(
            found.contains("warning Parameters/P/Default: a parameter with NoEcho has a default"),
            "{found}"
        );
        assert!(!found.contains("hunter2"), "{found}");
        assert_eq!(of(r#"{"Type": "String", "NoEcho": true, "Default": ""}"#), "");
    }
}
