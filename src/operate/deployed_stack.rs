//! A deployed stack to operate on, with the physical names of its resources.

use super::refusal::{Failure, Refusal};
use crate::cloud::cloudformation::{CloudFormation, Stack};
use crate::cloud::{Cloud, Clouds};
use crate::deploy::deployed_stacks::look_up_one;
use crate::model::json::Json;
use crate::model::template::Template;
use crate::synth::Artifact;
use crate::synth::resolve::{Name, text};
use std::collections::HashMap;

/// A deployed stack.
#[derive(Debug)]
pub struct DeployedStack<'a, C> {
    /// The stack as the app defines it.
    pub artifact: &'a Artifact,
    /// The stack's region.
    pub cloud: C,
    /// The state of the stack.
    pub stack: Stack,
    names: HashMap<String, String>,
}

impl<'a, C: Cloud> DeployedStack<'a, C> {
    /// The deployed stack; otherwise an error that names the command to run first.
    pub async fn of(clouds: &impl Clouds<Cloud = C>, artifact: &'a Artifact) -> Result<Self, Failure> {
        let deployed = look_up_one(clouds, artifact).await?;
        let (cloud, region) = (deployed.cloud.clone(), deployed.cloud.region().to_owned());
        let resources = match &deployed.stack {
            Some(stack) => cloud.cloudformation().list_stack_resources(&stack.arn).await?,
            None => Vec::new(),
        };
        let Some(stack) = deployed.stack.filter(|_| !resources.is_empty()) else {
            let id = &artifact.id;
            let reason = format!("{id}: not deployed in {region}");
            let fix = format!("run `sa-infra deploy {id}` first, or select another region with --region");
            return Err(Refusal::state(reason, fix).into());
        };
        let named = resources
            .into_iter()
            .filter_map(|resource| Some((resource.logical_id, resource.physical_id?)));
        Ok(Self {
            artifact,
            cloud,
            stack,
            names: named.collect(),
        })
    }

    /// The physical name of a resource; an error if it is not deployed yet.
    pub fn name(&self, logical_id: &str) -> Result<&str, Failure> {
        self.names.get(logical_id).map(String::as_str).ok_or_else(|| {
            let id = &self.artifact.id;
            let reason = format!("{id}: {logical_id} is not deployed yet");
            Refusal::state(reason, format!("run `sa-infra deploy {id}` to create it")).into()
        })
    }

    /// The deployed template.
    pub async fn template(&self) -> Result<Template, Failure> {
        let text = self.cloud.cloudformation().get_template(&self.stack.arn).await?;
        Template::parse(&text.unwrap_or_default()).map_err(|_| {
            let id = &self.artifact.id;
            let reason = format!("{id}: the deployed template cannot be read");
            Refusal::state(reason, format!("run `sa-infra deploy {id}` to update it")).into()
        })
    }

    /// All exports of the region.
    pub async fn exports(&self) -> Result<HashMap<String, String>, Failure> {
        let exports = self.cloud.cloudformation().list_exports().await?;
        Ok(exports
            .into_iter()
            .map(|export| (export.name, export.value))
            .collect())
    }

    /// The value of an expression in the deployed template.
    pub fn text(&self, json: &Json, exports: &HashMap<String, String>) -> Option<String> {
        // arn:PARTITION:cloudformation:REGION:ACCOUNT:stack/..
        let part = |at: usize| self.stack.arn.split(':').nth(at).map(str::to_owned);
        let look_up = |name: Name<'_>| match name {
            Name::Reference("AWS::Partition") => part(1),
            Name::Reference("AWS::Region") => part(3),
            Name::Reference("AWS::AccountId") => part(4),
            Name::Reference(id) => self.names.get(id).cloned(),
            Name::Attribute(id, "Arn") => self
                .names
                .get(id)
                .filter(|name| name.starts_with("arn:"))
                .cloned(),
            Name::Attribute(..) => None,
            Name::Export(name) => exports.get(name).cloned(),
        };
        text(json, &look_up)
    }
}
