//! The account's tasks, by cluster.

use super::Account;
use super::world::{World, stamp};
use sa_infra::cloud::Result;
use sa_infra::cloud::ecs::{Container, DesiredStatus, Ecs, NewTask, StopCode, Task, TaskStatus, family};

impl World {
    /// Starts a task; its id.
    pub fn start_task(&mut self, cluster: &str, family: &str) -> String {
        let id = format!("{:032x}", self.id());
        let now = Some(stamp(self.now));
        let task = Task {
            arn: format!("arn:aws:ecs:us-east-1:111122223333:task/{cluster}/{id}"),
            definition_arn: format!("arn:aws:ecs:us-east-1:111122223333:task-definition/{family}:1"),
            status: TaskStatus::Running,
            desired: TaskStatus::Running,
            stop_code: None,
            stopped_reason: None,
            group: Some(format!("family:{family}")),
            started_by: None,
            created: now,
            started: now,
            stopped: None,
            containers: vec![Container {
                name: "main".to_owned(),
                image: None,
                status: TaskStatus::Running,
                exit_code: None,
                reason: None,
            }],
        };
        self.tasks.push((cluster.to_owned(), task));
        id
    }

    /// Starts a task of a service; its id.
    pub fn start_task_of(&mut self, cluster: &str, service: &str) -> String {
        let id = self.start_task(cluster, service);
        let (_, task) = self.tasks.last_mut().unwrap();
        task.group = Some(format!("service:{service}"));
        id
    }

    /// Stops a task.
    pub fn end_task(&mut self, id: &str, code: StopCode, reason: &str, exit_code: Option<i32>) -> bool {
        let now = stamp(self.now);
        let Some((_, task)) = self.tasks.iter_mut().find(|(_, task)| task.id() == id) else {
            return false;
        };
        task.status = TaskStatus::Stopped;
        task.desired = TaskStatus::Stopped;
        task.stop_code = Some(code);
        task.stopped_reason = Some(reason.to_owned());
        task.stopped = Some(now);
        task.containers[0].status = TaskStatus::Stopped;
        task.containers[0].exit_code = exit_code;
        true
    }

    /// The ids of the running tasks.
    pub fn running_tasks(&self) -> Vec<String> {
        let running = self.tasks.iter().map(|(_, task)| task);
        let running = running.filter(|task| task.desired == TaskStatus::Running);
        running.map(|task| task.id().to_owned()).collect()
    }
}

impl Ecs for Account {
    async fn list_tasks(
        &self,
        cluster: &str,
        family: Option<&str>,
        desired: DesiredStatus,
    ) -> Result<Vec<String>> {
        self.call("ecs:ListTasks", cluster, |world| {
            // A cluster is identified by its name or its ARN.
            let cluster = cluster.rsplit('/').next().unwrap();
            let stopped = desired == DesiredStatus::Stopped;
            let tasks = world.tasks.iter().filter(|(at, task)| {
                at == cluster
                    && family.is_none_or(|family| task.family() == family)
                    && (task.desired == TaskStatus::Stopped) == stopped
            });
            Ok(tasks.map(|(_, task)| task.arn.clone()).collect())
        })
        .await
    }

    async fn describe_tasks(&self, cluster: &str, tasks: &[String]) -> Result<Vec<Task>> {
        self.call("ecs:DescribeTasks", cluster, |world| {
            let wanted = |task: &Task| tasks.iter().any(|name| *name == task.arn || name == task.id());
            let found = world.tasks.iter().map(|(_, task)| task);
            Ok(found.filter(|task| wanted(task)).cloned().collect())
        })
        .await
    }

    async fn run_task(&self, new: &NewTask) -> Result<Task> {
        self.call("ecs:RunTask", &*new.definition, |world| {
            let id = world.start_task(&new.cluster, family(&new.definition));
            let found = world.tasks.iter().find(|(_, task)| task.id() == id);
            Ok(found.unwrap().1.clone())
        })
        .await
    }

    async fn stop_task(&self, _: &str, task: &str, reason: &str) -> Result<bool> {
        self.call("ecs:StopTask", task, |world| {
            let id = task.rsplit('/').next().unwrap();
            Ok(world.end_task(id, StopCode::UserInitiated, reason, Some(137)))
        })
        .await
    }
}
