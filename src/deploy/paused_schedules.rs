//! The schedules that `destroy` turns off, in a note in the account. The note is written first, so that after a
//! `destroy` that fails or is interrupted, a later command can enable them again.

use crate::cloud::scheduler::{ScheduleState, Scheduler};
use crate::cloud::ssm::{NewParameter, Parameter, ParameterKind, Ssm};
use crate::cloud::{Cloud, Result, Secret};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// The schedules are turned off at most this long after the note. A later change was not made by the deployment.
const SOON: SignedDuration = SignedDuration::from_mins(5);

/// The name of a stack's note.
pub(super) fn name(stack: &str) -> String {
    format!("/sa-infra/{stack}/paused-schedules")
}

/// The contents of the note.
#[derive(Serialize, Deserialize)]
struct Note {
    /// The ARN of the stack: a later stack of the same name has other schedules.
    stack: String,
    /// Group and name of each enabled schedule.
    schedules: Vec<(String, String)>,
}

/// The schedules of a note, if it is about this stack.
pub(super) fn noted(note: &Parameter, stack_arn: &str) -> Vec<(String, String)> {
    let note = serde_json::from_str::<Note>(note.value.expose()).ok();
    let own = note.filter(|note| note.stack == stack_arn);
    own.map(|note| note.schedules).unwrap_or_default()
}

/// Writes the note about the schedules to disable.
pub(super) async fn write(
    cloud: &impl Cloud,
    stack: &str,
    stack_arn: &str,
    schedules: &[(String, String)],
) -> Result<()> {
    let note = Note {
        stack: stack_arn.to_owned(),
        schedules: schedules.to_vec(),
    };
    let parameter = NewParameter {
        name: name(stack),
        kind: ParameterKind::String,
        value: Secret::new(serde_json::to_string(&note).unwrap_or_default()),
        description: Some(
            "Schedules that sa-infra destroy turned off; deploy turns them on again".to_owned(),
        ),
        tags: Vec::new(),
        overwrite: true,
    };
    cloud.ssm().put_parameter(&parameter).await.map(drop)
}

/// Removes the note: the schedules are enabled again, or deleted.
pub(super) async fn clear(cloud: &impl Cloud, stack: &str) -> Result<()> {
    cloud.ssm().delete_parameter(&name(stack)).await.map(drop)
}

/// Enables the schedules of a note, and removes the note. Returns the names of those that were disabled.
pub(super) async fn resume(
    cloud: &impl Cloud,
    stack: &str,
    stack_arn: &str,
    note: &Parameter,
) -> Result<Vec<String>> {
    let latest = note.modified.map(|at| at + SOON);
    let mut resumed = Vec::new();
    for (group, name) in noted(note, stack_arn) {
        let Some(now) = cloud.scheduler().get_schedule(&group, &name).await? else {
            continue;
        };
        let is_later = now.modified.zip(latest).is_some_and(|(now, latest)| now > latest);
        if now.state == ScheduleState::Disabled && !is_later {
            turn_on(cloud, &group, &name).await?;
            resumed.push(name);
        }
    }
    clear(cloud, stack).await?;
    Ok(resumed)
}

/// Enables a schedule.
pub(super) async fn turn_on(cloud: &impl Cloud, group: &str, name: &str) -> Result<()> {
    let on = &ScheduleState::Enabled;
    cloud.scheduler().set_schedule_state(group, name, on).await
}
