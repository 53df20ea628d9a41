//! The notes of earlier runs in Parameter Store: read in one call with the parameters involved, and processed before
//! a new operation starts.

use super::One;
use super::assets::Uploaded;
use super::target::Target;
use crate::cloud::cloudformation::Stack;
use crate::cloud::ssm::{Parameter, Ssm};
use crate::cloud::{AccountRegion, Cloud, Clouds, account_region};
use crate::deploy::adoption::{log_group_note, log_groups};
use crate::deploy::deployment::{Failure, secrets};
use crate::deploy::live_parameters;
use crate::deploy::{journal, paused_schedules};
use crate::model::template::Template;
use std::cell::RefCell;
use std::collections::HashMap;

/// The notes about log groups of all stacks of a run, by place and name, as far as they were read: who reads parameters
/// reads those of the other stacks too. And the assets that were uploaded.
#[derive(Debug, Default)]
pub(in crate::deploy::deployment) struct Notes {
    log_groups: RefCell<HashMap<(AccountRegion, String), Option<Parameter>>>,
    uploaded: Uploaded,
}

impl Notes {
    /// The assets that this run has uploaded.
    pub(super) fn uploaded(&self) -> &Uploaded {
        &self.uploaded
    }

    fn is_known(&self, here: &AccountRegion, name: &str) -> bool {
        let key = (here.clone(), name.to_owned());
        self.log_groups.borrow().contains_key(&key)
    }

    fn learn(&self, here: &AccountRegion, names: Vec<String>, found: &[Parameter]) {
        let find = |name: &String| found.iter().find(|parameter| parameter.name == *name).cloned();
        let learned = names.into_iter().map(|name| {
            let note = find(&name);
            ((here.clone(), name), note)
        });
        self.log_groups.borrow_mut().extend(learned);
    }

    fn take(&self, here: AccountRegion, name: String) -> Option<Parameter> {
        self.log_groups.borrow_mut().get_mut(&(here, name))?.take()
    }
}

impl<C: Clouds> One<'_, C> {
    /// Reads the live parameters of the stack in one call, and restores those that an interrupted deployment left in
    /// its journal.
    pub(super) async fn take_up(
        &self,
        exists: Option<&Stack>,
        lives: &[live_parameters::Live],
        target: &Target,
    ) -> Result<Vec<Parameter>, Failure> {
        let Some(stack) = exists else {
            return Ok(Vec::new());
        };
        let mut names = secrets::names(&self.stack.secrets, &target.replaced);
        let deployed = target.deployed.iter();
        let mut resources = deployed.flat_map(|deployed| deployed.resources.values());
        let runs = resources.any(|resource| resource.kind == "AWS::Scheduler::Schedule");
        let (journal, paused) = (journal::name(self.name()), paused_schedules::name(self.name()));
        let reads = !names.is_empty() || !lives.is_empty() || runs;
        if reads {
            names.extend([journal.clone(), paused.clone()]);
        }
        let imports = self.unread_notes(target, reads);
        names.extend(imports.iter().cloned());
        names.extend(lives.iter().filter_map(|live| match &live.place {
            live_parameters::Place::Parameter(name) => Some(name.clone()),
            live_parameters::Place::Schedule(..) => None,
        }));
        names.sort();
        names.dedup();
        let found = if names.is_empty() {
            Vec::new()
        } else {
            self.cloud.ssm().get_parameters(&names).await?
        };
        self.notes.learn(&account_region(&self.cloud), imports, &found);
        if self.deployment.options.dry_run {
            return Ok(found);
        }
        self.mend_imported(stack, target).await?;
        let mut is_changed = false;
        if let Some(journal) = found.iter().find(|parameter| parameter.name == journal) {
            let Some(restored) = journal::settle(&self.cloud, stack, journal).await? else {
                return Err(Failure::Overtaken("another deployment is running".to_owned()));
            };
            is_changed = true;
            restored
                .notes()
                .for_each(|note| self.note(format!("{note} (after an earlier deployment)")));
        }
        if let Some(note) = found.iter().find(|parameter| parameter.name == paused) {
            for name in paused_schedules::resume(&self.cloud, self.name(), &stack.arn, note).await? {
                self.note(format!(
                    "turned on the schedule {name} again, which a `destroy` that did not finish had turned off"
                ));
            }
        }
        if is_changed {
            return Ok(self.cloud.ssm().get_parameters(&names).await?);
        }
        Ok(found)
    }

    /// The notes about imported log groups to read: that of this stack, and those of the others in its region and account if
    /// parameters are read anyway.
    fn unread_notes(&self, target: &Target, reads: bool) -> Vec<String> {
        let own = log_group_note::name(self.name());
        let deployed = target.deployed.as_ref();
        let may_import = deployed.is_some_and(log_groups::may_import);
        let place = account_region(&self.cloud);
        let is_known = self.notes.is_known(&place, &own);
        if self.deployment.options.dry_run || is_known || !(may_import || reads) {
            return Vec::new();
        }
        let all = self.deployment.all.iter();
        let here = all.filter(|other| other.environment() == self.stack.environment());
        let others =
            here.filter(|other| other.id != self.stack.id && log_groups::may_import(&other.template));
        let others = others.map(|other| log_group_note::name(&other.name));
        let mut names = others.collect::<Vec<_>>();
        if may_import {
            names.push(own);
        }
        names.retain(|name| !self.notes.is_known(&place, name));
        names
    }

    /// Sets the log groups that an earlier run imported but did not set.
    async fn mend_imported(&self, stack: &Stack, target: &Target) -> Result<(), Failure> {
        let name = log_group_note::name(self.name());
        let note = self.notes.take(account_region(&self.cloud), name);
        if let Some((note, deployed)) = note.zip(target.deployed.as_ref()) {
            let whose = (self.name(), &*stack.arn);
            for note in log_group_note::settle(&self.cloud, whose, &note, deployed).await? {
                self.note(format!("{note} (after an earlier deployment)"));
            }
        }
        Ok(())
    }

    /// Sets the imported log groups to what the template says. The next deployment retries those that cannot be set.
    pub(super) async fn mend(&self, imported: &[String], template: &Template) -> Result<(), Failure> {
        if imported.is_empty() {
            return Ok(());
        }
        let mended = log_groups::mend(&self.cloud, imported, template).await;
        mended.notes.into_iter().for_each(|note| self.note(note));
        if mended.is_done {
            log_group_note::clear(&self.cloud, self.name()).await?;
        }
        Ok(())
    }
}
