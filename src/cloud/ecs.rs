//! ECS: running and stopped tasks, and why they stopped.

use super::Result;
use super::words::words;
use jiff::Timestamp;

/// The ECS calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Ecs {
    /// The ARNs of a cluster's tasks that should run, or that stopped within the last hour; of one family of task
    /// definitions, or all. None when the cluster does not exist.
    async fn list_tasks(
        &self,
        cluster: &str,
        family: Option<&str>,
        desired: DesiredStatus,
    ) -> Result<Vec<String>>;

    /// These tasks of a cluster, without those that ECS has deleted.
    async fn describe_tasks(&self, cluster: &str, tasks: &[String]) -> Result<Vec<Task>>;

    /// Starts a Fargate task. If ECS cannot place it, the error contains the reason.
    async fn run_task(&self, task: &NewTask) -> Result<Task>;

    /// Stops a task. Returns whether it existed. ECS shows the reason with the stopped task.
    async fn stop_task(&self, cluster: &str, task: &str, reason: &str) -> Result<bool>;
}

/// A task to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    /// The cluster.
    pub cluster: String,
    /// The ARN of the task definition, with the revision.
    pub definition: String,
    /// The container whose arguments may be overridden.
    pub container: String,
    /// Arguments instead of those of the task definition.
    pub command: Option<Vec<String>>,
    /// The subnets in which it runs.
    pub subnets: Vec<String>,
    /// Its security groups.
    pub security_groups: Vec<String>,
    /// Whether it gets a public address.
    pub public_ip: bool,
    /// The name of the starter.
    pub started_by: String,
    /// The token for idempotency.
    pub token: String,
}

/// The desired status of listed tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesiredStatus {
    /// Those that should run; some of them may not run yet.
    Running,
    /// Those that should stop, or have stopped.
    Stopped,
}

/// A task: one run of a task definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The ARN; its last part is the id.
    pub arn: String,
    /// The ARN of its task definition, with the revision.
    pub definition_arn: String,
    /// Its status.
    pub status: TaskStatus,
    /// Its desired status.
    pub desired: TaskStatus,
    /// The category of its stop.
    pub stop_code: Option<StopCode>,
    /// Why it stopped.
    pub stopped_reason: Option<String>,
    /// Its group: `service:NAME` for a service, `family:NAME` for others.
    pub group: Option<String>,
    /// Who started it: `chronos-schedule/NAME` for a schedule, `ecs-svc/..` for a service, or the name from the
    /// request.
    pub started_by: Option<String>,
    /// When it was requested.
    pub created: Option<Timestamp>,
    /// When its containers started.
    pub started: Option<Timestamp>,
    /// When it stopped.
    pub stopped: Option<Timestamp>,
    /// Its containers.
    pub containers: Vec<Container>,
}

/// A container of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// Its name in the task definition.
    pub name: String,
    /// The image.
    pub image: Option<String>,
    /// Its status.
    pub status: TaskStatus,
    /// The exit code of its program.
    pub exit_code: Option<i32>,
    /// A reason in addition to the exit code.
    pub reason: Option<String>,
}

impl Task {
    /// The id: the last part of the ARN.
    pub fn id(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or(&self.arn)
    }

    /// The family of its task definition.
    pub fn family(&self) -> &str {
        family(&self.definition_arn)
    }
}

/// `arn:aws:ecs:us-east-1:111122223333:task-definition/trader:7` -> `trader`.
pub fn family(definition_arn: &str) -> &str {
    let name = definition_arn.rsplit('/').next().unwrap_or(definition_arn);
    name.split(':').next().unwrap_or(name)
}

words! {
    /// The status of a task or a container.
    TaskStatus {
        Provisioning = "PROVISIONING",
        Pending = "PENDING",
        Activating = "ACTIVATING",
        Running = "RUNNING",
        Deactivating = "DEACTIVATING",
        Stopping = "STOPPING",
        Deprovisioning = "DEPROVISIONING",
        Stopped = "STOPPED",
        Deleted = "DELETED",
    }
}

words! {
    /// The category of a task's stop.
    StopCode {
        TaskFailedToStart = "TaskFailedToStart",
        EssentialContainerExited = "EssentialContainerExited",
        UserInitiated = "UserInitiated",
        ServiceSchedulerInitiated = "ServiceSchedulerInitiated",
        SpotInterruption = "SpotInterruption",
        TerminationNotice = "TerminationNotice",
        InfrastructureHealth = "InfrastructureHealth",
    }
}

#[cfg(test)]
mod tests {
    use super::family;

    #[test]
    fn a_family_is_what_all_revisions_share() {
        let arn = "arn:aws:ecs:us-east-1:111122223333:task-definition/trader:7";
        assert_eq!([family(arn), family("trader:7"), family("trader")], ["trader"; 3]);
    }
}
