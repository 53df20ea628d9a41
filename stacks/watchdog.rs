//! The watchdog: reports everything that prevents a service from running, even if its own code could not.

use crate::base::Base;
use crate::config::Config;
use crate::service::Service;
use sa_infra::app::Stack;
use sa_infra::aws::{events, logs, scheduler};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::{join, object, select, split, stack_id};
use sa_infra::patterns::Alarm;
use sa_infra::value::{ToJson, Val};

pub fn define(
    stack: &mut Stack,
    config: &Config,
    base: &Base,
    services: &[Service],
    group: &Ref<scheduler::ScheduleGroup>,
) {
    failed_tasks(stack, config, base);
    for service in services {
        logged_errors(stack, config, base, service);
    }
    missed_runs(stack, config, base, group);
}

/// A source that only readers of the stack know: the end of its id is random.
fn test_source() -> Val<String> {
    let drawn = select(2, split("/", stack_id()));
    join("", ["sa-infra.test.".into(), drawn])
}

/// A task of the cluster that ended with an error, or did not start.
fn failed_tasks(stack: &mut Stack, config: &Config, base: &Base) {
    let ended_badly = object([(
        "containers",
        object([("exitCode", [object([("anything-but", [0].into())])].into())]),
    )]);
    let never_began = object([("stopCode", ["TaskFailedToStart"].into())]);
    let detail = object([
        ("clusterArn", [base.cluster.arn().to_json()].into()),
        ("lastStatus", ["STOPPED"].into()),
        ("$or", [ended_badly, never_began].into()),
    ]);
    let pattern = object([
        // Only AWS can send events with its own source; `notify test --watchdog` sends one with ours.
        ("source", ["aws.ecs".into(), test_source().to_json()].into()),
        ("detail-type", ["ECS Task State Change"].into()),
        ("detail", detail),
    ]);
    // Inside quotes, EventBridge inserts a value as it is, and drops the message when that makes it invalid JSON. It
    // escapes values outside of quotes only, so the reason, which can contain any character, goes there.
    let sentence = format!(
        "{{\"message\": \"Stock Advisor ({}): a task of <group> stopped at <time> and did not finish its work. Stop code: \
         <code>. Exit code, if its container ran: <exit>. Task: <task>.\", \"reason\": <reason>}}",
        config.namespace
    );
    let told = events::InputTransformer {
        input_paths_map: [
            ("group", "$.detail.group"),
            ("time", "$.time"),
            ("reason", "$.detail.stoppedReason"),
            ("code", "$.detail.stopCode"),
            ("exit", "$.detail.containers[0].exitCode"),
            ("task", "$.detail.taskArn"),
        ]
        .into(),
        ..events::InputTransformer::new(sentence)
    };
    stack.at(config.name("failed-tasks")).put(events::Rule {
        description: format!(
            "Tasks of {} that failed or never began are told to the owners",
            config.namespace
        )
        .into(),
        event_pattern: pattern.into(),
        targets: [events::Target {
            input_transformer: told.into(),
            ..events::Target::new(base.topic.arn(), "notifications")
        }]
        .into(),
        ..Default::default()
    });
}

/// After an ordinary error, the application logs a message and exits with 0: only the log shows the error.
fn logged_errors(stack: &mut Stack, config: &Config, base: &Base, service: &Service) {
    let namespace = format!("{}/StockAdvisor", config.namespace);
    let name = config.name(&format!("{}-errors", service.settings.name));
    let id = config.name(&format!("{}-errors", service.settings.repository));
    stack.at(format!("{id}-filter")).put(logs::MetricFilter::new(
        format!("\"{}\"", service.settings.error_pattern),
        service.log_group.name(),
        [logs::MetricTransformation::new(
            name.clone(),
            namespace.clone(),
            "1",
        )],
    ));
    stack.at(format!("{id}-alarm")).put(Alarm {
        name: name.clone(),
        description: format!(
            "The {} service wrote \"{}\" to its log: it stopped before its work was done.",
            service.settings.title(),
            service.settings.error_pattern
        ),
        metric: (namespace, name),
        dimension: None,
        topic: base.topic.arn(),
    });
}

/// Runs that EventBridge Scheduler could not start.
fn missed_runs(stack: &mut Stack, config: &Config, base: &Base, group: &Ref<scheduler::ScheduleGroup>) {
    let dimension: (_, Val<String>) = ("ScheduleGroup", group.name().text());
    for (what, metric, description) in [
        (
            "dropped-runs",
            "InvocationDroppedCount",
            "A scheduled run was given up after its retries: it did not happen.",
        ),
        (
            "failed-runs",
            "TargetErrorCount",
            "A scheduled run could not be started; it is tried again for an hour.",
        ),
    ] {
        stack.at(config.name(&format!("{what}-alarm"))).put(Alarm {
            name: config.name(what),
            description: description.to_owned(),
            metric: ("AWS/Scheduler".to_owned(), metric.to_owned()),
            dimension: Some(dimension.clone()),
            topic: base.topic.arn(),
        });
    }
}
