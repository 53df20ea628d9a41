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
        change_set: None,
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
    // Nothing is lost with these. `notify remove` leaves the subscription to the next deployment.
    for kind in ["AWS::Events::Rule", "AWS::SNS::Subscription"] {
        assert_eq!(fates(change("R", kind, ChangeAction::Remove, None)), 0, "{kind}");
    }
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
fn the_table_adds_to_the_facts_and_every_kind_of_store_is_guarded() {
    let kinds = rows().map(|(kind, _)| kind).collect::<Vec<_>>();
    assert!(kinds.is_sorted_by(|one, next| one < next), "{kinds:?}");
    for (kind, what) in rows() {
        let facts = resource_type(kind).unwrap_or_else(|| panic!("there is no type {kind}"));
        assert!(
            !facts.stateful && facts.addresses().next().is_none(),
            "{kind} is guarded by its facts"
        );
        assert!(["data", "name", "address"].contains(&what), "{kind}: {what}");
    }
    for kind in [
        "AWS::DynamoDB::Table",
        "AWS::RDS::DBInstance",
        "AWS::EFS::FileSystem",
        "AWS::KMS::Key",
        "AWS::Cognito::UserPool",
        "AWS::Kinesis::Stream",
        "AWS::SQS::Queue",
        "AWS::SecretsManager::Secret",
        "AWS::ECR::Repository",
        "AWS::Route53::HostedZone",
        "AWS::OpenSearchService::Domain",
        "AWS::DSQL::Cluster",
        "AWS::Lambda::Url",
        "AWS::EC2::EIP",
        "AWS::S3Vectors::VectorBucket",
    ] {
        assert!(holds(kind), "{kind}");
    }
    for kind in [
        "AWS::IAM::Policy",
        "AWS::EC2::Route",
        "AWS::CloudWatch::Alarm",
        "AWS::Events::Rule",
        "AWS::Nothing::Known",
    ] {
        assert!(!holds(kind), "{kind}");
    }
}
