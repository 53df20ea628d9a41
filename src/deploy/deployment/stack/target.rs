//! The target of a deployment: the template with its retained exports, and what its parameters get.

use super::One;
use crate::cloud::cloudformation::{CloudFormation, Stack};
use crate::cloud::ssm::Ssm;
use crate::cloud::{Cloud, Clouds, Secret, cloudformation};
use crate::deploy::adoption::{self, Adoption};
use crate::deploy::deployment::exports::{self, Carried};
use crate::deploy::deployment::outgoing::outgoing;
use crate::deploy::deployment::{Failure, inherited, secrets, stack_settings};
use crate::deploy::nested;
use crate::model::app::Initial;
use crate::model::template::{Malformed, Nested, Template};
use std::borrow::Cow;

/// The deployed template and the new one.
pub(super) struct Target {
    pub(super) deployed: Option<Template>,
    /// The stacks nested in the deployed one.
    pub(super) nested: Vec<Nested>,
    pub(super) template: Template,
    pub(super) carries: Vec<Carried>,
    /// Plain parameters that SecureStrings replace: name and logical ID.
    pub(super) replaced: Vec<(String, String)>,
    /// The initial values of template parameters that the stack does not have yet.
    pub(super) initial: Vec<(String, Secret)>,
    /// Where the assets are, and values of stacks in other regions: template parameters that deployments set.
    pub(super) set: Vec<(String, Secret)>,
    /// The parameters that the stack has.
    pub(super) parameters: Vec<cloudformation::Parameter>,
    /// Existing buckets that become part of the stack.
    pub(super) adoptions: Vec<Adoption>,
    /// States of schedules, inherited from the rules that they replace.
    pub(super) inherited: Vec<inherited::State>,
}

impl Target {
    /// The state before: the deployed stack, and the buckets to import as they are.
    pub(super) fn before(&self) -> Template {
        adoption::bare(self.deployed.as_ref(), &self.template, &self.adoptions)
    }

    /// The deployed template with its nested stacks.
    pub(super) fn whole(&self) -> Option<Cow<'_, Template>> {
        self.deployed.as_ref().map(|deployed| match &*self.nested {
            [] => Cow::Borrowed(deployed),
            nested => Cow::Owned(deployed.with_nested(nested)),
        })
    }

    /// Whether the deployed stack has this resource.
    pub(super) fn has(&self, id: &str) -> bool {
        let deployed = self.whole();
        deployed.is_some_and(|deployed| deployed.resources.contains_key(id))
    }
}

impl<C: Clouds> One<'_, C> {
    /// The deployed template and the new one, with its retained exports.
    pub(super) async fn target(&self, exists: Option<&Stack>) -> Result<Target, Failure> {
        let known = self.deployment.options.compared.get(&*self.stack.id).cloned();
        let text = if let Some(known) = known {
            known.filter(|_| exists.is_some())
        } else if exists.is_some() {
            self.cloud.cloudformation().get_template(self.name()).await?
        } else {
            None
        };
        let deployed = text.map(|text| Template::parse(&text)).transpose();
        let deployed = deployed.map_err(|parts| Failure::Template(Malformed::line(&parts)))?;
        let allowed = &self.deployment.options.allow_replace;
        let mut template = outgoing(&self.cloud, self.stack, deployed.as_ref(), allowed).await?;
        let mut carries = Vec::new();
        if let Some(before) = &deployed {
            for (output, export) in exports::going(before, &self.stack.template) {
                let importers = self.cloud.cloudformation().list_imports(export).await?;
                if importers.is_empty() {
                    continue;
                }
                let here = self.deployment.all.iter();
                let here = here.filter(|other| other.environment() == self.stack.environment());
                let ours = |name: &&String| here.clone().any(|stack| stack.name == ***name);
                if let Some(stranger) = importers.iter().find(|name| !ours(name)) {
                    let importers = vec![stranger.clone()];
                    return Err(Failure::Imported {
                        export: export.to_owned(),
                        importers,
                    });
                }
                let resources = exports::carry(before, &mut template, output);
                let with = if resources.is_empty() {
                    String::new()
                } else {
                    format!(", with {}", resources.join(", "))
                };
                self.note(format!(
                    "retains the export {export} while {} imports it{with}",
                    importers.join(", ")
                ));
                let export = export.to_owned();
                carries.push(Carried { export, importers });
            }
        }
        let adoptions = adoption::find(&self.cloud, &template, deployed.as_ref()).await?;
        let mut set = self.passed().await?;
        set.extend(self.places_of_assets().await?);
        let replaced = secrets::replaced(&self.stack.secrets, deployed.as_ref());
        Ok(Target {
            nested: nested::read(&self.cloud, self.name(), deployed.as_ref()).await?,
            deployed,
            template,
            carries,
            replaced,
            initial: self.initial(exists).await?,
            set,
            parameters: exists.map(|stack| stack.parameters.clone()).unwrap_or_default(),
            adoptions,
            inherited: Vec::new(),
        })
    }

    /// The initial values of the parameters that the stack does not have yet. Values that AWS publishes are read for
    /// these alone.
    async fn initial(&self, exists: Option<&Stack>) -> Result<Vec<(String, Secret)>, Failure> {
        let has = |name: &str| {
            exists.is_some_and(|stack| stack.parameters.iter().any(|parameter| parameter.name == name))
        };
        let mut values = Vec::new();
        let parameters = &self.stack.template.parameters;
        let is_new = |name: &str| parameters.contains_key(name) && !has(name);
        for (name, initial) in self.stack.initial_values.iter().filter(|(name, _)| is_new(name)) {
            let value = match initial {
                Initial::Value(value) => Secret::new(value.to_string()),
                Initial::Published(path) => self.published(path).await?,
            };
            values.push((name.to_string(), value));
        }
        Ok(values)
    }

    async fn published(&self, path: &str) -> Result<Secret, Failure> {
        let found = self.cloud.ssm().get_parameters(&[path.to_owned()]).await?;
        let first = found.into_iter().next().map(|parameter| parameter.value);
        first.ok_or_else(|| {
            let region = self.cloud.region();
            Failure::Values(format!(
                "AWS publishes no {path} in {region}: nothing was deployed"
            ))
        })
    }

    /// Reads the states that new schedules inherit.
    pub(super) async fn inherit(&self, stack: &Stack, target: &mut Target) -> Result<(), Failure> {
        if let Some(deployed) = &target.deployed {
            let states = inherited::states(&self.cloud, stack, deployed, &target.template).await?;
            for (parameter, state) in &states {
                self.note(format!(
                    "{parameter} starts as {state}, because the EventBridge rule that the schedule replaces is disabled"
                ));
            }
            target.inherited = states;
        }
        Ok(())
    }

    /// Whether the template, the tags and the given parameters are unchanged; live values do not count.
    pub(super) fn is_unchanged(&self, found: &Stack, target: &Target) -> bool {
        let same = target
            .deployed
            .as_ref()
            .is_some_and(|deployed| deployed.to_compact() == target.template.to_compact());
        let has = |(name, value): &(String, Secret)| {
            let mut parameters = found.parameters.iter();
            parameters.any(|parameter| parameter.name == *name && parameter.value.as_ref() == Some(value))
        };
        let options = self.deployment.options;
        let passed = |(name, _): &&(String, Secret)| {
            let mut passed = self.stack.passed.iter();
            passed.any(|passed| *passed.parameter == **name)
        };
        let set = target.set.iter().filter(passed);
        same && !stack_settings::differ(options, Some(found)) && options.given.iter().chain(set).all(has)
    }
}
