//! Stacks, their resources, exports and drift, converted to our types.

use crate::cloud::Secret;
use crate::cloud::cloudformation::{
    Export, Operation, Output, Parameter, PropertyDifference, ResourceDrift, Stack, StackResource,
};
use crate::cloud::sdk::convert::{at, said, text, time};
use aws_sdk_cloudformation::types as sdk;

pub(super) fn stack(stack: &sdk::Stack) -> Stack {
    let drift = stack.drift_information();
    let express = stack.deployment_config().and_then(sdk::DeploymentConfig::mode);
    Stack {
        arn: text(stack.stack_id()),
        name: text(stack.stack_name()),
        description: said(stack.description()),
        status: stack.stack_status().map_or("", |status| status.as_str()).into(),
        reason: said(stack.stack_status_reason()),
        created: at(stack.creation_time()),
        updated: stack.last_updated_time().map(time),
        deleted: stack.deletion_time().map(time),
        change_set: said(stack.change_set_id()),
        parameters: stack.parameters().iter().map(parameter).collect(),
        outputs: stack.outputs().iter().map(output).collect(),
        tags: stack.tags().iter().map(tag).collect(),
        notification_arns: stack.notification_arns().to_vec(),
        role_arn: said(stack.role_arn()),
        termination_protection: stack.enable_termination_protection().unwrap_or_default(),
        disable_rollback: stack.disable_rollback().unwrap_or_default(),
        retain_except_on_create: stack.retain_except_on_create().unwrap_or_default(),
        express: express == Some(&sdk::DeploymentConfigMode::Express),
        drift: drift
            .and_then(|drift| drift.stack_drift_status())
            .map_or("NOT_CHECKED", |status| status.as_str())
            .into(),
        drift_checked: drift.and_then(|drift| drift.last_check_timestamp()).map(time),
        operations: stack.last_operations().iter().map(operation).collect(),
    }
}

pub(super) fn parameter(parameter: &sdk::Parameter) -> Parameter {
    Parameter {
        name: text(parameter.parameter_key()),
        value: parameter.parameter_value().map(Secret::new),
        resolved: parameter.resolved_value().map(Secret::new),
    }
}

fn output(output: &sdk::Output) -> Output {
    Output {
        name: text(output.output_key()),
        value: text(output.output_value()),
        description: said(output.description()),
        export: said(output.export_name()),
    }
}

fn tag(tag: &sdk::Tag) -> (String, String) {
    (text(tag.key()), text(tag.value()))
}

fn operation(operation: &sdk::OperationEntry) -> Operation {
    Operation {
        id: text(operation.operation_id()),
        kind: text(operation.operation_type().map(sdk::OperationType::as_str)),
    }
}

pub(super) fn resource(resource: &sdk::StackResourceSummary) -> StackResource {
    let drift = resource
        .drift_information()
        .and_then(|drift| drift.stack_resource_drift_status());
    StackResource {
        logical_id: text(resource.logical_resource_id()),
        physical_id: said(resource.physical_resource_id()),
        resource_type: text(resource.resource_type()),
        status: resource
            .resource_status()
            .map_or("", |status| status.as_str())
            .into(),
        reason: said(resource.resource_status_reason()),
        updated: resource.last_updated_timestamp().map(time),
        drift: drift.map_or("NOT_CHECKED", |status| status.as_str()).into(),
    }
}

pub(super) fn export(export: &sdk::Export) -> Export {
    Export {
        name: text(export.name()),
        value: text(export.value()),
        stack_arn: text(export.exporting_stack_id()),
    }
}

pub(super) fn drift(drift: &sdk::StackResourceDrift) -> ResourceDrift {
    let status = drift.stack_resource_drift_status();
    ResourceDrift {
        logical_id: text(drift.logical_resource_id()),
        physical_id: said(drift.physical_resource_id()),
        resource_type: text(drift.resource_type()),
        status: status.map_or("", |status| status.as_str()).into(),
        reason: said(drift.drift_status_reason()),
        expected: said(drift.expected_properties()),
        actual: said(drift.actual_properties()),
        differences: drift.property_differences().iter().map(difference).collect(),
        at: at(drift.timestamp()),
    }
}

fn difference(difference: &sdk::PropertyDifference) -> PropertyDifference {
    PropertyDifference {
        path: text(difference.property_path()),
        expected: text(difference.expected_value()),
        actual: text(difference.actual_value()),
        kind: text(difference.difference_type().map(sdk::DifferenceType::as_str)),
    }
}
