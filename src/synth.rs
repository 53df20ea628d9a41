//! App to assembly: turns references between stacks into exports and imports, applies tags to every resource that
//! supports them, checks everything, and returns all errors at once.

mod accounts;
pub mod diagram;
mod lists;
mod nested;
mod order;
mod references;
pub mod resolve;
mod tags;
pub mod testing;

use crate::check::{check_across, check_in};
use crate::model::app::asset::Asset;
use crate::model::app::{
    App, Build, Initial, Keep, Machine, Passed, Payload, SecureParameter, Service, Stack,
};
use crate::model::environment::Environment;
use crate::model::finding::{Finding, Findings, Severity};
use crate::model::json::Text;
use crate::model::template::{Nested, Template};
use indexmap::IndexMap;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// The result of synth: what the app deploys.
#[derive(Debug)]
pub struct Assembly {
    /// The stacks, each after those it depends on.
    pub stacks: Vec<Artifact>,
    /// The findings that do not prevent a deployment.
    pub warnings: Vec<Finding>,
}

/// One stack, ready to be deployed.
#[derive(Debug)]
pub struct Artifact {
    /// The construct id, which names the stack on the command line.
    pub id: Arc<str>,
    /// Its name in CloudFormation.
    pub name: Text,
    /// Its region; `None` for the region of the command.
    pub region: Option<Text>,
    /// The account it belongs to; `None` for that of the credentials.
    pub account: Option<Text>,
    /// Its template.
    pub template: Template,
    /// The stacks nested in it. Their templates are among its assets.
    pub nested: Vec<Nested>,
    /// The SecureStrings that must exist before the deployment.
    pub secrets: Vec<SecureParameter>,
    /// The number of days after which values of parameters expire, by the name of the parameter.
    pub lifetimes: Vec<(String, u32)>,
    /// The values that template parameters without a default get at the first deployment.
    pub initial_values: Vec<(Text, Initial)>,
    /// How to preserve resources that exist already, by logical ID.
    pub kept: Vec<(Arc<str>, Keep)>,
    /// The logical ids of the task definitions whose images are pinned to digests.
    pub pinned_images: Vec<Arc<str>>,
    /// Whether `--all` excludes it, so that it must be named.
    pub on_request: bool,
    /// The services that you operate by name.
    pub services: Vec<Service>,
    /// The projects that build the images of services.
    pub builds: Vec<Build>,
    /// The instance that you operate by the id of the stack.
    pub machine: Option<Machine>,
    /// The files that you upload into a bucket of it.
    pub payload: Option<Payload>,
    /// What is uploaded before its resources are made.
    pub assets: Vec<Asset>,
    /// Values of stacks in other regions, which a deployment passes on as template parameters.
    pub passed: Vec<Passed>,
    /// The ids of the stacks that it needs, in the order of deployment.
    pub dependencies: Vec<Arc<str>>,
}

impl Assembly {
    /// These stacks and their dependencies, in deployment order.
    #[cfg(feature = "cli")]
    pub(crate) fn with_dependencies(&self, named: &[&Artifact]) -> Vec<&Artifact> {
        let mut wanted = named.iter().map(|stack| &stack.id).collect::<Vec<_>>();
        // Producers come before their consumers, so one pass from the end finds all of them.
        for stack in self.stacks.iter().rev() {
            if wanted.contains(&&stack.id) {
                wanted.extend(&stack.dependencies);
            }
        }
        let is_wanted = |stack: &&Artifact| wanted.contains(&&stack.id);
        self.stacks.iter().filter(is_wanted).collect()
    }
}

impl App {
    /// The assembly of this app.
    ///
    /// # Errors
    ///
    /// [`Findings`], with every error at once: the check's errors, and conflicts between the stacks.
    pub fn synth(mut self) -> Result<Assembly, Findings> {
        let mut findings = std::mem::take(&mut self.problems);
        let mut problems = |stack: &mut Stack| findings.append(&mut stack.problems);
        self.stacks
            .iter_mut()
            .for_each(|stack| stack.each_mut(&mut problems));
        findings.extend(accounts::check(&self.stacks, &self.profiles));
        findings.extend(same_names(&self.stacks));
        self.visit(&mut findings);
        for stack in &mut self.stacks {
            tags::apply(stack, &self.tags);
        }
        nested::resolve(&mut self.stacks, &mut findings);
        let mut dependencies = references::resolve(&mut self.stacks, &mut findings);
        order::after(&self.stacks, &mut dependencies, &mut findings);
        let order = order::order(&self.stacks, &dependencies, &mut findings);
        for stack in &mut self.stacks {
            nested::seal(stack, &mut findings);
        }
        nested::each(&self.stacks, &mut |stack| {
            findings.extend(check_in(&stack.id, &stack.template, stack.region.as_deref()));
        });
        findings.extend(across(&self.stacks));
        let (errors, warnings) = findings
            .into_iter()
            .partition::<Vec<_>, _>(|finding| finding.severity == Severity::Error);
        if !errors.is_empty() {
            return Err(Findings(errors));
        }
        Ok(Assembly {
            stacks: order::arrange(self.stacks, dependencies, &order),
            warnings,
        })
    }
}

/// The stacks of an environment share their exports.
fn across(stacks: &[Stack]) -> Vec<Finding> {
    let mut environments = IndexMap::<_, Vec<_>>::new();
    nested::each(stacks, &mut |stack| {
        let here = environments.entry(stack.environment()).or_default();
        here.push((stack.id.clone(), &stack.template));
    });
    environments
        .values()
        .flat_map(|stacks| check_across(stacks))
        .collect()
}

/// Two stacks of one environment with the same name in CloudFormation would overwrite each other.
fn same_names(stacks: &[Stack]) -> Vec<Finding> {
    let mut names = HashMap::new();
    let mut findings = Vec::new();
    for stack in stacks {
        if let Some(other) = names.insert((&stack.name, stack.environment()), &stack.id)
            && *other != stack.id
        {
            let reason = format!("has the same CloudFormation name as {other}: {}", stack.name);
            let fix = "give one of them another name, region or account";
            findings.push(Finding::error(stack.id.clone(), reason, fix));
        }
    }
    findings
}

impl Artifact {
    /// Its account and its region.
    pub fn environment(&self) -> Environment<'_> {
        Environment {
            account: self.account.as_deref(),
            region: self.region.as_deref(),
        }
    }

    /// Its template with the resources of its nested stacks.
    pub fn whole(&self) -> Cow<'_, Template> {
        match &*self.nested {
            [] => Cow::Borrowed(&self.template),
            nested => Cow::Owned(self.template.with_nested(nested)),
        }
    }
}

impl Assembly {
    /// The stack with this id.
    pub fn stack(&self, id: &str) -> Option<&Artifact> {
        self.stacks.iter().find(|stack| &*stack.id == id)
    }
}

#[cfg(test)]
mod tests;
