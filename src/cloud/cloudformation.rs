//! Stacks and their change sets: the calls of CloudFormation, one to one, with all pages read.
//!
//! A `stack` argument is a name or an ARN. Prefer the ARN once it is known: the name may later belong to another
//! stack.

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

/// The CloudFormation calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait CloudFormation {
    /// A stack; `None` when it does not exist. A deleted stack is found only by its ARN.
    async fn describe_stack(&self, stack: &str) -> Result<Option<Stack>>;

    /// The names of all stacks of the region.
    async fn list_stacks(&self) -> Result<Vec<String>>;

    /// Every resource of a stack.
    async fn list_stack_resources(&self, stack: &str) -> Result<Vec<StackResource>>;

    /// The template of a stack as it was sent; `None` when the stack does not exist.
    async fn get_template(&self, stack: &str) -> Result<Option<String>>;

    /// The template of a change set as it was sent; `None` when the change set does not exist.
    async fn get_change_set_template(&self, change_set: &str) -> Result<Option<String>>;

    /// One page of events, newest first; `page` is [`EventPage::next`] of the previous page.
    async fn describe_stack_events(&self, stack: &str, page: Option<&str>) -> Result<EventPage>;

    /// Starts to create a change set.
    async fn create_change_set(&self, change_set: &NewChangeSet) -> Result<Created>;

    /// A change set with all its changes, without the values of properties; `None` when it does not exist.
    async fn describe_change_set(&self, change_set: &str) -> Result<Option<ChangeSet>>;

    /// The same with the values before and after. AWS may omit whole resources here, and the reason of a failure:
    /// never use it alone.
    async fn describe_change_set_values(&self, change_set: &str) -> Result<Option<ChangeSet>>;

    /// The change sets of a stack; none when the stack does not exist.
    async fn list_change_sets(&self, stack: &str) -> Result<Vec<ChangeSetSummary>>;

    /// Deletes a change set, if it exists.
    async fn delete_change_set(&self, change_set: &str) -> Result<()>;

    /// Executes a change set. `disable_rollback` must be `None` when the change set sets the behavior on failure.
    async fn execute_change_set(
        &self,
        change_set: &str,
        token: &str,
        disable_rollback: Option<bool>,
    ) -> Result<()>;

    /// The findings of a change set's early validation.
    async fn describe_validations(&self, change_set: &str) -> Result<Vec<Validation>>;

    /// The results of the hooks for a change set.
    async fn list_hook_results(&self, change_set: &str) -> Result<Vec<HookResult>>;

    /// Starts to delete a stack, if it exists.
    async fn delete_stack(&self, deletion: &Deletion) -> Result<()>;

    /// Cancels the update in progress.
    async fn cancel_update_stack(&self, stack: &str, token: &str) -> Result<()>;

    /// Continues the rollback of a failed update.
    async fn continue_update_rollback(&self, stack: &str, how: &Continuation, token: &str) -> Result<()>;

    /// Rolls back a stack whose failed update was kept. `retain_except_on_create` deletes the resources that the last
    /// operation created, even if they are retained.
    async fn rollback_stack(&self, stack: &str, retain_except_on_create: bool, token: &str) -> Result<()>;

    /// Turns termination protection on or off.
    async fn update_termination_protection(&self, stack: &str, on: bool) -> Result<()>;

    /// The name of the stack of this region that owns the resource with this physical ID; `None` when no stack does.
    async fn stack_of(&self, physical_id: &str) -> Result<Option<String>>;

    /// The names of the stacks that import an export; none when no stack does.
    async fn list_imports(&self, export: &str) -> Result<Vec<String>>;

    /// Every export of the region.
    async fn list_exports(&self) -> Result<Vec<Export>>;

    /// Starts a drift detection, and returns its id.
    async fn detect_stack_drift(&self, stack: &str) -> Result<String>;

    /// The state of a drift detection.
    async fn describe_stack_drift_detection_status(&self, detection: &str) -> Result<DriftDetection>;

    /// The results of the last drift detection, resource by resource.
    async fn describe_stack_resource_drifts(&self, stack: &str) -> Result<Vec<ResourceDrift>>;
}
