//! ECS: running and stopped tasks, and why they stopped.

use super::Result;
use super::words::words;
use jiff::Timestamp;

/// Amazon ECS, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Ecs {
    /// The ARNs of the tasks of a cluster that are to run, or that were to stop within the last hour; of one family of
    /// task definitions, or all. None when there is no cluster.
    async fn list_tasks(
        &self,
        cluster: &str,
        family: Option<&str>,
        desired: DesiredStatus,
    ) -> Result<Vec<String>>;

    /// These tasks of a cluster, without those that AWS has forgotten.
    async fn describe_tasks(&self, cluster: &str, tasks: &[String]) -> Result<Vec<Task>>;

    /// Starts a task of Fargate. What ECS could not place is an error in its words.
    async fn run_task(&self, task: &NewTask) -> Result<Task>;

    /// Stops a task, and says whether there was one. The reason is shown with the stopped task.
    async fn stop_task(&self, cluster: &str, task: &str, reason: &str) -> Result<bool>;
}

/// A task to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    /// The cluster.
    pub cluster: String,
    /// The ARN of the task definition, with the revision.
    pub definition: String,
    /// The container whose arguments may be others.
    pub container: String,
    /// Arguments instead of those of the task definition.
    pub command: Option<Vec<String>>,
    /// Where it runs.
    pub subnets: Vec<String>,
    /// What it may talk to.
    pub security_groups: Vec<String>,
    /// Whether it gets a public address.
    pub public_ip: bool,
    /// Who starts it.
    pub started_by: String,
    /// Says that two calls mean one task.
    pub token: String,
}

/// What tasks are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesiredStatus {
    /// Those that are to run; some of them may not run yet.
    Running,
    /// Those that are to stop, or have.
    Stopped,
}

/// A task: one run of a task definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The ARN; its last part is the id.
    pub arn: String,
    /// The ARN of its task definition, with the revision.
    pub definition_arn: String,
    /// Where it is.
    pub status: TaskStatus,
    /// Where it is to be.
    pub desired: TaskStatus,
    /// What kind of end it came to.
    pub stop_code: Option<StopCode>,
    /// Why it stopped.
    pub stopped_reason: Option<String>,
    /// What it belongs to: `service:NAME` of a service, `family:NAME` of others.
    pub group: Option<String>,
    /// Who started it: `chronos-schedule/NAME` for a schedule, `ecs-svc/..` for a service, or what its starter said.
    pub started_by: Option<String>,
    /// When it was asked for.
    pub created: Option<Timestamp>,
    /// When its containers ran.
    pub started: Option<Timestamp>,
    /// When it was over.
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
    /// Where it is.
    pub status: TaskStatus,
    /// What its program ended with.
    pub exit_code: Option<i32>,
    /// What is the matter with it beyond that.
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
    /// Where a task or a container is.
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
    /// What kind of end a task came to.
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
