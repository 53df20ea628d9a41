//! A change set: the changes that CloudFormation would make.

use super::Parameter;
use crate::cloud::words::words;
use jiff::Timestamp;

/// A change set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeSet {
    /// The ARN.
    pub arn: String,
    /// The name.
    pub name: String,
    /// The ARN of the stack.
    pub stack_arn: String,
    /// The name of the stack.
    pub stack_name: String,
    /// Whether it is complete.
    pub status: ChangeSetStatus,
    /// Why it failed, or a warning.
    pub reason: Option<String>,
    /// Whether it can be executed.
    pub execution: ExecutionStatus,
    /// When it was created, by AWS's clock.
    pub created: Option<Timestamp>,
    /// Its description.
    pub description: Option<String>,
    /// The parameters that it sets.
    pub parameters: Vec<Parameter>,
    /// The changes, resource by resource.
    pub changes: Vec<Change>,
}

/// A change set in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeSetSummary {
    /// The ARN.
    pub arn: String,
    /// The name.
    pub name: String,
    /// Whether it is complete.
    pub status: ChangeSetStatus,
    /// Why it failed.
    pub reason: Option<String>,
    /// Whether it can be executed.
    pub execution: ExecutionStatus,
    /// When it was created, by AWS's clock.
    pub created: Option<Timestamp>,
    /// Its description.
    pub description: Option<String>,
}

/// The change of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its logical ID.
    pub logical_id: String,
    /// Its physical ID, if it has one.
    pub physical_id: Option<String>,
    /// Its type.
    pub resource_type: String,
    /// The action.
    pub action: ChangeAction,
    /// Whether it is replaced; only for a modification.
    pub replacement: Option<Replacement>,
    /// What happens to the old resource.
    pub policy_action: Option<PolicyAction>,
    /// Which parts of it change.
    pub scope: Vec<Attribute>,
    /// The causes, property by property.
    pub details: Vec<ChangeDetail>,
    /// The ARN of its own change set, if it is a nested stack.
    pub change_set: Option<String>,
    /// All of its properties before, as JSON; only with values.
    pub before: Option<String>,
    /// All of its properties after, as JSON; only with values.
    pub after: Option<String>,
}

/// A cause of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeDetail {
    /// The part of the resource.
    pub attribute: Attribute,
    /// The property.
    pub name: Option<String>,
    /// The path in the resource; only with values.
    pub path: Option<String>,
    /// Whether the change replaces the resource.
    pub recreation: Option<Recreation>,
    /// The value before; only with values.
    pub before: Option<String>,
    /// The value after; only with values.
    pub after: Option<String>,
    /// `Static` when the value is known, `Dynamic` when it may stay the same.
    pub evaluation: Option<String>,
    /// The source of the change: `DirectModification`, `ResourceAttribute`, `ParameterReference`...
    pub source: Option<String>,
    /// The parameter or resource that causes the change.
    pub cause: Option<String>,
}

words! {
    /// Whether a change set is complete.
    ChangeSetStatus {
        CreatePending = "CREATE_PENDING",
        CreateInProgress = "CREATE_IN_PROGRESS",
        CreateComplete = "CREATE_COMPLETE",
        DeletePending = "DELETE_PENDING",
        DeleteInProgress = "DELETE_IN_PROGRESS",
        DeleteComplete = "DELETE_COMPLETE",
        DeleteFailed = "DELETE_FAILED",
        Failed = "FAILED",
    }
}

impl ChangeSetStatus {
    /// It is being created or deleted.
    pub fn is_in_progress(&self) -> bool {
        self.as_str().ends_with("_IN_PROGRESS") || self.as_str().ends_with("_PENDING")
    }
}

words! {
    /// Whether a change set can be executed.
    ExecutionStatus {
        Unavailable = "UNAVAILABLE",
        Available = "AVAILABLE",
        InProgress = "EXECUTE_IN_PROGRESS",
        Complete = "EXECUTE_COMPLETE",
        Failed = "EXECUTE_FAILED",
        Obsolete = "OBSOLETE",
    }
}

words! {
    /// The action on a resource.
    ChangeAction {
        Add = "Add",
        Modify = "Modify",
        Remove = "Remove",
        Import = "Import",
        Dynamic = "Dynamic",
        SyncWithActual = "SyncWithActual",
    }
}

words! {
    /// Whether a resource is replaced.
    Replacement {
        True = "True",
        False = "False",
        Conditional = "Conditional",
    }
}

words! {
    /// Whether the change of a property replaces the resource.
    Recreation {
        Never = "Never",
        Conditionally = "Conditionally",
        Always = "Always",
    }
}

words! {
    /// What happens to a removed resource, or to one that is replaced.
    PolicyAction {
        Delete = "Delete",
        Retain = "Retain",
        Snapshot = "Snapshot",
        ReplaceAndDelete = "ReplaceAndDelete",
        ReplaceAndRetain = "ReplaceAndRetain",
        ReplaceAndSnapshot = "ReplaceAndSnapshot",
    }
}

words! {
    /// A part of a resource.
    Attribute {
        Properties = "Properties",
        Metadata = "Metadata",
        CreationPolicy = "CreationPolicy",
        UpdatePolicy = "UpdatePolicy",
        DeletionPolicy = "DeletionPolicy",
        UpdateReplacePolicy = "UpdateReplacePolicy",
        Tags = "Tags",
    }
}
