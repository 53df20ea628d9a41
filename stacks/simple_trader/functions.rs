//! The two functions: one starts the instance and installs the program of the day, one saves logs and ledger and
//! stops the instance.

use super::APP;
use super::machine::Machine;
use crate::config::SimpleTrader;
use sa_infra::app::{Retention, Stack};
use sa_infra::aws::{iam, lambda, logs, s3};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::{account_id, partition, region};
use sa_infra::policy::{allow, document, trust};
use sa_infra::text;

/// The archive with the program of the day.
pub const ARCHIVE: &str = "repo.zip";
/// The timeout of an invocation; Lambda's maximum.
const TIMEOUT_SECONDS: i64 = 900;
/// After this time, an invocation would be too late.
const MAX_AGE_SECONDS: i64 = 300;

/// Both functions.
pub struct Functions {
    pub start: Logged,
    pub stop: Logged,
}

/// A function and its log.
pub struct Logged {
    pub function: Ref<lambda::Function>,
    pub log_group: Ref<logs::LogGroup>,
}

pub fn define(
    stack: &mut Stack,
    trader: &SimpleTrader,
    machine: &Machine,
    bucket: &Ref<s3::Bucket>,
) -> Functions {
    let [start_log, stop_log] = ["Start", "Stop"].map(|verb| log_group(stack, trader, verb));
    let role = role(stack, trader, machine, bucket, [&start_log, &stop_log]);
    let environment = |holidays: bool| {
        let mut variables = vec![
            ("INSTANCE_ID", machine.instance.id().text()),
            ("BUCKET", bucket.name().text()),
            ("FILES", files(trader).into()),
            ("TIMEZONE", trader.timezone.to_string().into()),
        ];
        if holidays {
            let days = trader.holidays.iter().map(ToString::to_string);
            variables.push(("HOLIDAYS", days.collect::<Vec<_>>().join(" ").into()));
        }
        lambda::Environment {
            variables: variables.into_iter().collect::<sa_infra::value::Map<_>>().into(),
        }
    };
    let start = lambda::Function {
        description: "Starts the machine on trading days and lays the day's program on it".into(),
        environment: environment(true).into(),
        ..lambda::Function::new(
            code(include_str!("start.py"), include_str!("setup.sh")),
            role.arn(),
        )
    };
    let stop = lambda::Function {
        description: "Saves what the day brought, then stops the machine".into(),
        environment: environment(false).into(),
        ..lambda::Function::new(
            code(include_str!("stop.py"), include_str!("closure.sh")),
            role.arn(),
        )
    };
    Functions {
        start: function(stack, "Start", start, start_log),
        stop: function(stack, "Stop", stop, stop_log),
    }
}

/// The source, with the code that both functions share and the script that they send to the instance.
fn code(source: &str, script: &str) -> lambda::Code {
    let source = source.replace("{{script}}", script);
    lambda::Code {
        zip_file: format!("{}\n\n{source}", include_str!("common.py")).into(),
        ..Default::default()
    }
}

/// The files in the form that the scripts accept: with a `?` after those that may be missing.
fn files(trader: &SimpleTrader) -> String {
    let files = trader
        .files
        .iter()
        .map(|file| format!("{}{}", file.name, if file.optional { "?" } else { "" }));
    files.collect::<Vec<_>>().join(" ")
}

fn function(
    stack: &mut Stack,
    verb: &str,
    function: lambda::Function,
    log_group: Ref<logs::LogGroup>,
) -> Logged {
    let mut place = stack.at(format!("{verb}{APP}InstanceLambda"));
    let function = place.at("Resource").put_bare(lambda::Function {
        handler: "index.handler".into(),
        runtime: lambda::FunctionRuntime::Python3_13.into(),
        timeout: TIMEOUT_SECONDS.into(),
        logging_config: lambda::FunctionLoggingConfig {
            log_group: log_group.name().text().into(),
            ..Default::default()
        }
        .into(),
        ..function
    });
    // Lambda retries an asynchronous invocation twice: that would delete the directory of a running job.
    place.at("InvokeConfig").put(lambda::EventInvokeConfig {
        maximum_event_age_in_seconds: MAX_AGE_SECONDS.into(),
        maximum_retry_attempts: 0.into(),
        ..lambda::EventInvokeConfig::new(function.name(), "$LATEST")
    });
    Logged { function, log_group }
}

/// A log group in the stack: the one that Lambda creates automatically would conflict with it.
fn log_group(stack: &mut Stack, trader: &SimpleTrader, verb: &str) -> Ref<logs::LogGroup> {
    stack
        .at(format!("{verb}Log"))
        .retain(Retention::ExceptOnCreate)
        .put(logs::LogGroup {
            log_group_name: format!("/{}/{}", trader.stack_name, verb.to_lowercase()).into(),
            retention_in_days: 90.into(),
            ..Default::default()
        })
}

/// The permissions of the functions: start and stop this instance, send one document to it, read files and results.
fn role(
    stack: &mut Stack,
    trader: &SimpleTrader,
    machine: &Machine,
    bucket: &Ref<s3::Bucket>,
    log_groups: [&Ref<logs::LogGroup>; 2],
) -> Ref<iam::Role> {
    let instance = text![
        "arn:",
        partition(),
        ":ec2:",
        region(),
        ":",
        account_id(),
        ":instance/",
        machine.instance.id()
    ];
    let document_arn = text![
        "arn:",
        partition(),
        ":ssm:",
        region(),
        "::document/AWS-RunShellScript"
    ];
    let files = trader.files.iter().map(|file| &*file.name);
    let files = [ARCHIVE].into_iter().chain(files);
    let statements = [
        allow(["ec2:StartInstances", "ec2:StopInstances"]).on(instance.clone()),
        allow(["ssm:SendCommand"]).on(instance).on(document_arn),
        // None of these actions supports a resource.
        allow([
            "ec2:DescribeInstances",
            "ssm:DescribeInstanceInformation",
            "ssm:GetCommandInvocation",
        ])
        .on("*"),
        allow(["s3:GetObject"]).on_each(files.map(|file| text![bucket.arn(), "/", file])),
        // A missing file is a 404, not a 403.
        allow(["s3:ListBucket"]).on(bucket.arn()),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"])
            .on_each(log_groups.map(Ref::<logs::LogGroup>::arn)),
    ];
    stack.at("FunctionsRole").put(iam::Role {
        description: "What the functions that start and stop the machine may do".into(),
        policies: [iam::RolePolicyDefinition::new(
            document(statements),
            "start-and-stop",
        )]
        .into(),
        ..iam::Role::new(trust("lambda.amazonaws.com"))
    })
}
