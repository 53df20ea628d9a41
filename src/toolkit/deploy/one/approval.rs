//! Between the change set and its execution: what may not go, what opens something, what the person says.

use super::One;
use super::target::Target;
use crate::cloud::Clouds;
use crate::cloud::cloudformation::ChangeSet;
use crate::diff::Diff;
use crate::toolkit::deploy::{Approval, Failure, guard, keeping};
use crate::toolkit::talk::{Event, Question, Row};

impl<C: Clouds> One<'_, C> {
    /// Shows the changes, stops at what may not go, and asks about the rest. `false` when they were only to be shown.
    pub(super) fn approve(&self, ready: &ChangeSet, target: &Target, new: bool) -> Result<bool, Failure> {
        let options = self.deployment.options;
        let changes = ready.changes.iter().map(Row::from).collect();
        self.tell(|stack| Event::Changes { stack, new, changes });
        let mut allowed = options.allow_replace.clone();
        allowed.extend(target.replaced.iter().map(|(_, id)| id.clone()));
        if let Some(deployed) = &target.deployed {
            let stops = guard::stops(&ready.changes, deployed, &allowed);
            let lines = keeping::lines(&self.stack.kept, deployed, &target.parameters);
            let is_kept = |stop: &guard::Stop| self.stack.kept.iter().any(|(id, _)| **id == *stop.id);
            if stops.iter().any(is_kept) && !lines.is_empty() {
                self.note(format!(
                    "these lines in the configuration keep what is there:\n{lines}"
                ));
            }
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
        let diff = Diff::between(&target.deployed.clone().unwrap_or_default(), &target.template);
        let opens = diff.broadens();
        let asks = match options.approval {
            Approval::Never => false,
            Approval::Broadening => opens,
            Approval::AnyChange => true,
        };
        if asks {
            let diff = Box::new(diff);
            self.tell(|stack| Event::Access { stack, diff });
        }
        let stack = self.stack.id.to_string();
        if asks && !self.deployment.talk.ask(&Question::Approve { stack, opens })? {
            return Err(Failure::Declined);
        }
        Ok(true)
    }
}
