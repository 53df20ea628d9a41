//! A database whose password rotates, and a state machine that works on it every night. `cargo run --example database -- synth`

#[path = "parts/two_zones.rs"]
mod two_zones;

use sa_infra::asset::Directory;
use sa_infra::aws::{ec2, events, iam, lambda, logs, rds, secretsmanager as sm, stepfunctions as sf};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::{join, object, resolve_secret_key};
use sa_infra::prelude::*;
use std::process::ExitCode;

/// Where the code of the report is, whatever the current directory is.
const CODE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/functions/report");

fn main() -> ExitCode {
    sa_infra::cli::main(&stacks)
}

pub(crate) fn stacks(app: &mut App) {
    let stack = app.stack("database");
    stack.set_region("us-east-1");
    stack.transform("AWS::SecretsManager-2024-09-16");
    let network = stack.at("network").put(two_zones::TwoZones);
    let private = || network.private.iter().map(Ref::id).collect::<Vec<_>>();
    let clients = stack.at("clients").put(ec2::SecurityGroup {
        vpc_id: network.vpc.id().into(),
        ..ec2::SecurityGroup::new("Clients of the database")
    });
    let ingress = ec2::Ingress {
        from_port: 5432.into(),
        to_port: 5432.into(),
        source_security_group_id: clients.id().into(),
        ..ec2::Ingress::new("tcp")
    };
    let inner = stack.at("inner").put(ec2::SecurityGroup {
        vpc_id: network.vpc.id().into(),
        security_group_ingress: [ingress].into(),
        ..ec2::SecurityGroup::new("The database")
    });
    let secret = stack.at("secret").put(sm::Secret {
        generate_secret_string: sm::GenerateSecretString {
            secret_string_template: r#"{"username": "owner"}"#.into(),
            generate_string_key: "password".into(),
            password_length: 30.into(),
            exclude_punctuation: true.into(),
            ..Default::default()
        }
        .into(),
        ..Default::default()
    });
    let subnets = rds::DbSubnetGroup::new("The subnets of the database", private());
    let subnets = stack.at("subnets").put(subnets);
    let database = stack
        .at("database")
        .retain(Retention::Snapshot)
        .put(rds::DbInstance {
            engine: "postgres".into(),
            engine_version: "17".into(),
            db_instance_class: "db.t4g.medium".into(),
            allocated_storage: "100".into(),
            storage_encrypted: true.into(),
            master_username: resolve_secret_key(secret.arn(), "username").into(),
            master_user_password: resolve_secret_key(secret.arn(), "password").into(),
            db_subnet_group_name: subnets.name().into(),
            vpc_security_groups: [inner.id()].into(),
            ..Default::default()
        });
    let attached =
        sm::SecretTargetAttachment::new(secret.arn().text(), database.id(), "AWS::RDS::DBInstance");
    let attached = stack.at("attached").put(attached);
    stack
        .at("rotation")
        .depends_on(&attached)
        .put(sm::RotationSchedule {
            hosted_rotation_lambda: sm::HostedRotationLambda {
                vpc_security_group_ids: clients.id().into(),
                vpc_subnet_ids: join(",", private().into_iter().map(Into::into)).into(),
                ..sm::HostedRotationLambda::new("PostgreSQLSingleUser")
            }
            .into(),
            rotation_rules: sm::RotationRules {
                automatically_after_days: 30.into(),
                ..Default::default()
            }
            .into(),
            ..sm::RotationSchedule::new(secret.arn().text())
        });
    let log = stack.at("log").put(logs::LogGroup {
        retention_in_days: 30.into(),
        ..Default::default()
    });
    let interfaces = [
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DeleteNetworkInterface",
    ];
    let rights = [
        allow(["secretsmanager:GetSecretValue"]).on(secret.arn()),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on(log.arn()),
        allow(interfaces).on("*"),
    ];
    let role = stack.at("role").put(iam::Role {
        policies: [iam::RolePolicyDefinition::new(document(rights), "report")].into(),
        ..iam::Role::new(trust("lambda.amazonaws.com"))
    });
    let code = stack.asset(Directory::new(CODE));
    let report = stack.at("report").put(lambda::Function {
        runtime: lambda::FunctionRuntime::Python3_13.into(),
        handler: "main.handler".into(),
        environment: lambda::Environment {
            variables: [("SECRET", secret.arn())].into(),
        }
        .into(),
        logging_config: lambda::FunctionLoggingConfig {
            log_group: log.name().text().into(),
            ..Default::default()
        }
        .into(),
        vpc_config: lambda::VpcConfig {
            security_group_ids: [clients.id()].into(),
            subnet_ids: private().into(),
            ..Default::default()
        }
        .into(),
        ..lambda::Function::new(lambda::Code::from(&code), role.arn())
    });
    let runs = stack.at("runs").put(iam::Role {
        policies: [iam::RolePolicyDefinition::new(
            allow(["lambda:InvokeFunction"]).on(report.arn()),
            "run",
        )]
        .into(),
        ..iam::Role::new(trust("states.amazonaws.com"))
    });
    let retry = object([("ErrorEquals", ["States.ALL"].into()), ("MaxAttempts", 3.into())]);
    let run = object([
        ("Type", "Task".into()),
        ("Resource", report.arn().into()),
        ("Retry", [retry].into()),
        ("Next", "done".into()),
    ]);
    let states = object([("run", run), ("done", object([("Type", "Succeed".into())]))]);
    let nightly = stack.at("nightly").put(sf::StateMachine {
        definition: object([("StartAt", "run".into()), ("States", states)]).into(),
        ..sf::StateMachine::new(runs.arn())
    });
    let starts = stack.at("starts").put(iam::Role {
        policies: [iam::RolePolicyDefinition::new(
            allow(["states:StartExecution"]).on(nightly.arn()),
            "start",
        )]
        .into(),
        ..iam::Role::new(trust("events.amazonaws.com"))
    });
    let target = events::Target {
        role_arn: starts.arn().into(),
        ..events::Target::new(nightly.arn(), "nightly")
    };
    stack.at("night").put(events::Rule {
        schedule_expression: "cron(0 2 * * ? *)".into(),
        targets: [target].into(),
        ..Default::default()
    });
}
