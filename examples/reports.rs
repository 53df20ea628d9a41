//! A job defined only with the public library: every night a function writes a report into a bucket. It has no other
//! permission, and a notification is sent when it fails.
//!
//! `cargo run --example reports -- diagram > reports.svg`

use sa_infra::app::{App, Stack};
use sa_infra::aws::{iam, lambda, logs, s3, scheduler, sns};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::account_id;
use sa_infra::patterns::{Alarm, PrivateBucket};
use sa_infra::policy::{Statement, allow, document, trust};
use sa_infra::text;
use sa_infra::value::Map;
use std::process::ExitCode;

const CODE: &str = "import boto3, os, time

def handler(event, context):
    key = time.strftime('reports/%Y-%m-%d.txt')
    boto3.client('s3').put_object(Bucket=os.environ['BUCKET'], Key=key, Body=b'all is well')
";

/// The settings that differ between environments; a real program would read them from a file.
struct Config {
    owner: &'static str,
    /// In the office's time zone.
    nightly: &'static str,
    timezone: &'static str,
}

fn main() -> ExitCode {
    sa_infra::cli::main(&stacks)
}

fn stacks(app: &mut App) {
    let config = Config {
        owner: "owner@example.com",
        nightly: "cron(30 2 * * ? *)",
        timezone: "Europe/Vienna",
    };
    app.tag("app", "reports");
    let shared = Shared::define(app, &config);
    job(app, &config, &shared);
}

/// Resources that outlive the job: its results, and the notifications.
struct Shared {
    bucket: Ref<s3::Bucket>,
    alerts: Ref<sns::Topic>,
}

impl Shared {
    fn define(app: &mut App, config: &Config) -> Self {
        let stack = app.stack("reports-shared");
        stack.set_description("Reports: where they are kept, and who is told");
        let bucket = stack.at("results").put(PrivateBucket {
            noncurrent_days: 30,
            unfinished_upload_days: 7,
            ..Default::default()
        });
        let alerts = stack.at("alerts").put(sns::Topic::default());
        let mail = sns::Subscription {
            endpoint: config.owner.into(),
            ..sns::Subscription::new("email", alerts.arn())
        };
        stack.at("owner").put(mail);
        stack
            .at("bucket-name")
            .output("Where the reports are", bucket.name());
        Self { bucket, alerts }
    }
}

/// The function, its schedule, and the alarm for its failures.
fn job(app: &mut App, config: &Config, shared: &Shared) {
    let stack = app.stack("reports-job");
    stack.set_description("Reports: the function that writes them, every night");
    let log = stack.at("log").put(logs::LogGroup {
        retention_in_days: 30.into(),
        ..Default::default()
    });
    let statements = [
        allow(["s3:PutObject"]).on(text![shared.bucket.arn(), "/reports/*"]),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on(log.arn()),
    ];
    let function_role = role(stack, "function-role", trust("lambda.amazonaws.com"), statements);
    let code = lambda::Code {
        zip_file: CODE.into(),
        ..Default::default()
    };
    let function = stack.at("function").put(lambda::Function {
        handler: "index.handler".into(),
        runtime: lambda::FunctionRuntime::Python3_13.into(),
        timeout: 60.into(),
        environment: lambda::Environment {
            variables: Map::from_iter([("BUCKET", shared.bucket.name())]).into(),
        }
        .into(),
        logging_config: lambda::FunctionLoggingConfig {
            log_group: log.name().into(),
            ..Default::default()
        }
        .into(),
        ..lambda::Function::new(code, function_role.arn())
    });
    let ours = trust("scheduler.amazonaws.com").when("StringEquals", "aws:SourceAccount", account_id());
    let invoke = [allow(["lambda:InvokeFunction"]).on(function.arn())];
    let schedule_role = role(stack, "schedule-role", ours, invoke);
    let every_night = scheduler::Schedule {
        schedule_expression_timezone: config.timezone.into(),
        ..scheduler::Schedule::new(
            scheduler::FlexibleTimeWindow::new(scheduler::FlexibleTimeWindowMode::Off),
            config.nightly,
            scheduler::Target::new(function.arn(), schedule_role.arn()),
        )
    };
    stack.at("nightly").put(every_night);
    stack.at("failed").put(Alarm {
        name: "report-failed".to_owned(),
        description: "Last night's report was not written. The log of the function says why.".to_owned(),
        metric: ("AWS/Lambda".to_owned(), "Errors".to_owned()),
        dimension: Some(("FunctionName", function.name().text())),
        topic: shared.alerts.arn(),
    });
}

/// A role for this service with exactly these permissions.
fn role<const N: usize>(
    stack: &mut Stack,
    id: &str,
    trusted: Statement,
    statements: [Statement; N],
) -> Ref<iam::Role> {
    let policy = iam::RolePolicyDefinition::new(document(statements), "what-it-may-do");
    stack.at(id).put(iam::Role {
        policies: [policy].into(),
        ..iam::Role::new(trusted)
    })
}
