//! The request for a change set, through the SDK.

use crate::cloud::Error;
use crate::cloud::cloudformation::{
    ChangeSetKind, Import, NewChangeSet, OnFailure, ParameterValue, TemplateSource, Value,
};
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::operation::create_change_set::builders::CreateChangeSetFluentBuilder;
use aws_sdk_cloudformation::types as sdk;

/// The request that creates a change set.
pub(super) fn create_change_set(client: &Client, new: &NewChangeSet) -> CreateChangeSetFluentBuilder {
    let kind = match new.kind {
        ChangeSetKind::Create => sdk::ChangeSetType::Create,
        ChangeSetKind::Update => sdk::ChangeSetType::Update,
        ChangeSetKind::Import => sdk::ChangeSetType::Import,
    };
    let on_failure = new.on_failure.map(|on_failure| match on_failure {
        OnFailure::Delete => sdk::OnStackFailure::Delete,
        OnFailure::DoNothing => sdk::OnStackFailure::DoNothing,
        OnFailure::Rollback => sdk::OnStackFailure::Rollback,
    });
    let imports = new.imports.iter().map(import).collect::<Vec<_>>();
    let parameters = new.parameters.iter().map(parameter).collect::<Vec<_>>();
    let tag = |(key, value): &(String, String)| sdk::Tag::builder().key(key).value(value).build();
    let capability = |name: &String| sdk::Capability::from(name.as_str());
    let mut request = client
        .create_change_set()
        .stack_name(&new.stack)
        .change_set_name(&new.name)
        .set_description(new.description.clone())
        .client_token(&new.token)
        .change_set_type(kind)
        .set_parameters((!parameters.is_empty()).then_some(parameters))
        // CloudFormation takes an empty list for "remove all", and keeps what a request omits.
        .set_tags(new.tags.as_ref().map(|tags| tags.iter().map(tag).collect()))
        .set_capabilities(Some(new.capabilities.iter().map(capability).collect()))
        .set_resources_to_import((!imports.is_empty()).then_some(imports))
        // CloudFormation refuses it together with a deployment configuration, which contains it instead.
        .set_on_stack_failure(on_failure.filter(|_| !new.express))
        .set_role_arn(new.role_arn.clone())
        .set_notification_arns(new.notification_arns.clone());
    if new.import_existing {
        request = request.import_existing_resources(true);
    }
    if new.nested {
        request = request.include_nested_stacks(true);
    }
    if new.express {
        // By default, this mode does not roll back.
        let config = sdk::DeploymentConfig::builder()
            .mode(sdk::DeploymentConfigMode::Express)
            .disable_rollback(new.on_failure == Some(OnFailure::DoNothing))
            .build();
        request = request.deployment_config(config);
    }
    match &new.template {
        TemplateSource::Body(body) => request.template_body(body),
        TemplateSource::Url(url) => request.template_url(url),
        TemplateSource::Previous => request.use_previous_template(true),
    }
}

/// `error` without the values of parameters.
pub(super) fn redact(error: Error, new: &NewChangeSet) -> Error {
    new.parameters
        .iter()
        .fold(error, |error, parameter| match &parameter.value {
            Value::Given(secret) => error.without(secret),
            Value::Previous => error,
        })
}

fn parameter(parameter: &ParameterValue) -> sdk::Parameter {
    let named = sdk::Parameter::builder().parameter_key(&parameter.name);
    match &parameter.value {
        Value::Given(value) => named.parameter_value(value.expose()).build(),
        Value::Previous => named.use_previous_value(true).build(),
    }
}

fn import(import: &Import) -> sdk::ResourceToImport {
    let identifier = import.identifier.iter().cloned().collect();
    sdk::ResourceToImport::builder()
        .resource_type(&import.resource_type)
        .logical_resource_id(&import.logical_id)
        .set_resource_identifier(Some(identifier))
        .build()
}
