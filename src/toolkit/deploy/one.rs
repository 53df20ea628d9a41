//! One stack, from what is there to what should be.

mod approval;
mod execution;
mod sent;
mod target;

use super::change_set::Made;
use super::exports::Carried;
use super::state::{Entry, entry};
use super::{Deployment, Failure, secrets};
use crate::cloud::cloudformation::{
    ChangeAction, ChangeSet, CloudFormation, Deletion, ExecutionStatus, Output, Stack, StackEvent,
};
use crate::cloud::ssm::Parameter;
use crate::cloud::{Cloud, Clouds, Kind};
use crate::synth::Artifact;
use crate::toolkit::attend::{self, Watched};
use crate::toolkit::audience::Audience;
use crate::toolkit::discard::{discard_quietly, discard_stale};
use crate::toolkit::live;
use crate::toolkit::talk::{Event, Outcome, Question};
use crate::toolkit::token;
use crate::toolkit::watch::Watch;
use std::time::{Duration, Instant};
use target::Target;

/// What came of a stack.
pub(super) struct Done {
    pub(super) outcome: Outcome,
    /// The exports that only consumers need which are still to be deployed.
    pub(super) carries: Vec<Carried>,
}

/// What becomes of a change set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// It is executed.
    Execute,
    /// It was only to be shown.
    Shown,
    /// Something has changed since: it is made again.
    Outdated(&'static str),
}

/// How often a deployment starts again because a live value changed under its hands.
const ATTEMPTS: u32 = 3;

/// How often it begins anew because somebody else was faster, and how long in between.
const ROUNDS: u32 = 5;
const PAUSE: Duration = Duration::from_secs(1);

pub(super) async fn deploy<C: Clouds>(
    deployment: &Deployment<'_, C>,
    stack: &Artifact,
    detaches: bool,
) -> Result<Done, Failure> {
    // After an interrupt nothing more is begun.
    if deployment.interrupts.get() > 0 {
        return Err(Failure::Interrupted);
    }
    let cloud = deployment.clouds.region(stack.region.as_deref())?;
    let one = One {
        deployment,
        cloud,
        stack,
        detaches,
        begin: Instant::now(),
    };
    let mut rounds = 1;
    loop {
        let current = one.settle().await?;
        match one.deploy(current).await {
            Err(Failure::Overtaken(what)) if rounds < ROUNDS => one.note(format!("{what}; looking again")),
            result => return result,
        }
        rounds += 1;
        tokio::time::sleep(PAUSE).await;
    }
}

