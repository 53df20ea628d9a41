//! The target of a deployment: the template with its retained exports, and the request to CloudFormation.

use super::One;
use crate::cloud::cloudformation::{
    ChangeSetKind, CloudFormation, NewChangeSet, OnFailure, ParameterValue, Stack, TemplateSource, Value,
};
use crate::cloud::ssm::Ssm;
use crate::cloud::{Cloud, Clouds, Secret, cloudformation};
use crate::deploy::adoption::{self, Adoption};
use crate::deploy::deployment::exports::{self, Carried};
use crate::deploy::deployment::outgoing::outgoing;
use crate::deploy::deployment::{Failure, OnFailure as Wanted, inherited, secrets, stack_settings};
use crate::deploy::live_parameters::Value as LiveValue;
use crate::deploy::template_hash;
use crate::model::app::Initial;
use crate::model::template::{Malformed, Template};

/// The deployed template and the new one.
pub(super) struct Target {
    pub(super) deployed: Option<Template>,
    pub(super) template: Template,
    pub(super) carries: Vec<Carried>,
    /// Plain parameters that SecureStrings replace: name and logical ID.
    pub(super) replaced: Vec<(String, String)>,
    /// The initial values of template parameters that the stack does not have yet.
    pub(super) initial: Vec<(String, Secret)>,
    /// The stack's parameters.
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

    /// Whether the deployed stack has this resource.
    pub(super) fn has(&self, id: &str) -> bool {
        let deployed = self.deployed.as_ref();
        deployed.is_some_and(|deployed| deployed.resources.contains_key(id))
    }
}

impl<C: Clouds> One<'_, C> {
    /// The deployed template and the new one, with its retained exports.
    pub(super) async fn target(&self, exists: Option<&Stack>) -> Result<Target, Failure> {
        let known = self.deployment.options.compared.get(self.name()).cloned();
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
                let ours = |name: &&String| self.deployment.all.iter().any(|stack| stack.name == ***name);
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
        let replaced = secrets::replaced(&self.stack.secrets, deployed.as_ref());
        Ok(Target {
            deployed,
            template,
            carries,
            replaced,
            initial: self.initial(exists).await?,
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
        same && !stack_settings::differ(options, Some(found)) && options.given.iter().all(has)
    }

    pub(super) fn change_set(
        &self,
        exists: Option<&Stack>,
        target: &Target,
        values: &[LiveValue],
    ) -> NewChangeSet {
        let options = self.deployment.options;
        let name = template_hash::name(self.stack);
        NewChangeSet {
            stack: self.name().to_owned(),
            description: None,
            token: name.clone(),
            name,
            kind: if exists.is_some() {
                ChangeSetKind::Update
            } else {
                ChangeSetKind::Create
            },
            template: TemplateSource::Body(target.template.to_compact()),
            parameters: Self::parameters(&options.given, exists, target, values),
            tags: stack_settings::tags(options, exists),
            capabilities: vec!["CAPABILITY_IAM".to_owned(), "CAPABILITY_NAMED_IAM".to_owned()],
            imports: Vec::new(),
            import_existing: true,
            on_failure: self.on_failure(exists.is_none()),
            role_arn: options.role_arn.clone(),
            notification_arns: stack_settings::notification_arns(options, exists),
            express: options.express,
        }
    }

    /// The behavior on failure in the change set; `None` leaves it to the execution.
    fn on_failure(&self, creates: bool) -> Option<OnFailure> {
        match self.deployment.options.on_failure {
            Wanted::Keep => Some(OnFailure::DoNothing),
            Wanted::Delete if creates => Some(OnFailure::Delete),
            Wanted::Delete | Wanted::Rollback => None,
        }
    }

    /// Whether the execution sets the behavior on failure.
    pub(super) fn says_nothing_of_failure(&self, creates: bool) -> bool {
        self.on_failure(creates).is_none() && !self.deployment.options.express
    }

    /// The value of a parameter, in this order: given, live, current, inherited, initial, default.
    pub(super) fn parameters(
        given: &[(String, Secret)],
        exists: Option<&Stack>,
        target: &Target,
        values: &[LiveValue],
    ) -> Vec<ParameterValue> {
        let value = |name: &str| {
            if let Some((_, value)) = given.iter().find(|(parameter, _)| parameter == name) {
                return Some(Value::Given(value.clone()));
            }
            let live = values.iter().find(|value| value.live.parameter == name);
            if let Some(now) = live.and_then(|value| value.now.clone()) {
                return Some(Value::Given(now));
            }
            if exists.is_some_and(|stack| stack.parameters.iter().any(|parameter| parameter.name == name)) {
                return Some(Value::Previous);
            }
            let inherited = target
                .inherited
                .iter()
                .find(|(parameter, _)| **parameter == *name);
            if let Some((_, state)) = inherited {
                return Some(Value::Given(Secret::new(*state)));
            }
            let initial = target.initial.iter().find(|(parameter, _)| parameter == name);
            initial.map(|(_, value)| Value::Given(value.clone()))
        };
        let names = target.template.parameters.keys();
        names
            .filter_map(|name| {
                Some(ParameterValue {
                    name: name.to_string(),
                    value: value(name)?,
                })
            })
            .collect()
    }
}
