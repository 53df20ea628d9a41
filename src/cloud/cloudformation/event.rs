//! Stack events, findings of early validation, and results of hooks.

use super::ResourceStatus;
use jiff::Timestamp;

/// An event of a resource of a stack, or of the stack itself.
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
    /// Whether it is about the stack itself, and not about one of its resources (nested stacks are resources).
    pub fn is_of_the_stack(&self) -> bool {
        self.physical_id.as_deref() == Some(&*self.stack_arn)
    }
}

#[cfg(test)]
impl StackEvent {
    /// An event of a resource, so many seconds after the epoch.
    pub(crate) fn after(seconds: i64, id: &str, status: &str) -> Self {
        Self {
            id: format!("{id}-{seconds}-{status}"),
            at: Timestamp::from_second(seconds).unwrap_or_default(),
            stack_arn: "arn".into(),
            logical_id: id.into(),
            physical_id: None,
            resource_type: "AWS::SNS::Topic".into(),
            status: status.into(),
            reason: None,
            token: None,
            operation: None,
            hook: None,
            detail: None,
        }
    }
}

/// A page of a stack's events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventPage {
    /// Newest first.
    pub events: Vec<StackEvent>,
    /// The token of the next page, with older events; `None` on the last page.
    pub next: Option<String>,
}

/// A finding of a change set's early validation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validation {
    /// The name of the validation, which is not documented.
    pub name: Option<String>,
    /// Whether it stops the change set (`FAIL`) or warns (`WARN`).
    pub mode: Option<String>,
    /// `FAILED` or `SKIPPED`.
    pub status: Option<String>,
    /// The resource.
    pub logical_id: Option<String>,
    /// Its type.
    pub resource_type: Option<String>,
    /// The problem.
    pub reason: Option<String>,
    /// The place in the template.
    pub path: Option<String>,
}

/// The result of a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookResult {
    /// The type name of the hook.
    pub hook: String,
    /// Whether a failure stops the operation (`FAIL`) or warns (`WARN`).
    pub mode: Option<String>,
    /// `HOOK_COMPLETE_FAILED` and the like.
    pub status: String,
    /// Its message.
    pub reason: Option<String>,
    /// Its suggested fix, if it has one.
    pub remediation: Option<String>,
}
