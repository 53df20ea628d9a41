//! Related values of one resource: a minimum and its maximum, an origin and the behavior that names it, JSON in a
//! string.

use super::context::{Context, Entry};
use super::place::Place;
use super::report::Report;
use super::value::{each, each_item, integer, is_dynamic};
use crate::model::json::Json;
use std::collections::HashSet;

/// Pairs of properties of which the first must not exceed the second. Source: the pages of the types in the template
/// reference.
const ORDERED: [(&str, &str, &str); 7] = [
    (
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "MinCapacity",
        "MaxCapacity",
    ),
    ("AWS::AutoScaling::AutoScalingGroup", "MinSize", "DesiredCapacity"),
    ("AWS::AutoScaling::AutoScalingGroup", "DesiredCapacity", "MaxSize"),
    ("AWS::AutoScaling::AutoScalingGroup", "MinSize", "MaxSize"),
    (
        "AWS::EKS::Nodegroup",
        "ScalingConfig/MinSize",
        "ScalingConfig/MaxSize",
    ),
    ("AWS::RDS::DBInstance", "AllocatedStorage", "MaxAllocatedStorage"),
    (
        "AWS::Backup::BackupVault",
        "LockConfiguration/MinRetentionDays",
        "LockConfiguration/MaxRetentionDays",
    ),
];

/// Strings that must be JSON. Source: the pages of the types in the template reference.
const DOCUMENTS: [(&str, &str); 6] = [
    ("AWS::CloudWatch::Dashboard", "DashboardBody"),
    ("AWS::Logs::ResourcePolicy", "PolicyDocument"),
    (
        "AWS::SecretsManager::Secret",
        "GenerateSecretString/SecretStringTemplate",
    ),
    ("AWS::Serverless::StateMachine", "DefinitionString"),
    ("AWS::StepFunctions::StateMachine", "DefinitionString"),
    (
        "AWS::IoT::TopicRule",
        "TopicRulePayload/ErrorAction/Republish/Payload",
    ),
];

/// Checks all resources of these types.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for entry in cx.resources() {
        let kind = &*entry.resource.kind;
        for (_, least, most) in ORDERED.iter().filter(|(known, ..)| *known == kind) {
            ordered(&entry, least, most, report);
        }
        for (_, path) in DOCUMENTS.iter().filter(|(known, _)| *known == kind) {
            visit(&entry, path, &mut |value, place| {
                document(cx, value, place, report);
            });
        }
        if kind == "AWS::CloudFront::Distribution" {
            origins(cx, &entry, report);
        }
    }
}

/// Visits every value at a path below the properties.
fn visit(entry: &Entry<'_>, path: &str, visitor: &mut dyn FnMut(&Json, &Place<'_>)) {
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let place = entry.place();
    let place = place.key("Properties");
    if let Some(value) = entry.property(first) {
        each(value, &place.key(first), &mut |value, place| {
            below(value, rest, place, visitor);
        });
    }
}

fn below(value: &Json, path: &str, place: &Place<'_>, visitor: &mut dyn FnMut(&Json, &Place<'_>)) {
    if path.is_empty() {
        return visitor(value, place);
    }
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    if let Some(inner) = value.get(first) {
        each(inner, &place.key(first), &mut |inner, place| {
            below(inner, rest, place, visitor);
        });
    }
}

fn ordered(entry: &Entry<'_>, least: &str, most: &str, report: &mut Report<'_>) {
    let mut upper = None;
    visit(entry, most, &mut |value, _| upper = integer(value).max(upper));
    let Some(upper) = upper else { return };
    visit(entry, least, &mut |value, place| {
        if let Some(lower) = integer(value).filter(|lower| *lower > upper) {
            let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
            let reason = format!("{} {lower} is greater than {} {upper}", name(least), name(most));
            report.error(place, reason, format!("write at most {upper}"));
        }
    });
}

fn document(cx: &Context<'_>, value: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    // A function yields JSON only after the substitution of its variables.
    if !matches!(value, Json::Text(_)) {
        return;
    }
    let Some(text) = cx
        .text(value)
        .filter(|text| !is_dynamic(text) && !text.contains("${"))
    else {
        return;
    };
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&text) {
        let reason = format!("the string is not valid JSON: {error}");
        report.error(place, reason, "correct the JSON");
    }
}

