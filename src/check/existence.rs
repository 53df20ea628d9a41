//! References from an unconditional resource to one that exists under a condition only.

use super::context::{Context, Entry};
use super::place::{Area, Place};
use super::report::Report;

/// Warns when the referenced resource may not exist while the reference does.
pub(super) fn check(cx: &Context<'_>, target: &Entry<'_>, place: &Place<'_>, report: &mut Report<'_>) {
    let Some(condition) = &target.resource.condition else {
        return;
    };
    let part = place.root();
    let own = match part.area {
        Area::Resources => cx
            .template
            .resources
            .get(part.name)
            .map(|resource| &resource.condition),
        Area::Outputs => cx.template.outputs.get(part.name).map(|output| &output.condition),
        _ => None,
    };
    // A reference with its own condition, or in a branch of `Fn::If`, is not reported.
    if own == Some(&None) && !place.is_within("Fn::If") && !place.is_within("Metadata") {
        let reason = format!(
            "{} exists only if the condition {condition} is true, but this reference always does",
            target.id
        );
        let fix = format!("put the reference into an Fn::If on {condition}, or give both the condition");
        report.warning(place, reason, fix);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn what_is_always_there_needs_nothing_that_may_not_be() {
        let of = |value: &str, condition: &str| {
            findings(&format!(
                r#"{{"Conditions": {{"C": {{"Fn::Equals": [{{"Ref": "AWS::Region"}}, "us-east-1"]}}}}, "Resources":
                {{"O": {{"Type": "Test::Unit::Other", "Condition": "C"}}, "R": {{"Type": "Test::Unit::Thing" {condition},
                "Properties": {{"Value": {value}}}}}}}}}"#
            ))
        };
        let found = of(r#"{"Ref": "O"}"#, "");
        assert!(
            found.contains("warning R/Properties/Value: O exists only if the condition C is true"),
            "{found}"
        );
        assert_eq!(of(r#"{"Ref": "O"}"#, r#", "Condition": "C""#), "");
        assert_eq!(of(r#"{"Fn::If": ["C", {"Ref": "O"}, "none"]}"#, ""), "");
    }
}
