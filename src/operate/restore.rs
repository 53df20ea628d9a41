//! `restore`: copies what `destroy --backup-to` saved back into a deployed instance. Reads everything before it
//! writes, and keeps what exists already.

mod backup;
mod plan;

use super::deployed_stack::DeployedStack;
use super::refusal::{Failure, Refusal};
use super::secrets::{self, Needed};
use crate::cloud::s3::S3;
use crate::cloud::scheduler::{ScheduleState, Scheduler};
use crate::cloud::{Cloud, Clouds, Secret};
use crate::deploy::destroy::index::{Image, Object};
use crate::local::disk;
use serde::Serialize;

pub use backup::{Backup, find};
pub use plan::plan;

/// The plan for one stack.
#[derive(Debug)]
pub struct Plan<'a, C> {
    site: DeployedStack<'a, C>,
    backup: Backup,
    /// Objects, with the names of their buckets.
    objects: Vec<(String, Object)>,
    values: Vec<(Needed<'a>, Secret)>,
    /// Group and name of the schedules to disable.
    pauses: Vec<(String, String)>,
    /// Its summary.
    pub summary: Summary,
}

/// The summary of a restore.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The stack.
    pub stack: String,
    /// The number of objects to restore.
    pub objects: usize,
    /// Their total size in bytes.
    pub bytes: u64,
    /// The number of objects that exist already and stay.
    pub objects_kept: usize,
    /// Parameters to write.
    pub values: Vec<String>,
    /// Parameters that have another value and keep it.
    pub values_kept: Vec<String>,
    /// Schedules to pause again.
    pub paused: Vec<String>,
    /// Images that no longer exist.
    pub images: Vec<Missing>,
}

/// An image that cannot be restored: it must be built again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The service that ran it, if it is known.
    pub service: Option<String>,
    /// The image.
    #[serde(flatten)]
    pub image: Image,
}

impl Summary {
    /// Whether there is anything to write.
    pub fn writes(&self) -> bool {
        self.objects > 0 || !self.values.is_empty() || !self.paused.is_empty()
    }
}

/// Progress of a restore.
#[derive(Clone, Copy, Debug)]
pub enum News<'a> {
    /// The number of restored objects, and of all.
    Objects(usize, usize),
    /// A value is restored.
    Value(&'a str),
    /// A schedule is paused.
    Paused(&'a str),
}

/// Executes the plan: pauses, objects, values. Running it again after a failure completes it.
pub async fn apply<C: Clouds>(
    clouds: &C,
    plan: &Plan<'_, C::Cloud>,
    mut tell: impl FnMut(News<'_>),
) -> Result<(), Failure> {
    let cloud = &plan.site.cloud;
    for (group, name) in &plan.pauses {
        let disabled = &ScheduleState::Disabled;
        cloud
            .scheduler()
            .set_schedule_state(group, name, disabled)
            .await?;
        tell(News::Paused(name));
    }
    // arn:PARTITION:cloudformation:REGION:ACCOUNT:stack/..
    let owner = plan.site.stack.arn.split(':').nth(4).unwrap_or_default();
    for ((bucket, object), done) in plan.objects.iter().zip(1..) {
        let failed = |error| {
            let error = disk::Error::new("read", &plan.backup.directory.join(&object.file), error);
            Failure::from(Refusal::state(error.to_string(), error.fix()))
        };
        let upload = plan.backup.plain(&object.file).map_err(failed)?;
        let put = cloud
            .s3()
            .put_file((bucket, owner), &object.key, &upload.path, &object.about);
        put.await?.map_err(failed)?;
        tell(News::Objects(done, plan.objects.len()));
    }
    let values = plan.values.iter().map(|(needed, value)| (needed, value.clone()));
    let written = secrets::write(clouds, &values.collect::<Vec<_>>(), || false).await?;
    for one in &written {
        tell(News::Value(&one.name));
    }
    Ok(())
}