struct One<'a, C: Clouds> {
    deployment: &'a Deployment<'a, C>,
    cloud: C::Cloud,
    stack: &'a Artifact,
    /// Whether nobody waits for its end.
    detaches: bool,
    begin: Instant,
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
            match (entry(found.as_ref().map(|found| &found.status)), found) {
                (Entry::Create | Entry::Update, found) => {
                    return Ok(found.filter(|found| !found.status.is_gone()));
                }
                (Entry::Stuck(what), _) => {
                    return Err(Failure::Stuck {
                        what: what.to_owned(),
                        fix: format!("`sa-infra recover {}` says why, and helps it out", self.stack.id),
                    });
                }
                (Entry::Wait, Some(found)) => {
                    let status = found.status.as_str().to_owned();
                    self.tell(|stack| Event::Waiting { stack, status });
                    self.watch(&found.arn, self.events(&found.arn), &self.audience())
                        .await?;
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
        if self.deployment.options.dry_run {
            return Err(Failure::Declined);
        }
        self.deployment.asks(&Question::Recreate { stack, survivors })?;
        let deletion = Deletion {
            stack: found.arn.clone(),
            retain: Vec::new(),
            force: false,
            role_arn: self.deployment.options.role_arn.clone(),
            token: token::fresh(),
        };
        self.cloud.cloudformation().delete_stack(&deletion).await?;
        let events = self.events(&found.arn).begun_by(&deletion.token);
        self.watch(&found.arn, events, &self.audience()).await.map(|_| ())
    }

    fn events(&self, arn: &str) -> Watch<'_, <C::Cloud as Cloud>::CloudFormation> {
        Watch::new(self.cloud.cloudformation(), arn)
    }

    /// The person, who looks on.
    fn audience(&self) -> Audience<'_> {
        let Deployment { talk, interrupts, .. } = *self.deployment;
        Audience::new(talk, interrupts, &self.stack.id)
    }

    async fn watch(
        &self,
        arn: &str,
        events: Watch<'_, <C::Cloud as Cloud>::CloudFormation>,
        audience: &Audience<'_>,
    ) -> Result<(Stack, Vec<StackEvent>), Failure> {
        let watched = attend::watch(&self.cloud, arn, events, audience).await;
        match watched.map_err(Failure::Lost)? {
            Watched::Gone if audience.undone.get() => Err(Failure::Undone),
            Watched::Over(stack, events) => Ok((*stack, events)),
            Watched::Gone => Err(Failure::Stuck {
                what: "it was deleted meanwhile".to_owned(),
                fix: "see who deletes it, then deploy again".to_owned(),
            }),
            Watched::Left => Err(Failure::Left),
            Watched::Uncertain(true) => Err(Failure::Uncertain(
                "AWS says for minutes that nothing is under way, and shows no end of what was begun",
            )),
            Watched::Uncertain(false) => Err(Failure::Uncertain(
                "AWS has taken the request, and shows for minutes that nothing came of it",
            )),
        }
    }

    async fn deploy(&self, current: Option<Stack>) -> Result<Done, Failure> {
        let exists = current
            .as_ref()
            .filter(|stack| stack.status.as_str() != "REVIEW_IN_PROGRESS");
        let mut target = self.target(exists).await?;
        let lives = live::across(&target.template, target.deployed.as_ref().zip(exists));
        let found = self.take_up(exists, &lives, &target).await?;
        if let Some(stack) = exists
            && self.is_unchanged(stack, &target)
        {
            return self.unchanged(stack, &target, &found).await;
        }
        if let Some(stack) = exists {
            self.inherit(stack, &mut target).await?;
        }
        // What is there though no stack of ours made it, and becomes part of this one.
        let mut adopted = Vec::new();
        for _ in 0..ATTEMPTS {
            let asked = lives
                .iter()
                .filter(|live| target.has(&live.id) || adopted.contains(&live.id));
            let values = live::read(&self.cloud, &asked.cloned().collect::<Vec<_>>()).await?;
            let made = self.make(exists, &target, &values).await?;
            let Made::Ready(ready) = made else {
                return match exists {
                    Some(stack) => self.unchanged(stack, &target, &found).await,
                    None => Ok(self.done(Outcome::Unchanged, &target, Vec::new())),
                };
            };
            let fresh = imported(&ready, &lives, &values);
            if !fresh.is_empty() {
                discard_quietly(&self.cloud, &ready.arn, &ready.stack_arn).await;
                for live in fresh {
                    self.note(format!(
                        "takes over {}, which is there already, with its value",
                        live.place
                    ));
                    adopted.push(live.id.clone());
                }
                continue;
            }
            let begun = match self
                .may_execute(&ready, &target, &values, &found, current.as_ref())
                .await
            {
                Ok(Verdict::Execute) => self.begin(&ready, exists, &target, &values).await.map(Some),
                Ok(Verdict::Shown) => Ok(None),
                Ok(Verdict::Outdated(what)) => {
                    discard_quietly(&self.cloud, &ready.arn, &ready.stack_arn).await;
                    self.note(format!("{what} changed meanwhile: the change set is made again"));
                    continue;
                }
                Err(failure) => Err(failure),
            };
            if let Ok(Some(events)) = begun {
                return self.finish(&ready, exists, &target, &values, events).await;
            }
            discard_quietly(&self.cloud, &ready.arn, &ready.stack_arn).await;
            begun?;
            return Ok(self.done(Outcome::Shown, &target, Vec::new()));
        }
        Err(Failure::Values(
            "what is deployed, or what people set, kept changing; nothing was deployed".to_owned(),
        ))
    }

    /// Makes the change set; refused because the stack is not what it was any more, somebody else was faster.
    async fn make(
        &self,
        exists: Option<&Stack>,
        target: &Target,
        values: &[live::Value],
    ) -> Result<Made, Failure> {
        let made = self.send(self.change_set(exists, target, values)).await;
        let Err(Failure::Call(error)) = &made else {
            return made;
        };
        if error.kind != Kind::Validation {
            return made;
        }
        let now = self.cloud.cloudformation().describe_stack(self.name()).await?;
        let is_busy = now.as_ref().is_some_and(|now| now.status.is_in_progress());
        let is_other = now.map(|now| now.arn) != exists.map(|stack| stack.arn.clone());
        if is_busy || is_other || error.message.contains("_IN_PROGRESS state") {
            return Err(Failure::Overtaken(
                "somebody else is at work on the stack".to_owned(),
            ));
        }
        made
    }

    /// Other change sets of the stack: what a deployment of ours left behind long ago goes, others are told.
    async fn look_around(&self, ready: &ChangeSet) -> Result<(), Failure> {
        for other in discard_stale(&self.cloud, ready).await? {
            let since = other
                .created
                .map(|at| format!(" since {}", at.strftime("%F %T UTC")));
            self.note(format!(
                "another change set waits for an answer{}: {}; whichever is executed first makes the others void",
                since.unwrap_or_default(),
                other.name
            ));
        }
        Ok(())
    }

    /// Everything between a change set and its execution. From the approval on, SecureStrings may be written.
    async fn may_execute(
        &self,
        ready: &ChangeSet,
        target: &Target,
        values: &[live::Value],
        found: &[Parameter],
        current: Option<&Stack>,
    ) -> Result<Verdict, Failure> {
        if ready.execution == ExecutionStatus::Obsolete {
            return Ok(Verdict::Outdated("the stack"));
        }
        if !self.approve(ready, target, current).await? {
            return Ok(Verdict::Shown);
        }
        self.disturb(ready, target, values).await?;
        secrets::apply(&self.cloud, &self.stack.secrets, &target.replaced, found).await?;
        let lives = values.iter().map(|value| value.live.clone()).collect::<Vec<_>>();
        let outdated = !live::same(&live::read(&self.cloud, &lives).await?, values);
        Ok(if outdated {
            Verdict::Outdated("a value that people set")
        } else {
            Verdict::Execute
        })
    }

    async fn unchanged(
        &self,
        found: &Stack,
        target: &Target,
        parameters: &[Parameter],
    ) -> Result<Done, Failure> {
        if !self.deployment.options.dry_run {
            let missing = secrets::plan(&self.stack.secrets, &target.replaced, parameters);
            if !missing.is_empty() {
                secrets::apply(&self.cloud, &self.stack.secrets, &target.replaced, parameters).await?;
            }
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

    fn done(&self, outcome: Outcome, target: &Target, outputs: Vec<Output>) -> Done {
        let seconds = self.begin.elapsed().as_secs();
        self.tell(|stack| Event::Done {
            stack,
            outcome,
            seconds,
            outputs,
        });
        Done {
            outcome,
            carries: target.carries.clone(),
        }
    }
}

/// The live values that the change set takes over from outside of the stack, and that it does not know yet.
fn imported<'a>(ready: &ChangeSet, lives: &'a [live::Live], values: &[live::Value]) -> Vec<&'a live::Live> {
    let is_import = |live: &live::Live| {
        let mut changes = ready.changes.iter();
        changes.any(|change| change.logical_id == live.id && change.action == ChangeAction::Import)
    };
    let is_known = |live: &live::Live| values.iter().any(|value| value.live.id == live.id);
    lives
        .iter()
        .filter(|live| is_import(live) && !is_known(live))
        .collect()
}
