//! The requests to CloudFormation.

use crate::cloud::Secret;

/// A change set to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChangeSet {
    /// The stack, which need not exist.
    pub stack: String,
    /// The name of the change set.
    pub name: String,
    /// What it says of itself.
    pub description: Option<String>,
    /// What makes a repeated request the same request.
    pub token: String,
    /// What it does to the stack.
    pub kind: ChangeSetKind,
    /// The template.
    pub template: TemplateSource,
    /// The parameters of the template; those left out take their defaults.
    pub parameters: Vec<ParameterValue>,
    /// All tags of the stack, which all resources get that can have them; `None` leaves them as they are.
    pub tags: Option<Vec<(String, String)>>,
    /// What the template may do: `CAPABILITY_NAMED_IAM`.
    pub capabilities: Vec<String>,
    /// Resources that exist and become part of the stack: only in an import.
    pub imports: Vec<Import>,
    /// Whether resources that exist under the names in the template become part of the stack.
    pub import_existing: bool,
    /// What happens when it fails; `None` leaves that to the execution.
    pub on_failure: Option<OnFailure>,
    /// The role CloudFormation takes on.
    pub role_arn: Option<String>,
    /// All topics to which CloudFormation sends the events; `None` leaves them as they are.
    pub notification_arns: Option<Vec<String>>,
    /// Whether it ends before resources have become stable. Says nothing about rollback then: `on_failure` does.
    pub express: bool,
}

/// What a change set does to the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeSetKind {
    /// It is new, or in review.
    Create,
    /// It exists.
    Update,
    /// It takes over resources that exist.
    Import,
}

/// Where the template comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateSource {
    /// The request: at most 51,200 bytes.
    Body(String),
    /// A bucket.
    Url(String),
    /// The stack, as it is deployed.
    Previous,
}

/// A parameter of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterValue {
    /// The name.
    pub name: String,
    /// What it gets.
    pub value: Value,
}

/// What a parameter gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// This.
    Given(Secret),
    /// What the stack has already.
    Previous,
}

/// A resource that exists and becomes part of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its type.
    pub resource_type: String,
    /// Its name in the template.
    pub logical_id: String,
    /// What tells it from others: names of properties, and their values.
    pub identifier: Vec<(String, String)>,
}

/// What happens when a change set fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// A new stack is deleted.
    Delete,
    /// Everything stays as it is.
    DoNothing,
    /// What was done is undone.
    Rollback,
}

/// A change set that is being made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// Its ARN.
    pub arn: String,
    /// The ARN of the stack.
    pub stack_arn: String,
}

/// How to continue a failed rollback. AWS accepts only one of these at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Continuation {
    /// Everything is tried again.
    Retry,
    /// The resources with these logical ids are left as they are, and count as rolled back.
    Skip(Vec<String>),
    /// Whatever fails again is left as it is, and counts as rolled back.
    Force,
}

/// A stack to delete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// The stack.
    pub stack: String,
    /// Logical ids of resources that stay; only for a stack whose deletion has failed.
    pub retain: Vec<String>,
    /// Whether resources that cannot be deleted are left alone; only for a stack whose deletion has failed.
    pub force: bool,
    /// The role CloudFormation takes on.
    pub role_arn: Option<String>,
    /// What makes a repeated request the same request.
    pub token: String,
}
