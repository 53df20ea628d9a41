//! What the schedule of a service runs, read from the deployed template, with physical names.

use super::deployed_stack::DeployedStack;
use super::refusal::{Failure, Refusal};
use super::services::Service;
use crate::cloud::Cloud;
use crate::model::json::Json;
use crate::model::template::Template;
use serde::Serialize;
use std::collections::HashMap;

/// With --dry-run: the task that would start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Launch {
    /// The ARN of the cluster.
    pub cluster: String,
    /// The ARN of the task definition, with its revision.
    pub definition: String,
    /// The name of the container.
    pub container: String,
    /// The arguments of the program.
    pub command: Vec<String>,
    /// The subnets.
    pub subnets: Vec<String>,
    /// The security groups.
    pub security_groups: Vec<String>,
    /// Whether it gets a public IP address.
    pub public_ip: bool,
}

/// The inputs, read once for all services of a stack.
pub(super) struct Reader<'s, 'a, C> {
    deployed: &'s DeployedStack<'a, C>,
    template: Template,
    exports: HashMap<String, String>,
}

/// With --dry-run: the task that would start.
pub async fn launch<C: Cloud>(
    deployed: &DeployedStack<'_, C>,
    service: &Service<'_>,
) -> Result<Launch, Failure> {
    Reader::of(deployed).await?.of_service(service)
}

/// The error for a service without a schedule, or whose schedule runs no task.
pub(super) fn undefined(service: &Service<'_>) -> Failure {
    let name = service.name;
    let reason = format!("{name}: the deployed stack does not define what its schedule runs");
    let fix = format!("run `sa-infra deploy {}` to update it", service.artifact.id);
    Refusal::state(reason, fix).into()
}

impl<'s, 'a, C: Cloud> Reader<'s, 'a, C> {
    pub(super) async fn of(deployed: &'s DeployedStack<'a, C>) -> Result<Self, Failure> {
        Ok(Self {
            deployed,
            template: deployed.template().await?,
            exports: deployed.exports().await?,
        })
    }

    /// The task that the schedule of this service would run.
    pub(super) fn of_service(&self, service: &Service<'_>) -> Result<Launch, Failure> {
        self.launch(service).ok_or_else(|| undefined(service))
    }

    fn launch(&self, service: &Service<'_>) -> Option<Launch> {
        let target = self.property(service.schedule_id, "Target")?;
        let runs = target.get("EcsParameters")?;
        let network = runs.get("NetworkConfiguration")?.get("AwsvpcConfiguration")?;
        let containers = self
            .property(service.task_id, "ContainerDefinitions")?
            .as_list()?;
        let container = containers.first()?;
        Some(Launch {
            cluster: self.text(target.get("Arn")?)?,
            definition: self.text(runs.get("TaskDefinitionArn")?)?,
            container: self.text(container.get("Name")?)?,
            command: container
                .get("Command")
                .map_or(Some(Vec::new()), |list| self.list(list))?,
            subnets: self.list(network.get("Subnets")?)?,
            security_groups: network
                .get("SecurityGroups")
                .map_or(Some(Vec::new()), |list| self.list(list))?,
            public_ip: network.get("AssignPublicIp").and_then(Json::as_text) == Some("ENABLED"),
        })
    }

    fn property(&self, id: &str, name: &str) -> Option<&Json> {
        self.template.resources.get(id)?.properties.get(name)
    }

    fn text(&self, json: &Json) -> Option<String> {
        self.deployed.text(json, &self.exports)
    }

    fn list(&self, json: &Json) -> Option<Vec<String>> {
        json.as_list()?.iter().map(|item| self.text(item)).collect()
    }
}
