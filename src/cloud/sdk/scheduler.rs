//! `EventBridge` Scheduler.

use super::api::{Api, Done, Request, SCHEDULER, epoch};
use super::call::{Caller, if_there};
use super::convert::said;
use crate::cloud::scheduler::{ListedSchedule, Schedule, ScheduleState, Scheduler};
use crate::cloud::{Error, Kind, Result};
use aws_config::SdkConfig;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

/// `EventBridge` Scheduler.
#[derive(Debug)]
pub struct Client(Api);

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Found {
    group_name: String,
    name: String,
    state: String,
    schedule_expression: String,
    schedule_expression_timezone: Option<String>,
    target: Target,
    #[serde(deserialize_with = "epoch")]
    start_date: Option<Timestamp>,
    #[serde(deserialize_with = "epoch")]
    end_date: Option<Timestamp>,
    #[serde(deserialize_with = "epoch")]
    last_modification_date: Option<Timestamp>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Target {
    arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    schedules: Vec<Found>,
    next_token: Option<String>,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(SCHEDULER, config, caller))
    }
}

fn get(group: &str, name: &str) -> Request {
    Request::rest("GET", "/schedules/", name).parameter("groupName", group)
}

impl Scheduler for Client {
    async fn get_schedule(&self, group: &str, name: &str) -> Result<Option<Schedule>> {
        let found: Result<Found> = self.0.read("scheduler:GetSchedule", get(group, name)).await;
        Ok(if_there(found)?.map(|found| Schedule {
            group: found.group_name,
            name: found.name,
            state: found.state.as_str().into(),
            expression: found.schedule_expression,
            timezone: said(found.schedule_expression_timezone.as_deref()),
            start: found.start_date,
            end: found.end_date,
            target_arn: found.target.arn,
            modified: found.last_modification_date,
        }))
    }

    async fn list_schedules(&self, group: &str) -> Result<Vec<ListedSchedule>> {
        let request = |token: Option<&str>| {
            Request::rest("GET", "/schedules", "")
                .parameter("ScheduleGroup", group)
                .parameter_if("NextToken", token)
        };
        let mut listed = Vec::new();
        let take = |page: Page| {
            listed.extend(page.schedules.into_iter().map(|found| ListedSchedule {
                group: found.group_name,
                name: found.name,
                state: found.state.as_str().into(),
                target_arn: found.target.arn,
            }));
            page.next_token
        };
        let read = self.0.pages("scheduler:ListSchedules", request, take).await;
        if_there(read)?;
        Ok(listed)
    }

    async fn set_schedule_state(&self, group: &str, name: &str, state: &ScheduleState) -> Result<()> {
        self.update(group, name, state, |start| start).await
    }

    async fn set_schedule_start(
        &self,
        group: &str,
        name: &str,
        state: &ScheduleState,
        start: Option<Timestamp>,
    ) -> Result<()> {
        self.update(group, name, state, |_| start).await
    }
}

impl Client {
    /// Sets the state, and the start date that `starts` returns for the current one.
    async fn update(
        &self,
        group: &str,
        name: &str,
        state: &ScheduleState,
        starts: impl FnOnce(Option<Timestamp>) -> Option<Timestamp>,
    ) -> Result<()> {
        // An update replaces the whole schedule and resets omitted members, so it sends all members as they were
        // read.
        let mut schedule: Map<String, Value> = self.0.read("scheduler:GetSchedule", get(group, name)).await?;
        for told in ["Arn", "CreationDate", "LastModificationDate", "Name"] {
            schedule.remove(told);
        }
        let start = schedule.remove("StartDate").and_then(|start| epoch(start).ok()?);
        // AWS refuses a start date in the past.
        if let Some(start) = starts(start).filter(|start| *start > Timestamp::now()) {
            schedule.insert("StartDate".into(), start.as_second().into());
        }
        schedule.insert("GroupName".into(), group.into());
        schedule.insert("State".into(), state.as_str().into());
        schedule.insert("ClientToken".into(), token()?.into());
        let request = Request::rest("PUT", "/schedules/", name).body(&schedule);
        self.0
            .write::<Done>("scheduler:UpdateSchedule", request)
            .await
            .map(drop)
    }
}

/// The token for idempotency.
fn token() -> Result<String> {
    let random = getrandom::u64().map_err(|error| Error {
        call: "scheduler:UpdateSchedule",
        kind: Kind::Unavailable,
        message: format!("this system has no random numbers: {error}"),
    });
    random.map(|random| format!("sa-infra-{random:016x}"))
}
