//! What a stack contains: what is deleted with it, and what is kept.

mod classify;

use super::bucket::BucketContents;
use super::tasks::ScheduleName;
use super::tasks::{self, RunningTask};
use super::{Failure, bucket};
use crate::cloud::cloudformation::{CloudFormation, ResourceStatus, Stack, StackResource};
use crate::cloud::ecr::Ecr;
use crate::cloud::scheduler::ScheduleState;
use crate::cloud::ssm::{Parameter, Ssm};
use crate::cloud::{Cloud, Result};
use crate::deploy::nested::Unreadable;
use crate::deploy::{journal, live_parameters, nested, paused_schedules, schedule_states};
use crate::model::json::Call;
use crate::model::template::{Malformed, Resource, Template};
use crate::synth::Artifact;
use serde::Serialize;

use classify::classify;

/// The contents of a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Inventory {
    /// The logical ids of all resources.
    pub resources: Vec<String>,
    /// The buckets that are deleted.
    pub buckets: Vec<BucketContents>,
    /// The repositories that are deleted.
    pub repositories: Vec<RepositoryContents>,
    /// Other resources that hold data: instances, volumes, parameters with values.
    #[serde(rename = "resources_with_data")]
    pub holders: Vec<Thing>,
    /// Resources that the template retains.
    pub retained: Vec<Thing>,
    /// The schedules.
    pub schedules: Vec<ScheduleName>,
    /// Group and name of the enabled schedules.
    #[serde(skip)]
    pub running_schedules: Vec<(String, String)>,
    /// Group and name of the schedules that an unfinished `destroy` turned off.
    #[serde(skip)]
    pub turned_off: Vec<(String, String)>,
    /// The names of the parameters with the notes of earlier runs.
    #[serde(skip)]
    pub notes: Vec<String>,
    /// Running tasks.
    pub tasks: Vec<RunningTask>,
    /// The names of the SecureStrings.
    pub secrets: Vec<String>,
    /// Log groups that AWS creates for its resources.
    pub log_groups: Vec<String>,
    /// Whether termination protection is on.
    pub protected: bool,
}

/// A repository of images.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RepositoryContents {
    /// Its logical id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The number of images.
    pub images: usize,
    /// Their total size in bytes.
    pub bytes: u64,
}

/// A resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Thing {
    /// The logical id.
    pub id: String,
    /// The resource type.
    pub kind: String,
    /// The physical id.
    pub name: String,
}

impl Thing {
    /// Whether it is a value that a user set.
    pub fn is_value(&self) -> bool {
        self.kind == "AWS::SSM::Parameter"
    }
}

impl Inventory {
    /// Group and name of every schedule that is enabled, or was before an earlier `destroy`.
    pub(super) fn all_off(&self) -> Vec<(String, String)> {
        let mut off = self.turned_off.clone();
        off.extend(self.running_schedules.iter().cloned());
        off
    }

    /// Whether the deletion loses data that the template cannot recreate.
    pub fn loses_data(&self) -> bool {
        let full =
            |bucket: &BucketContents| bucket.versions > 0 || bucket.delete_markers > 0 || bucket.uploads > 0;
        self.buckets.iter().any(full)
            || self.repositories.iter().any(|repository| repository.images > 0)
            || !self.holders.is_empty()
    }
}

/// The data that several stacks lose, in words.
pub(super) fn losses(inventories: &[&Inventory]) -> Vec<String> {
    if !inventories.iter().any(|inventory| inventory.loses_data()) {
        return Vec::new();
    }
    let sum = |number: fn(&Inventory) -> usize| inventories.iter().copied().map(number).sum::<usize>();
    let in_buckets = |number: fn(&BucketContents) -> usize| {
        let buckets = inventories.iter().flat_map(|inventory| &inventory.buckets);
        buckets.map(number).sum::<usize>()
    };
    let images = |inventory: &Inventory| {
        inventory
            .repositories
            .iter()
            .map(|repository| repository.images)
            .sum()
    };
    let values = |inventory: &Inventory| inventory.holders.iter().filter(|thing| thing.is_value()).count();
    let others = |inventory: &Inventory| inventory.holders.iter().filter(|thing| !thing.is_value()).count();
    let all = [
        (in_buckets(|bucket| bucket.versions), "object version"),
        (in_buckets(|bucket| bucket.uploads), "unfinished upload"),
        (sum(images), "image"),
        (sum(values), "value that you set"),
        (sum(others), "resource with data"),
    ];
    let lost = all.into_iter().filter(|(number, _)| *number > 0);
    let lost = lost.map(|(number, noun)| match number {
        1 => format!("1 {noun}"),
        _ if noun == "value that you set" => format!("{number} values that you set"),
        _ if noun == "resource with data" => format!("{number} resources with data"),
        _ => format!("{number} {noun}s"),
    });
    let lost = lost.collect::<Vec<_>>();
    if lost.is_empty() {
        return vec!["delete markers".to_owned()];
    }
    lost
}

