//! Stacks and their change sets: the calls of CloudFormation, one to one, with all pages read.
//!
//! A `stack` argument is a name or an ARN. Prefer the ARN once it is known: a name may come back as another stack.

mod change_set;
mod drift;
mod event;
mod request;
mod stack;
mod status;

use super::Result;

pub use change_set::{
    Attribute, Change, ChangeAction, ChangeDetail, ChangeSet, ChangeSetStatus, ChangeSetSummary,
    ExecutionStatus, PolicyAction, Recreation, Replacement,
};
pub use drift::{
    DetectionStatus, DriftDetection, DriftStatus, PropertyDifference, ResourceDrift, ResourceDriftStatus,
};
pub use event::{EventPage, HookResult, StackEvent, Validation};
pub use request::{
    ChangeSetKind, Continuation, Created, Deletion, Import, NewChangeSet, OnFailure, ParameterValue,
    TemplateSource, Value,
};
pub use stack::{Export, Operation, Output, Parameter, Stack, StackResource};
pub use status::{ResourceStatus, StackStatus};

/// AWS CloudFormation, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait CloudFormation {
    /// A stack; `None` when there is none. A deleted one is found by its ARN only.
    async fn describe_stack(&self, stack: &str) -> Result<Option<Stack>>;

    /// The names of all stacks of the region.
    async fn list_stacks(&self) -> Result<Vec<String>>;

    /// Every resource of a stack.
    async fn list_stack_resources(&self, stack: &str) -> Result<Vec<StackResource>>;

    /// The template of a stack as it was sent; `None` when there is no stack.
    async fn get_template(&self, stack: &str) -> Result<Option<String>>;

    /// The template of a change set as it was sent; `None` when there is no change set.
    async fn get_change_set_template(&self, change_set: &str) -> Result<Option<String>>;

    /// One page of events, newest first; `page` is [`EventPage::next`] of the one before.
    async fn describe_stack_events(&self, stack: &str, page: Option<&str>) -> Result<EventPage>;

    /// Starts to make a change set.
    async fn create_change_set(&self, change_set: &NewChangeSet) -> Result<Created>;

    /// A change set with all its changes, without the values of properties; `None` when there is none.
    async fn describe_change_set(&self, change_set: &str) -> Result<Option<ChangeSet>>;

    /// The same with the values before and after. AWS may leave whole resources out of this one, and the reason of a
    /// failure: never use it alone.
    async fn describe_change_set_values(&self, change_set: &str) -> Result<Option<ChangeSet>>;

    /// The change sets of a stack; none when there is no stack.
    async fn list_change_sets(&self, stack: &str) -> Result<Vec<ChangeSetSummary>>;

    /// Deletes a change set; fine when there is none.
    async fn delete_change_set(&self, change_set: &str) -> Result<()>;

    /// Executes a change set. `disable_rollback` must be `None` when the change set says what happens on failure.
    async fn execute_change_set(
        &self,
        change_set: &str,
        token: &str,
        disable_rollback: Option<bool>,
    ) -> Result<()>;

    /// What the early validation of a change set found.
    async fn describe_validations(&self, change_set: &str) -> Result<Vec<Validation>>;

    /// What hooks said about a change set.
    async fn list_hook_results(&self, change_set: &str) -> Result<Vec<HookResult>>;

    /// Starts to delete a stack; fine when there is none.
    async fn delete_stack(&self, deletion: &Deletion) -> Result<()>;

    /// Cancels the update in progress.
    async fn cancel_update_stack(&self, stack: &str, token: &str) -> Result<()>;

    /// Continues the rollback of a failed update.
    async fn continue_update_rollback(&self, stack: &str, how: &Continuation, token: &str) -> Result<()>;

    /// Rolls a stack back that was told to keep what succeeded. What the last operation created and keeps on deletion
    /// is deleted nevertheless when `retain_except_on_create` is true.
    async fn rollback_stack(&self, stack: &str, retain_except_on_create: bool, token: &str) -> Result<()>;

    /// Turns termination protection on or off.
    async fn update_termination_protection(&self, stack: &str, on: bool) -> Result<()>;

    /// The name of the stack of this region that a resource with this physical id belongs to; `None` when it belongs to none.
    async fn stack_of(&self, physical_id: &str) -> Result<Option<String>>;

    /// The names of the stacks that import an export; none when nothing does.
    async fn list_imports(&self, export: &str) -> Result<Vec<String>>;

    /// Every export of the region.
    async fn list_exports(&self) -> Result<Vec<Export>>;

    /// Starts to look for drift, and gives the id of that search.
    async fn detect_stack_drift(&self, stack: &str) -> Result<String>;

    /// How far the search for drift is.
    async fn describe_stack_drift_detection_status(&self, detection: &str) -> Result<DriftDetection>;

    /// What the last search for drift found, resource by resource.
    async fn describe_stack_resource_drifts(&self, stack: &str) -> Result<Vec<ResourceDrift>>;
}
