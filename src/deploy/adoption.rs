//! Existing buckets that a stack is to manage: finds them by name, shows what will change in their settings,
//! describes them for CloudFormation's import as they are, and verifies the result.
//!
//! An import changes no property of the bucket: CloudFormation records the properties of the template as the current
//! ones. If they differed from the bucket's, no later update would correct that. So `deploy` imports a bucket in two
//! steps: first as it is, then an update to what the template says.

pub(super) mod log_group_note;
pub(super) mod log_groups;
mod unfit;
mod wanted;

use crate::cloud::s3::{S3, Setting};
use crate::cloud::sts::Sts;
use crate::cloud::{Cloud, Kind};
use crate::facts::{self, ResourceType};
use crate::model::json::Fields;
use crate::model::template::{Resource, Template};
use serde::Serialize;
use std::sync::Arc;

pub use unfit::{Error, Unfit};

const BUCKET: &str = "AWS::S3::Bucket";
const BUCKET_POLICY: &str = "AWS::S3::BucketPolicy";

/// The settings that protect the contents of a bucket, and restrict access to its owner.
const SAFE: [Setting; 4] = [
    Setting::Policy,
    Setting::PublicAccess,
    Setting::Encryption,
    Setting::Versioning,
];

/// An existing bucket that becomes part of a stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Adoption {
    /// The logical id of the bucket.
    #[serde(rename = "logical_id")]
    pub id: Arc<str>,
    /// The name of the bucket.
    pub bucket: String,
    /// Settings that the template changes.
    pub replaced: Vec<Replaced>,
    /// Settings that the template does not mention; they stay.
    pub kept: Vec<Kept>,
    /// The logical ID of its policy, and the current policy.
    #[serde(skip)]
    policy: Option<(Arc<str>, String)>,
}

/// A setting that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replaced {
    /// The setting.
    pub setting: &'static str,
    /// The current value.
    pub now: String,
    /// The new value.
    pub then: String,
}

/// A setting that stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The setting.
    pub setting: &'static str,
    /// The current value.
    pub now: String,
}

/// The existing buckets that `template` adds to the stack. Only those that the template retains: CloudFormation
/// imports no others.
pub(super) async fn find(
    cloud: &impl Cloud,
    template: &Template,
    deployed: Option<&Template>,
) -> Result<Vec<Adoption>, Error> {
    let is_new = |id: &Arc<str>| deployed.is_none_or(|deployed| !deployed.resources.contains_key(id));
    let mut adoptions = Vec::new();
    let mut owner = None;
    for (id, name) in named(template, BUCKET).filter(|(id, _)| is_new(id)) {
        let owner = match &owner {
            Some(owner) => owner,
            None => owner.insert(cloud.sts().get_caller_identity().await?.account),
        };
        if is_there(cloud, name, owner).await? {
            let policy = named(template, BUCKET_POLICY);
            let mut policy = policy.filter(|(id, bucket)| *bucket == name && is_new(id));
            let policy = policy.next().map(|(id, _)| id);
            adoptions.push(Adoption::look(cloud, (id, name, owner), policy, template).await?);
        }
    }
    Ok(adoptions)
}

/// Verifies the settings of the buckets that a deployment has imported and updated.
pub(super) async fn verify(
    cloud: &impl Cloud,
    deployed: &Template,
    template: &Template,
) -> Result<(), Error> {
    let is_bare = |id: &Arc<str>| {
        let before = deployed.resources.get(id);
        before.is_some_and(|before| before.properties.len() == 1)
    };
    for (id, name) in named(template, BUCKET).filter(|(id, _)| is_bare(id)) {
        let owner = cloud.sts().get_caller_identity().await?.account;
        let mut settings = Vec::new();
        for setting in SAFE {
            let Some(then) = wanted::wanted(template, id, cloud.region(), setting) else {
                continue;
            };
            let now = cloud.s3().get_bucket_setting(name, &owner, setting).await?;
            if !now.is_some_and(|now| wanted::same(setting, &now, &then)) {
                settings.push(setting.name());
            }
        }
        if !settings.is_empty() {
            let bucket = name.to_owned();
            return Err(Unfit::Unlike { bucket, settings }.into());
        }
    }
    Ok(())
}

/// The property by which CloudFormation imports resources of a type; empty if it imports none.
pub(super) fn imported_by(kind: &str) -> &'static str {
    let by = facts::resource_type(kind).and_then(ResourceType::import_by);
    by.and_then(|paths| paths.first())
        .map_or("", |path| path.as_ref())
}

