//! Stacks and change sets in CloudFormation: created, described, executed, deleted.

use super::changes::plan;
use super::fault::error;
use super::imports::import_problem;
use super::world::{Deployed, Refusal, Set, Stack, World, stamp};
use sa_infra::cloud::cloudformation as api;
use sa_infra::cloud::{Error, Kind, Result, Secret};
use serde_json::Value;
use std::time::Duration;

/// How long the creation of a change set takes.
const THINKING: Duration = Duration::from_millis(700);

/// The states from which a stack can be updated.
const UPDATABLE: [&str; 5] = [
    "CREATE_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
];

pub(super) fn refuse<T>(call: &'static str, kind: Kind, message: &str) -> Result<T> {
    Err(Error {
        message: message.to_owned(),
        ..error(call, kind)
    })
}

impl World {
    pub fn describe(&mut self, stack: &str) -> Option<api::Stack> {
        let at = self.at(stack)?;
        let stack = &mut self.stacks[at];
        if let Some((stale, reads)) = &mut stack.stale {
            let seen = (**stale).clone();
            *reads -= 1;
            if *reads == 0 {
                stack.stale = None;
            }
            return Some(seen);
        }
        Some(self.described(at))
    }

    /// Lets another process delete a stack, and create another one of its name.
    pub fn recreate(&mut self, stack: &str) {
        let at = self.at(stack).unwrap();
        self.set_status(stack, "DELETE_COMPLETE");
        self.stacks[at].steps.clear();
        let other = self.shell(stack);
        "CREATE_COMPLETE".clone_into(&mut self.stacks[other].status);
    }

    pub(super) fn described(&self, at: usize) -> api::Stack {
        described(&self.stacks[at], &self.stacks[at].status)
    }

    /// The events of a stack that a read returns, newest first.
    pub(super) fn events(&mut self, stack: &str) -> Vec<api::StackEvent> {
        let Some(at) = self.at(stack) else {
            return Vec::new();
        };
        let stack = &mut self.stacks[at];
        let mut seen = stack.events.len();
        if let Some((hidden, reads)) = &mut stack.hidden {
            seen = *hidden;
            *reads -= 1;
            if *reads == 0 {
                stack.hidden = None;
            }
        }
        stack.events[..seen].iter().rev().cloned().collect()
    }

    pub(super) fn make(&mut self, new: &api::NewChangeSet) -> Result<api::Created> {
        let call = "cloudformation:CreateChangeSet";
        let found = self.at(&new.stack);
        let status = found.map(|at| self.stacks[at].status.clone());
        match (new.kind, status.as_deref()) {
            (api::ChangeSetKind::Create | api::ChangeSetKind::Import, None | Some("REVIEW_IN_PROGRESS")) => {}
            (api::ChangeSetKind::Create, Some(_)) => {
                return refuse(call, Kind::Validation, "Stack already exists");
            }
            (_, None) => return refuse(call, Kind::Validation, "Stack does not exist"),
            (_, Some(status)) if UPDATABLE.contains(&status) => {}
            (_, Some(status)) => {
                let message = format!("Stack is in {status} state and can not be updated.");
                return refuse(call, Kind::Validation, &message);
            }
        }
        if self
            .sets
            .iter()
            .any(|set| set.stack == new.stack && set.name == new.name)
        {
            return refuse(call, Kind::AlreadyExists, "ChangeSet already exists");
        }
        let at = found.unwrap_or_else(|| self.shell(&new.stack));
        let mut next = self.next(at, new);
        let reviewed = &self.stacks[at];
        let current = (reviewed.status != "REVIEW_IN_PROGRESS").then_some(reviewed);
        let (resources, changes) = plan(self, &new.stack, current, &mut next);
        if let Some(problem) = import_problem(new, current, &next, &changes) {
            return refuse(call, Kind::Validation, problem);
        }
        let owned = self.owned_elsewhere(&new.stack, &changes);
        let same = current.is_some_and(|stack| {
            stack.deployed.template == next.template
                && changes.is_empty()
                && stack.deployed.tags == next.tags
                && stack.deployed.topics == next.topics
        });
        let nothing = || Refusal {
            reason:
                "The submitted information didn't contain changes. Submit different information to create a \
                     change set."
                    .to_owned(),
            ..Refusal::default()
        };
        let stack_arn = self.stacks[at].arn.clone();
        let arn = format!(
            "arn:aws:cloudformation:us-east-1:{}:changeSet/{}/{}",
            self.account().to_owned(),
            new.name,
            self.id()
        );
        let obsolete = self.obsolete > 0;
        self.obsolete -= u32::from(obsolete);
        self.sets.push(Set {
            arn: arn.clone(),
            name: new.name.clone(),
            stack: new.stack.clone(),
            ready: self.now + THINKING + self.slow,
            created: self.now,
            refusal: self.refusal.take().or(owned).or_else(|| same.then(nothing)),
            obsolete,
            next,
            resources,
            changes,
            on_failure: new.on_failure,
            express: new.express,
            imports: new.kind == api::ChangeSetKind::Import,
        });
        Ok(api::Created { arn, stack_arn })
    }

