//! Between the change set and its execution: the resources that must stay, the changes that broaden access, the
//! user's approval.

use super::One;
use super::target::Target;
use crate::cloud::Cloud;
use crate::cloud::Clouds;
use crate::cloud::cloudformation::{Change, ChangeSet, CloudFormation, PolicyAction, Replacement, Stack};
use crate::deploy::compared::{Compared, Row};
use crate::deploy::deployment::running_tasks::{self, Busy};
use crate::deploy::deployment::{Failure, OnFailure, change_set_findings, guard, keeping, stack_settings};
use crate::deploy::live_parameters::{self, Value};
use crate::deploy::nested;
use crate::deploy::ui::{Event, Question};
use crate::diff::Diff;
use crate::model::template::Template;
use jiff::Timestamp;
use std::borrow::Cow;

impl<C: Clouds> One<'_, C> {
    /// Shows the changes, stops if a protected resource would be removed, and asks for approval. `false` for a dry
    /// run.
    pub(super) async fn approve(
        &self,
        ready: &ChangeSet,
        target: &Target,
        current: Option<&Stack>,
    ) -> Result<bool, Failure> {
        let options = self.deployment.options;
        let mut compared = self.compared(target);
        let mut changes = ready.changes.clone();
        changes.extend(nested::compared(&ready.changes, &compared.diff));
        self.correct(&mut compared, &changes, target);
        let planned = self.planned.or(self.previewed.get());
        let is_planned = planned.is_some_and(|planned| planned.covers(&compared));
        self.kept
            .replace(compared.kept.iter().map(|kept| kept.id.clone()).collect());
        self.changes.set(changes.len());
        self.tell(|stack| Event::Changes {
            stack,
            new: compared.is_new,
            changes: changes.iter().map(Row::from).collect(),
            compared: Box::new(compared.clone()),
            is_planned,
        });
        let settings = stack_settings::changes(options, current);
        if !settings.is_empty() {
            self.tell(|stack| Event::Settings { stack, settings });
        }
        self.can_be_kept(&changes)?;
        for adoption in &target.adoptions {
            let adoption = Box::new(adoption.clone());
            self.tell(|stack| Event::Adoption { stack, adoption });
        }
        let mut allowed = options.allow_replace.clone();
        allowed.extend(target.replaced.iter().map(|(_, id)| id.clone()));
        if let Some(deployed) = target.whole() {
            let stops = guard::stops(&changes, &deployed, &allowed);
            let lines = keeping::lines(&self.stack.kept, &deployed, &target.parameters);
            let is_kept = |stop: &guard::Stop| self.stack.kept.iter().any(|(id, _)| **id == *stop.id);
            if stops.iter().any(is_kept) && !lines.is_empty() {
                self.note(format!(
                    "these lines in the configuration keep the existing instance:\n{lines}"
                ));
            }
            if !stops.is_empty() {
                return Err(Failure::Stopped(stops));
            }
        }
        if self.is_agreed(ready) {
            return Ok(true);
        }
        let warnings = self.warnings(ready, &changes, target).await;
        let asks = !is_planned && options.approval.asks(&compared);
        // An execution deletes all other change sets, so they are listed first.
        if current.is_some() && options.compared.is_empty() {
            self.look_around(ready).await?;
        }
        if options.dry_run {
            return Ok(false);
        }
        self.deployment.continues()?;
        self.hesitated.set(warnings > 0 || asks);
        if warnings > 0 {
            let stack = self.stack.id.to_string();
            self.deployment.asks(&Question::Acknowledge { stack, warnings })?;
        }
        if asks {
            let question = Question::approve(&[&compared]);
            let diff = Box::new(compared.diff);
            self.tell(|stack| Event::Access { stack, diff });
            self.deployment.asks(&question)?;
        }
        Ok(true)
    }

    /// The differences between the templates, with those of nested stacks.
    pub(super) fn compared(&self, target: &Target) -> Compared {
        let before = nested::whole(target.before(), &target.nested);
        let after = self.whole(target);
        Compared {
            stack: self.stack.id.clone(),
            name: self.stack.name.clone(),
            is_new: target.deployed.is_none(),
            diff: Diff::between(&before, &after),
            adopts: target.adoptions.clone(),
            ..Compared::default()
        }
    }

    /// The new template with its nested stacks.
    pub(super) fn whole<'t>(&self, target: &'t Target) -> Cow<'t, Template> {
        match &*self.stack.nested {
            [] => Cow::Borrowed(&target.template),
            nested => Cow::Owned(target.template.with_nested(nested)),
        }
    }

    /// The changes of the change set, property by property.
    fn correct(&self, compared: &mut Compared, changes: &[Change], target: &Target) {
        let rows = changes.iter().map(Row::from).collect::<Vec<_>>();
        let lives = live_parameters::of(&self.whole(target));
        let place = |id: &str| Some(lives.iter().find(|live| live.id == id)?.place.to_string());
        compared.correct(&rows, place);
    }

    /// Stops where CloudFormation would fail: without a rollback it cannot replace resources, and ends in
    /// `UPDATE_FAILED`.
    fn can_be_kept(&self, changes: &[Change]) -> Result<(), Failure> {
        let is_replacement = |change: &&Change| {
            let action = change.policy_action.as_ref().map(PolicyAction::as_str);
            let is_replaced = matches!(
                change.replacement,
                Some(Replacement::True | Replacement::Conditional)
            );
            is_replaced || action.is_some_and(|action| action.starts_with("Replace"))
        };
        if self.deployment.options.on_failure != OnFailure::Keep {
            return Ok(());
        }
        let replaced = changes.iter().filter(is_replacement);
        let replaced = replaced.map(|change| format!("{} {}", change.resource_type, change.logical_id));
        match replaced.collect::<Vec<_>>() {
            replaced if replaced.is_empty() => Ok(()),
            replaced => Err(Failure::Unrollable(replaced)),
        }
    }

    /// Reports the warnings of early validation, and returns how many are about data. Only needed when a resource
    /// with data is removed with permission; other deployments save the call.
    async fn warnings(&self, ready: &ChangeSet, changes: &[Change], target: &Target) -> usize {
        let deployed = target.whole();
        let going = deployed.map(|deployed| guard::stops(changes, &deployed, &[]));
        let Some(going) = going.filter(|going| !going.is_empty()) else {
            return 0;
        };
        let found = self.cloud.cloudformation().describe_validations(&ready.arn).await;
        let found = found.unwrap_or_else(|error| {
            self.note(format!("cannot read the result of early validation: {error}"));
            Vec::new()
        });
        for text in found.iter().filter_map(change_set_findings::validation) {
            self.note(format!("early validation warns: {text}"));
        }
        let about_data = found
            .iter()
            .filter(|found| change_set_findings::is_about_data(found, &going));
        about_data.count()
    }

    /// Asks before it disturbs tasks that are running or about to start.
    pub(super) async fn disturb(
        &self,
        ready: &ChangeSet,
        target: &Target,
        values: &[Value],
    ) -> Result<(), Failure> {
        let Some(deployed) = target.whole().filter(|_| !self.deployment.options.during_run) else {
            return Ok(());
        };
        let busy =
            running_tasks::find(&self.cloud, &deployed, &ready.changes, values, Timestamp::now()).await?;
        if busy == Busy::default() {
            return Ok(());
        }
        self.hesitated.set(true);
        let stack = self.stack.id.to_string();
        let Busy { running, due } = busy;
        if !self
            .deployment
            .ui
            .ask(&Question::Disturb { stack, running, due })?
        {
            return Err(Failure::Declined);
        }
        Ok(())
    }
}
