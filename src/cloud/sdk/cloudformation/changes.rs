//! Change sets, converted to our types.

use super::stacks::parameter;
use crate::cloud::cloudformation::{Change, ChangeDetail, ChangeSet, ChangeSetSummary};
use crate::cloud::sdk::convert::{said, text, time};
use aws_sdk_cloudformation::operation::describe_change_set::DescribeChangeSetOutput;
use aws_sdk_cloudformation::types as sdk;

pub(super) fn change_set(answer: &DescribeChangeSetOutput) -> ChangeSet {
    let changes = answer.changes().iter().filter_map(sdk::Change::resource_change);
    ChangeSet {
        arn: text(answer.change_set_id()),
        name: text(answer.change_set_name()),
        stack_arn: text(answer.stack_id()),
        stack_name: text(answer.stack_name()),
        status: answer.status().map_or("", |status| status.as_str()).into(),
        reason: said(answer.status_reason()),
        execution: answer
            .execution_status()
            .map_or("", |status| status.as_str())
            .into(),
        created: answer.creation_time().map(time),
        description: said(answer.description()),
        parameters: answer.parameters().iter().map(parameter).collect(),
        changes: changes.map(change).collect(),
    }
}

pub(super) fn summary(summary: &sdk::ChangeSetSummary) -> ChangeSetSummary {
    ChangeSetSummary {
        arn: text(summary.change_set_id()),
        name: text(summary.change_set_name()),
        status: summary.status().map_or("", |status| status.as_str()).into(),
        reason: said(summary.status_reason()),
        execution: summary
            .execution_status()
            .map_or("", |status| status.as_str())
            .into(),
        created: summary.creation_time().map(time),
        description: said(summary.description()),
    }
}

fn change(change: &sdk::ResourceChange) -> Change {
    Change {
        logical_id: text(change.logical_resource_id()),
        physical_id: said(change.physical_resource_id()),
        resource_type: text(change.resource_type()),
        action: change.action().map_or("", |action| action.as_str()).into(),
        replacement: change
            .replacement()
            .map(|replacement| replacement.as_str().into()),
        policy_action: change.policy_action().map(|action| action.as_str().into()),
        scope: change.scope().iter().map(|part| part.as_str().into()).collect(),
        details: change.details().iter().map(detail).collect(),
        change_set: said(change.change_set_id()),
        before: said(change.before_context()),
        after: said(change.after_context()),
    }
}

fn detail(detail: &sdk::ResourceChangeDetail) -> ChangeDetail {
    let target = detail.target();
    let attribute = target.and_then(|target| target.attribute());
    ChangeDetail {
        attribute: attribute.map_or("", |attribute| attribute.as_str()).into(),
        name: target.and_then(|target| said(target.name())),
        path: target.and_then(|target| said(target.path())),
        recreation: target
            .and_then(|target| target.requires_recreation())
            .map(|recreation| recreation.as_str().into()),
        // An empty value counts as a value.
        before: target.and_then(|target| target.before_value().map(str::to_owned)),
        after: target.and_then(|target| target.after_value().map(str::to_owned)),
        evaluation: detail
            .evaluation()
            .map(|evaluation| evaluation.as_str().to_owned()),
        source: detail.change_source().map(|source| source.as_str().to_owned()),
        cause: said(detail.causing_entity()),
    }
}
