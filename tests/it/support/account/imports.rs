//! Resources that exist before their stack: made by hand, described to CloudFormation as they are, and only imported.

use super::operation::{Effect, Plan, Step};
use super::world::{Deployed, Held, Refusal, Set, Stack, World};
use sa_infra::cloud::cloudformation::{Change, ChangeAction, ChangeSetKind, NewChangeSet};
use sa_infra::cloud::s3::Setting;
use serde_json::Value;
use std::collections::BTreeMap;

/// Why AWS refuses to create a change set with an import.
pub(super) fn import_problem(
    new: &NewChangeSet,
    current: Option<&Stack>,
    next: &Deployed,
    changes: &[Change],
) -> Option<&'static str> {
    if new.kind != ChangeSetKind::Import {
        return None;
    }
    let none = Deployed::default();
    let before = current.map_or(&none, |stack| &stack.deployed);
    let named = |change: &Change| {
        let mut imports = new.imports.iter();
        imports.any(|import| import.logical_id == change.logical_id && import.identifier.len() == 1)
    };
    if next.outputs != before.outputs {
        Some("As part of the import operation, you cannot modify or add [Outputs]")
    } else if next.tags != before.tags {
        Some("As part of the import operation, you cannot modify or add [Tags]")
    } else if next.parameters != before.parameters {
        Some("an import with other values of parameters")
    } else if new.imports.is_empty() {
        Some("Must Provide at least one resource to import")
    } else if changes.len() == new.imports.len()
        && changes
            .iter()
            .all(|change| change.action == ChangeAction::Import && named(change))
    {
        None
    } else {
        Some("You have modified resources in your template that are not being imported")
    }
}

impl World {
    /// Creates a bucket by hand, with settings and contents.
    pub fn make_bucket(&mut self, bucket: &str, settings: &[(Setting, &str)]) {
        self.put("AWS::S3::Bucket", bucket);
        self.taken
            .insert(("AWS::S3::Bucket".to_owned(), bucket.to_owned()));
        for (setting, value) in settings {
            let found = self.buckets.get_mut(bucket).unwrap();
            found.values.insert(*setting, (*value).to_owned());
            if *setting == Setting::Policy {
                let policy = ("AWS::S3::BucketPolicy".to_owned(), bucket.to_owned());
                self.taken.insert(policy);
            }
        }
        self.fill(bucket, 2);
    }

    /// A setting of a bucket.
    pub fn setting(&self, bucket: &str, setting: Setting) -> Option<&str> {
        self.buckets[bucket].values.get(&setting).map(String::as_str)
    }

    /// The refusal of a change set that would import a resource of another stack.
    pub(super) fn owned_elsewhere(&self, stack: &str, changes: &[Change]) -> Option<Refusal> {
        let imported = changes
            .iter()
            .filter(|change| change.action == ChangeAction::Import);
        let mut names =
            imported.filter_map(|change| Some((&change.resource_type, change.physical_id.as_ref()?)));
        names.find_map(|(kind, name)| {
            let has = |held: &Held| held.kind == *kind && held.physical == *name;
            let others = self.stacks.iter().filter(|other| other.name != stack);
            let mut living = others.filter(|other| other.status != "DELETE_COMPLETE");
            let owner = living.find(|other| other.resources.values().any(has))?;
            Some(Refusal {
                reason: format!("{name} already exists in stack {}", owner.arn),
                ..Refusal::default()
            })
        })
    }

    /// The steps of an import.
    pub(super) fn import(&self, set: &Set, creates: bool) -> Plan {
        let mut plan = Plan::at(self.now);
        for change in &set.changes {
            let (id, held) = (&change.logical_id, &set.resources[&change.logical_id]);
            let mut step = |status: &str, why: Option<&str>, effect| {
                plan.resource(300, id, held, status.to_owned(), why, effect);
            };
            step("IMPORT_IN_PROGRESS", None, Effect::Nothing);
            if let Some(why) = self.failing.get(id) {
                step("IMPORT_FAILED", Some(why), Effect::Nothing);
                plan.then(100, Step::Stack("IMPORT_ROLLBACK_IN_PROGRESS", Some(why.clone())));
                let end = if creates {
                    "ROLLBACK_COMPLETE"
                } else {
                    "IMPORT_ROLLBACK_COMPLETE"
                };
                plan.then(100, Step::Stack(end, None));
                return plan;
            }
            step("IMPORT_COMPLETE", None, Effect::Adopt);
            step("UPDATE_COMPLETE", None, Effect::Nothing);
        }
        plan.then(100, Step::Commit(Box::new(set.next.clone())));
        plan.then(100, Step::Stack("IMPORT_COMPLETE", None));
        plan
    }

    /// CloudFormation sets the properties of a bucket in the template, and removes those of the previous one.
    pub(super) fn set_of(&mut self, held: &Held, before: &Value) {
        let Some(bucket) = self.buckets.get_mut(&held.physical) else {
            return;
        };
        for setting in words(&held.kind, before).into_keys() {
            bucket.values.remove(&setting);
        }
        let mut set = words(&held.kind, &held.properties);
        set.retain(|setting, _| !self.unset.contains(setting));
        bucket.values.extend(set);
    }
}

/// The settings in properties, in words.
fn words(kind: &str, properties: &Value) -> BTreeMap<Setting, String> {
    if kind == "AWS::S3::BucketPolicy" {
        return BTreeMap::from([(Setting::Policy, properties["PolicyDocument"].to_string())]);
    }
    let rule = &properties["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
    let texts = [
        (
            Setting::Versioning,
            &properties["VersioningConfiguration"]["Status"],
        ),
        (
            Setting::Encryption,
            &rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"],
        ),
        (
            Setting::Ownership,
            &properties["OwnershipControls"]["Rules"][0]["ObjectOwnership"],
        ),
        (
            Setting::Lifecycle,
            &properties["LifecycleConfiguration"]["Rules"][0]["Id"],
        ),
    ];
    let texts = texts.into_iter();
    let mut words = texts
        .filter_map(|(setting, text)| Some((setting, text.as_str()?.to_owned())))
        .collect::<BTreeMap<_, _>>();
    if let Some(block) = properties["PublicAccessBlockConfiguration"].as_object() {
        let on = block.keys().cloned().collect::<Vec<_>>();
        words.insert(Setting::PublicAccess, on.join(", "));
    }
    if let Some(tags) = properties["Tags"].as_array() {
        let text = |tag: &Value, name: &str| tag[name].as_str().unwrap_or_default().to_owned();
        let tags = tags
            .iter()
            .map(|tag| format!("{}={}", text(tag, "Key"), text(tag, "Value")));
        words.insert(Setting::Tags, tags.collect::<Vec<_>>().join(", "));
    }
    words
}
