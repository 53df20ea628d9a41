//! The template's conditions, and the conditions of resources and outputs.

use super::context::Context;
use super::intrinsics::{is_condition, need_condition};
use super::place::{Area, Part, Place};
use super::report::Report;

/// Every condition must be valid, and every `Condition` must exist.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for (index, (name, condition)) in cx.template.conditions.iter().enumerate() {
        if !name.starts_with("Fn::") {
            is_condition(condition, &Place::part(Area::Conditions, index, name), report);
        }
    }
    for entry in cx.resources() {
        if let Some(name) = &entry.resource.condition {
            need_condition(cx, name, &entry.place().key("Condition"), report);
        }
    }
    for (index, (name, output)) in cx.template.outputs.iter().enumerate() {
        if let Some(condition) = &output.condition {
            let place = Place::of(Part {
                area: Area::Outputs,
                index,
                name,
                origin: output.origin,
            });
            need_condition(cx, condition, &place.key("Condition"), report);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn what_exists_under_a_condition_names_one() {
        let template = |condition: &str| {
            format!(
                r#"{{"Conditions": {{"Prod": {{"Fn::Equals": [{{"Ref": "AWS::Region"}}, "us-east-1"]}}}},
                "Resources": {{"R": {{"Type": "Test::Unit::Other", "Condition": "{condition}"}}}},
                "Outputs": {{"O": {{"Value": "x", "Condition": "{condition}"}}}}}}"#
            )
        };
        assert_eq!(findings(&template("Prod")), "");
        let found = findings(&template("Prd"));
        assert!(
            found.contains("error R/Condition: there is no condition Prd | did you mean Prod"),
            "{found}"
        );
        assert!(
            found.contains("error Outputs/O/Condition: there is no condition Prd"),
            "{found}"
        );
    }
}
