//! The statuses of stacks and resources, and their meaning for a caller that waits.

use crate::cloud::words::words;

words! {
    /// The status of a stack.
    StackStatus {
        CreateInProgress = "CREATE_IN_PROGRESS",
        CreateFailed = "CREATE_FAILED",
        CreateComplete = "CREATE_COMPLETE",
        RollbackInProgress = "ROLLBACK_IN_PROGRESS",
        RollbackFailed = "ROLLBACK_FAILED",
        RollbackComplete = "ROLLBACK_COMPLETE",
        DeleteInProgress = "DELETE_IN_PROGRESS",
        DeleteFailed = "DELETE_FAILED",
        DeleteComplete = "DELETE_COMPLETE",
        UpdateInProgress = "UPDATE_IN_PROGRESS",
        UpdateCompleteCleanupInProgress = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        UpdateComplete = "UPDATE_COMPLETE",
        UpdateFailed = "UPDATE_FAILED",
        UpdateRollbackInProgress = "UPDATE_ROLLBACK_IN_PROGRESS",
        UpdateRollbackFailed = "UPDATE_ROLLBACK_FAILED",
        UpdateRollbackCompleteCleanupInProgress = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        UpdateRollbackComplete = "UPDATE_ROLLBACK_COMPLETE",
        ReviewInProgress = "REVIEW_IN_PROGRESS",
        ImportInProgress = "IMPORT_IN_PROGRESS",
        ImportComplete = "IMPORT_COMPLETE",
        ImportRollbackInProgress = "IMPORT_ROLLBACK_IN_PROGRESS",
        ImportRollbackFailed = "IMPORT_ROLLBACK_FAILED",
        ImportRollbackComplete = "IMPORT_ROLLBACK_COMPLETE",
    }
}

impl StackStatus {
    /// An operation is in progress, so another one must wait. This excludes a stack in review: it waits for a
    /// deployment.
    pub fn is_in_progress(&self) -> bool {
        *self != Self::ReviewInProgress && self.as_str().ends_with("_IN_PROGRESS")
    }

    /// The operation has succeeded; only a clean-up may remain.
    pub fn is_success(&self) -> bool {
        matches!(
            self,
            Self::CreateComplete
                | Self::UpdateComplete
                | Self::UpdateCompleteCleanupInProgress
                | Self::ImportComplete
                | Self::DeleteComplete
        )
    }

    /// The last operation failed: the stack is stuck, or rolled back, or rolling back.
    pub fn is_failed(&self) -> bool {
        self.as_str().ends_with("_FAILED") || self.is_rollback()
    }

    /// The operation is being, or was, rolled back.
    pub fn is_rollback(&self) -> bool {
        self.as_str().contains("ROLLBACK_")
    }

    /// The rollback is complete: the stack is as before, or deleted if it was new.
    pub fn is_undone(&self) -> bool {
        matches!(
            self,
            Self::UpdateRollbackComplete | Self::ImportRollbackComplete | Self::DeleteComplete
        )
    }

    /// The stack no longer exists.
    pub fn is_gone(&self) -> bool {
        *self == Self::DeleteComplete
    }

    /// The stack refuses updates and does not change on its own: it needs an action by a person.
    pub fn needs_recovery(&self) -> bool {
        *self == Self::RollbackComplete || self.as_str().ends_with("_FAILED")
    }
}

words! {
    /// The status of a resource, or of a stack in its own events.
    ResourceStatus {
        CreateInProgress = "CREATE_IN_PROGRESS",
        CreateFailed = "CREATE_FAILED",
        CreateComplete = "CREATE_COMPLETE",
        DeleteInProgress = "DELETE_IN_PROGRESS",
        DeleteFailed = "DELETE_FAILED",
        DeleteComplete = "DELETE_COMPLETE",
        DeleteSkipped = "DELETE_SKIPPED",
        UpdateInProgress = "UPDATE_IN_PROGRESS",
        UpdateFailed = "UPDATE_FAILED",
        UpdateComplete = "UPDATE_COMPLETE",
        ImportInProgress = "IMPORT_IN_PROGRESS",
        ImportFailed = "IMPORT_FAILED",
        ImportComplete = "IMPORT_COMPLETE",
    }
}

impl ResourceStatus {
    /// An operation on the resource is in progress.
    pub fn is_in_progress(&self) -> bool {
        self.as_str().ends_with("_IN_PROGRESS")
    }

    /// The operation on the resource has failed.
    pub fn is_failed(&self) -> bool {
        self.as_str().ends_with("_FAILED")
    }

    /// The operation on the resource has succeeded.
    pub fn is_complete(&self) -> bool {
        *self == Self::DeleteSkipped || self.as_str().ends_with("_COMPLETE")
    }

    /// The resource is being, or was, rolled back.
    pub fn is_rollback(&self) -> bool {
        self.as_str().contains("ROLLBACK_")
    }
}

#[cfg(test)]
mod tests {
    use super::StackStatus;

    #[test]
    fn unknown_statuses_are_kept_and_read_by_their_endings() {
        let status = StackStatus::from("TELEPORT_IN_PROGRESS");
        assert!(status.is_in_progress() && !status.is_failed() && !status.is_success());
        assert_eq!(status.as_str(), "TELEPORT_IN_PROGRESS");
        let status = StackStatus::from("TELEPORT_FAILED");
        assert!(!status.is_in_progress() && status.is_failed() && status.needs_recovery());
    }

    #[test]
    fn review_waits_for_us() {
        assert!(!StackStatus::ReviewInProgress.is_in_progress());
        assert!(!StackStatus::ReviewInProgress.needs_recovery());
    }

    #[test]
    fn cleanup_is_a_success_that_continues() {
        let status = StackStatus::UpdateCompleteCleanupInProgress;
        assert!(status.is_success() && status.is_in_progress() && !status.is_failed());
        let status = StackStatus::UpdateRollbackCompleteCleanupInProgress;
        assert!(!status.is_success() && status.is_in_progress() && status.is_failed());
    }
}
