//! Amazon ECS by the SDK.

use super::call::{Caller, if_there, or_none};
use super::convert::{said, text, time};
use crate::cloud::ecs::{Container, DesiredStatus, Ecs, NewTask, Task};
use crate::cloud::{Error, Kind, Result};
use aws_config::SdkConfig;
use aws_sdk_ecs::types;

/// As many tasks as one call describes.
const BATCH: usize = 100;

/// Amazon ECS by the SDK.
#[derive(Debug)]
pub struct Client {
    client: aws_sdk_ecs::Client,
    caller: Caller,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_ecs::Client::new(config),
            caller: caller.clone(),
        }
    }

    async fn list(
        &self,
        cluster: &str,
        family: Option<&str>,
        desired: types::DesiredStatus,
    ) -> Result<Vec<String>> {
        let request = self.client.list_tasks().cluster(cluster).desired_status(desired);
        let request = request.set_family(family.map(str::to_owned));
        let mut pages = request.into_paginator().send();
        let mut tasks = Vec::new();
        while let Some(page) = self.caller.page("ecs:ListTasks", pages.next()).await? {
            tasks.extend(page.task_arns.unwrap_or_default());
        }
        Ok(tasks)
    }

    async fn describe(&self, cluster: &str, tasks: &[String]) -> Result<Vec<Task>> {
        let request = self.client.describe_tasks().cluster(cluster);
        let request = request.set_tasks(Some(tasks.to_vec())).send();
        let answer = self.caller.read("ecs:DescribeTasks", request).await?;
        Ok(answer.tasks().iter().map(task).collect())
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
            DesiredStatus::Running => types::DesiredStatus::Running,
            DesiredStatus::Stopped => types::DesiredStatus::Stopped,
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
        let failed = |kind, message: &str| Error {
            call,
            kind,
            message: message.to_owned(),
        };
        let network = types::AwsVpcConfiguration::builder()
            .set_subnets(Some(new.subnets.clone()))
            .set_security_groups(Some(new.security_groups.clone()))
            .assign_public_ip(if new.public_ip {
                types::AssignPublicIp::Enabled
            } else {
                types::AssignPublicIp::Disabled
            })
            .build()
            .map_err(|error| failed(Kind::Validation, &error.to_string()))?;
        let network = types::NetworkConfiguration::builder().awsvpc_configuration(network);
        let other = new.command.as_ref().map(|command| {
            let container = types::ContainerOverride::builder().name(&new.container);
            let container = container.set_command(Some(command.clone())).build();
            types::TaskOverride::builder()
                .container_overrides(container)
                .build()
        });
        let request = self
            .client
            .run_task()
            .cluster(&new.cluster)
            .task_definition(&new.definition)
            .launch_type(types::LaunchType::Fargate)
            .network_configuration(network.build())
            .set_overrides(other)
            .started_by(&new.started_by)
            .client_token(&new.token)
            .send();
        let answer = Box::pin(self.caller.write(call, request)).await?;
        if let Some(started) = answer.tasks().first() {
            return Ok(task(started));
        }
        let failure = answer.failures().first();
        let said = |text: Option<&str>| text.unwrap_or("no reason is given").to_owned();
        let reason = failure.map_or("no reason is given".to_owned(), |failure| {
            let detail = failure.detail().map(|detail| format!(": {detail}"));
            said(failure.reason()) + &detail.unwrap_or_default()
        });
        let code = "Failure".to_owned();
        Err(failed(Kind::Other { code }, &reason))
    }

    async fn stop_task(&self, cluster: &str, task: &str, reason: &str) -> Result<bool> {
        let request = self.client.stop_task().cluster(cluster);
        let request = request.task(task).reason(reason).send();
        let stopped = self.caller.write("ecs:StopTask", request).await;
        Ok(if_there(stopped)?.is_some())
    }
}

fn task(task: &types::Task) -> Task {
    let containers = task.containers().iter().map(|container| Container {
        name: text(container.name()),
        image: said(container.image()),
        status: container.last_status().unwrap_or_default().into(),
        exit_code: container.exit_code(),
        reason: said(container.reason()),
    });
    Task {
        arn: text(task.task_arn()),
        definition_arn: text(task.task_definition_arn()),
        status: task.last_status().unwrap_or_default().into(),
        desired: task.desired_status().unwrap_or_default().into(),
        stop_code: task.stop_code().map(|code| code.as_str().into()),
        stopped_reason: said(task.stopped_reason()),
        group: said(task.group()),
        started_by: said(task.started_by()),
        created: task.created_at().map(time),
        started: task.started_at().map(time),
        stopped: task.stopped_at().map(time),
        containers: containers.collect(),
    }
}