/// The contents of a deployed stack, and its SecureStrings.
pub(super) async fn read(
    cloud: &impl Cloud,
    artifact: &Artifact,
    stack: &Stack,
    known: &tasks::Known,
) -> std::result::Result<Inventory, Failure> {
    let resources = nested::resources(cloud, &stack.arn).await?;
    let there = |resource: &StackResource| resource.status != ResourceStatus::DeleteComplete;
    let resources = resources.into_iter().filter(there).collect::<Vec<_>>();
    let text = cloud.cloudformation().get_template(&stack.arn).await?;
    let template = match text.filter(|text| !text.is_empty()) {
        Some(text) => Template::parse(&text).map_err(|parts| Failure::Template(Malformed::line(&parts)))?,
        None => Template::default(),
    };
    let inner = nested::read(cloud, &stack.arn, Some(&template)).await;
    let inner = inner.map_err(|unreadable| match unreadable {
        Unreadable::Call(error) => error.into(),
        Unreadable::Template(parts) => Failure::Template(Malformed::line(&parts)),
    })?;
    let template = nested::whole(template, &inner);
    let mut inventory = classify(&template, &resources);
    let own = inventory.schedules.iter();
    let own = own.map(|schedule| (&*schedule.group, &*schedule.name));
    let schedules = schedule_states::read(cloud, own).await?;
    let on = schedules
        .iter()
        .filter(|found| found.state != ScheduleState::Disabled);
    inventory.running_schedules = on
        .map(|found| (found.group.clone(), found.name.clone()))
        .collect();
    inventory.tasks = tasks::running(cloud, &resources, &schedules, known).await?;
    for bucket in &mut inventory.buckets {
        let id = std::mem::take(&mut bucket.id);
        *bucket = BucketContents {
            id,
            ..bucket::count(cloud, &bucket.name).await?
        };
    }
    for repository in &mut inventory.repositories {
        let images = cloud.ecr().describe_images(&repository.name).await?;
        repository.images = images.len();
        repository.bytes = images.iter().map(|image| image.bytes).sum();
    }
    let paused = paused_schedules::name(&stack.name);
    let mut notes = Vec::new();
    if !inventory.schedules.is_empty() {
        notes.push(paused.clone());
    }
    if !live_parameters::of(&template).is_empty() {
        notes.push(journal::name(&stack.name));
    }
    let mut names = names(artifact);
    names.extend(parameters(&inventory));
    names.extend(notes.iter().cloned());
    let found = cloud.ssm().get_parameters(&names).await?;
    notes.retain(|name| found.iter().any(|parameter| parameter.name == *name));
    let journals = found.iter().filter(|parameter| notes.contains(&parameter.name));
    let parts = journals.flat_map(journal::parts::of).collect::<Vec<_>>();
    inventory.notes = [parts, notes].concat();
    keep_what_was_set(&template, &mut inventory, &found);
    inventory.secrets = among(artifact, &found);
    let note = found.iter().find(|parameter| parameter.name == paused);
    inventory.turned_off = note
        .map(|note| paused_schedules::noted(note, &stack.arn))
        .unwrap_or_default();
    inventory.protected = stack.termination_protection;
    Ok(inventory)
}

/// The names of a stack's SecureStrings that exist.
pub(super) async fn secrets(cloud: &impl Cloud, artifact: &Artifact) -> Result<Vec<String>> {
    let found = cloud.ssm().get_parameters(&names(artifact)).await?;
    Ok(among(artifact, &found))
}

fn names(artifact: &Artifact) -> Vec<String> {
    artifact
        .secrets
        .iter()
        .map(|secret| secret.name.clone())
        .collect()
}

fn among(artifact: &Artifact, found: &[Parameter]) -> Vec<String> {
    let is_there = |name: &String| found.iter().any(|parameter| parameter.name == *name);
    names(artifact).into_iter().filter(is_there).collect()
}

/// The names of the stack's plain parameters.
fn parameters(inventory: &Inventory) -> Vec<String> {
    let held = inventory.holders.iter();
    let parameters = held.filter(|thing| thing.kind == "AWS::SSM::Parameter");
    parameters.map(|thing| thing.name.clone()).collect()
}

/// Removes parameters whose value is in the template: their deletion loses nothing.
fn keep_what_was_set(template: &Template, inventory: &mut Inventory, found: &[Parameter]) {
    inventory.holders.retain(|thing| {
        let now = found.iter().find(|parameter| parameter.name == thing.name);
        let initial = template
            .resources
            .get(&*thing.id)
            .and_then(|resource| initial(template, resource));
        let is_parameter = thing.kind == "AWS::SSM::Parameter";
        !is_parameter || now.is_some_and(|now| Some(now.value.expose()) != initial)
    });
}

/// The value that the template gives a parameter.
fn initial<'a>(template: &'a Template, resource: &'a Resource) -> Option<&'a str> {
    let value = resource.properties.get("Value")?;
    match value.as_call() {
        Some(Call::Ref(target)) => template.parameters.get(&target.id)?.default.as_ref()?.as_text(),
        _ => value.as_text(),
    }
}

#[cfg(test)]
mod tests;
