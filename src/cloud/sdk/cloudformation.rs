//! CloudFormation through the SDK: one call for each method, with every page read.

mod changes;
mod events;
mod request;
mod stacks;

use super::call::{Caller, if_there, or_none};
use super::convert::{at, said, text};
use crate::cloud::cloudformation::{
    ChangeSet, ChangeSetSummary, CloudFormation, Continuation, Created, Deletion, DriftDetection, EventPage,
    Export, HookResult, NewChangeSet, ResourceDrift, Stack, StackResource, Validation,
};
use crate::cloud::walk::Walk;
use crate::cloud::{Kind, Result};
use aws_config::SdkConfig;
use aws_sdk_cloudformation::types as sdk;

/// CloudFormation through the SDK.
#[derive(Debug)]
pub struct Client {
    client: aws_sdk_cloudformation::Client,
    caller: Caller,
}

/// Reads all pages of a paginated request, and converts their items.
macro_rules! pages {
    ($self:ident, $call:literal, $request:expr, $items:ident, $convert:expr) => {{
        let mut pages = $request.into_paginator().send();
        let (mut items, mut walk) = (Vec::new(), Walk::new($call));
        while let Some(page) = $self.caller.page($call, pages.next()).await? {
            items.extend(page.$items().iter().map($convert));
            page.next_token().map_or(Ok(()), |next| walk.goes_to(next))?;
        }
        Ok(items)
    }};
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_cloudformation::Client::new(config),
            caller: caller.clone(),
        }
    }

    /// What the message of a failed hook says to do. Only this call returns it. Without the permission to read it, it
    /// is omitted.
    async fn remediation(&self, result: &sdk::HookResultSummary) -> Option<String> {
        let failed = [sdk::HookStatus::HookCompleteFailed, sdk::HookStatus::HookFailed];
        let id = result
            .hook_result_id()
            .filter(|_| result.status().is_some_and(|status| failed.contains(status)))?;
        let request = self.client.get_hook_result().hook_result_id(id).send();
        let answer = self
            .caller
            .read("cloudformation:GetHookResult", request)
            .await
            .ok()?;
        events::remediation(answer.annotations())
    }

    async fn change_set(&self, change_set: &str, values: bool) -> Result<ChangeSet> {
        let request = self.client.describe_change_set().change_set_name(change_set);
        let request = request.include_property_values(values);
        let mut pages = request.into_paginator().send();
        let mut walk = Walk::new("cloudformation:DescribeChangeSet");
        let mut whole: Option<ChangeSet> = None;
        while let Some(page) = self
            .caller
            .page("cloudformation:DescribeChangeSet", pages.next())
            .await?
        {
            page.next_token().map_or(Ok(()), |next| walk.goes_to(next))?;
            let page = changes::change_set(&page);
            match &mut whole {
                Some(whole) => whole.changes.extend(page.changes),
                None => whole = Some(page),
            }
        }
        whole.ok_or_else(|| nothing("cloudformation:DescribeChangeSet"))
    }

    async fn resources(&self, stack: &str) -> Result<Vec<StackResource>> {
        let request = self.client.list_stack_resources().stack_name(stack);
        pages!(
            self,
            "cloudformation:ListStackResources",
            request,
            stack_resource_summaries,
            stacks::resource
        )
    }

    async fn change_sets(&self, stack: &str) -> Result<Vec<ChangeSetSummary>> {
        let request = self.client.list_change_sets().stack_name(stack);
        let all: Result<Vec<_>> = pages!(
            self,
            "cloudformation:ListChangeSets",
            request,
            summaries,
            Clone::clone
        );
        // moto lists the change sets of all stacks. An ARN also contains the name: `arn:..:stack/NAME/ID`.
        let name = |stack: &str| stack.split('/').nth(1).unwrap_or(stack).to_owned();
        let is_own = |set: &sdk::ChangeSetSummary| {
            let of = set.stack_name().or(set.stack_id());
            of.is_none_or(|of| name(of) == name(stack))
        };
        let own = all?.into_iter().filter(is_own);
        Ok(own.map(|set| changes::summary(&set)).collect())
    }

    async fn imports(&self, export: &str) -> Result<Vec<String>> {
        let request = self.client.list_imports().export_name(export);
        pages!(self, "cloudformation:ListImports", request, imports, Clone::clone)
    }
}

fn nothing(call: &'static str) -> crate::cloud::Error {
    crate::cloud::Error {
        call,
        kind: Kind::NotFound,
        message: "AWS returned an empty response".to_owned(),
    }
}

impl CloudFormation for Client {
    async fn describe_stack(&self, stack: &str) -> Result<Option<Stack>> {
        let request = self.client.describe_stacks().stack_name(stack).send();
        let answer = self.caller.read("cloudformation:DescribeStacks", request).await;
        let answer = if_there(answer)?;
        Ok(answer.and_then(|answer| answer.stacks().first().map(stacks::stack)))
    }

