//! CloudFormation's calls on the state machine.

use super::Account;
use super::stacks::refuse;
use super::world::{Set, Stack, stamp};
use sa_infra::cloud::cloudformation as api;
use sa_infra::cloud::{Kind, Result};
use std::time::Duration;

/// The duration of a drift detection.
const SEARCH: Duration = Duration::from_secs(3);

impl api::CloudFormation for Account {
    async fn describe_stack(&self, stack: &str) -> Result<Option<api::Stack>> {
        self.call("cloudformation:DescribeStacks", stack, |world| {
            Ok(world.describe(stack))
        })
        .await
    }

    async fn list_stacks(&self) -> Result<Vec<String>> {
        self.call("cloudformation:ListStacks", "", |world| {
            Ok(world.stacks.iter().map(|stack| stack.name.clone()).collect())
        })
        .await
    }

    async fn list_stack_resources(&self, stack: &str) -> Result<Vec<api::StackResource>> {
        self.call("cloudformation:ListStackResources", stack, |world| {
            let resources = world.at(stack).map(|at| world.stacks[at].resources.iter());
            let resource = |(id, held): (&String, &super::world::Held)| api::StackResource {
                logical_id: id.clone(),
                physical_id: Some(held.physical.clone()),
                resource_type: held.kind.clone(),
                status: "CREATE_COMPLETE".into(),
                reason: None,
                updated: None,
                drift: api::ResourceDriftStatus::NotChecked,
            };
            Ok(resources.into_iter().flatten().map(resource).collect())
        })
        .await
    }

    async fn get_template(&self, stack: &str) -> Result<Option<String>> {
        self.call("cloudformation:GetTemplate", stack, |world| {
            Ok(world
                .at(stack)
                .map(|at| world.stacks[at].deployed.template.clone()))
        })
        .await
    }

    async fn get_change_set_template(&self, set: &str) -> Result<Option<String>> {
        self.call("cloudformation:GetTemplate", set, |world| {
            Ok(world.sent(set).map(str::to_owned))
        })
        .await
    }

    async fn describe_stack_events(&self, stack: &str, page: Option<&str>) -> Result<api::EventPage> {
        let start = page.map_or(0, |page| page.parse::<usize>().unwrap());
        self.call("cloudformation:DescribeStackEvents", stack, |world| {
            if let Some(mut events) = world.nested_events.get(stack).cloned() {
                let mut around = world.stacks.iter().flat_map(|stack| &stack.events);
                let last = around.rfind(|event| event.physical_id.as_deref() == Some(stack));
                for event in &mut events {
                    event.at = last.map_or(event.at, |last| last.at);
                }
                return Ok(api::EventPage { events, next: None });
            }
            let mut events = world.events(stack).split_off(start);
            let more = world.page > 0 && events.len() > world.page;
            let next = more.then(|| (start + world.page).to_string());
            events.truncate(if more { world.page } else { events.len() });
            Ok(api::EventPage { events, next })
        })
        .await
    }

    async fn create_change_set(&self, new: &api::NewChangeSet) -> Result<api::Created> {
        let given = new
            .parameters
            .iter()
            .filter_map(|parameter| match &parameter.value {
                api::Value::Given(value) => Some(value.expose()),
                api::Value::Previous => None,
            });
        let given = given.collect::<Vec<_>>();
        let what = format!("{new:?} {given:?}");
        self.call("cloudformation:CreateChangeSet", what, |world| world.make(new))
            .await
    }

    async fn describe_change_set(&self, set: &str) -> Result<Option<api::ChangeSet>> {
        self.call("cloudformation:DescribeChangeSet", set, |world| {
            if let Some(nested) = world.nested_sets.values().find(|nested| nested.arn == *set) {
                return Ok(Some(nested.clone()));
            }
            let mut found = world.set(set);
            for change in found.iter_mut().flat_map(|found| &mut found.changes) {
                let nested = world.nested_sets.get(&change.logical_id);
                change.change_set = nested.map(|nested| nested.arn.clone());
            }
            Ok(found)
        })
        .await
    }

    async fn describe_change_set_values(&self, set: &str) -> Result<Option<api::ChangeSet>> {
        self.describe_change_set(set).await
    }

    async fn list_change_sets(&self, stack: &str) -> Result<Vec<api::ChangeSetSummary>> {
        self.call("cloudformation:ListChangeSets", stack, |world| {
            let Some(at) = world.at(stack) else {
                return Ok(Vec::new());
            };
            let name = &world.stacks[at].name;
            let summary = |set: &Set| {
                let (status, execution) = world.how(set);
                api::ChangeSetSummary {
                    arn: set.arn.clone(),
                    name: set.name.clone(),
                    status,
                    reason: None,
                    execution,
                    created: Some(stamp(set.created)),
                    description: None,
                }
            };
            Ok(world
                .sets
                .iter()
                .filter(|set| set.stack == *name)
                .map(summary)
                .collect())
        })
        .await
    }

