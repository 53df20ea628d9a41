//! A change set: what CloudFormation says it would do.

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
    /// Whether it is made.
    pub status: ChangeSetStatus,
    /// Why it failed, or a warning.
    pub reason: Option<String>,
    /// Whether it can be executed.
    pub execution: ExecutionStatus,
    /// When it was created, by AWS's clock.
    pub created: Option<Timestamp>,
    /// What it says of itself.
    pub description: Option<String>,
    /// The parameters it would give the stack.
    pub parameters: Vec<Parameter>,
    /// What would happen, resource by resource.
    pub changes: Vec<Change>,
}

/// A change set in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeSetSummary {
    /// The ARN.
    pub arn: String,
    /// The name.
    pub name: String,
    /// Whether it is made.
    pub status: ChangeSetStatus,
    /// Why it failed.
    pub reason: Option<String>,
    /// Whether it can be executed.
    pub execution: ExecutionStatus,
    /// When it was created, by AWS's clock.
    pub created: Option<Timestamp>,
    /// What it says of itself.
    pub description: Option<String>,
}

/// What would happen to a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name in the template.
    pub logical_id: String,
    /// Its name in its service, if it has one.
    pub physical_id: Option<String>,
    /// Its type.
    pub resource_type: String,
    /// What is done to it.
    pub action: ChangeAction,
    /// Whether it is replaced; only said of a change.
    pub replacement: Option<Replacement>,
    /// What becomes of the old one.
    pub policy_action: Option<PolicyAction>,
    /// Which parts of it change.
    pub scope: Vec<Attribute>,
    /// Why, property by property.
    pub details: Vec<ChangeDetail>,
    /// All of it before, as JSON; only with values.
    pub before: Option<String>,
    /// All of it afterwards, as JSON; only with values.
    pub after: Option<String>,
}

/// A reason for a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeDetail {
    /// The part of the resource.
    pub attribute: Attribute,
    /// The property.
    pub name: Option<String>,
    /// Where it is in the resource; only with values.
    pub path: Option<String>,
    /// Whether it means a new resource.
    pub recreation: Option<Recreation>,
    /// The value before; only with values.
    pub before: Option<String>,
    /// The value afterwards; only with values.
    pub after: Option<String>,
    /// `Static` when the value is known, `Dynamic` when it may turn out to be the same.
    pub evaluation: Option<String>,
    /// What makes it change: `DirectModification`, `ResourceAttribute`, `ParameterReference`...
    pub source: Option<String>,
    /// The parameter or resource that makes it change.
    pub cause: Option<String>,
}

words! {
    /// Whether a change set is made.
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
    /// It is being made, or being deleted.
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
    /// What is done to a resource.
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
    /// Whether the change of a property means a new resource.
    Recreation {
        Never = "Never",
        Conditionally = "Conditionally",
        Always = "Always",
    }
}

words! {
    /// What becomes of a resource that goes, or of the one that is replaced.
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