/// Resources of a type that the template retains and that have a literal name, by which CloudFormation can import
/// them.
fn named<'a>(template: &'a Template, kind: &'static str) -> impl Iterator<Item = (&'a Arc<str>, &'a str)> {
    let stays = |resource: &Resource| {
        let policy = resource.deletion_policy.as_deref();
        policy.is_some_and(|policy| policy.starts_with("Retain")) && resource.condition.is_none()
    };
    let resources = template.resources.iter();
    let kept = resources.filter(move |(_, resource)| resource.kind == kind && stays(resource));
    let property = imported_by(kind);
    kept.filter_map(move |(id, resource)| Some((id, resource.properties.get(property)?.as_text()?)))
}

/// Whether the bucket exists and can be imported.
async fn is_there(cloud: &impl Cloud, bucket: &str, owner: &str) -> Result<bool, Error> {
    match cloud.s3().head_bucket(bucket, owner).await {
        Ok(None) => Ok(false),
        Ok(Some(region)) if region == cloud.region() => Ok(true),
        Ok(Some(region)) => Err(Unfit::Elsewhere {
            bucket: bucket.to_owned(),
            region,
            stack: cloud.region().to_owned(),
        }
        .into()),
        Err(error) if matches!(error.kind, Kind::AccessDenied { .. }) => {
            Err(Unfit::Foreign(bucket.to_owned()).into())
        }
        Err(error) => Err(error.into()),
    }
}

impl Adoption {
    async fn look(
        cloud: &impl Cloud,
        (id, bucket, owner): (&Arc<str>, &str, &str),
        policy: Option<&Arc<str>>,
        template: &Template,
    ) -> Result<Self, Error> {
        let (mut replaced, mut kept, mut own) = (Vec::new(), Vec::new(), None);
        for setting in Setting::ALL {
            let Some(now) = cloud.s3().get_bucket_setting(bucket, owner, setting).await? else {
                continue;
            };
            if setting == Setting::Policy {
                own = policy.cloned().map(|id| (id, now.clone()));
            }
            let name = setting.name();
            match wanted::wanted(template, id, cloud.region(), setting) {
                None => kept.push(Kept { setting: name, now }),
                Some(then) if wanted::same(setting, &now, &then) => {}
                Some(then) => replaced.push(Replaced {
                    setting: name,
                    now,
                    then,
                }),
            }
        }
        Ok(Self {
            id: id.clone(),
            bucket: bucket.to_owned(),
            replaced,
            kept,
            policy: own,
        })
    }

    /// The resources that CloudFormation imports: type, logical ID, and the property that identifies each.
    pub(super) fn identities(&self) -> impl Iterator<Item = (&'static str, &Arc<str>, &'static str)> {
        let policy = self.policy.as_ref();
        let resources = [(BUCKET, &self.id)].into_iter();
        let all = resources.chain(policy.map(|(id, _)| (BUCKET_POLICY, id)));
        all.map(|(kind, id)| (kind, id, imported_by(kind)))
    }

    /// The same resources as they are: their identifying property, and the current policy of the bucket.
    fn resources(&self) -> impl Iterator<Item = (&Arc<str>, Fields)> {
        let named = |(_, id, property): (_, _, &'static str)| {
            let mut fields = Fields::default();
            fields.insert(property, self.bucket.clone());
            let policy = self.policy.as_ref().filter(|(policy, _)| policy == id);
            if let Some(document) = policy.and_then(|(_, text)| wanted::document(text)) {
                fields.insert("PolicyDocument", document);
            }
            (id, fields)
        };
        self.identities().map(named)
    }
}

/// The deployed template with the buckets as they are: an import must not change anything else.
pub(super) fn bare(deployed: Option<&Template>, template: &Template, adoptions: &[Adoption]) -> Template {
    let mut bare = deployed.cloned().unwrap_or_default();
    for (id, properties) in adoptions.iter().flat_map(Adoption::resources) {
        if let Some(wanted) = template.resources.get(id) {
            let resource = Resource {
                kind: wanted.kind.clone(),
                properties,
                deletion_policy: wanted.deletion_policy.clone(),
                update_replace_policy: wanted.update_replace_policy.clone(),
                ..Resource::default()
            };
            bare.resources.insert(id.clone(), resource);
        }
    }
    bare
}