    async fn delete_change_set(&self, set: &str) -> Result<()> {
        self.call("cloudformation:DeleteChangeSet", set, |world| {
            world.sets.retain(|found| found.arn != set);
            Ok(())
        })
        .await
    }

    async fn execute_change_set(&self, set: &str, token: &str, disable_rollback: Option<bool>) -> Result<()> {
        self.call("cloudformation:ExecuteChangeSet", set, |world| {
            let found = world.sets.iter().find(|found| found.arn == set);
            let says = found.map(|found| found.on_failure.is_some() || found.express || found.imports);
            if says == Some(disable_rollback.is_some()) {
                let message = "who says what happens on failure: the change set or the execution, not both";
                return refuse("cloudformation:ExecuteChangeSet", Kind::Validation, message);
            }
            world.execute(set, token)
        })
        .await
    }

    async fn describe_validations(&self, set: &str) -> Result<Vec<api::Validation>> {
        self.call("cloudformation:DescribeEvents", set, |world| {
            Ok(world.refused(set).validations)
        })
        .await
    }

    async fn list_hook_results(&self, set: &str) -> Result<Vec<api::HookResult>> {
        self.call("cloudformation:ListHookResults", set, |world| {
            Ok(world.refused(set).hooks)
        })
        .await
    }

    async fn delete_stack(&self, deletion: &api::Deletion) -> Result<()> {
        let what = format!("{} {:?} {}", deletion.stack, deletion.retain, deletion.force);
        self.call("cloudformation:DeleteStack", what, |world| world.delete(deletion))
            .await
    }

    async fn cancel_update_stack(&self, stack: &str, _token: &str) -> Result<()> {
        self.call("cloudformation:CancelUpdateStack", stack, |world| {
            world.cancel(stack)
        })
        .await
    }

    async fn continue_update_rollback(
        &self,
        stack: &str,
        how: &api::Continuation,
        _token: &str,
    ) -> Result<()> {
        let what = format!("{how:?}");
        self.call("cloudformation:ContinueUpdateRollback", what, |world| {
            world.go_on(stack, how)
        })
        .await
    }

    async fn rollback_stack(&self, stack: &str, retain_except_on_create: bool, _token: &str) -> Result<()> {
        let what = retain_except_on_create.to_string();
        self.call("cloudformation:RollbackStack", what, |world| {
            world.roll_back(stack)
        })
        .await
    }

    async fn update_termination_protection(&self, stack: &str, on: bool) -> Result<()> {
        self.call("cloudformation:UpdateTerminationProtection", stack, |world| {
            let at = world.at(stack).unwrap();
            world.stacks[at].protection = on;
            Ok(())
        })
        .await
    }

    async fn stack_of(&self, physical_id: &str) -> Result<Option<String>> {
        self.call("cloudformation:DescribeStackResources", physical_id, |world| {
            let holds = |stack: &&Stack| stack.resources.values().any(|held| held.physical == physical_id);
            Ok(world.stacks.iter().find(holds).map(|stack| stack.name.clone()))
        })
        .await
    }

    async fn list_imports(&self, export: &str) -> Result<Vec<String>> {
        self.call("cloudformation:ListImports", export, |world| {
            Ok(world.importers(export))
        })
        .await
    }

    async fn list_exports(&self) -> Result<Vec<api::Export>> {
        self.call("cloudformation:ListExports", "", |world| {
            let export = |(stack, name, value): (&Stack, &str, &str)| api::Export {
                name: name.to_owned(),
                value: value.to_owned(),
                stack_arn: stack.arn.clone(),
            };
            Ok(world.exports().map(export).collect())
        })
        .await
    }

    async fn detect_stack_drift(&self, stack: &str) -> Result<String> {
        self.call("cloudformation:DetectStackDrift", stack, |world| {
            world.searching = world.now + SEARCH;
            Ok("1".to_owned())
        })
        .await
    }

    async fn describe_stack_drift_detection_status(&self, detection: &str) -> Result<api::DriftDetection> {
        self.call(
            "cloudformation:DescribeStackDriftDetectionStatus",
            detection,
            |world| {
                Ok(api::DriftDetection {
                    status: if world.searching > world.now {
                        api::DetectionStatus::InProgress
                    } else {
                        api::DetectionStatus::Complete
                    },
                    reason: None,
                    drift: None,
                    drifted: world.drifts.len(),
                    at: stamp(world.now),
                })
            },
        )
        .await
    }

    async fn describe_stack_resource_drifts(&self, stack: &str) -> Result<Vec<api::ResourceDrift>> {
        self.call("cloudformation:DescribeStackResourceDrifts", stack, |world| {
            Ok(world.drifts.clone())
        })
        .await
    }
}
