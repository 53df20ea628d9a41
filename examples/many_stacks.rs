//! N stacks of 30 varied resources, each with a reference to the previous stack: measures synth and check at scale.
//!
//! `many_stacks 500 synth --out DIR`, after `cargo build --release --example many_stacks`; any command works.

use sa_infra::app::{App, Stack};
use sa_infra::arn::Arn;
use sa_infra::aws::{cloudwatch, ec2, iam, lambda, logs, s3, sns, sqs};
use sa_infra::intrinsic::{account_id, availability_zones, region, select};
use sa_infra::policy::{allow, document, trust};
use sa_infra::text;
use sa_infra::value::Val;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().collect::<Vec<_>>();
    let wanted = arguments.get(1).and_then(|number| number.parse().ok());
    let Some(number) = wanted else {
        arguments.truncate(1);
        return ExitCode::from(2);
    };
    arguments.remove(1);
    sa_infra::cli::run(&move |app: &mut App| many(app, number), arguments)
}

/// Fills the app.
pub(crate) fn many(app: &mut App, number: u32) {
    app.tag("app", "many-stacks");
    let mut before = None;
    for at in 0..number {
        let stack = app.stack(format!("stack-{at:04}"));
        before = Some(one(stack, before));
    }
}

/// Thirty resources: notifications 2, network 9, storage 4, three functions with queue, role, log and alarm.
fn one(stack: &mut Stack, before: Option<Val<Arn<sns::Topic>>>) -> Val<Arn<sns::Topic>> {
    let topic = stack.at("topic").put(sns::Topic {
        display_name: "Alerts".into(),
        ..Default::default()
    });
    stack.at("alerts-by-mail").put(sns::Subscription {
        endpoint: "owner@example.com".into(),
        ..sns::Subscription::new("email", topic.arn())
    });
    let alerts = before.unwrap_or_else(|| topic.arn());
    network(stack);
    for name in ["data", "logs"] {
        let bucket = stack.at(name).put(s3::Bucket {
            versioning_configuration: s3::VersioningConfiguration::new(
                s3::VersioningConfigurationStatus::Enabled,
            )
            .into(),
            ..Default::default()
        });
        let objects = text![bucket.arn(), "/*"];
        let read = allow(["s3:GetObject"]).to(account_id()).on(objects);
        stack
            .at(format!("{name}-policy"))
            .put(s3::BucketPolicy::new(bucket.name(), document([read])));
    }
    for name in ["start", "stop", "report"] {
        let queue = stack.at(format!("{name}-queue")).put(sqs::Queue {
            visibility_timeout: 300.into(),
            ..Default::default()
        });
        let send = allow(["sqs:SendMessage"]).on(queue.arn());
        let role = stack.at(format!("{name}-role")).put(iam::Role {
            policies: [iam::RolePolicyDefinition::new(document([send]), "send")].into(),
            ..iam::Role::new(trust("lambda.amazonaws.com"))
        });
        let code = lambda::Code {
            zip_file: "def handler(event, context): pass".into(),
            ..Default::default()
        };
        let function = stack.at(format!("{name}-function")).put(lambda::Function {
            handler: "index.handler".into(),
            runtime: lambda::FunctionRuntime::Python3_13.into(),
            environment: lambda::Environment {
                variables: [("QUEUE", queue.url().text())].into(),
            }
            .into(),
            ..lambda::Function::new(code, role.arn())
        });
        stack.at(format!("{name}-log")).put(logs::LogGroup {
            log_group_name: text!["/aws/lambda/", function.name()].into(),
            retention_in_days: 30.into(),
            ..Default::default()
        });
        stack.at(format!("{name}-alarm")).put(cloudwatch::Alarm {
            alarm_description: text!["Errors of ", function.name(), " in ", region()].into(),
            alarm_actions: [alerts.clone()].into(),
            namespace: "AWS/Lambda".into(),
            metric_name: "Errors".into(),
            dimensions: [cloudwatch::Dimension::new("FunctionName", function.name())].into(),
            statistic: cloudwatch::AlarmStatistic::Sum.into(),
            period: 300.into(),
            evaluation_periods: 1.into(),
            threshold: 1.into(),
            comparison_operator: cloudwatch::ComparisonOperator::GreaterThanOrEqualToThreshold.into(),
            ..Default::default()
        });
    }
    topic.arn()
}

fn network(stack: &mut Stack) {
    let vpc = stack.at("vpc").put(ec2::Vpc {
        cidr_block: "10.0.0.0/16".into(),
        ..Default::default()
    });
    let table = stack.at("routes").put(ec2::RouteTable::new(vpc.id()));
    for zone in 0..3 {
        let subnet = stack.at(format!("subnet-{zone}")).put(ec2::Subnet {
            cidr_block: format!("10.0.{zone}.0/24").into(),
            availability_zone: select(zone, availability_zones()).into(),
            ..ec2::Subnet::new(vpc.id())
        });
        stack
            .at(format!("subnet-{zone}-routes"))
            .put(ec2::SubnetRouteTableAssociation::new(table.id(), subnet.id()));
    }
    stack.at("inside").put(ec2::SecurityGroup {
        vpc_id: vpc.id().into(),
        ..ec2::SecurityGroup::new("inside")
    });
}
