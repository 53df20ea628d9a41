//! Restores the values that an operation overwrote.

use super::{Live, Place, Value, Work, read};
use crate::cloud::scheduler::{ScheduleState, Scheduler};
use crate::cloud::ssm::{NewParameter, ParameterKind, Ssm};
use crate::cloud::{Cloud, Result, Secret};

/// The result for live values that were overwritten.
#[derive(Debug, Default)]
pub(in crate::deploy) struct Restored {
    /// The values that were restored.
    pub given_back: Vec<Live>,
    /// Values that people set while CloudFormation was at work; they stay.
    pub left: Vec<Live>,
}

impl Restored {
    /// The notes for the user.
    pub(in crate::deploy) fn notes(&self) -> impl Iterator<Item = String> {
        let given_back = self.given_back.iter();
        let given_back = given_back.map(|live| format!("restored the value of {}", live.parameter));
        let left = self.left.iter();
        let left = left.map(|live| {
            format!(
                "the value of {} was changed in the meantime; it is kept",
                live.parameter
            )
        });
        given_back.chain(left)
    }
}

/// Restores the values that people had set, where CloudFormation overwrote them. A value that people set since then
/// stays: either CloudFormation would not have written it, or it was written when CloudFormation was not at work on
/// that resource.
pub(in crate::deploy) async fn restore(
    cloud: &impl Cloud,
    values: &[Value],
    work: &Work,
) -> Result<Restored> {
    let is_parameter = |value: &&Value| matches!(value.live.place, Place::Parameter(_));
    // CloudFormation only overwrites the resources that it worked on.
    let touched = values.iter().filter(|value| work.touches(&value.live.id));
    let (parameters, schedules) = touched.partition::<Vec<_>, _>(is_parameter);
    let mut restored = Restored::default();
    // A change between the read and the write cannot be noticed, so each schedule is read immediately before its
    // write.
    let groups = std::iter::once(&parameters[..]).chain(schedules.chunks(1));
    for noted in groups {
        let lives = noted.iter().map(|value| value.live.clone()).collect::<Vec<_>>();
        for (noted, found) in noted.iter().zip(read(cloud, &lives, None).await?) {
            // A value that did not exist before, or a resource that does not exist now, cannot be restored.
            let (Some(wanted), Some(now)) = (&noted.now, &found.now) else {
                continue;
            };
            if wanted == now && noted.until == found.until {
                continue;
            }
            if !found.is_overwritten(noted, work) {
                restored.left.push(found.live);
                continue;
            }
            write(cloud, noted, wanted).await?;
            restored.given_back.push(found.live);
        }
    }
    Ok(restored)
}

async fn write(cloud: &impl Cloud, noted: &Value, value: &Secret) -> Result<()> {
    match &noted.live.place {
        Place::Parameter(name) => {
            let parameter = NewParameter {
                name: name.clone(),
                kind: ParameterKind::String,
                value: value.clone(),
                overwrite: true,
                description: None,
                tags: Vec::new(),
            };
            cloud.ssm().put_parameter(&parameter).await.map(drop)
        }
        Place::Schedule(group, name) => {
            let api = cloud.scheduler();
            if noted.until.is_some() {
                let on = &ScheduleState::Enabled;
                return api.set_schedule_start(group, name, on, noted.until).await;
            }
            let state = ScheduleState::from(value.expose());
            api.set_schedule_state(group, name, &state).await
        }
    }
}