    pub(super) fn shell(&mut self, name: &str) -> usize {
        let arn = format!(
            "arn:aws:cloudformation:us-east-1:{}:stack/{name}/{}",
            self.account().to_owned(),
            self.id()
        );
        self.stacks.push(Stack {
            arn,
            name: name.to_owned(),
            status: "REVIEW_IN_PROGRESS".to_owned(),
            created: self.now,
            updated: None,
            deployed: Deployed::default(),
            resources: std::collections::BTreeMap::default(),
            protection: false,
            events: Vec::new(),
            steps: std::collections::VecDeque::default(),
            executed: None,
            token: None,
            hidden: None,
            stale: None,
        });
        self.stacks.len() - 1
    }

    /// The template of a change set.
    pub(super) fn sent(&self, arn: &str) -> Option<&str> {
        let set = self.sets.iter().find(|set| set.arn == arn)?;
        Some(&set.next.template)
    }

    fn next(&self, at: usize, new: &api::NewChangeSet) -> Deployed {
        let old = &self.stacks[at].deployed;
        let template = match &new.template {
            api::TemplateSource::Body(text) => text.clone(),
            api::TemplateSource::Url(url) => self.object(url).to_owned(),
            api::TemplateSource::Previous => old.template.clone(),
        };
        let parsed = serde_json::from_str::<Value>(&template).unwrap();
        let declared = parsed["Parameters"].as_object().into_iter().flatten();
        let value = |(name, parameter): (&String, &Value)| {
            let given = new.parameters.iter().find(|given| given.name == *name);
            // A value from Systems Manager is looked up again each time.
            let looked_up = parameter["Type"]
                .as_str()
                .unwrap_or_default()
                .starts_with("AWS::SSM::");
            let value = match given.map(|given| &given.value) {
                _ if looked_up => {
                    let path = parameter["Default"].as_str().unwrap_or_default();
                    self.parameter(path).unwrap_or_default().to_owned()
                }
                Some(api::Value::Given(secret)) => secret.expose().to_owned(),
                Some(api::Value::Previous) => old.parameters.get(name).cloned().unwrap_or_default(),
                None => parameter["Default"].as_str().unwrap_or_default().to_owned(),
            };
            (name.clone(), value)
        };
        Deployed {
            parameters: declared.map(value).collect(),
            tags: new.tags.clone().unwrap_or_else(|| old.tags.clone()),
            topics: new
                .notification_arns
                .clone()
                .unwrap_or_else(|| old.topics.clone()),
            template,
            ..Deployed::default()
        }
    }

    pub(super) fn execute(&mut self, set: &str, token: &str) -> Result<()> {
        let call = "cloudformation:ExecuteChangeSet";
        let executed = (set.to_owned(), token.to_owned());
        if self
            .stacks
            .iter()
            .any(|stack| stack.executed.as_ref() == Some(&executed))
        {
            return Ok(());
        }
        let Some(place) = self.sets.iter().position(|found| found.arn == set) else {
            return refuse(call, Kind::NotFound, "ChangeSet does not exist");
        };
        let at = self.at(&self.sets[place].stack).unwrap();
        if self.sets[place].ready > self.now || self.sets[place].refusal.is_some() {
            let code = "InvalidChangeSetStatus".to_owned();
            return refuse(
                call,
                Kind::Other { code },
                "ChangeSet cannot be executed in its current status",
            );
        }
        let set = self.sets.remove(place);
        self.sets.retain(|other| other.stack != set.stack);
        self.begin(at, &set, token);
        Ok(())
    }

