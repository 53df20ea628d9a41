//! The plan of a restore: compares the backup with the deployed stacks.

use super::{Backup, Missing, Plan, Summary};
use crate::cloud::ecr::Ecr;
use crate::cloud::s3::{Cursor, S3};
use crate::cloud::scheduler::{ScheduleState, Scheduler};
use crate::cloud::ssm::Ssm;
use crate::cloud::walk::Walk;
use crate::cloud::{self, Cloud, Clouds};
use crate::deploy::destroy::index::{Index, Parameter};
use crate::model::json::Json;
use crate::operate::deployed_stack::DeployedStack;
use crate::operate::refusal::{Failure, Refusal};
use crate::operate::secrets::{Kind, Needed, needed};
use crate::operate::services::services;
use crate::synth::{Artifact, Assembly};
use std::collections::{HashMap, HashSet};

/// What `restore` would do to each stack of a backup. With `overwrite`, it replaces what exists already.
pub async fn plan<'a, C: Clouds>(
    clouds: &C,
    assembly: &'a Assembly,
    backups: Vec<Backup>,
    overwrite: bool,
) -> Result<Vec<Plan<'a, C::Cloud>>, Failure> {
    let mut plans = Vec::new();
    for backup in backups {
        let id = backup.index.stack.clone();
        let artifact = assembly.stack(&id);
        let artifact = artifact.ok_or_else(|| {
            let reason = format!(
                "{}: it belongs to {id}, which is not a stack of this app",
                backup.directory.display()
            );
            Refusal::usage(
                reason,
                "`sa-infra ls` shows the stacks; --config names another configuration",
            )
        })?;
        let site = DeployedStack::of(clouds, artifact).await?;
        let mut plan = Plan {
            site,
            backup,
            objects: Vec::new(),
            values: Vec::new(),
            pauses: Vec::new(),
            summary: Summary {
                stack: id,
                ..Summary::default()
            },
        };
        let index = plan.backup.index.clone();
        plan.objects(&index, overwrite).await?;
        plan.values(assembly, artifact, &index, overwrite).await?;
        plan.schedules(artifact, &index).await?;
        plan.images(assembly, &index).await?;
        plans.push(plan);
    }
    Ok(plans)
}

impl<'a, C: Cloud> Plan<'a, C> {
    async fn objects(&mut self, index: &Index, overwrite: bool) -> Result<(), Failure> {
        let mut taken = HashMap::new();
        for object in &index.objects {
            let bucket = self.site.name(&object.bucket)?.to_owned();
            if !taken.contains_key(&bucket) {
                taken.insert(bucket.clone(), keys(&self.site.cloud, &bucket).await?);
            }
            if taken[&bucket].contains(&object.key) && !overwrite {
                self.summary.objects_kept += 1;
                continue;
            }
            self.summary.objects += 1;
            self.summary.bytes += object.bytes;
            self.objects.push((bucket, object.clone()));
        }
        Ok(())
    }

    async fn values(
        &mut self,
        assembly: &'a Assembly,
        artifact: &'a Artifact,
        index: &Index,
        overwrite: bool,
    ) -> Result<(), Failure> {
        let known = needed(&services(assembly));
        for parameter in &index.parameters {
            let name = self.parameter(artifact, parameter)?;
            let value = self.backup.value(&parameter.file)?;
            let found = known.iter().find(|known| known.parameter == name);
            let needed = Needed {
                name: found.map_or_else(|| name.clone(), |found| found.name.clone()),
                parameter: name.clone(),
                placeholder: found.and_then(|found| found.placeholder.clone()),
                kind: if parameter.id.is_some() {
                    Kind::Plain
                } else {
                    Kind::Secure
                },
                lifetime_days: None,
                services: Vec::new(),
                stack: &artifact.id,
                environment: artifact.environment(),
            };
            // A placeholder in the backup means that the value was never set.
            if needed.placeholder.as_deref() == Some(value.expose()) {
                continue;
            }
            let now = self
                .site
                .cloud
                .ssm()
                .get_parameters(std::slice::from_ref(&name))
                .await?;
            let now = now.first().map(|now| &now.value);
            let is_set = now.is_some_and(|now| needed.placeholder.as_deref() != Some(now.expose()));
            if now == Some(&value) {
                continue;
            }
            if is_set && !overwrite {
                self.summary.values_kept.push(name);
                continue;
            }
            self.summary.values.push(name);
            self.values.push((needed, value));
        }
        Ok(())
    }

