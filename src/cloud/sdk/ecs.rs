//! Amazon ECS.

use super::api::{Api, Done, ECS, Request, epoch};
use super::call::{Caller, if_there, or_none};
use super::convert::said;
use crate::cloud::ecs::{Container, DesiredStatus, Ecs, NewTask, Task};
use crate::cloud::{Error, Kind, Result};
use aws_config::SdkConfig;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The maximum number of tasks in one call.
const BATCH: usize = 100;

/// Amazon ECS.
#[derive(Debug)]
pub struct Client(Api);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListTasks<'a> {
    cluster: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<&'a str>,
    desired_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    #[serde(default)]
    task_arns: Vec<String>,
    next_token: Option<String>,
}

#[derive(Serialize)]
struct DescribeTasks<'a> {
    cluster: &'a str,
    tasks: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunTask<'a> {
    cluster: &'a str,
    task_definition: &'a str,
    launch_type: &'static str,
    network_configuration: Network<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    overrides: Option<Overrides<'a>>,
    started_by: &'a str,
    client_token: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Network<'a> {
    awsvpc_configuration: AwsVpc<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AwsVpc<'a> {
    subnets: &'a [String],
    security_groups: &'a [String],
    assign_public_ip: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Overrides<'a> {
    container_overrides: [ContainerOverride<'a>; 1],
}

#[derive(Serialize)]
struct ContainerOverride<'a> {
    name: &'a str,
    command: &'a [String],
}

#[derive(Serialize)]
struct StopTask<'a> {
    cluster: &'a str,
    task: &'a str,
    reason: &'a str,
}

#[derive(Deserialize)]
struct Tasks {
    #[serde(default)]
    tasks: Vec<FoundTask>,
    #[serde(default)]
    failures: Vec<Failure>,
}

#[derive(Deserialize)]
struct Failure {
    reason: Option<String>,
    detail: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FoundTask {
    task_arn: String,
    task_definition_arn: String,
    last_status: String,
    desired_status: String,
    stop_code: Option<String>,
    stopped_reason: Option<String>,
    group: Option<String>,
    started_by: Option<String>,
    #[serde(deserialize_with = "epoch")]
    created_at: Option<Timestamp>,
    #[serde(deserialize_with = "epoch")]
    started_at: Option<Timestamp>,
    #[serde(deserialize_with = "epoch")]
    stopped_at: Option<Timestamp>,
    containers: Vec<FoundContainer>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FoundContainer {
    name: String,
    image: Option<String>,
    last_status: String,
    exit_code: Option<i32>,
    reason: Option<String>,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(ECS, config, caller))
    }

    async fn list(
        &self,
        cluster: &str,
        family: Option<&str>,
        desired_status: &'static str,
    ) -> Result<Vec<String>> {
        let request = |next_token: Option<&str>| {
            Request::json(&ListTasks {
                cluster,
                family,
                desired_status,
                next_token,
            })
        };
        let mut tasks = Vec::new();
        let take = |page: Listed| {
            tasks.extend(page.task_arns);
            page.next_token
        };
        self.0.pages("ecs:ListTasks", request, take).await?;
        Ok(tasks)
    }

    async fn describe(&self, cluster: &str, tasks: &[String]) -> Result<Vec<Task>> {
        let request = Request::json(&DescribeTasks { cluster, tasks });
        let answer: Tasks = self.0.read("ecs:DescribeTasks", request).await?;
        Ok(answer.tasks.into_iter().map(task).collect())
    }
}

impl Ecs for Client {
    async fn list_tasks(
        &self,
        cluster: &str,
        family: Option<&str>,
        desired: DesiredStatus,
    ) -> Result<Vec<String>> {
        let desired = match desired {
            DesiredStatus::Running => "RUNNING",
            DesiredStatus::Stopped => "STOPPED",
        };
        or_none(self.list(cluster, family, desired).await)
    }

    async fn describe_tasks(&self, cluster: &str, tasks: &[String]) -> Result<Vec<Task>> {
        let mut found = Vec::with_capacity(tasks.len());
        for batch in tasks.chunks(BATCH) {
            found.extend(or_none(self.describe(cluster, batch).await)?);
        }
        Ok(found)
    }

    async fn run_task(&self, new: &NewTask) -> Result<Task> {
        let call = "ecs:RunTask";
        let awsvpc_configuration = AwsVpc {
            subnets: &new.subnets,
            security_groups: &new.security_groups,
            assign_public_ip: if new.public_ip { "ENABLED" } else { "DISABLED" },
        };
        let overrides = new.command.as_ref().map(|command| Overrides {
            container_overrides: [ContainerOverride {
                name: &new.container,
                command,
            }],
        });
        let request = Request::json(&RunTask {
            cluster: &new.cluster,
            task_definition: &new.definition,
            launch_type: "FARGATE",
            network_configuration: Network { awsvpc_configuration },
            overrides,
            started_by: &new.started_by,
            client_token: &new.token,
        });
        let answer: Tasks = self.0.write(call, request).await?;
        if let Some(started) = answer.tasks.into_iter().next() {
            return Ok(task(started));
        }
        let unexplained = || "no reason is given".to_owned();
        let failure = answer.failures.into_iter().next();
        let message = failure.map_or_else(unexplained, |failure| {
            let detail = failure.detail.map(|detail| format!(": {detail}"));
            failure.reason.unwrap_or_else(unexplained) + &detail.unwrap_or_default()
        });
        Err(Error {
            call,
            kind: Kind::Other {
                code: "Failure".to_owned(),
            },
            message,
        })
    }

    async fn stop_task(&self, cluster: &str, task: &str, reason: &str) -> Result<bool> {
        let request = Request::json(&StopTask {
            cluster,
            task,
            reason,
        });
        let stopped: Result<Done> = self.0.write("ecs:StopTask", request).await;
        Ok(if_there(stopped)?.is_some())
    }
}

fn task(found: FoundTask) -> Task {
    let containers = found.containers.into_iter().map(|container| Container {
        name: container.name,
        image: said(container.image.as_deref()),
        status: container.last_status.as_str().into(),
        exit_code: container.exit_code,
        reason: said(container.reason.as_deref()),
    });
    Task {
        arn: found.task_arn,
        definition_arn: found.task_definition_arn,
        status: found.last_status.as_str().into(),
        desired: found.desired_status.as_str().into(),
        stop_code: found.stop_code.as_deref().map(Into::into),
        stopped_reason: said(found.stopped_reason.as_deref()),
        group: said(found.group.as_deref()),
        started_by: said(found.started_by.as_deref()),
        created: found.created_at,
        started: found.started_at,
        stopped: found.stopped_at,
        containers: containers.collect(),
    }
}
