//! `Fn::If` and the condition functions.

use super::malformed;
use crate::check::context::Context;
use crate::check::place::{Area, Place};
use crate::check::report::Report;
use crate::model::json::{Call, Json};
use crate::model::suggestion::nearest;

const CONDITION: &str = r#"{"Fn::Equals": [{"Ref": "Stage"}, "prod"]}"#;

/// `["IsProduction", 2, 1]`.
pub(super) fn if_(cx: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    match argument.as_list() {
        Some([Json::Text(name), _, _]) => exists(cx, name, &place.index(0), report),
        _ => malformed(
            place,
            "the name of a condition, the value when it holds and the one when it does not",
            r#"["IsProduction", 2, 1]"#,
            report,
        ),
    }
}

/// `{"Condition": "IsProduction"}` within conditions; elsewhere it is plain data.
pub(super) fn named(cx: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    if place.root().area == Area::Conditions
        && let Some(name) = argument.as_text()
    {
        exists(cx, name, place, report);
    }
}

/// 2 to 10 conditions.
pub(super) fn many(_: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    match argument.as_list() {
        Some(items) if (2..=10).contains(&items.len()) => conditions(items, place, report),
        _ => malformed(
            place,
            "a list of 2 to 10 conditions",
            &format!("[{CONDITION}, {CONDITION}]"),
            report,
        ),
    }
}

/// One condition.
pub(super) fn not(_: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    match argument.as_list() {
        Some(items) if items.len() == 1 => conditions(items, place, report),
        _ => malformed(
            place,
            "a list of one condition",
            &format!("[{CONDITION}]"),
            report,
        ),
    }
}

/// Two values.
pub(super) fn equals(_: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    if argument.as_list().is_none_or(|items| items.len() != 2) {
        malformed(
            place,
            "a list of two values",
            r#"[{"Ref": "Stage"}, "prod"]"#,
            report,
        );
    }
}

fn conditions(items: &[Json], place: &Place<'_>, report: &mut Report<'_>) {
    for (at, item) in items.iter().enumerate() {
        is_condition(item, &place.index(at), report);
    }
}

/// Reports a value that is not a condition.
pub(in crate::check) fn is_condition(json: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let yields_value = match json {
        Json::Call(call) => match &**call {
            Call::Ref(_) | Call::GetAtt(..) => true,
            Call::Function(name, _) => {
                matches!(
                    &**name,
                    "Fn::Join" | "Fn::Sub" | "Fn::Select" | "Fn::Split" | "Fn::FindInMap"
                )
            }
        },
        _ => true,
    };
    if yields_value {
        let reason = "expected a condition, found a value";
        report.error(place, reason, format!("compare it, for example {CONDITION}"));
    }
}

/// Reports a condition that is not defined.
pub(in crate::check) fn exists(cx: &Context<'_>, name: &str, place: &Place<'_>, report: &mut Report<'_>) {
    let conditions = &cx.template.conditions;
    if conditions.contains_key(name) || cx.is_open {
        return;
    }
    if report.is_full() {
        return;
    }
    let fix = match nearest(name, conditions.keys().map(AsRef::as_ref)) {
        Some(known) => format!("did you mean {known}"),
        None => format!("define {name} in the template's Conditions"),
    };
    report.error(place, format!("there is no condition {name}"), fix);
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    fn conditions(json: &str) -> String {
        findings(&format!(
            r#"{{"Parameters": {{"Stage": {{"Type": "String"}}}}, "Conditions": {json},
            "Resources": {{"R": {{"Type": "Custom::X", "Properties": {{"ServiceToken": {{"Ref": "Stage"}},
            "A": {{"Fn::If": ["Prod", 1, {{"Ref": "AWS::NoValue"}}]}}}}}}}}}}"#
        ))
    }

    #[test]
    fn conditions_are_built_from_conditions() {
        let prod = r#""Prod": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}"#;
        assert_eq!(conditions(&format!("{{{prod}}}")), "");
        assert_eq!(
            conditions(&format!(
                r#"{{{prod}, "Not": {{"Fn::Not": [{{"Condition": "Prod"}}]}}}}"#
            )),
            ""
        );
        let found = conditions(r#"{"Prd": {"Fn::Equals": ["a"]}}"#);
        assert!(
            found.contains("R/Properties/A/Fn::If/0: there is no condition Prod | did you mean Prd"),
            "{found}"
        );
        assert!(
            found.contains("Conditions/Prd/Fn::Equals: the argument must be a list of two values"),
            "{found}"
        );
        let found = conditions(
            r#"{"Prod": {"Fn::Not": [{"Ref": "Stage"}]}, "Two": {"Fn::And": [{"Condition": "Prod"}]}}"#,
        );
        assert!(
            found.contains("Conditions/Prod/Fn::Not/0: expected a condition"),
            "{found}"
        );
        assert!(found.contains("a list of 2 to 10 conditions"), "{found}");
        assert!(conditions(r#"{"Prod": {"Condition": "None"}}"#).contains("there is no condition None"));
    }

    #[test]
    fn conditions_know_parameters_only() {
        let found = conditions(r#"{"Prod": {"Fn::Equals": [{"Ref": "R"}, {"Fn::GetAtt": ["R", "Arn"]}]}}"#);
        assert!(
            found.contains("Fn::Equals/0: a condition cannot depend on the resource R"),
            "{found}"
        );
        assert!(
            found.contains("Fn::Equals/1: a condition cannot depend on the resource R"),
            "{found}"
        );
        let found = conditions(r#"{"Prod": {"Fn::Equals": [{"Fn::If": ["Prod", 1, 2]}, 1]}}"#);
        assert!(
            found.contains("Fn::If yields a value for resources and outputs"),
            "{found}"
        );
        assert!(conditions(r#"{"Prod": "yes"}"#).contains("Conditions/Prod: expected a condition"));
    }
}
