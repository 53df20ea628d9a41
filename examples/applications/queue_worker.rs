//! A queue with dead letters, a worker, and an alarm. `cargo run --example queue_worker -- synth`

use sa_infra::asset::Directory;
use sa_infra::aws::{cloudwatch, iam, lambda, logs, sns, sqs};
use sa_infra::prelude::*;
use std::process::ExitCode;

/// The code of the worker, whatever the current directory is.
const CODE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/applications/functions/worker");

fn main() -> ExitCode {
    sa_infra::cli::main(&stacks)
}

pub(crate) fn stacks(app: &mut App) {
    let stack = app.stack("queue-worker");
    stack.set_region("us-east-1");
    let dead = sqs::Queue { message_retention_period: (14 * 24 * 3600).into(), ..Default::default() };
    let dead = stack.at("dead").put(dead);
    let orders = stack.at("orders").put(sqs::Queue {
        visibility_timeout: 180.into(),
        redrive_policy: json!({"deadLetterTargetArn": dead.arn(), "maxReceiveCount": 3}).into(),
        ..Default::default()
    });
    for (name, queue) in [("dead-policy", &dead), ("orders-policy", &orders)] {
        let tls = deny(["sqs:*"]).to("*").on(queue.arn()).when("Bool", "aws:SecureTransport", "false");
        stack.at(name).put(sqs::QueuePolicy::new(tls, [queue.url()]));
    }
    let log = logs::LogGroup { retention_in_days: 30.into(), ..Default::default() };
    let log = stack.at("log").put(log);
    let rights = document([
        allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]).on(orders.arn()),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on(log.arn()),
    ]);
    let role = stack.at("role").put(iam::Role {
        policies: [iam::RolePolicyDefinition::new(rights, "work")].into(),
        ..iam::Role::new(trust("lambda.amazonaws.com"))
    });
    let code = stack.asset(Directory::new(CODE));
    let log = lambda::FunctionLoggingConfig { log_group: log.name().into(), ..Default::default() };
    let worker = stack.at("worker").put(lambda::Function {
        runtime: lambda::FunctionRuntime::Python3_13.into(),
        handler: "main.handler".into(),
        timeout: 30.into(),
        logging_config: log.into(),
        ..lambda::Function::new(&code, role.arn())
    });
    stack.at("orders-to-worker").put(lambda::EventSourceMapping {
        event_source_arn: orders.arn().into(),
        batch_size: 10.into(),
        function_response_types: [lambda::FunctionResponseType::ReportBatchItemFailures].into(),
        ..lambda::EventSourceMapping::new(worker.name())
    });
    let alerts = stack.at("alerts").put(sns::Topic::default());
    stack.at("letters").put(cloudwatch::Alarm {
        namespace: "AWS/SQS".into(),
        metric_name: "ApproximateNumberOfMessagesVisible".into(),
        dimensions: [cloudwatch::Dimension::new("QueueName", dead.queue_name())].into(),
        statistic: cloudwatch::AlarmStatistic::Maximum.into(),
        period: 300.into(),
        threshold: 1.into(),
        comparison_operator: cloudwatch::ComparisonOperator::GreaterThanOrEqualToThreshold.into(),
        evaluation_periods: 1.into(),
        alarm_actions: [alerts.arn()].into(),
        ..Default::default()
    });
}
