//! Alarms: the instance was not started, was not stopped, or was started with a warning.

use super::functions::Functions;
use crate::config::SimpleTrader;
use crate::topic;
use sa_infra::app::Stack;
use sa_infra::aws::{logs, scheduler, sns};
use sa_infra::construct::Ref;
use sa_infra::patterns::Alarm;

pub fn define(
    stack: &mut Stack,
    trader: &SimpleTrader,
    functions: &Functions,
    group: &Ref<scheduler::ScheduleGroup>,
) {
    let topic = topic(stack, trader);
    for (verb, logged, meaning) in [
        (
            "Start",
            &functions.start,
            "The machine was not started, or the day's program is not on it: no job trades today until that is mended. \
             The log says why; then invoke the start function",
        ),
        (
            "Stop",
            &functions.stop,
            "The machine was not stopped, since logs and ledger may not be saved: it costs money until that is mended. \
             The log says why; then invoke the stop function",
        ),
    ] {
        stack.at(format!("{verb}ErrorsAlarm")).put(Alarm {
            name: format!("{}-{}-failed", trader.stack_name, verb.to_lowercase()),
            description: meaning.to_owned(),
            metric: ("AWS/Lambda".to_owned(), "Errors".to_owned()),
            dimension: Some(("FunctionName", logged.function.name().text())),
            topic: topic.arn(),
        });
    }
    stack.at("DroppedRunsAlarm").put(Alarm {
        name: format!("{}-dropped-runs", trader.stack_name),
        description: "A scheduled start or stop of the machine was given up: it did not happen.".to_owned(),
        metric: ("AWS/Scheduler".to_owned(), "InvocationDroppedCount".to_owned()),
        dimension: Some(("ScheduleGroup", group.name().text())),
        topic: topic.arn(),
    });
    warnings(stack, trader, functions, &topic);
}

/// Alarms for warnings of the start function: a calendar without holidays, a token from yesterday.
fn warnings(stack: &mut Stack, trader: &SimpleTrader, functions: &Functions, topic: &Ref<sns::Topic>) {
    let namespace = trader.stack_name.to_string();
    let metric = "start-warnings";
    stack.at("StartWarningsFilter").put(logs::MetricFilter::new(
        "\"WARNING:\"",
        functions.start.log_group.name(),
        [logs::MetricTransformation::new(metric, namespace.clone(), "1")],
    ));
    stack.at("StartWarningsAlarm").put(Alarm {
        name: format!("{}-{metric}", trader.stack_name),
        description: "The machine starts, but something has to be said: see the log of the start function."
            .to_owned(),
        metric: (namespace, metric.to_owned()),
        dimension: None,
        topic: topic.arn(),
    });
}

fn topic(stack: &mut Stack, trader: &SimpleTrader) -> Ref<sns::Topic> {
    let mut place = stack.at("AlarmTopic");
    let topic = sns::Topic {
        display_name: "Simple Trader".into(),
        ..Default::default()
    };
    topic::put(&mut place, topic, &[], &trader.notify)
}
