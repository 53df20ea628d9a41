//! The drift between a stack's template and its resources.

use crate::cloud::words::words;
use jiff::Timestamp;

words! {
    /// Whether a stack differs from its template.
    DriftStatus {
        Drifted = "DRIFTED",
        InSync = "IN_SYNC",
        Unknown = "UNKNOWN",
        NotChecked = "NOT_CHECKED",
    }
}

words! {
    /// Whether a resource differs from its template.
    ResourceDriftStatus {
        InSync = "IN_SYNC",
        Modified = "MODIFIED",
        Deleted = "DELETED",
        NotChecked = "NOT_CHECKED",
        Unknown = "UNKNOWN",
        Unsupported = "UNSUPPORTED",
    }
}

words! {
    /// How far a search for drift is.
    DetectionStatus {
        InProgress = "DETECTION_IN_PROGRESS",
        Failed = "DETECTION_FAILED",
        Complete = "DETECTION_COMPLETE",
    }
}

/// A search for drift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriftDetection {
    /// How far it is. A failed one may have results for some resources.
    pub status: DetectionStatus,
    /// Why it failed.
    pub reason: Option<String>,
    /// What it found for the stack as a whole.
    pub drift: Option<DriftStatus>,
    /// How many resources differ.
    pub drifted: usize,
    /// When it began.
    pub at: Timestamp,
}

/// What a search for drift found about a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceDrift {
    /// Its name in the template.
    pub logical_id: String,
    /// Its name in its service.
    pub physical_id: Option<String>,
    /// Its type.
    pub resource_type: String,
    /// Whether it differs.
    pub status: ResourceDriftStatus,
    /// Why the drift is not known.
    pub reason: Option<String>,
    /// The properties in the template, as JSON.
    pub expected: Option<String>,
    /// The actual properties, as JSON.
    pub actual: Option<String>,
    /// The differences.
    pub differences: Vec<PropertyDifference>,
    /// When it was checked.
    pub at: Timestamp,
}

/// A property that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyDifference {
    /// Its path: `/Tags/0/Value`.
    pub path: String,
    /// The value in the template.
    pub expected: String,
    /// The actual value.
    pub actual: String,
    /// `ADD`, `REMOVE` or `NOT_EQUAL`.
    pub kind: String,
}
