//! The drift between a stack's template and its resources.

use crate::cloud::words::words;
use jiff::Timestamp;

words! {
    /// Whether a stack has drifted.
    DriftStatus {
        Drifted = "DRIFTED",
        InSync = "IN_SYNC",
        Unknown = "UNKNOWN",
        NotChecked = "NOT_CHECKED",
    }
}

words! {
    /// Whether a resource has drifted.
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
    /// The status of a drift detection.
    DetectionStatus {
        InProgress = "DETECTION_IN_PROGRESS",
        Failed = "DETECTION_FAILED",
        Complete = "DETECTION_COMPLETE",
    }
}

/// A drift detection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriftDetection {
    /// Its status. A failed one may have results for some resources.
    pub status: DetectionStatus,
    /// Why it failed.
    pub reason: Option<String>,
    /// The result for the whole stack.
    pub drift: Option<DriftStatus>,
    /// How many resources have drifted.
    pub drifted: usize,
    /// When it started.
    pub at: Timestamp,
}

/// The result of a drift detection for a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceDrift {
    /// Its logical ID.
    pub logical_id: String,
    /// Its physical ID.
    pub physical_id: Option<String>,
    /// Its type.
    pub resource_type: String,
    /// Whether it has drifted.
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
