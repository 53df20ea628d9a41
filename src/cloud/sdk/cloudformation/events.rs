//! Events, validations and hooks, converted to our types.

use crate::cloud::cloudformation::{HookResult, StackEvent, Validation};
use crate::cloud::sdk::convert::{at, said, text};
use aws_sdk_cloudformation::types as sdk;

pub(super) fn event(event: &sdk::StackEvent) -> StackEvent {
    StackEvent {
        id: text(event.event_id()),
        at: at(event.timestamp()),
        stack_arn: text(event.stack_id()),
        logical_id: text(event.logical_resource_id()),
        physical_id: said(event.physical_resource_id()),
        resource_type: text(event.resource_type()),
        status: event
            .resource_status()
            .map_or("", |status| status.as_str())
            .into(),
        reason: said(event.resource_status_reason()).or_else(|| said(event.hook_status_reason())),
        token: said(event.client_request_token()),
        operation: said(event.operation_id()),
        hook: said(event.hook_type()),
        detail: event.detailed_status().map(|detail| detail.as_str().to_owned()),
    }
}

/// `None` for another kind of event.
pub(super) fn validation(event: &sdk::OperationEvent) -> Option<Validation> {
    let is_validation = event.event_type() == Some(&sdk::EventType::ValidationError);
    (is_validation || event.validation_name().is_some()).then(|| Validation {
        name: said(event.validation_name()),
        mode: event
            .validation_failure_mode()
            .map(|mode| mode.as_str().to_owned()),
        status: event.validation_status().map(|status| status.as_str().to_owned()),
        logical_id: said(event.logical_resource_id()),
        resource_type: said(event.resource_type()),
        reason: said(event.validation_status_reason()),
        path: said(event.validation_path()),
    })
}

/// The suggested fixes of a hook's findings, without duplicates.
pub(super) fn remediation(annotations: &[sdk::Annotation]) -> Option<String> {
    let mut told = Vec::new();
    for annotation in annotations {
        let told_to = [annotation.remediation_message(), annotation.remediation_link()];
        for text in told_to.into_iter().flatten().filter(|text| !text.is_empty()) {
            if !told.contains(&text) {
                told.push(text);
            }
        }
    }
    (!told.is_empty()).then(|| told.join("; "))
}

pub(super) fn hook(result: &sdk::HookResultSummary, remediation: Option<String>) -> HookResult {
    HookResult {
        hook: text(result.type_name()),
        mode: result.failure_mode().map(|mode| mode.as_str().to_owned()),
        status: text(result.status().map(sdk::HookStatus::as_str)),
        reason: said(result.hook_status_reason()),
        remediation,
    }
}
