//! The states of a stack's schedules: one call for each group that the stack owns.

use crate::cloud::scheduler::{ListedSchedule, Scheduler};
use crate::cloud::{Cloud, Kind, Result};
use std::collections::BTreeMap;

/// The default group, which the whole account shares.
const SHARED: &str = "default";

/// The schedules of these groups and names that exist.
pub(crate) async fn read<'a>(
    cloud: &impl Cloud,
    names: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<ListedSchedule>> {
    let mut groups = BTreeMap::<&str, Vec<&str>>::new();
    for (group, name) in names {
        groups.entry(group).or_default().push(name);
    }
    let mut found = Vec::new();
    for (group, names) in groups {
        let listed = if group == SHARED || names.len() < 2 {
            None
        } else {
            list(cloud, group).await?
        };
        match listed {
            Some(listed) => {
                let is_wanted = |schedule: &ListedSchedule| names.contains(&&*schedule.name);
                found.extend(listed.into_iter().filter(is_wanted));
            }
            None => found.extend(each(cloud, group, &names).await?),
        }
    }
    Ok(found)
}

/// `None` without the permission. A single schedule may still be readable.
async fn list(cloud: &impl Cloud, group: &str) -> Result<Option<Vec<ListedSchedule>>> {
    match cloud.scheduler().list_schedules(group).await {
        Err(error) if matches!(error.kind, Kind::AccessDenied { .. }) => Ok(None),
        listed => listed.map(Some),
    }
}

async fn each(cloud: &impl Cloud, group: &str, names: &[&str]) -> Result<Vec<ListedSchedule>> {
    let mut found = Vec::new();
    for name in names {
        let schedule = cloud.scheduler().get_schedule(group, name).await?;
        found.extend(schedule.map(|schedule| ListedSchedule {
            group: schedule.group,
            name: schedule.name,
            state: schedule.state,
            target_arn: schedule.target_arn,
        }));
    }
    Ok(found)
}
