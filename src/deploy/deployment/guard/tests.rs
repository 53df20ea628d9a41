//! Tests of `guard`.

use super::*;
use crate::cloud::cloudformation::Attribute;

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
fn a_machine_is_not_stopped_in_passing() {
    let maybe = change(
        "Machine",
        "AWS::EC2::Instance",
        ChangeAction::Modify,
        Some(Replacement::Conditional),
    );
    let fate = |names: &[&str]| {
        let details = names.iter().map(|name| because(name)).collect();
        let change = Change {
            details,
            ..maybe.clone()
        };
        stops(&[change], &Template::default(), &[])
            .first()
            .map(|stop| stop.fate)
    };
    assert_eq!(fate(&["UserData"]), Some("stopped and started"));
    assert_eq!(fate(&["UserData", "SubnetId"]), Some("replaced"));
    assert_eq!(fate(&["MetadataOptions", "Tags"]), None);
}

#[test]
fn a_reference_counts_only_when_what_it_names_is_replaced() {
    let vpc = |name| Change {
        details: vec![because(name)],
        ..change(
            "Vpc",
            "AWS::EC2::VPC",
            ChangeAction::Modify,
            Some(Replacement::Conditional),
        )
    };
    let reference = ChangeDetail {
        source: Some("ResourceReference".into()),
        cause: Some("Vpc".into()),
        ..because("VpcId")
    };
    let subnet = Change {
        details: vec![reference],
        ..change(
            "Subnet",
            "AWS::EC2::Subnet",
            ChangeAction::Modify,
            Some(Replacement::Conditional),
        )
    };
    let stopped = |name| stops(&[subnet.clone(), vpc(name)], &Template::default(), &[]).len();
    assert_eq!((stopped("Tags"), stopped("CidrBlock")), (0, 2));
}

#[test]
fn the_list_is_sorted() {
    assert!(HOLDS.is_sorted());
}
