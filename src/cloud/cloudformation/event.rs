//! Stack events, findings of early validation, and results of hooks.

use super::ResourceStatus;
use jiff::Timestamp;

/// Something that happened to a resource of a stack, or to the stack itself.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct StackEvent {
    /// The id of the event; several events can have the same time.
    pub id: String,
    /// The time of the event.
    pub at: Timestamp,
    /// The ARN of the stack.
    pub stack_arn: String,
    /// The logical id of the resource, or the name of the stack.
    pub logical_id: String,
    /// The physical id of the resource; `None` until it exists.
    pub physical_id: Option<String>,
    /// The resource type.
    pub resource_type: String,
    /// The status, as CloudFormation names it.
    pub status: ResourceStatus,
    /// The reason.
    pub reason: Option<String>,
    /// The token of the request that started the operation.
    pub token: Option<String>,
    /// The id of the operation.
    pub operation: Option<String>,
    /// The hook, if the event is about one.
    pub hook: Option<String>,
    /// The detailed status, such as `CONFIGURATION_COMPLETE`.
    pub detail: Option<String>,
}

impl StackEvent {
    /// Whether it is about the stack itself, and not about a resource of it (nested stacks are resources).
    pub fn is_of_the_stack(&self) -> bool {
        self.physical_id.as_deref() == Some(&*self.stack_arn)
    }
}

/// Some of the events of a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventPage {
    /// Newest first.
    pub events: Vec<StackEvent>,
    /// Where older ones are; `None` when there are none.
    pub next: Option<String>,
}

/// What the early validation of a change set found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validation {
    /// The validation: an opaque word.
    pub name: Option<String>,
    /// Whether it stops the change set (`FAIL`) or warns (`WARN`).
    pub mode: Option<String>,
    /// `FAILED` or `SKIPPED`.
    pub status: Option<String>,
    /// The resource.
    pub logical_id: Option<String>,
    /// Its type.
    pub resource_type: Option<String>,
    /// What is wrong.
    pub reason: Option<String>,
    /// Where in the template.
    pub path: Option<String>,
}

/// What a hook said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookResult {
    /// The type name of the hook.
    pub hook: String,
    /// Whether a failure stops the operation (`FAIL`) or warns (`WARN`).
    pub mode: Option<String>,
    /// `HOOK_COMPLETE_FAILED` and the like.
    pub status: String,
    /// What it says.
    pub reason: Option<String>,
    /// What it says to do, where it says so.
    pub remediation: Option<String>,
}
