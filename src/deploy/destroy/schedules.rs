//! The schedules of stacks to delete: disabled before the deletion, and enabled again if it fails.

use super::stack::Target;
use super::{Destruction, Failed, Failure};
use crate::cloud::cloudformation::{CloudFormation, StackStatus};
use crate::cloud::scheduler::{ScheduleState, Scheduler};
use crate::cloud::{self, Cloud, Clouds};
use crate::deploy::paused_schedules;
use crate::deploy::ui::Event;

impl<C: Clouds> Destruction<'_, C> {
    /// Disables the schedules of a stack, after writing them into a note.
    pub(super) async fn turn_off(&self, target: &Target<'_, C::Cloud>) -> cloud::Result<()> {
        let (Some(stack), inventory) = (&target.stack, &target.inventory) else {
            return Ok(());
        };
        let is_on = |name: &&(String, String)| inventory.running_schedules.contains(name);
        let all = inventory.schedules.iter();
        let all = all.map(|schedule| (schedule.group.clone(), schedule.name.clone()));
        let all = all.collect::<Vec<_>>();
        let on = all.iter().filter(is_on).collect::<Vec<_>>();
        if on.is_empty() {
            return Ok(());
        }
        // Schedules that an earlier run disabled must be enabled again, too.
        let mut noted = inventory.turned_off.clone();
        noted.extend(on.iter().copied().cloned());
        paused_schedules::write(&target.cloud, &stack.name, &stack.arn, &noted).await?;
        for (group, name) in on {
            let off = &ScheduleState::Disabled;
            let api = target.cloud.scheduler();
            api.set_schedule_state(group, name, off).await?;
            self.ui.tell(Event::Note {
                stack: target.id(),
                text: format!("turned off the schedule {name}"),
            });
        }
        Ok(())
    }

    /// Enables the schedules that this run, or an unfinished earlier one, disabled. Reports if that fails too.
    pub(super) async fn turn_on(&self, target: &Target<'_, C::Cloud>) {
        let (Some(stack), inventory) = (&target.stack, &target.inventory) else {
            return;
        };
        let off = inventory.all_off();
        if off.is_empty() {
            return;
        }
        let names = off.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>();
        let (id, names) = (target.id(), names.join(", "));
        let text = match self.resume(target, &stack.arn, &off).await {
            Ok(Some(on)) if on.is_empty() => return,
            Ok(Some(on)) => format!("turned on again: {}", on.join(", ")),
            Ok(None) => format!(
                "its schedules stay off while AWS deletes it ({names}); if that fails, `sa-infra schedule resume` \
                 turns them on"
            ),
            Err(error) => format!(
                "its schedules are off, and could not be turned on again ({names}): {error}; the next \
                 `sa-infra deploy {id}` does that, or `sa-infra schedule resume`"
            ),
        };
        self.ui.tell(Event::Note { stack: id, text });
    }

    /// The schedules that were enabled; `None` while the stack is being deleted.
    async fn resume(
        &self,
        target: &Target<'_, C::Cloud>,
        arn: &str,
        off: &[(String, String)],
    ) -> cloud::Result<Option<Vec<String>>> {
        let now = target.cloud.cloudformation().describe_stack(arn).await?;
        let status = now.map_or(StackStatus::DeleteComplete, |now| now.status);
        // Right after the request, AWS may still return the old status.
        if status == StackStatus::DeleteInProgress || (target.is_begun.get() && !status.is_failed()) {
            return Ok(None);
        }
        let mut on = Vec::new();
        for (group, name) in off {
            let found = target.cloud.scheduler().get_schedule(group, name).await?;
            if found.is_some_and(|found| found.state == ScheduleState::Disabled) {
                paused_schedules::turn_on(&target.cloud, group, name).await?;
                on.push(name.clone());
            }
        }
        if let Some(stack) = &target.stack {
            paused_schedules::clear(&target.cloud, &stack.name).await?;
        }
        Ok(Some(on))
    }

    /// Disables the schedules, so that no task writes data any more, and makes the backups.
    pub(super) async fn secure(&self, targets: &[Target<'_, C::Cloud>]) -> Result<(), Failed> {
        for target in targets {
            let at = |failure| (target.artifact.id.clone(), failure);
            if self.interrupts.get() > 0 {
                return Err(at(Failure::Interrupted));
            }
            let off = self.turn_off(target).await;
            off.map_err(|error| at(error.into()))?;
        }
        for target in targets {
            self.stop(target).await?;
        }
        self.back_up(targets).await
    }
}