/// Every behavior must name an origin or an origin group of its distribution.
fn origins(cx: &Context<'_>, entry: &Entry<'_>, report: &mut Report<'_>) {
    let place = entry.place();
    let place = place.key("Properties");
    let Some(config) = entry
        .property("DistributionConfig")
        .filter(|config| config.as_map().is_some())
    else {
        return;
    };
    let place = place.key("DistributionConfig");
    let mut ids = HashSet::new();
    let mut is_known = config
        .get("Origins")
        .is_some_and(|origins| origins.as_list().is_some());
    let groups = config.get("OriginGroups").and_then(|groups| groups.get("Items"));
    for list in config.get("Origins").into_iter().chain(groups) {
        is_known &= list.as_list().is_some();
        each_item(
            list,
            &place,
            &mut |origin, _| match origin.get("Id").and_then(|id| cx.text(id)) {
                Some(id) => {
                    ids.insert(id.into_owned());
                }
                None => is_known = false,
            },
        );
    }
    if !is_known {
        return;
    }
    let mut behavior = |value: &Json, place: &Place<'_>| {
        if let Some(id) = value.get("TargetOriginId").and_then(|id| cx.text(id))
            && !ids.contains(&*id)
        {
            let reason = format!("the distribution has no origin {id}");
            let mut known = ids.iter().map(String::as_str).collect::<Vec<_>>();
            known.sort_unstable();
            report.error(
                &place.key("TargetOriginId"),
                reason,
                format!("use one of {}", known.join(", ")),
            );
        }
    };
    if let Some(value) = config.get("DefaultCacheBehavior") {
        each(value, &place.key("DefaultCacheBehavior"), &mut behavior);
    }
    if let Some(list) = config.get("CacheBehaviors") {
        each_item(list, &place.key("CacheBehaviors"), &mut behavior);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::of;

    #[test]
    fn a_minimum_is_at_most_its_maximum() {
        let group = |least: &str, most: &str| {
            let of = of(
                "AWS::AutoScaling::AutoScalingGroup",
                &format!(
                    r#"{{"MinSize": {least}, "MaxSize": {most}, "AvailabilityZones": ["us-east-1a"], "LaunchTemplate":
                    {{"LaunchTemplateId": "lt-0123456789abcdef0", "Version": "1"}}}}"#
                ),
            );
            of.lines()
                .filter(|line| line.starts_with("error"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(group("1", "\"2\""), "");
        assert_eq!(group(r#"{"Ref": "P"}"#, "2").lines().count(), 1);
        let found = group("\"5\"", "2");
        assert!(
            found.contains("R/Properties/MinSize: MinSize 5 is greater than MaxSize 2 | write at most 2"),
            "{found}"
        );
    }

    #[test]
    fn json_in_a_string_is_valid() {
        let of = |body: &str| {
            of(
                "AWS::CloudWatch::Dashboard",
                &format!(r#"{{"DashboardBody": {body}}}"#),
            )
        };
        assert_eq!(of(r#""{\"widgets\": []}""#), "");
        assert_eq!(of(r#"{"Fn::Sub": "{\"a\": ${AWS::Region}}"}"#), "");
        assert!(
            of(r#""{\"widgets\": [}""#).contains("R/Properties/DashboardBody: the string is not valid JSON")
        );
    }

    #[test]
    fn a_behavior_names_an_origin() {
        let of = |target: &str, groups: &str| {
            let found = of(
                "AWS::CloudFront::Distribution",
                &format!(
                    r#"{{"DistributionConfig": {{"Enabled": true, "DefaultCacheBehavior": {{"TargetOriginId": {target},
                    "ViewerProtocolPolicy": "https-only", "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"}}, "Origins":
                    [{{"Id": "o", "DomainName": "example.com", "CustomOriginConfig": {{"OriginProtocolPolicy": "https-only"}}}}]{groups}}}}}"#
                ),
            );
            found
                .lines()
                .filter(|line| line.contains("no origin"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(of("\"o\"", ""), "");
        assert_eq!(of(r#"{"Ref": "O"}"#, ""), "");
        assert!(
            of("\"p\"", "").contains("DefaultCacheBehavior/TargetOriginId: the distribution has no origin p")
        );
        let group = r#", "OriginGroups": {"Quantity": 1, "Items": [{"Id": "p", "FailoverCriteria": {"StatusCodes": {"Quantity": 1,
            "Items": [500]}}, "Members": {"Quantity": 2, "Items": [{"OriginId": "o"}, {"OriginId": "o"}]}}]}"#;
        assert_eq!(of("\"p\"", group), "");
    }
}
