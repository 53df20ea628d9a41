//! What CloudFormation reports about a stack.

use super::{DriftStatus, ResourceDriftStatus, ResourceStatus, StackStatus};
use crate::cloud::Secret;
use jiff::Timestamp;

/// A stack.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "CloudFormation has that many switches"
)]
pub struct Stack {
    /// The ARN, which is unique forever.
    pub arn: String,
    /// The name.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
    /// Its status.
    pub status: StackStatus,
    /// The reason for the status.
    pub reason: Option<String>,
    /// When it was created.
    pub created: Timestamp,
    /// When it was last updated.
    pub updated: Option<Timestamp>,
    /// When its deletion began.
    pub deleted: Option<Timestamp>,
    /// The ARN of the last executed change set.
    pub change_set: Option<String>,
    /// Its parameters, in no particular order.
    pub parameters: Vec<Parameter>,
    /// Its outputs, in no particular order.
    pub outputs: Vec<Output>,
    /// Its tags: keys and values.
    pub tags: Vec<(String, String)>,
    /// The topics that receive its events.
    pub notification_arns: Vec<String>,
    /// The service role of CloudFormation.
    pub role_arn: Option<String>,
    /// Whether termination protection is on.
    pub termination_protection: bool,
    /// Whether a failed operation keeps its changes.
    pub disable_rollback: bool,
    /// Whether a rollback deletes new resources even if they are retained.
    pub retain_except_on_create: bool,
    /// Whether it was deployed without waiting for resources to become stable.
    pub express: bool,
    /// Whether it has drifted, according to the last detection.
    pub drift: DriftStatus,
    /// When drift was last detected.
    pub drift_checked: Option<Timestamp>,
    /// Its last operations, newest first.
    pub operations: Vec<Operation>,
}

impl Stack {
    /// The time of its last operation.
    pub fn since(&self) -> Timestamp {
        let times = [self.updated, self.deleted];
        times.into_iter().flatten().fold(self.created, Timestamp::max)
    }

    /// The value of an output.
    pub fn output(&self, name: &str) -> Option<&str> {
        let output = self.outputs.iter().find(|output| output.name == name);
        output.map(|output| &*output.value)
    }
}

/// A parameter of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// Its value; asterisks when it is `NoEcho`.
    pub value: Option<Secret>,
    /// The resolved value of a parameter that names an SSM parameter.
    pub resolved: Option<Secret>,
}

/// An output of a stack.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Output {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// Its description.
    pub description: Option<String>,
    /// The name under which other stacks import it.
    pub export: Option<String>,
}

/// An export of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// The ARN of its stack.
    pub stack_arn: String,
}

/// An operation on a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its id, which its events contain.
    pub id: String,
    /// `UPDATE_STACK`, `ROLLBACK` and the like.
    pub kind: String,
}

/// A resource of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackResource {
    /// Its logical ID.
    pub logical_id: String,
    /// Its physical ID; `None` until it exists.
    pub physical_id: Option<String>,
    /// Its type: `AWS::S3::Bucket`.
    pub resource_type: String,
    /// Its status.
    pub status: ResourceStatus,
    /// The reason for the status.
    pub reason: Option<String>,
    /// The time of the last change of the status.
    pub updated: Option<Timestamp>,
    /// Whether it has drifted, according to the last detection.
    pub drift: ResourceDriftStatus,
}
