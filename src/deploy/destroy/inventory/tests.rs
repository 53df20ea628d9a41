//! Which resources are deleted and which are kept, from a template and a list of resources.

use super::{BucketContents, Inventory, RepositoryContents, Thing, classify, initial};
use crate::cloud::cloudformation::{ResourceDriftStatus, ResourceStatus, StackResource};
use crate::model::template::Template;

const TEMPLATE: &str = r#"{
    "Parameters": {"AccountId": {"Type": "String", "Default": "put_it_here"}},
    "Resources": {
        "Data": {"Type": "AWS::S3::Bucket"},
        "Kept": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"},
        "Images": {"Type": "AWS::ECR::Repository", "DeletionPolicy": "Delete"},
        "Logs": {"Type": "AWS::Logs::LogGroup", "DeletionPolicy": "RetainExceptOnCreate",
                 "Properties": {"LogGroupName": "/aws/codebuild/known"}},
        "Known": {"Type": "AWS::CodeBuild::Project"},
        "Other": {"Type": "AWS::CodeBuild::Project"},
        "Group": {"Type": "AWS::Scheduler::ScheduleGroup"},
        "Daily": {"Type": "AWS::Scheduler::Schedule", "Properties": {"GroupName": {"Ref": "Group"}}},
        "Hourly": {"Type": "AWS::Scheduler::Schedule"},
        "Account": {"Type": "AWS::SSM::Parameter", "Properties": {"Value": {"Ref": "AccountId"}}},
        "Mode": {"Type": "AWS::SSM::Parameter", "Properties": {"Value": "paper"}}
    }}"#;

fn resource(id: &str, kind: &str, name: &str) -> StackResource {
    StackResource {
        logical_id: id.into(),
        physical_id: Some(name.into()),
        resource_type: kind.into(),
        status: ResourceStatus::CreateComplete,
        reason: None,
        updated: None,
        drift: ResourceDriftStatus::NotChecked,
    }
}

fn inventory() -> Inventory {
    let resources = [
        resource("Data", "AWS::S3::Bucket", "data"),
        resource("Kept", "AWS::S3::Bucket", "kept"),
        resource("Unknown", "AWS::S3::Bucket", "unknown"),
        resource("Images", "AWS::ECR::Repository", "images"),
        resource("Logs", "AWS::Logs::LogGroup", "/aws/codebuild/known"),
        resource("Known", "AWS::CodeBuild::Project", "known"),
        resource("Other", "AWS::CodeBuild::Project", "other"),
        resource("Group", "AWS::Scheduler::ScheduleGroup", "sa"),
        resource("Daily", "AWS::Scheduler::Schedule", "daily"),
        resource("Hourly", "AWS::Scheduler::Schedule", "hourly"),
        resource("Account", "AWS::SSM::Parameter", "ACCOUNT"),
    ];
    classify(&Template::parse(TEMPLATE).unwrap(), &resources)
}

#[test]
fn only_what_the_template_deletes_is_emptied() {
    let inventory = inventory();
    assert_eq!(inventory.resources.len(), 11);
    let names = inventory.buckets.iter().map(|bucket| &*bucket.name);
    assert_eq!(names.collect::<Vec<_>>(), ["data"]);
    assert_eq!(inventory.repositories[0].name, "images");
    let retained = inventory.retained.iter().map(|thing| &*thing.name);
    assert_eq!(retained.collect::<Vec<_>>(), ["kept", "/aws/codebuild/known"]);
    assert_eq!(inventory.log_groups, ["/aws/codebuild/other"]);
    let schedules = inventory
        .schedules
        .iter()
        .map(|schedule| (&*schedule.group, &*schedule.name));
    assert_eq!(
        schedules.collect::<Vec<_>>(),
        [("sa", "daily"), ("default", "hourly")]
    );
}

#[test]
fn what_the_template_says_of_a_parameter_is_no_loss() {
    let template = Template::parse(TEMPLATE).unwrap();
    let value = |id| initial(&template, &template.resources[id]);
    assert_eq!(
        (value("Account"), value("Mode")),
        (Some("put_it_here"), Some("paper"))
    );
    assert_eq!(value("Data"), None);
}

#[test]
fn data_is_whatever_no_template_makes_again() {
    let bucket = |bucket: BucketContents| Inventory {
        buckets: vec![bucket],
        ..Inventory::default()
    };
    let repository = |images| Inventory {
        repositories: vec![RepositoryContents {
            id: "R".into(),
            name: "r".into(),
            images,
            bytes: 0,
        }],
        ..Inventory::default()
    };
    let thing = Thing {
        id: "P".into(),
        kind: "AWS::SSM::Parameter".into(),
        name: "P".into(),
    };
    assert!(!bucket(BucketContents::default()).loses_data() && !repository(0).loses_data());
    let marked = BucketContents {
        delete_markers: 1,
        ..BucketContents::default()
    };
    let begun = BucketContents {
        uploads: 1,
        ..BucketContents::default()
    };
    assert!(bucket(marked).loses_data() && bucket(begun).loses_data() && repository(1).loses_data());
    let holders = vec![thing];
    let set = Inventory {
        holders,
        ..Inventory::default()
    };
    assert!(set.loses_data());
}
