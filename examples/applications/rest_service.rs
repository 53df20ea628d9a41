//! A REST service: API Gateway, a Lambda function and a `DynamoDB` table. `cargo run --example rest_service -- synth`

use sa_infra::asset::Directory;
use sa_infra::aws::{apigatewayv2 as api, dynamodb, iam, lambda, logs};
use sa_infra::intrinsic::account_id;
use sa_infra::prelude::*;
use std::process::ExitCode;

/// The code of the function, whatever the current directory is.
const CODE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/applications/functions/notes");

fn main() -> ExitCode {
    sa_infra::cli::main(&stacks)
}

pub(crate) fn stacks(app: &mut App) {
    let stack = app.stack("rest-service");
    stack.set_region("us-east-1");
    let recovery = dynamodb::PointInTimeRecoverySpecification {
        point_in_time_recovery_enabled: true.into(),
        ..Default::default()
    };
    let table = stack.at("notes").retain(Retention::Always).put(dynamodb::Table {
        attribute_definitions: [dynamodb::AttributeDefinition::new("id", dynamodb::AttributeType::S)].into(),
        billing_mode: dynamodb::BillingMode::PayPerRequest.into(),
        point_in_time_recovery_specification: recovery.into(),
        ..dynamodb::Table::new([dynamodb::KeySchema::new("id", dynamodb::KeyType::Hash)])
    });
    let log = logs::LogGroup { retention_in_days: 30.into(), ..Default::default() };
    let log = stack.at("log").put(log);
    let rights = document([
        allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"]).on(table.arn()),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on(log.arn()),
    ]);
    let role = stack.at("role").put(iam::Role {
        policies: [iam::RolePolicyDefinition::new(rights, "notes")].into(),
        ..iam::Role::new(trust("lambda.amazonaws.com"))
    });
    let code = stack.asset(Directory::new(CODE));
    let log = lambda::FunctionLoggingConfig { log_group: log.name().into(), ..Default::default() };
    let service = stack.at("service").put(lambda::Function {
        runtime: lambda::FunctionRuntime::Python3_13.into(),
        handler: "main.handler".into(),
        environment: lambda::Environment { variables: [("TABLE", table.name())].into() }.into(),
        logging_config: log.into(),
        ..lambda::Function::new(&code, role.arn())
    });
    let api = stack.at("api").put(api::Api {
        name: "notes".into(),
        protocol_type: api::ProtocolType::Http.into(),
        target: service.arn().into(),
        ..Default::default()
    });
    stack.at("call").put(lambda::Permission {
        source_arn: text!["arn:aws:execute-api:us-east-1:", account_id(), ":", api.id(), "/*"].into(),
        ..lambda::Permission::new("lambda:InvokeFunction", service.name(), "apigateway.amazonaws.com")
    });
    stack.at("address").output("The address of the service", api.api_endpoint());
}
