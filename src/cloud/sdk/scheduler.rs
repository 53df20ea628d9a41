//! `EventBridge` Scheduler by the SDK.

use super::call::{Caller, if_there};
use super::convert::{said, text, time};
use crate::cloud::Result;
use crate::cloud::scheduler::{Schedule, ScheduleState, Scheduler};
use aws_config::SdkConfig;
use aws_sdk_scheduler::operation::get_schedule::GetScheduleOutput;
use aws_sdk_scheduler::types::Target;

/// `EventBridge` Scheduler by the SDK.
#[derive(Debug)]
pub struct Client {
    client: aws_sdk_scheduler::Client,
    caller: Caller,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_scheduler::Client::new(config),
            caller: caller.clone(),
        }
    }

    async fn get(&self, group: &str, name: &str) -> Result<GetScheduleOutput> {
        let request = self.client.get_schedule().group_name(group).name(name).send();
        self.caller.read("scheduler:GetSchedule", request).await
    }
}

impl Scheduler for Client {
    async fn get_schedule(&self, group: &str, name: &str) -> Result<Option<Schedule>> {
        let schedule = if_there(self.get(group, name).await)?;
        Ok(schedule.map(|schedule| Schedule {
            group: text(schedule.group_name()),
            name: text(schedule.name()),
            state: schedule.state().map_or("", |state| state.as_str()).into(),
            expression: text(schedule.schedule_expression()),
            timezone: said(schedule.schedule_expression_timezone()),
            end: schedule.end_date().map(time),
            target_arn: text(schedule.target().map(Target::arn)),
            modified: schedule.last_modification_date().map(time),
        }))
    }

    async fn set_schedule_state(&self, group: &str, name: &str, state: &ScheduleState) -> Result<()> {
        // An update replaces the whole schedule: what it leaves out is reset.
        let now = self.get(group, name).await?;
        let request = self
            .client
            .update_schedule()
            .group_name(group)
            .name(name)
            .state(state.as_str().into())
            .set_schedule_expression(now.schedule_expression)
            .set_schedule_expression_timezone(now.schedule_expression_timezone)
            .set_start_date(now.start_date)
            .set_end_date(now.end_date)
            .set_description(now.description)
            .set_kms_key_arn(now.kms_key_arn)
            .set_target(now.target)
            .set_flexible_time_window(now.flexible_time_window)
            .set_action_after_completion(now.action_after_completion)
            .send();
        let updated = self.caller.write("scheduler:UpdateSchedule", request);
        Box::pin(updated).await?;
        Ok(())
    }
}
