//! One stack, from what is there to what should be.

use super::change_set::{self, Made};
use super::live::{self, Value as LiveValue};
use super::state::{Entry, entry};
use super::{Approval, Deployment, Failure, exports, guard, journal, secrets};
use crate::cloud::cloudformation::{
    ChangeSet, ChangeSetKind, CloudFormation, Deletion, NewChangeSet, OnFailure, ParameterValue, Stack,
    StackStatus, TemplateSource, Value,
};
use crate::cloud::ssm::Ssm;
use crate::cloud::{Cloud, Clouds, Secret};
use crate::synth::Artifact;
use crate::template::Template;
use crate::toolkit::attend::{self, Watched};
use crate::toolkit::cause;
use crate::toolkit::talk::{Event, Outcome, Question, Row};
use crate::toolkit::token;
use crate::toolkit::watch::Watch;
use std::time::Instant;

/// What came of a stack.
pub(super) struct Done {
    pub(super) outcome: Outcome,
    /// Whether it carries exports that only consumers still to be deployed need.
    pub(super) carries: bool,
}

/// How often a deployment starts again because a live value changed under its hands.
const ATTEMPTS: u32 = 3;

pub(super) async fn deploy<C: Clouds>(
    deployment: &Deployment<'_, C>,
    stack: &Artifact,
) -> Result<Done, Failure> {
    let cloud = deployment.clouds.region(stack.region.as_deref())?;
    let one = One {
        deployment,
        cloud,
        stack,
        begin: Instant::now(),
    };
    let current = one.settle().await?;
    one.deploy(current).await
}

struct One<'a, C: Clouds> {
    deployment: &'a Deployment<'a, C>,
    cloud: C::Cloud,
    stack: &'a Artifact,
    begin: Instant,
}

/// What is deployed, and what is to be.
struct Target {
    deployed: Option<Template>,
    template: Template,
    carries: bool,
    /// Plain parameters that SecureStrings replace: name and logical id.
    replaced: Vec<(String, String)>,
}

