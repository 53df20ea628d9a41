//! The members of a resource other than its properties: its type, its dependencies, its policies.

use super::context::{Context, Entry};
use super::existence;
use super::place::Place;
use super::report::Report;
use super::value::each;
use crate::model::finding::{Correction, Severity};
use crate::model::suggestion::{misspelling, nearest};

/// The members of a resource besides those that the reader parses; `Connectors` and `IgnoreGlobals` belong to SAM.
const ATTRIBUTES: [&str; 13] = [
    "Type",
    "Condition",
    "DependsOn",
    "Properties",
    "Metadata",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "CreationPolicy",
    "UpdatePolicy",
    "Version",
    "Description",
    "Connectors",
    "IgnoreGlobals",
];

/// Types that CloudFormation can take a snapshot of.
const SNAPSHOTS: [&str; 8] = [
    "AWS::DocDB::DBCluster",
    "AWS::EC2::Volume",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::Neptune::DBCluster",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::Redshift::Cluster",
];

/// The deletion policies: for a resource that leaves the stack.
const DELETION: &[&str] = &["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"];

/// The policies for a resource that is replaced.
const REPLACEMENT: &[&str] = &["Delete", "Retain", "Snapshot"];

/// Checks all resources.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for entry in cx.resources() {
        let (place, resource) = (entry.place(), entry.resource);
        for (name, _) in resource
            .rest
            .iter()
            .filter(|(name, _)| !ATTRIBUTES.contains(name) && !name.starts_with("Fn::"))
        {
            let fix = nearest(name, ATTRIBUTES).map(|known| format!("did you mean {known}"));
            let fix = fix.unwrap_or_else(|| format!("known are {}", ATTRIBUTES.join(", ")));
            report.error(
                &place.key(name),
                format!("a resource has no attribute {name}"),
                fix,
            );
            if let Some(meant) = misspelling(name, ATTRIBUTES) {
                report.correct(Correction::Name(meant.to_owned()));
            }
        }
        depends_on(cx, &entry, report);
        policies(&entry, report);
        super::agree::ignored_globals(&entry, cx, report);
        for (name, value, allowed) in [
            ("DeletionPolicy", &resource.deletion_policy, DELETION),
            (
                "UpdateReplacePolicy",
                &resource.update_replace_policy,
                REPLACEMENT,
            ),
        ] {
            let place = place.key(name);
            if let Some(value) = value {
                policy(&entry, value, allowed, &place, report);
            } else if let Some(function) = resource.rest.get(name) {
                each(function, &place, &mut |value, place| {
                    if let Some(value) = cx.text(value) {
                        policy(&entry, &value, allowed, place, report);
                    }
                });
            }
        }
    }
}

/// Types with a creation policy.
const CREATION: [&str; 4] = [
    "AWS::AppStream::Fleet",
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::CloudFormation::WaitCondition",
    "AWS::EC2::Instance",
];

/// Types with an update policy.
const UPDATE: [&str; 6] = [
    "AWS::AppStream::Fleet",
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::Elasticsearch::Domain",
    "AWS::Lambda::Alias",
    "AWS::OpenSearchService::Domain",
];

/// Creation and update policies must be supported by the type.
fn policies(entry: &Entry<'_>, report: &mut Report<'_>) {
    let (place, kind) = (entry.place(), &*entry.resource.kind);
    for (name, kinds) in [("CreationPolicy", &CREATION[..]), ("UpdatePolicy", &UPDATE)] {
        let is_module = kind.ends_with("::MODULE");
        if entry.resource.rest.get(name).is_some()
            && (entry.facts.is_some() || is_module)
            && !kind.starts_with("AWS::Serverless::")
            && !kinds.contains(&kind)
        {
            let reason = format!("{kind} has no {name}");
            let fix = format!("remove it; {name} is for {}", kinds.join(", "));
            report.error(&place.key(name), reason, fix);
        }
        if is_module
            && entry
                .resource
                .metadata
                .get("AWS::CloudFormation::Module")
                .is_some()
        {
            let reason = "the key AWS::CloudFormation::Module is CloudFormation's own";
            report.error(
                &place.key("Metadata").key("AWS::CloudFormation::Module"),
                reason,
                "use another key",
            );
        }
    }
}

fn depends_on(cx: &Context<'_>, entry: &Entry<'_>, report: &mut Report<'_>) {
    let place = entry.place();
    let place = place.key("DependsOn");
    // A dependency on itself is reported as a circle.
    for (at, id) in entry.resource.depends_on.iter().enumerate() {
        if let Some(target) = cx.resource(id) {
            existence::check(cx, &target, &place.index(at), report);
            continue;
        }
        if report.is_full() {
            return;
        }
        let names = cx.template.resources.keys().map(AsRef::as_ref);
        let fix = match nearest(id, names) {
            Some(known) => format!("did you mean {known}"),
            None => "name a resource of this template, or remove it".to_owned(),
        };
        let severity = if cx.transformed {
            Severity::Warning
        } else {
            Severity::Error
        };
        report.add(
            severity,
            &place.index(at),
            format!("there is no resource {id}"),
            fix,
        );
    }
}

fn policy(entry: &Entry<'_>, value: &str, allowed: &[&str], place: &Place<'_>, report: &mut Report<'_>) {
    if !allowed.contains(&value) {
        let reason = format!("{value} is not an allowed policy");
        return report.error(place, reason, format!("use one of {}", allowed.join(", ")));
    }
    if value == "Snapshot" && entry.facts.is_some() && !SNAPSHOTS.contains(&&*entry.resource.kind) {
        let reason = format!("CloudFormation cannot take snapshots of {}", entry.resource.kind);
        report.error(place, reason, "use Retain to keep it");
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    fn of(attributes: &str) -> String {
        findings(&format!(
            r#"{{"Resources": {{"O": {{"Type": "Test::Unit::Other"}}, "R": {{"Type": "Test::Unit::Other", {attributes}}}}}}}"#
        ))
    }

    #[test]
    fn a_resource_waits_for_others_that_exist() {
        assert_eq!(of(r#""DependsOn": "O""#), "");
        assert!(
            of(r#""DependsOn": ["O", "Nobody"]"#)
                .contains("error R/DependsOn/1: there is no resource Nobody")
        );
        assert!(of(r#""DependsOn": "R""#).contains("circular dependency: R -> R"));
    }

    #[test]
    fn policies_and_attributes_are_known() {
        assert_eq!(
            of(r#""DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain""#),
            ""
        );
        assert!(
            of(r#""DeletionPolicy": "Keep""#)
                .contains("error R/DeletionPolicy: Keep is not an allowed policy | use one of Delete")
        );
        assert!(of(r#""UpdateReplacePolicy": "RetainExceptOnCreate""#).contains("is not an allowed policy"));
        assert!(
            of(r#""DeletionPolicy": {"Fn::If": ["C", "Keep", "Retain"]}"#)
                .contains("error R/DeletionPolicy/Fn::If/1: Keep is not an allowed policy")
        );
        assert!(of(r#""DeletionPolicy": "Snapshot""#).contains("cannot take snapshots"));
        assert!(
            of(r#""DeletePolicy": "Retain""#)
                .contains("no attribute DeletePolicy | did you mean DeletionPolicy")
        );
    }
}