    async fn list_stacks(&self) -> Result<Vec<String>> {
        let there = sdk::StackStatus::values().iter();
        let there = there.filter(|status| **status != "DELETE_COMPLETE");
        let there = there.map(|&status| sdk::StackStatus::from(status)).collect();
        let request = self.client.list_stacks().set_stack_status_filter(Some(there));
        pages!(
            self,
            "cloudformation:ListStacks",
            request,
            stack_summaries,
            |stack: &sdk::StackSummary| text(stack.stack_name())
        )
    }

    async fn list_stack_resources(&self, stack: &str) -> Result<Vec<StackResource>> {
        self.resources(stack).await
    }

    async fn get_template(&self, stack: &str) -> Result<Option<String>> {
        let request = self.client.get_template().stack_name(stack);
        let request = request.template_stage(sdk::TemplateStage::Original).send();
        let answer = self.caller.read("cloudformation:GetTemplate", request).await;
        Ok(if_there(answer)?.and_then(|answer| answer.template_body))
    }

    async fn get_change_set_template(&self, change_set: &str) -> Result<Option<String>> {
        let request = self.client.get_template().change_set_name(change_set);
        let request = request.template_stage(sdk::TemplateStage::Original).send();
        let answer = self.caller.read("cloudformation:GetTemplate", request).await;
        Ok(if_there(answer)?.and_then(|answer| answer.template_body))
    }

    async fn describe_stack_events(&self, stack: &str, page: Option<&str>) -> Result<EventPage> {
        let request = self.client.describe_stack_events().stack_name(stack);
        let request = request.set_next_token(page.map(str::to_owned)).send();
        let answer = self
            .caller
            .read("cloudformation:DescribeStackEvents", request)
            .await?;
        Ok(EventPage {
            events: answer.stack_events().iter().map(events::event).collect(),
            next: said(answer.next_token()),
        })
    }

    async fn create_change_set(&self, change_set: &NewChangeSet) -> Result<Created> {
        let request = request::create_change_set(&self.client, change_set).send();
        let created = self.caller.write("cloudformation:CreateChangeSet", request).await;
        let created = created.map_err(|error| request::redact(error, change_set))?;
        Ok(Created {
            arn: text(created.id()),
            stack_arn: text(created.stack_id()),
        })
    }

    async fn describe_change_set(&self, change_set: &str) -> Result<Option<ChangeSet>> {
        if_there(self.change_set(change_set, false).await)
    }

    async fn describe_change_set_values(&self, change_set: &str) -> Result<Option<ChangeSet>> {
        if_there(self.change_set(change_set, true).await)
    }

    async fn list_change_sets(&self, stack: &str) -> Result<Vec<ChangeSetSummary>> {
        or_none(self.change_sets(stack).await)
    }

    async fn delete_change_set(&self, change_set: &str) -> Result<()> {
        let request = self.client.delete_change_set().change_set_name(change_set).send();
        let deleted = self.caller.write("cloudformation:DeleteChangeSet", request).await;
        if_there(deleted).map(drop)
    }

    async fn execute_change_set(
        &self,
        change_set: &str,
        token: &str,
        disable_rollback: Option<bool>,
    ) -> Result<()> {
        let request = self.client.execute_change_set().change_set_name(change_set);
        let request = request.client_request_token(token);
        let request = request.set_disable_rollback(disable_rollback).send();
        let executed = self
            .caller
            .write("cloudformation:ExecuteChangeSet", request)
            .await;
        executed.map(drop)
    }

    async fn describe_validations(&self, change_set: &str) -> Result<Vec<Validation>> {
        let failed = sdk::EventFilter::builder().failed_events(true).build();
        let request = self.client.describe_events().change_set_name(change_set);
        let request = request.filters(failed);
        let found: Result<Vec<_>> = pages!(
            self,
            "cloudformation:DescribeEvents",
            request,
            operation_events,
            events::validation
        );
        Ok(found?.into_iter().flatten().collect())
    }

    async fn list_hook_results(&self, change_set: &str) -> Result<Vec<HookResult>> {
        let (mut results, mut page) = (Vec::new(), None);
        let mut walk = Walk::new("cloudformation:ListHookResults");
        loop {
            let request = self.client.list_hook_results().target_id(change_set);
            let request = request.target_type(sdk::ListHookResultsTargetType::ChangeSet);
            let request = request.set_next_token(page).send();
            let answer = self
                .caller
                .read("cloudformation:ListHookResults", request)
                .await?;
            for result in answer.hook_results() {
                results.push(events::hook(result, self.remediation(result).await));
            }
            page = said(answer.next_token());
            match &page {
                Some(next) => walk.goes_to(next)?,
                None => return Ok(results),
            }
        }
    }

