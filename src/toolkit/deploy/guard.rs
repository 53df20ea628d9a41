//! What may not be replaced or removed in passing: whatever holds data, or a name that others know.

use crate::cloud::cloudformation::{Change, ChangeAction, PolicyAction, Recreation, Replacement};
use crate::facts::resource_type;
use crate::template::Template;

/// A change that stops a deployment until somebody names it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Stop {
    /// The logical id.
    pub id: String,
    /// The resource type.
    pub kind: String,
    /// `replaced` or `removed`.
    pub fate: &'static str,
    /// The properties that cause it, when it is replaced.
    pub because: Vec<String>,
}

/// Types whose resources hold data, or a name or an address that something outside of the stack knows.
const HOLDS: [&str; 17] = [
    "AWS::CloudFormation::Stack",
    "AWS::CodeBuild::Project",
    "AWS::EC2::Instance",
    "AWS::EC2::KeyPair",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::ECR::Repository",
    "AWS::ECS::Cluster",
    "AWS::Glue::Database",
    "AWS::Glue::Table",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SSM::Parameter",
];

/// The changes of a change set that stop it. `deployed` tells which roles have a name of their own.
pub(super) fn stops(changes: &[Change], deployed: &Template, allowed: &[String]) -> Vec<Stop> {
    let stop = |change: &Change| {
        let fate = fate(change)?;
        let named = holds(&change.resource_type) || has_fixed_name(deployed, &change.logical_id);
        let stops = named && !allowed.contains(&change.logical_id);
        stops.then(|| Stop {
            id: change.logical_id.clone(),
            kind: change.resource_type.clone(),
            fate,
            because: causes(change),
        })
    };
    changes.iter().filter_map(stop).collect()
}

fn holds(kind: &str) -> bool {
    HOLDS.binary_search(&kind).is_ok()
}

/// A role that others name in their policies.
fn has_fixed_name(deployed: &Template, id: &str) -> bool {
    let role = deployed
        .resources
        .get(id)
        .filter(|resource| resource.kind == "AWS::IAM::Role");
    role.is_some_and(|role| role.properties.get("RoleName").is_some())
}

fn fate(change: &Change) -> Option<&'static str> {
    match (&change.action, &change.replacement) {
        // What the stack merely lets go of stays where it is.
        (ChangeAction::Remove, _) if change.policy_action == Some(PolicyAction::Retain) => None,
        (ChangeAction::Remove, _) => Some("removed"),
        (ChangeAction::Modify, Some(Replacement::True)) => Some("replaced"),
        // AWS says Conditional of harmless things too: only what the schema calls create-only counts.
        (ChangeAction::Modify, Some(Replacement::Conditional)) if !causes(change).is_empty() => {
            Some("replaced")
        }
        _ => None,
    }
}

/// The changed properties that replace the resource, by AWS's word or by its schema.
fn causes(change: &Change) -> Vec<String> {
    let Some(facts) = resource_type(&change.resource_type) else {
        return change
            .details
            .iter()
            .filter_map(|detail| detail.name.clone())
            .collect();
    };
    let create_only = |name: &str| {
        let paths = facts.create_only.iter().chain(facts.conditional_create_only);
        paths.clone().any(|path| path.split('/').next() == Some(name))
    };
    let mut names = Vec::new();
    for detail in &change.details {
        let Some(name) = &detail.name else { continue };
        let replaces = detail.recreation == Some(Recreation::Always) || create_only(name);
        if replaces && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::cloudformation::{Attribute, ChangeDetail};

    fn change(id: &str, kind: &str, action: ChangeAction, replacement: Option<Replacement>) -> Change {
        Change {
            logical_id: id.into(),
            physical_id: None,
            resource_type: kind.into(),
            action,
            replacement,
            policy_action: None,
            scope: Vec::new(),
            details: Vec::new(),
            before: None,
            after: None,
        }
    }

    fn because(name: &str) -> ChangeDetail {
        ChangeDetail {
            attribute: Attribute::Properties,
            name: Some(name.into()),
            path: None,
            recreation: None,
            before: None,
            after: None,
            evaluation: None,
            source: None,
            cause: None,
        }
    }

    fn fates(change: Change) -> usize {
        stops(&[change], &Template::default(), &["Allowed".into()]).len()
    }

    #[test]
    fn a_bucket_is_not_removed_in_passing_unless_it_stays_or_is_named() {
        let removed = |id| change(id, "AWS::S3::Bucket", ChangeAction::Remove, None);
        assert_eq!(fates(removed("Data")), 1);
        assert_eq!(fates(removed("Allowed")), 0);
        assert_eq!(
            fates(Change {
                policy_action: Some(PolicyAction::Retain),
                ..removed("Data")
            }),
            0
        );
        assert_eq!(
            fates(change("R", "AWS::Events::Rule", ChangeAction::Remove, None)),
            0
        );
    }

    #[test]
    fn conditional_counts_only_when_a_property_is_create_only() {
        let maybe = change(
            "Data",
            "AWS::S3::Bucket",
            ChangeAction::Modify,
            Some(Replacement::Conditional),
        );
        let harmless = Change {
            details: vec![because("VersioningConfiguration")],
            ..maybe.clone()
        };
        let renamed = Change {
            details: vec![because("BucketName")],
            ..maybe
        };
        assert_eq!((fates(harmless), fates(renamed)), (0, 1));
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(HOLDS.is_sorted());
    }
}
