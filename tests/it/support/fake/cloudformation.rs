//! CloudFormation as a script.

use super::Fake;
use sa_infra::cloud::Result;
use sa_infra::cloud::cloudformation::{
    ChangeSet, ChangeSetSummary, CloudFormation, Continuation, Created, Deletion, DriftDetection, EventPage,
    Export, HookResult, NewChangeSet, ResourceDrift, Stack, StackResource, Validation,
};

impl CloudFormation for Fake {
    async fn describe_stack(&self, stack: &str) -> Result<Option<Stack>> {
        let state = self.call("DescribeStacks")?;
        let found = state
            .stacks
            .iter()
            .find(|known| known.name == stack || known.arn == stack);
        Ok(found.cloned())
    }

    async fn describe_stack_events(&self, stack: &str, page: Option<&str>) -> Result<EventPage> {
        let state = self.call("DescribeStackEvents")?;
        let start = page.map_or(0, |page| page.parse::<usize>().unwrap());
        let events = state.events.iter().rev().filter(|event| event.stack_arn == stack);
        let rest = events.skip(start).cloned().collect::<Vec<_>>();
        let next = (rest.len() > state.page).then(|| (start + state.page).to_string());
        let events = rest.into_iter().take(state.page).collect();
        Ok(EventPage { events, next })
    }

    async fn list_stacks(&self) -> Result<Vec<String>> {
        panic!("no script for ListStacks")
    }

    async fn list_stack_resources(&self, _: &str) -> Result<Vec<StackResource>> {
        Ok(self.call("ListStackResources")?.resources.clone())
    }

    async fn get_template(&self, _: &str) -> Result<Option<String>> {
        panic!("no script for GetTemplate")
    }

    async fn create_change_set(&self, _: &NewChangeSet) -> Result<Created> {
        panic!("no script for CreateChangeSet")
    }

    async fn describe_change_set(&self, _: &str) -> Result<Option<ChangeSet>> {
        panic!("no script for DescribeChangeSet")
    }

    async fn describe_change_set_values(&self, _: &str) -> Result<Option<ChangeSet>> {
        panic!("no script for DescribeChangeSet")
    }

    async fn list_change_sets(&self, _: &str) -> Result<Vec<ChangeSetSummary>> {
        panic!("no script for ListChangeSets")
    }

    async fn delete_change_set(&self, _: &str) -> Result<()> {
        panic!("no script for DeleteChangeSet")
    }

    async fn execute_change_set(&self, _: &str, _: &str, _: Option<bool>) -> Result<()> {
        panic!("no script for ExecuteChangeSet")
    }

    async fn describe_validations(&self, _: &str) -> Result<Vec<Validation>> {
        panic!("no script for DescribeEvents")
    }

    async fn list_hook_results(&self, _: &str) -> Result<Vec<HookResult>> {
        panic!("no script for ListHookResults")
    }

    async fn delete_stack(&self, _: &Deletion) -> Result<()> {
        panic!("no script for DeleteStack")
    }

    async fn cancel_update_stack(&self, _: &str, _: &str) -> Result<()> {
        panic!("no script for CancelUpdateStack")
    }

    async fn continue_update_rollback(&self, _: &str, _: &Continuation, _: &str) -> Result<()> {
        panic!("no script for ContinueUpdateRollback")
    }

    async fn rollback_stack(&self, _: &str, _: bool, _: &str) -> Result<()> {
        panic!("no script for RollbackStack")
    }

    async fn update_termination_protection(&self, _: &str, _: bool) -> Result<()> {
        panic!("no script for UpdateTerminationProtection")
    }

    async fn stack_of(&self, _: &str) -> Result<Option<String>> {
        panic!("no script for DescribeStackResources")
    }

    async fn list_imports(&self, _: &str) -> Result<Vec<String>> {
        panic!("no script for ListImports")
    }

    async fn list_exports(&self) -> Result<Vec<Export>> {
        panic!("no script for ListExports")
    }

    async fn detect_stack_drift(&self, _: &str) -> Result<String> {
        panic!("no script for DetectStackDrift")
    }

    async fn describe_stack_drift_detection_status(&self, _: &str) -> Result<DriftDetection> {
        panic!("no script for DescribeStackDriftDetectionStatus")
    }

    async fn describe_stack_resource_drifts(&self, _: &str) -> Result<Vec<ResourceDrift>> {
        panic!("no script for DescribeStackResourceDrifts")
    }
}
