//! The root cause of a failed operation: the first failure that is not a consequence of another one.

mod explain;
mod nested;
pub mod owner;
mod words;

use super::last_operation;
use crate::cloud::Cloud;
use crate::cloud::cloudformation::{ResourceStatus, StackEvent};
use crate::model::template::SEPARATOR;

/// Why an operation failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Cause {
    /// The failures that caused the others, the first one first.
    pub failures: Vec<Failure>,
    /// The logical ids of the resources that were cancelled because of them.
    pub cancelled: Vec<String>,
}

/// One resource that failed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Failure {
    /// The logical id.
    pub id: String,
    /// The resource type.
    pub kind: String,
    /// Its status, such as `CREATE_FAILED`.
    pub status: String,
    /// The reason that AWS gives.
    pub reason: String,
    /// The missing permission, if that is the reason.
    pub missing_permission: Option<String>,
    /// The resource for which the permission is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "missing_permission_on")]
    pub on: Option<String>,
    /// The error code of the resource's handler, such as `AlreadyExists`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Which stack owns the existing resource with this name, if that is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<owner::Owner>,
    /// What other services report about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
    /// The resource's name in its service.
    #[serde(skip)]
    pub physical_id: Option<String>,
}

/// The cause according to the events of one operation, with details from other services: those are asked only about
/// failures that they can explain.
pub(super) async fn explained(cloud: &impl Cloud, events: &[StackEvent]) -> Cause {
    let mut cause = of(events);
    nested::follow(cloud, &mut cause).await;
    for failure in &mut cause.failures {
        explain::explain(cloud, failure).await;
    }
    cause
}

/// The cause according to the events of one operation, in order.
pub fn of(events: &[StackEvent]) -> Cause {
    let mut cause = Cause::default();
    for event in last_operation::failures(events) {
        // A rollback deletes the new resources: a failure of that is not the cause.
        let aftermath = event.status == ResourceStatus::DeleteFailed && !cause.failures.is_empty();
        // A nested stack fails because of its resources.
        let is_named = cause.failures.iter().any(|failure| {
            let rest = failure.id.strip_prefix(&*event.logical_id);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(SEPARATOR))
        });
        if aftermath || is_named {
            continue;
        }
        let reason = event.reason.clone().unwrap_or_default();
        let (missing_permission, on) = words::denied(&reason).unzip();
        let on = on.flatten();
        cause.failures.push(Failure {
            id: event.logical_id.clone(),
            kind: event.resource_type.clone(),
            status: event.status.as_str().to_owned(),
            missing_permission,
            on,
            code: words::code(&reason),
            details: Vec::new(),
            owner: None,
            physical_id: event.physical_id.clone(),
            reason,
        });
    }
    let cancelled = events
        .iter()
        .filter(|event| event.status.is_failed() && last_operation::is_cancelled(event));
    cause.cancelled = cancelled.map(|event| event.logical_id.clone()).collect();
    cause
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, status: &str, reason: &str) -> StackEvent {
        StackEvent {
            reason: Some(reason.into()),
            ..StackEvent::after(0, id, status)
        }
    }

    #[test]
    fn the_first_own_failure_is_the_cause_and_the_cancelled_stand_apart() {
        let events = [
            event("A", "CREATE_FAILED", "Resource creation cancelled"),
            event(
                "B",
                "CREATE_FAILED",
                "User: x is not authorized to perform: sns:CreateTopic on resource: y",
            ),
            event("C", "DELETE_FAILED", "not empty"),
        ];
        let cause = of(&events);
        assert_eq!(cause.failures.len(), 1);
        assert_eq!(
            cause.failures[0].missing_permission.as_deref(),
            Some("sns:CreateTopic")
        );
        assert_eq!(cause.cancelled, ["A"]);
    }

    #[test]
    fn the_stack_itself_is_never_the_cause() {
        let failed = StackEvent {
            physical_id: Some("arn".into()),
            ..event("stack", "UPDATE_FAILED", "x")
        };
        assert_eq!(of(&[failed]), Cause::default());
    }
}
