//! A database whose password rotates, and a state machine that works on it every night. `cargo run --example database -- synth`

#[path = "two_zones.rs"]
mod two_zones;

use sa_infra::asset::Directory;
use sa_infra::aws::{ec2, events, iam, lambda, logs, rds, secretsmanager as sm, stepfunctions as sf};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::{join, resolve_secret_key};
use sa_infra::prelude::*;
use std::process::ExitCode;

/// The code of the report, whatever the current directory is.
const CODE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/applications/functions/report");

fn main() -> ExitCode {
    sa_infra::cli::main(&stacks)
}

pub(crate) fn stacks(app: &mut App) {
    let stack = app.stack("database");
    stack.set_region("us-east-1");
    stack.transform("AWS::SecretsManager-2024-09-16");
    let network = stack.at("network").put(two_zones::TwoZones);
    let clients = stack.at("clients").put(ec2::SecurityGroup {
        vpc_id: network.vpc.id().into(),
        ..ec2::SecurityGroup::new("Clients of the database")
    });
    let inner = stack.at("inner").put(ec2::SecurityGroup {
        vpc_id: network.vpc.id().into(),
        security_group_ingress: [ec2::Ingress::tcp(5432).from_group(clients.id())].into(),
        ..ec2::SecurityGroup::new("The database")
    });
    let password = sm::GenerateSecretString {
        secret_string_template: r#"{"username": "owner"}"#.into(),
        generate_string_key: "password".into(),
        password_length: 30.into(),
        exclude_punctuation: true.into(),
        ..Default::default()
    };
    let secret = sm::Secret { generate_secret_string: password.into(), ..Default::default() };
    let secret = stack.at("secret").put(secret);
    let subnets = rds::DbSubnetGroup::new("The subnets of the database", network.private.clone());
    let subnets = stack.at("subnets").put(subnets);
    let database = stack.at("database").retain(Retention::Snapshot).put(rds::DbInstance {
        engine: "postgres".into(),
        engine_version: "17.6".into(),
        db_instance_class: "db.t4g.medium".into(),
        allocated_storage: "100".into(),
        storage_encrypted: true.into(),
        publicly_accessible: false.into(),
        backup_retention_period: 7.into(),
        master_username: resolve_secret_key(secret.arn(), "username").into(),
        master_user_password: resolve_secret_key(secret.arn(), "password").into(),
        db_subnet_group_name: subnets.name().into(),
        vpc_security_groups: [inner.id()].into(),
        ..Default::default()
    });
    let attachment =
        sm::SecretTargetAttachment::new(secret.arn().text(), database.id(), "AWS::RDS::DBInstance");
    let attachment = stack.at("attachment").put(attachment);
    let rotation = sm::HostedRotationLambda {
        vpc_security_group_ids: clients.id().into(),
        vpc_subnet_ids: join(",", network.private.iter().cloned().map(Into::into)).into(),
        ..sm::HostedRotationLambda::new("PostgreSQLSingleUser")
    };
    let monthly = sm::RotationRules { automatically_after_days: 30.into(), ..Default::default() };
    stack.at("rotation").depends_on(&attachment).put(sm::RotationSchedule {
        hosted_rotation_lambda: rotation.into(),
        rotation_rules: monthly.into(),
        ..sm::RotationSchedule::new(secret.arn().text())
    });
    let log = logs::LogGroup { retention_in_days: 30.into(), ..Default::default() };
    let log = stack.at("log").put(log);
    let network_interfaces =
        ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"];
    let rights = document([
        allow(["secretsmanager:GetSecretValue"]).on(secret.arn()),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on(log.arn()),
        allow(network_interfaces).on("*"),
    ]);
    let role = stack.at("role").put(iam::Role {
        policies: [iam::RolePolicyDefinition::new(rights, "report")].into(),
        ..iam::Role::new(trust("lambda.amazonaws.com"))
    });
    let code = stack.asset(Directory::new(CODE));
    let log = lambda::FunctionLoggingConfig { log_group: log.name().into(), ..Default::default() };
    let report = stack.at("report").put(lambda::Function {
        runtime: lambda::FunctionRuntime::Python3_13.into(),
        handler: "main.handler".into(),
        environment: lambda::Environment { variables: [("SECRET", secret.arn())].into() }.into(),
        logging_config: log.into(),
        vpc_config: lambda::VpcConfig {
            security_group_ids: [clients.id()].into(),
            subnet_ids: network.private.into(),
            ..Default::default()
        }
        .into(),
        ..lambda::Function::new(&code, role.arn())
    });
    nightly(stack, &report);
}

/// Runs the report every night, by a state machine.
fn nightly(stack: &mut Stack, report: &Ref<lambda::Function>) {
    let rights = allow(["lambda:InvokeFunction"]).on(report.arn());
    let runs = stack.at("runs").put(iam::Role {
        policies: [iam::RolePolicyDefinition::new(rights, "run")].into(),
        ..iam::Role::new(trust("states.amazonaws.com"))
    });
    let retry = json!([{"ErrorEquals": ["States.ALL"], "MaxAttempts": 3}]);
    let states = json!({
        "run": {"Type": "Task", "Resource": report.arn(), "Retry": retry, "Next": "done"},
        "done": {"Type": "Succeed"},
    });
    let nightly = stack.at("nightly").put(sf::StateMachine {
        definition: json!({"StartAt": "run", "States": states}).into(),
        ..sf::StateMachine::new(runs.arn())
    });
    let rights = allow(["states:StartExecution"]).on(nightly.arn());
    let starts = stack.at("starts").put(iam::Role {
        policies: [iam::RolePolicyDefinition::new(rights, "start")].into(),
        ..iam::Role::new(trust("events.amazonaws.com"))
    });
    let target =
        events::Target { role_arn: starts.arn().into(), ..events::Target::new(nightly.arn(), "run") };
    stack.at("night").put(events::Rule {
        schedule_expression: "cron(0 2 * * ? *)".into(),
        targets: [target].into(),
        ..Default::default()
    });
}
