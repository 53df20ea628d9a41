//! The requests to CloudFormation.

use crate::cloud::Secret;

/// A change set to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChangeSet {
    /// The stack, which may not exist yet.
    pub stack: String,
    /// The name of the change set.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
    /// The token for idempotency.
    pub token: String,
    /// Its type.
    pub kind: ChangeSetKind,
    /// The template.
    pub template: TemplateSource,
    /// The parameters of the template; omitted ones take their defaults.
    pub parameters: Vec<ParameterValue>,
    /// All tags of the stack, which CloudFormation passes on to its resources; `None` keeps them.
    pub tags: Option<Vec<(String, String)>>,
    /// The acknowledged capabilities: `CAPABILITY_NAMED_IAM`.
    pub capabilities: Vec<String>,
    /// Existing resources that the change set imports; only for an import.
    pub imports: Vec<Import>,
    /// Whether to import existing resources that have the names in the template.
    pub import_existing: bool,
    /// The behavior on failure; `None` leaves it to the execution.
    pub on_failure: Option<OnFailure>,
    /// The service role of CloudFormation.
    pub role_arn: Option<String>,
    /// All topics to which CloudFormation sends the events; `None` keeps them.
    pub notification_arns: Option<Vec<String>>,
    /// Whether it contains the change sets of nested stacks. AWS reads their templates when it creates it.
    pub nested: bool,
    /// Whether to finish before resources are stable. Does not affect rollback: `on_failure` does.
    pub express: bool,
}

/// The type of a change set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeSetKind {
    /// The stack is new, or in review.
    Create,
    /// The stack exists.
    Update,
    /// The change set imports existing resources.
    Import,
}

/// The source of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateSource {
    /// In the request: at most 51,200 bytes.
    Body(String),
    /// In a bucket.
    Url(String),
    /// The deployed template.
    Previous,
}

/// A parameter of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterValue {
    /// The name.
    pub name: String,
    /// Its value.
    pub value: Value,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A given value.
    Given(Secret),
    /// The stack's current value.
    Previous,
}

/// An existing resource to import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its type.
    pub resource_type: String,
    /// Its logical ID.
    pub logical_id: String,
    /// The properties that identify it, with their values.
    pub identifier: Vec<(String, String)>,
}

/// What to do when a change set fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// Delete a new stack.
    Delete,
    /// Keep everything as it is.
    DoNothing,
    /// Roll back.
    Rollback,
}

/// A change set that is being created.
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
    /// Retry everything.
    Retry,
    /// Skip the resources with these logical IDs: they stay as they are, and count as rolled back.
    Skip(Vec<String>),
    /// Skip all resources that fail again: they stay as they are, and count as rolled back.
    Force,
}

/// A stack to delete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// The stack.
    pub stack: String,
    /// Logical IDs of resources to retain; only for a stack whose deletion has failed.
    pub retain: Vec<String>,
    /// Whether to skip resources that cannot be deleted; only for a stack whose deletion has failed.
    pub force: bool,
    /// The service role of CloudFormation.
    pub role_arn: Option<String>,
    /// The token for idempotency.
    pub token: String,
}
