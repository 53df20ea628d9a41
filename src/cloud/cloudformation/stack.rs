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
    /// The ARN, which no other stack will ever have.
    pub arn: String,
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// How it is.
    pub status: StackStatus,
    /// Why it is so.
    pub reason: Option<String>,
    /// When it was created.
    pub created: Timestamp,
    /// When it was last updated.
    pub updated: Option<Timestamp>,
    /// When its deletion began.
    pub deleted: Option<Timestamp>,
    /// The change set that made it what it is, by ARN.
    pub change_set: Option<String>,
    /// Its parameters, in no particular order.
    pub parameters: Vec<Parameter>,
    /// Its outputs, in no particular order.
    pub outputs: Vec<Output>,
    /// Its tags: keys and values.
    pub tags: Vec<(String, String)>,
    /// The topics that are told of its events.
    pub notification_arns: Vec<String>,
    /// The role CloudFormation takes on to work on it.
    pub role_arn: Option<String>,
    /// Whether deletion is refused.
    pub termination_protection: bool,
    /// Whether a failure was told to leave things as they are.
    pub disable_rollback: bool,
    /// Whether a rollback was told to delete new resources even when they are to be retained.
    pub retain_except_on_create: bool,
    /// Whether it was deployed without waiting for resources to become stable.
    pub express: bool,
    /// Whether it differs from its template, as far as that was looked for.
    pub drift: DriftStatus,
    /// When drift was last looked for.
    pub drift_checked: Option<Timestamp>,
    /// What was last done to it, newest first.
    pub operations: Vec<Operation>,
}

impl Stack {
    /// When anything was last done to it.
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
    /// What it was given; asterisks when it is `NoEcho`.
    pub value: Option<Secret>,
    /// What that stands for, of a parameter that names one of the Parameter Store.
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
    /// The ARN of the stack it belongs to.
    pub stack_arn: String,
}

/// Something that was done to a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The id that its events carry.
    pub id: String,
    /// `UPDATE_STACK`, `ROLLBACK` and the like.
    pub kind: String,
}

/// A resource of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackResource {
    /// Its name in the template.
    pub logical_id: String,
    /// Its name in its service; `None` as long as it has none.
    pub physical_id: Option<String>,
    /// Its type: `AWS::S3::Bucket`.
    pub resource_type: String,
    /// How it is.
    pub status: ResourceStatus,
    /// Why it is so.
    pub reason: Option<String>,
    /// When that came to be.
    pub updated: Option<Timestamp>,
    /// Whether it differs from the template, as far as that was looked for.
    pub drift: ResourceDriftStatus,
}