impl<C: Clouds> One<'_, C> {
    fn name(&self) -> &str {
        &self.stack.name
    }

    fn tell(&self, event: impl FnOnce(String) -> Event) {
        self.deployment.talk.tell(event(self.stack.id.to_string()));
    }

    fn note(&self, text: impl Into<String>) {
        let text = text.into();
        self.tell(|stack| Event::Note { stack, text });
    }

    /// Waits for what is under way and clears away what failed at creation, until the stack can be deployed.
    async fn settle(&self) -> Result<Option<Stack>, Failure> {
        loop {
            let found = self.cloud.cloudformation().describe_stack(self.name()).await?;
            match (entry(found.as_ref()), found) {
                (Entry::Create | Entry::Update, found) => {
                    return Ok(found.filter(|found| !found.status.is_gone()));
                }
                (Entry::Stuck { what, fix }, _) => {
                    return Err(Failure::Stuck {
                        what: what.to_owned(),
                        fix: fix.to_owned(),
                    });
                }
                (Entry::Wait, Some(found)) => {
                    let status = found.status.as_str().to_owned();
                    self.tell(|stack| Event::Waiting { stack, status });
                    self.watch(&found.arn, self.events(&found.arn)).await?;
                }
                (Entry::Recreate, Some(found)) => self.clear(&found).await?,
                (Entry::Wait | Entry::Recreate, None) => {}
            }
        }
    }

    /// Deletes a stack whose creation failed, once the person has seen what stays behind.
    async fn clear(&self, found: &Stack) -> Result<(), Failure> {
        let resources = self
            .cloud
            .cloudformation()
            .list_stack_resources(&found.arn)
            .await?;
        let stays = |status: &str| !status.starts_with("DELETE_COMPLETE");
        let survivors = resources
            .into_iter()
            .filter(|resource| stays(resource.status.as_str()));
        let survivors = survivors.map(|resource| resource.logical_id).collect();
        let stack = self.stack.id.to_string();
        if self.deployment.options.dry_run
            || !self
                .deployment
                .talk
                .ask(&Question::Recreate { stack, survivors })?
        {
            return Err(Failure::Declined);
        }
        let deletion = Deletion {
            stack: found.arn.clone(),
            retain: Vec::new(),
            force: false,
            role_arn: self.deployment.options.role_arn.clone(),
            token: token::fresh(),
        };
        self.cloud.cloudformation().delete_stack(&deletion).await?;
        self.watch(&found.arn, self.events(&found.arn)).await.map(|_| ())
    }

    fn events(&self, arn: &str) -> Watch<'_, <C::Cloud as Cloud>::CloudFormation> {
        Watch::new(self.cloud.cloudformation(), arn)
    }

    async fn watch(
        &self,
        arn: &str,
        events: Watch<'_, <C::Cloud as Cloud>::CloudFormation>,
    ) -> Result<(Stack, cause::Cause), Failure> {
        let tell = |event: &crate::cloud::cloudformation::StackEvent| {
            self.tell(|stack| Event::Resource {
                stack,
                event: event.clone(),
            });
        };
        let before = StackStatus::ReviewInProgress;
        let interrupts = self.deployment.interrupts;
        match attend::watch(&self.cloud, arn, &before, events, interrupts, tell).await? {
            Watched::Over(stack, events) => Ok((*stack, cause::of(&events))),
            Watched::Gone => Err(Failure::Stuck {
                what: "it was deleted meanwhile".to_owned(),
                fix: "see who deletes it, then deploy again".to_owned(),
            }),
            Watched::Left => Err(Failure::Left),
        }
    }

    async fn deploy(&self, current: Option<Stack>) -> Result<Done, Failure> {
        let exists = current
            .as_ref()
            .filter(|stack| stack.status.as_str() != "REVIEW_IN_PROGRESS");
        let target = self.target(exists.is_some()).await?;
        let lives = live::of(&target.template);
        self.take_up(exists.is_some(), &lives, &target).await?;
        if let Some(found) = exists
            && self.is_unchanged(found, &target)
        {
            return self.unchanged(found, &target).await;
        }
        if current.is_some() {
            change_set::discard_stale(&self.cloud, self.name()).await?;
        }
        for _ in 0..ATTEMPTS {
            let values = if exists.is_some() {
                live::read(&self.cloud, &lives).await?
            } else {
                Vec::new()
            };
            let made = change_set::make(&self.cloud, &self.change_set(exists, &target, &values)).await?;
            let Made::Ready(ready) = made else {
                return match exists {
                    Some(found) => self.unchanged(found, &target).await,
                    None => Ok(self.done(Outcome::Unchanged, &target, Vec::new())),
                };
            };
            let approved = self.approve(&ready, &target, exists.is_none());
            if !matches!(approved, Ok(true)) {
                change_set::discard(&self.cloud, &ready.arn, &ready.stack_arn).await?;
                approved?;
                return Ok(self.done(Outcome::Shown, &target, Vec::new()));
            }
            secrets::apply(&self.cloud, &self.stack.secrets, &target.replaced).await?;
            if exists.is_some() && live::read(&self.cloud, &lives).await? != values {
                self.note("a value that people set changed meanwhile: the change set is made again with it");
                change_set::discard(&self.cloud, &ready.arn, &ready.stack_arn).await?;
                continue;
            }
            return self.execute(&ready, exists, &target, &values).await;
        }
        Err(Failure::Values(
            "values that people set kept changing; nothing was deployed".to_owned(),
        ))
    }

    /// What is deployed and what is to be, with the exports that cannot go yet.
    async fn target(&self, exists: bool) -> Result<Target, Failure> {
        let mut template = self.stack.template.clone();
        let text = if exists {
            self.cloud.cloudformation().get_template(self.name()).await?
        } else {
            None
        };
        let deployed = text.map(|text| Template::parse(&text)).transpose();
        let deployed = deployed.map_err(|problems| {
            let problems = problems.iter().map(ToString::to_string).collect::<Vec<_>>();
            Failure::Template(problems.join("; "))
        })?;
        let mut carries = false;
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
                carries = true;
                let with = if resources.is_empty() {
                    String::new()
                } else {
                    format!(", with {}", resources.join(", "))
                };
                self.note(format!(
                    "keeps the export {export} while {} imports it{with}",
                    importers.join(", ")
                ));
            }
        }
        let replaced = secrets::replaced(&self.stack.secrets, deployed.as_ref());
        Ok(Target {
            deployed,
            template,
            carries,
            replaced,
        })
    }

    /// Gives back what a deployment that was cut short had taken note of.
    async fn take_up(&self, exists: bool, lives: &[live::Live], target: &Target) -> Result<(), Failure> {
        if !exists || lives.is_empty() || self.deployment.options.dry_run {
            return Ok(());
        }
        let found = self
            .cloud
            .ssm()
            .get_parameters(&[journal::name(self.name())])
            .await?;
        let Some(journal) = found.first() else {
            return Ok(());
        };
        for restored in live::restore(&self.cloud, &journal::read(journal)).await? {
            self.note(format!(
                "gave back the value of {} that an earlier deployment had overwritten",
                restored.parameter
            ));
        }
        let _ = target;
        Ok(journal::clear(&self.cloud, self.name()).await?)
    }

    /// Whether template and tags are what is deployed; live values take no part.
    fn is_unchanged(&self, found: &Stack, target: &Target) -> bool {
        let same = target
            .deployed
            .as_ref()
            .is_some_and(|deployed| deployed.to_compact() == target.template.to_compact());
        let sorted = |tags: &[(String, String)]| {
            let mut tags = tags.to_vec();
            tags.sort();
            tags
        };
        same && sorted(&found.tags) == sorted(&self.deployment.options.tags)
    }

    async fn unchanged(&self, found: &Stack, target: &Target) -> Result<Done, Failure> {
        if !self.deployment.options.dry_run {
            secrets::apply(&self.cloud, &self.stack.secrets, &target.replaced).await?;
            self.protect(found).await?;
        }
        Ok(self.done(Outcome::Unchanged, target, found.outputs.clone()))
    }

    async fn protect(&self, found: &Stack) -> Result<(), Failure> {
        if let Some(on) = self.deployment.options.termination_protection
            && on != found.termination_protection
        {
            self.cloud
                .cloudformation()
                .update_termination_protection(self.name(), on)
                .await?;
            self.note(format!(
                "termination protection is {} now",
                if on { "on" } else { "off" }
            ));
        }
        Ok(())
    }

    fn change_set(&self, exists: Option<&Stack>, target: &Target, values: &[LiveValue]) -> NewChangeSet {
        let options = self.deployment.options;
        let name = token::fresh();
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
            parameters: self.parameters(exists, target, values),
            tags: options.tags.clone(),
            capabilities: vec!["CAPABILITY_IAM".to_owned(), "CAPABILITY_NAMED_IAM".to_owned()],
            imports: Vec::new(),
            import_existing: true,
            on_failure: options.keep_on_failure.then_some(OnFailure::DoNothing),
            role_arn: options.role_arn.clone(),
            notification_arns: options.notification_arns.clone(),
            express: false,
        }
    }

    /// The live value where there is one, else what the stack has, else the initial value, else the default.
    fn parameters(
        &self,
        exists: Option<&Stack>,
        target: &Target,
        values: &[LiveValue],
    ) -> Vec<ParameterValue> {
        let value = |name: &str| {
            let live = values.iter().find(|value| value.live.parameter == name);
            if let Some(now) = live.and_then(|value| value.now.clone()) {
                return Some(Value::Given(now));
            }
            if exists.is_some_and(|stack| stack.parameters.iter().any(|parameter| parameter.name == name)) {
                return Some(Value::Previous);
            }
            let initial = self
                .stack
                .initial_values
                .iter()
                .find(|(parameter, _)| parameter == name);
            initial.map(|(_, value)| Value::Given(Secret::new(value.clone())))
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

    /// Shows the changes, stops at what may not go, and asks about the rest. `false` when they were only to be shown.
    fn approve(&self, ready: &ChangeSet, target: &Target, new: bool) -> Result<bool, Failure> {
        let options = self.deployment.options;
        let changes = ready.changes.iter().map(Row::from).collect();
        self.tell(|stack| Event::Changes { stack, new, changes });
        let mut allowed = options.allow_replace.clone();
        allowed.extend(target.replaced.iter().map(|(_, id)| id.clone()));
        if let Some(deployed) = &target.deployed {
            let stops = guard::stops(&ready.changes, deployed, &allowed);
            if !stops.is_empty() {
                return Err(Failure::Stopped(stops));
            }
        }
        if options.dry_run {
            return Ok(false);
        }
        if self.deployment.interrupts.get() > 0 {
            return Err(Failure::Interrupted);
        }
        let because = self.opens(ready);
        let asks = match options.approval {
            Approval::Never => false,
            Approval::Broadening => !because.is_empty(),
            Approval::AnyChange => true,
        };
        let stack = self.stack.id.to_string();
        if asks && !self.deployment.talk.ask(&Question::Approve { stack, because })? {
            return Err(Failure::Declined);
        }
        Ok(true)
    }

    /// Changes that may open something: policies, roles, rules of networks.
    fn opens(&self, ready: &ChangeSet) -> Vec<String> {
        let opens = |kind: &str| {
            kind.starts_with("AWS::IAM::")
                || kind.ends_with("Policy")
                || kind.starts_with("AWS::EC2::SecurityGroup")
        };
        let changed = ready
            .changes
            .iter()
            .filter(|change| change.action.as_str() != "Remove");
        let opening = changed.filter(|change| opens(&change.resource_type));
        opening
            .map(|change| format!("{} {}", change.resource_type, change.logical_id))
            .collect()
    }

    async fn execute(
        &self,
        ready: &ChangeSet,
        exists: Option<&Stack>,
        target: &Target,
        values: &[LiveValue],
    ) -> Result<Done, Failure> {
        let api = self.cloud.cloudformation();
        let mut events = self.events(&ready.stack_arn);
        if exists.is_some() {
            // What happened before is not news.
            events.poll().await?;
        }
        if !values.is_empty() {
            journal::write(&self.cloud, self.name(), values).await?;
        }
        let rollback = (!self.deployment.options.keep_on_failure).then_some(false);
        api.execute_change_set(&ready.arn, &ready.name, rollback).await?;
        let resources = ready.changes.len();
        self.tell(|stack| Event::Started { stack, resources });
        let watched = self.watch(&ready.stack_arn, events).await;
        if matches!(watched, Err(Failure::Left)) {
            return watched.map(|_| self.done(Outcome::Updated, target, Vec::new()));
        }
        let restored = live::restore(&self.cloud, values).await?;
        for live in restored {
            self.note(format!("gave back the value of {}", live.parameter));
        }
        if !values.is_empty() {
            journal::clear(&self.cloud, self.name()).await?;
        }
        let (stack, cause) = watched?;
        if !stack.status.is_success() {
            let status = stack.status.as_str().to_owned();
            let told = cause.clone();
            self.tell(|stack| Event::Failed {
                stack,
                status: status.clone(),
                cause: told,
            });
            return Err(Failure::Ended { status, cause });
        }
        self.protect(&stack).await?;
        let outcome = if exists.is_some() {
            Outcome::Updated
        } else {
            Outcome::Created
        };
        Ok(self.done(outcome, target, stack.outputs))
    }

    fn done(
        &self,
        outcome: Outcome,
        target: &Target,
        outputs: Vec<crate::cloud::cloudformation::Output>,
    ) -> Done {
        let seconds = self.begin.elapsed().as_secs();
        self.tell(|stack| Event::Done {
            stack,
            outcome,
            seconds,
            outputs,
        });
        Done {
            outcome,
            carries: target.carries,
        }
    }
}
