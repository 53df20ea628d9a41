//! CodeBuild: start, describe and stop builds.

use super::Result;
use super::words::words;
use jiff::Timestamp;

/// AWS CodeBuild, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait CodeBuild {
    /// Starts a build of a branch, tag or commit, or of what the project says.
    async fn start_build(&self, project: &str, version: Option<&str>, token: &str) -> Result<Build>;

    /// The builds with these ids; at most a hundred.
    async fn batch_get_builds(&self, ids: &[String]) -> Result<Vec<Build>>;

    /// The ids of a project's last builds, newest first, at most a hundred; none when there is no project.
    async fn list_builds_for_project(&self, project: &str) -> Result<Vec<String>>;

    /// Stops a build.
    async fn stop_build(&self, id: &str) -> Result<()>;
}

/// A build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// `project:uuid`.
    pub id: String,
    /// Counted up by project.
    pub number: Option<i64>,
    /// The project.
    pub project: String,
    /// How it is.
    pub status: BuildStatus,
    /// Its phases, in order. The last one may still be in progress.
    pub phases: Vec<Phase>,
    /// The branch, tag or commit it was asked to build.
    pub version: Option<String>,
    /// The commit that is.
    pub commit: Option<String>,
    /// When it was asked for.
    pub started: Option<Timestamp>,
    /// When it was over.
    pub ended: Option<Timestamp>,
    /// Who asked for it.
    pub initiator: Option<String>,
    /// Where its output goes, group and stream; not known before it runs.
    pub log: Option<(String, String)>,
}

/// A part of a build.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Phase {
    /// The name of the phase, such as `PRE_BUILD`.
    pub name: String,
    /// The result; `None` while it is in progress.
    pub status: Option<BuildStatus>,
    /// How long it took.
    pub seconds: Option<i64>,
    /// The message of the failure.
    pub message: Option<String>,
}

words! {
    /// How a build, or a part of it, is.
    BuildStatus {
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        Fault = "FAULT",
        TimedOut = "TIMED_OUT",
        InProgress = "IN_PROGRESS",
        Stopped = "STOPPED",
    }
}
