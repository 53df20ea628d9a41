//! CodeBuild: start, describe and stop builds.

use super::Result;
use super::words::words;
use jiff::Timestamp;

/// The CodeBuild calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait CodeBuild {
    /// Starts a build of a branch, tag or commit, or of the project's default.
    async fn start_build(&self, project: &str, version: Option<&str>, token: &str) -> Result<Build>;

    /// The builds with these ids; at most a hundred.
    async fn batch_get_builds(&self, ids: &[String]) -> Result<Vec<Build>>;

    /// The ids of a project's last builds, newest first, at most a hundred; none when the project does not exist.
    async fn list_builds_for_project(&self, project: &str) -> Result<Vec<String>>;

    /// Stops a build.
    async fn stop_build(&self, id: &str) -> Result<()>;
}

/// A build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// `project:uuid`.
    pub id: String,
    /// Its number in the project.
    pub number: Option<i64>,
    /// The project.
    pub project: String,
    /// Its status.
    pub status: BuildStatus,
    /// Its phases, in order. The last one may still be in progress.
    pub phases: Vec<Phase>,
    /// The requested branch, tag or commit.
    pub version: Option<String>,
    /// The resolved commit.
    pub commit: Option<String>,
    /// When it was requested.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Who requested it.
    pub initiator: Option<String>,
    /// Its log group and stream; `None` before it starts.
    pub log: Option<(String, String)>,
}

/// A phase of a build.
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
    /// The status of a build, or of a phase.
    BuildStatus {
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        Fault = "FAULT",
        TimedOut = "TIMED_OUT",
        InProgress = "IN_PROGRESS",
        Stopped = "STOPPED",
    }
}
