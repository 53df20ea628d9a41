//! The schedules of the services, in exchange time, across daylight saving time.

use crate::base::Base;
use crate::config::Config;
use crate::parameters::camel;
use crate::service::{Service, Task};
use sa_infra::app::Stack;
use sa_infra::aws::{iam, scheduler};
use sa_infra::construct::Ref;
use sa_infra::json::Json;
use sa_infra::patterns::{ScheduledTask, Scheduler};
use sa_infra::template::Parameter;
use sa_infra::value::Val;

/// A run that could not be started is retried for an hour: later it would trade on the morning's prices.
const MAX_AGE_SECONDS: u32 = 3600;
const RETRIES: u32 = 10;

pub fn define(
    stack: &mut Stack,
    config: &Config,
    base: &Base,
    execution_role: &Ref<iam::Role>,
    tasks: &[(&Service, Task)],
) -> Ref<scheduler::ScheduleGroup> {
    let group = stack
        .at(config.name("schedule-group"))
        .put(scheduler::ScheduleGroup {
            name: config.namespace.to_string().into(),
            ..Default::default()
        });
    let role = stack.at(config.name("scheduler-role")).put(Scheduler {
        cluster: base.cluster.arn(),
        families: tasks.iter().map(|(_, task)| task.family.clone()).collect(),
        roles: vec![execution_role.arn(), base.task_role.arn()],
        group: group.clone(),
    });
    for (service, task) in tasks {
        let settings = &service.settings;
        let state = state(
            stack,
            &format!("{}ScheduleState", camel(&settings.name)),
            &format!("Whether the {} service runs on schedule", settings.title()),
        );
        stack
            .at(format!(
                "{}-schedule",
                settings.repository_name(&config.namespace)
            ))
            .put(ScheduledTask {
                service: settings.name.clone(),
                trades: settings.trades,
                name: settings.schedule_name(&config.namespace),
                description: format!("Runs the {} service", service.settings.title()),
                group: group.clone(),
                expression: settings.schedule.cron.expression(),
                timezone: settings.schedule.timezone.to_string(),
                state,
                role: role.clone(),
                cluster: base.cluster.arn(),
                task: task.definition.clone(),
                subnets: base.network.subnets.clone(),
                security_group: base.security_group.clone(),
                max_age: MAX_AGE_SECONDS,
                retries: RETRIES,
            });
    }
    group
}

/// The user enables a schedule: a template parameter, to which every deployment passes the current state.
pub fn state(stack: &mut Stack, parameter: &str, about: &str) -> Val<scheduler::ScheduleState> {
    let about = format!("{about}; deploy keeps the current value");
    let allowed = Json::from(["ENABLED", "DISABLED"]);
    stack.parameter(
        parameter,
        Parameter {
            kind: "String".into(),
            default: Some("ENABLED".into()),
            no_echo: false,
            rest: [("AllowedValues", allowed), ("Description", about.into())]
                .into_iter()
                .collect(),
        },
    )
}