    async fn delete_stack(&self, deletion: &Deletion) -> Result<()> {
        let retain = (!deletion.retain.is_empty()).then(|| deletion.retain.clone());
        let mode = deletion.force.then_some(sdk::DeletionMode::ForceDeleteStack);
        let request = self.client.delete_stack().stack_name(&deletion.stack);
        let request = request.set_retain_resources(retain).set_deletion_mode(mode);
        let request = request.set_role_arn(deletion.role_arn.clone());
        let request = request.client_request_token(&deletion.token).send();
        let deleted = self.caller.write("cloudformation:DeleteStack", request).await;
        if_there(deleted).map(drop)
    }

    async fn cancel_update_stack(&self, stack: &str, token: &str) -> Result<()> {
        let request = self.client.cancel_update_stack().stack_name(stack);
        let request = request.client_request_token(token).send();
        let cancelled = self
            .caller
            .write("cloudformation:CancelUpdateStack", request)
            .await;
        cancelled.map(drop)
    }

    async fn continue_update_rollback(&self, stack: &str, how: &Continuation, token: &str) -> Result<()> {
        let request = self.client.continue_update_rollback().stack_name(stack);
        let request = match how {
            Continuation::Retry => request,
            Continuation::Skip(ids) => request.set_resources_to_skip(Some(ids.clone())),
            Continuation::Force => request.force_rollback(true),
        };
        let request = request.client_request_token(token).send();
        let continued = self
            .caller
            .write("cloudformation:ContinueUpdateRollback", request)
            .await;
        continued.map(drop)
    }

    async fn rollback_stack(&self, stack: &str, retain_except_on_create: bool, token: &str) -> Result<()> {
        let request = self.client.rollback_stack().stack_name(stack);
        let request = request.retain_except_on_create(retain_except_on_create);
        let request = request.client_request_token(token).send();
        let begun = self.caller.write("cloudformation:RollbackStack", request).await;
        begun.map(drop)
    }

    async fn update_termination_protection(&self, stack: &str, on: bool) -> Result<()> {
        let request = self.client.update_termination_protection().stack_name(stack);
        let request = request.enable_termination_protection(on).send();
        let updated = self
            .caller
            .write("cloudformation:UpdateTerminationProtection", request)
            .await;
        updated.map(drop)
    }

    async fn stack_of(&self, physical_id: &str) -> Result<Option<String>> {
        let request = self.client.describe_stack_resources();
        let request = request.physical_resource_id(physical_id).send();
        let found = self
            .caller
            .read("cloudformation:DescribeStackResources", request)
            .await;
        match if_there(found) {
            // Some handlers return this for a resource that does not exist.
            Err(error) if error.kind == Kind::Validation => Ok(None),
            found => Ok(found?.and_then(|found| said(found.stack_resources().first()?.stack_name()))),
        }
    }

    async fn list_imports(&self, export: &str) -> Result<Vec<String>> {
        match self.imports(export).await {
            Err(error) if error.message.contains("is not imported by any stack") => Ok(Vec::new()),
            imports => imports,
        }
    }

    async fn list_exports(&self) -> Result<Vec<Export>> {
        let request = self.client.list_exports();
        pages!(
            self,
            "cloudformation:ListExports",
            request,
            exports,
            stacks::export
        )
    }

    async fn detect_stack_drift(&self, stack: &str) -> Result<String> {
        let request = self.client.detect_stack_drift().stack_name(stack).send();
        let begun = self
            .caller
            .write("cloudformation:DetectStackDrift", request)
            .await?;
        Ok(text(begun.stack_drift_detection_id()))
    }

    async fn describe_stack_drift_detection_status(&self, detection: &str) -> Result<DriftDetection> {
        let request = self.client.describe_stack_drift_detection_status();
        let request = request.stack_drift_detection_id(detection).send();
        let answer = self
            .caller
            .read("cloudformation:DescribeStackDriftDetectionStatus", request)
            .await?;
        let drifted = answer.drifted_stack_resource_count().unwrap_or_default();
        Ok(DriftDetection {
            status: answer
                .detection_status()
                .map_or("", |status| status.as_str())
                .into(),
            reason: said(answer.detection_status_reason()),
            drift: answer.stack_drift_status().map(|status| status.as_str().into()),
            drifted: usize::try_from(drifted).unwrap_or_default(),
            at: at(answer.timestamp()),
        })
    }

    async fn describe_stack_resource_drifts(&self, stack: &str) -> Result<Vec<ResourceDrift>> {
        let request = self.client.describe_stack_resource_drifts().stack_name(stack);
        pages!(
            self,
            "cloudformation:DescribeStackResourceDrifts",
            request,
            stack_resource_drifts,
            stacks::drift
        )
    }
}
