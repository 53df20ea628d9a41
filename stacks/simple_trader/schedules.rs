//! When the instance starts and stops: on weekdays, in exchange time.

use super::functions::{Functions, Logged};
use crate::config::{Clock, SimpleTrader};
use sa_infra::app::Stack;
use sa_infra::aws::{iam, scheduler};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::account_id;
use sa_infra::policy::{allow, trust};

/// For how long a failed invocation is retried.
const MAX_AGE_SECONDS: f64 = 300.0;
const RETRIES: f64 = 3.0;

/// Both schedules, and their group.
pub struct Schedules {
    pub group: Ref<scheduler::ScheduleGroup>,
    pub start: Ref<scheduler::Schedule>,
    pub stop: Ref<scheduler::Schedule>,
}

pub fn define(stack: &mut Stack, trader: &SimpleTrader, functions: &Functions) -> Schedules {
    let group = stack.at("ScheduleGroup").put(scheduler::ScheduleGroup {
        name: trader.stack_name.to_string().into(),
        ..Default::default()
    });
    let both = [&functions.start, &functions.stop].map(|logged| logged.function.arn());
    let assume = trust("scheduler.amazonaws.com")
        .when("StringEquals", "aws:SourceAccount", account_id())
        .when("ArnEquals", "aws:SourceArn", group.arn());
    let invoke = allow(["lambda:InvokeFunction"]).on_each(both);
    let role = stack.at("ScheduleRole").put(iam::Role {
        policies: [iam::RolePolicyDefinition::new(invoke, "invoke-functions")].into(),
        ..iam::Role::new(assume)
    });
    let [start, stop] = [
        ("Start", trader.start, &functions.start),
        ("Stop", trader.stop, &functions.stop),
    ]
    .map(|what| schedule(stack, trader, &group, &role, what));
    Schedules { group, start, stop }
}

fn schedule(
    stack: &mut Stack,
    trader: &SimpleTrader,
    group: &Ref<scheduler::ScheduleGroup>,
    role: &Ref<iam::Role>,
    (verb, at, function): (&str, Clock, &Logged),
) -> Ref<scheduler::Schedule> {
    let state = crate::schedule::state(
        stack,
        &format!("{verb}ScheduleState"),
        &format!(
            "Whether the machine is {} on schedule",
            if verb == "Start" { "started" } else { "stopped" }
        ),
    );
    let punctual = scheduler::FlexibleTimeWindow::new(scheduler::FlexibleTimeWindowMode::Off);
    let target = scheduler::Target {
        input: "{}".into(),
        retry_policy: scheduler::RetryPolicy {
            maximum_event_age_in_seconds: MAX_AGE_SECONDS.into(),
            maximum_retry_attempts: RETRIES.into(),
        }
        .into(),
        ..scheduler::Target::new(function.function.arn(), role.arn())
    };
    let expression = format!("cron({} {} ? * MON-FRI *)", at.minute, at.hour);
    stack.at(format!("{verb}Schedule")).put(scheduler::Schedule {
        name: verb.to_lowercase().into(),
        description: format!("{verb}s the machine on weekdays").into(),
        group_name: group.name().into(),
        schedule_expression_timezone: trader.timezone.to_string().into(),
        state: state.into(),
        ..scheduler::Schedule::new(punctual, expression, target)
    })
}
