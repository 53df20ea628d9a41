//! The doctor's check of stacks: their state, and whether their imports exist.

use super::{Level, Patient};
use crate::cloud::cloudformation::CloudFormation;
use crate::cloud::{Cloud, Clouds};
use crate::deploy::status::{Condition, Status, status};
use crate::model::json::Call;
use crate::synth::Artifact;

impl<C: Clouds> Patient<'_, C> {
    /// Checks the stacks; returns the ids of the deployed ones.
    pub(super) async fn stacks(&mut self, stacks: &[&Artifact]) -> Vec<String> {
        let states = match status(self.clouds, stacks).await {
            Ok(states) => states,
            Err(error) => {
                self.blind("stacks", error.into());
                return Vec::new();
            }
        };
        for state in &states {
            self.stack(state);
        }
        let there = states.into_iter().filter(|state| state.deployed.is_some());
        let there = there.map(|state| state.stack).collect::<Vec<_>>();
        for stack in stacks {
            // A missing stack that another one needs is reported already.
            if stack
                .dependencies
                .iter()
                .any(|needed| !there.iter().any(|id| **id == **needed))
            {
                continue;
            }
            match missing_exports(self.clouds, stack).await {
                Ok(missing) if missing.is_empty() => {}
                Ok(missing) => {
                    let what = format!(
                        "{} imports values that no stack exports: {}",
                        stack.id,
                        missing.join(", ")
                    );
                    let fix = format!(
                        "run `sa-infra deploy {}`, which also deploys the stacks it needs",
                        stack.id
                    );
                    self.find("exports", Level::Error, what, Some(fix));
                }
                Err(error) => self.blind("exports", error.into()),
            }
        }
        there
    }

    fn stack(&mut self, status: &Status) {
        let id = &status.stack;
        let Some(state) = &status.deployed else {
            let what = format!("{id} is not deployed");
            return self.find(
                "stacks",
                Level::Error,
                what,
                Some(format!("`sa-infra deploy {id}`")),
            );
        };
        let (level, fix) = match state.condition {
            Condition::Good => (Level::Ok, None),
            Condition::Busy => (Level::Open, Some(format!("`sa-infra watch {id}`"))),
            Condition::RolledBack => (Level::Open, Some(format!("`sa-infra deploy {id}`"))),
            Condition::Review | Condition::Gone => (Level::Error, Some(format!("`sa-infra deploy {id}`"))),
            Condition::Stuck | Condition::Unknown => (Level::Error, Some(format!("`sa-infra recover {id}`"))),
        };
        self.find("stacks", level, format!("{id} is {}", state.status), fix);
        for alarm in &state.alarms {
            let since = alarm.since.map_or(String::new(), |at| format!(" since {at}"));
            let words = alarm.description.as_deref().unwrap_or("no description");
            let what = format!("{} is in ALARM{since}: {words}", alarm.name);
            let fix = "`sa-infra schedule` shows the last runs, `sa-infra tasks` those of the last hour";
            self.find("alarms", Level::Error, what, Some(fix.to_owned()));
        }
        if state.drift == "DRIFTED" {
            let what = format!("{id} has drifted");
            self.find(
                "stacks",
                Level::Open,
                what,
                Some(format!("run `sa-infra drift {id}`, then deploy")),
            );
        }
    }
}

/// Exports that a stack imports and that do not exist.
async fn missing_exports<C: Clouds>(clouds: &C, stack: &Artifact) -> crate::cloud::Result<Vec<String>> {
    let mut wanted = Vec::new();
    for resource in stack.whole().resources.values() {
        for (_, value) in resource.properties.iter() {
            value.visit_calls(&mut |call| {
                if let Call::Function(name, argument) = call
                    && name == "Fn::ImportValue"
                {
                    wanted.extend(argument.as_text().map(str::to_owned));
                }
            });
        }
    }
    wanted.sort();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(wanted);
    }
    let cloud = clouds.at(stack.environment())?;
    let exports = cloud.cloudformation().list_exports().await?;
    wanted.retain(|name| !exports.iter().any(|export| export.name == *name));
    Ok(wanted)
}
