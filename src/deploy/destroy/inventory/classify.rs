//! What happens to each resource when its stack is deleted, from the deployed template.

use super::{Inventory, RepositoryContents, Thing};
use crate::cloud::cloudformation::StackResource;
use crate::deploy::destroy::bucket::BucketContents;
use crate::deploy::destroy::tasks::ScheduleName;
use crate::model::json::{Call, Json};
use crate::model::template::{Resource, Template};

/// Types whose deletion loses data, besides buckets and repositories.
const HOLD: [&str; 3] = ["AWS::EC2::Instance", "AWS::EC2::Volume", "AWS::SSM::Parameter"];

pub(super) fn classify(template: &Template, resources: &[StackResource]) -> Inventory {
    let mut inventory = Inventory::default();
    for resource in resources {
        inventory.resources.push(resource.logical_id.clone());
        let Some(name) = resource.physical_id.clone() else {
            continue;
        };
        let thing = Thing {
            id: resource.logical_id.clone(),
            kind: resource.resource_type.clone(),
            name: name.clone(),
        };
        // A resource outside the template: its removal was not agreed to.
        let Some(written) = template.resources.get(&*resource.logical_id) else {
            continue;
        };
        if stays(written) {
            inventory.retained.push(thing);
            continue;
        }
        let id = resource.logical_id.clone();
        match &*resource.resource_type {
            "AWS::S3::Bucket" => inventory.buckets.push(BucketContents {
                id,
                name,
                ..BucketContents::default()
            }),
            "AWS::ECR::Repository" => inventory.repositories.push(RepositoryContents {
                id,
                name,
                images: 0,
                bytes: 0,
            }),
            "AWS::Scheduler::Schedule" => inventory.schedules.push(ScheduleName {
                id,
                group: group(written, resources),
                name,
            }),
            "AWS::CodeBuild::Project" => log_group(&mut inventory, "codebuild", &name, template),
            "AWS::Lambda::Function" => log_group(&mut inventory, "lambda", &name, template),
            kind if HOLD.contains(&kind) => inventory.holders.push(thing),
            _ => {}
        }
    }
    inventory
}

fn stays(resource: &Resource) -> bool {
    resource
        .deletion_policy
        .as_deref()
        .is_some_and(|policy| policy != "Delete")
}

/// Adds a log group that AWS creates with the first log event, unless the template contains it.
fn log_group(inventory: &mut Inventory, service: &str, name: &str, template: &Template) {
    let log_group = format!("/aws/{service}/{name}");
    let known = template.resources.values().any(|resource| {
        let name = resource.properties.get("LogGroupName").and_then(Json::as_text);
        resource.kind == "AWS::Logs::LogGroup" && name == Some(&log_group)
    });
    if !known {
        inventory.log_groups.push(log_group);
    }
}

fn group(schedule: &Resource, resources: &[StackResource]) -> String {
    let group = schedule.properties.get("GroupName").and_then(|group| {
        if let Some(Call::Ref(target)) = group.as_call() {
            let named = resources
                .iter()
                .find(|resource| *resource.logical_id == *target.id)?;
            return named.physical_id.clone();
        }
        group.as_text().map(str::to_owned)
    });
    group.unwrap_or_else(|| "default".to_owned())
}