    pub(super) fn delete(&mut self, deletion: &api::Deletion) -> Result<()> {
        let Some(at) = self.at(&deletion.stack) else {
            return Ok(());
        };
        let leaves = deletion.force || !deletion.retain.is_empty();
        if leaves && self.stacks[at].status != "DELETE_FAILED" {
            let message = "resources are only left when a deletion has failed";
            return refuse("cloudformation:DeleteStack", Kind::Validation, message);
        }
        if self.stacks[at].protection {
            return refuse(
                "cloudformation:DeleteStack",
                Kind::Validation,
                "TerminationProtection is enabled",
            );
        }
        let name = self.stacks[at].name.clone();
        self.sets.retain(|set| set.stack != name);
        if self.stacks[at].status == "REVIEW_IN_PROGRESS" {
            self.stacks.remove(at);
        } else if self.stacks[at].status != "DELETE_COMPLETE" {
            self.begin_deletion(at, deletion);
        }
        Ok(())
    }

    pub(super) fn set(&self, arn: &str) -> Option<api::ChangeSet> {
        let set = self.sets.iter().find(|set| set.arn == arn)?;
        let stack = &self.stacks[self.at(&set.stack)?];
        let (status, execution) = self.how(set);
        Some(api::ChangeSet {
            arn: set.arn.clone(),
            name: set.name.clone(),
            stack_arn: stack.arn.clone(),
            stack_name: set.stack.clone(),
            status,
            reason: set.refusal.as_ref().map(|refusal| refusal.reason.clone()),
            execution,
            created: Some(stamp(set.created)),
            description: None,
            parameters: Vec::new(),
            changes: set.changes.clone(),
        })
    }

    pub(super) fn how(&self, set: &Set) -> (api::ChangeSetStatus, api::ExecutionStatus) {
        match set.refusal {
            _ if set.ready > self.now => (
                api::ChangeSetStatus::CreateInProgress,
                api::ExecutionStatus::Unavailable,
            ),
            Some(_) => (api::ChangeSetStatus::Failed, api::ExecutionStatus::Unavailable),
            None if set.obsolete => (
                api::ChangeSetStatus::CreateComplete,
                api::ExecutionStatus::Obsolete,
            ),
            None => (
                api::ChangeSetStatus::CreateComplete,
                api::ExecutionStatus::Available,
            ),
        }
    }

    pub(super) fn refused(&self, set: &str) -> Refusal {
        let set = self.sets.iter().find(|found| found.arn == set);
        let warnings = || Refusal {
            validations: self.warnings.clone(),
            ..Refusal::default()
        };
        set.and_then(|set| set.refusal.clone()).unwrap_or_else(warnings)
    }
}

fn described(stack: &Stack, status: &str) -> api::Stack {
    let template = serde_json::from_str::<Value>(&stack.deployed.template).unwrap_or_default();
    let parameters = stack
        .deployed
        .parameters
        .iter()
        .map(|(name, value)| api::Parameter {
            name: name.clone(),
            value: Some(Secret::new(match template["Parameters"][name]["NoEcho"] {
                Value::Bool(true) => "****",
                _ => value,
            })),
            resolved: Some(Secret::new(value)),
        });
    api::Stack {
        arn: stack.arn.clone(),
        name: stack.name.clone(),
        description: None,
        status: status.into(),
        reason: None,
        created: stamp(stack.created),
        updated: stack.updated.map(stamp),
        deleted: None,
        change_set: stack.executed.as_ref().map(|executed| executed.0.clone()),
        parameters: parameters.collect(),
        outputs: stack.deployed.outputs.clone(),
        tags: stack.deployed.tags.clone(),
        notification_arns: stack.deployed.topics.clone(),
        role_arn: None,
        termination_protection: stack.protection,
        disable_rollback: false,
        retain_except_on_create: false,
        express: false,
        drift: api::DriftStatus::NotChecked,
        drift_checked: None,
        operations: Vec::new(),
    }
}