    /// The name of a parameter in the current namespace.
    fn parameter(&self, artifact: &Artifact, parameter: &Parameter) -> Result<String, Failure> {
        if let Some(id) = &parameter.id {
            return self.site.name(id).map(str::to_owned);
        }
        let end = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        let secrets = artifact.secrets.iter().map(|secret| &secret.name);
        let same = secrets.clone().find(|name| **name == parameter.name);
        let other = || secrets.clone().find(|name| end(name) == end(&parameter.name));
        same.or_else(other).cloned().ok_or_else(|| {
            let reason = format!(
                "{}: the stack {} no longer has this value",
                parameter.name, artifact.id
            );
            let fix = "add it to the configuration again, or remove it from index.json; nothing was written";
            Refusal::state(reason, fix).into()
        })
    }

    async fn schedules(&mut self, artifact: &Artifact, index: &Index) -> Result<(), Failure> {
        for schedule in index.schedules.iter().filter(|schedule| !schedule.enabled) {
            let name = self.site.name(&schedule.id)?.to_owned();
            let group = artifact.template.resources.get(&*schedule.id);
            let group = group.and_then(|schedule| schedule.properties.get("GroupName"));
            let group = group
                .and_then(|group| self.group(group))
                .unwrap_or_else(|| "default".to_owned());
            let now = self.site.cloud.scheduler().get_schedule(&group, &name).await?;
            if now.is_some_and(|now| now.state == ScheduleState::Enabled) {
                self.summary.paused.push(name.clone());
                self.pauses.push((group, name));
            }
        }
        Ok(())
    }

    fn group(&self, group: &Json) -> Option<String> {
        self.site.text(group, &HashMap::new())
    }

    /// Images are not in the backup: missing ones are reported with the commit they were built from.
    async fn images(&mut self, assembly: &Assembly, index: &Index) -> Result<(), Failure> {
        let mut there = HashMap::new();
        for image in &index.images {
            let repository = self.site.name(&image.repository)?.to_owned();
            if !there.contains_key(&repository) {
                let images = self.site.cloud.ecr().describe_images(&repository).await?;
                let digests = images.into_iter().map(|image| image.digest);
                there.insert(repository.clone(), digests.collect::<HashSet<_>>());
            }
            if !there[&repository].contains(&image.digest) {
                self.summary.images.push(Missing {
                    service: service(assembly, &repository),
                    image: image.clone(),
                });
            }
        }
        Ok(())
    }
}

/// The service that runs the images of a repository.
fn service(assembly: &Assembly, repository: &str) -> Option<String> {
    let all = services(assembly);
    let runs = all
        .iter()
        .find(|service| service.image().is_some_and(|(found, _)| found == repository));
    runs.map(|service| service.name.to_owned())
}

/// The current keys of a bucket.
async fn keys(cloud: &impl Cloud, bucket: &str) -> cloud::Result<HashSet<String>> {
    let mut keys = HashSet::new();
    let (mut after, mut walk) = (None::<Cursor>, Walk::new("s3:ListBucketVersions"));
    loop {
        let page = cloud.s3().list_object_versions(bucket, after.as_ref()).await?;
        let there = page
            .versions
            .into_iter()
            .filter(|version| version.is_latest && !version.is_delete_marker);
        keys.extend(there.map(|version| version.key));
        after = page.next;
        match &after {
            Some(after) => walk.goes_to(&after.token())?,
            None => return Ok(keys),
        }
    }
}
