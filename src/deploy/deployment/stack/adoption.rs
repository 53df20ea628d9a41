//! The first of two steps that bring an existing resource into the stack: CloudFormation imports it unchanged,
//! and nothing else changes. The next round is the second step: an update that applies the template.

use super::One;
use super::target::Target;
use crate::cloud::cloudformation::{
    Change, ChangeAction, ChangeSet, ChangeSetKind, CloudFormation, ExecutionStatus, Import, NewChangeSet,
    ParameterValue, Replacement, Stack, TemplateSource, Value,
};
use crate::cloud::{Cloud, Clouds};
use crate::deploy::adoption::Adoption;
use crate::deploy::compared::Row;
use crate::deploy::deployment::Failure;
use crate::deploy::deployment::change_set::Made;
use crate::deploy::observer::Observer;
use crate::deploy::ui::Event;
use crate::deploy::{display_name, root_cause};
use crate::local::token;
use crate::model::template::{Parameter, Template};
use std::sync::Arc;

/// The prefix of parameter types whose values are looked up.
const LOOKED_UP: &str = "AWS::SSM::Parameter::Value<";

/// What a user agreed to before the first of two steps, about the second.
pub(super) struct Agreed {
    rows: Vec<Row>,
    adopted: Vec<String>,
    /// Whether the stack did not exist.
    pub(super) creates: bool,
}

impl Agreed {
    /// Whether these changes are the approved ones: the same, and updates of imported resources to the template.
    pub(super) fn covers(&self, changes: &[Change]) -> bool {
        changes.iter().all(|change| {
            let is_adopted = self.adopted.contains(&change.logical_id);
            let becomes =
                change.action == ChangeAction::Modify && change.replacement != Some(Replacement::True);
            is_adopted && becomes || self.rows.contains(&Row::from(change))
        })
    }
}

impl<C: Clouds> One<'_, C> {
    /// Imports the existing resources. `shown` is the change set of the preview, which is not executed.
    pub(super) async fn adopt(
        &self,
        shown: &ChangeSet,
        exists: Option<&Stack>,
        target: &Target,
    ) -> Result<(), Failure> {
        // The import uses the stack in review that was created for it.
        let gone = self.cloud.cloudformation().delete_change_set(&shown.arn).await;
        let made = match gone {
            Ok(()) => self.make(exists, self.import(exists, target)).await,
            Err(error) => Err(error.into()),
        };
        let ready = match made {
            Ok(Made::Ready(ready, _)) => ready,
            Ok(Made::Nothing) => return Err(refused("it finds nothing to import")),
            Err(failure) => {
                self.drop_change_set(shown).await;
                return Err(failure);
            }
        };
        let begun = match verdict(&ready, &target.adoptions) {
            Ok(()) => match self.deployment.goes_on() {
                // The execution of an import has no rollback option.
                Ok(()) => self.start(&ready, None).await,
                interrupted => interrupted,
            },
            refused => refused,
        };
        if begun.is_err() {
            self.drop_change_set(&ready).await;
            return begun;
        }
        self.imported(&ready, target).await?;
        let ids = target.adoptions.iter().flat_map(Adoption::identities);
        let agreed = Agreed {
            rows: shown.changes.iter().map(Row::from).collect(),
            adopted: ids.map(|(_, id, _)| id.to_string()).collect(),
            creates: exists.is_none(),
        };
        // A further import in the same run needs another approval.
        let _ = self.agreed.set(agreed);
        Ok(())
    }

    /// Whether the user approved these changes before the first of two steps.
    pub(super) fn is_agreed(&self, ready: &ChangeSet) -> bool {
        let agreed = self.agreed.get();
        agreed.is_some_and(|agreed| agreed.covers(&ready.changes))
    }

    /// Watches the import until it ends.
    async fn imported(&self, ready: &ChangeSet, target: &Target) -> Result<(), Failure> {
        let resources = Some(ready.changes.len());
        let names = display_name::names(&target.template);
        self.tell(|stack| Event::Started {
            stack,
            account: self.cloud.account().map(str::to_owned),
            resources,
            updates: false,
            names,
            kept: Vec::new(),
        });
        let observer = Observer {
            is_ours: true,
            ..self.observer()
        };
        let events = self.events(&ready.stack_arn);
        let events = events.executing(ready);
        let (stack, events) = self.watch(&ready.stack_arn, events, &observer).await?;
        if !stack.status.is_success() || stack.status.is_gone() {
            let cause = root_cause::explained(&self.cloud, &events).await;
            return Err(self.ended(&stack, cause));
        }
        for adoption in &target.adoptions {
            self.note(format!(
                "imported {} with everything in it; next, the template is applied to it",
                adoption.bucket
            ));
        }
        Ok(())
    }

    /// The request. It must keep outputs, tags and parameters, or AWS refuses it.
    fn import(&self, exists: Option<&Stack>, target: &Target) -> NewChangeSet {
        let options = self.deployment.options;
        let name = token::fresh();
        let mut before = target.before();
        let parameters = pinned(&mut before, exists);
        let import = |adoption: &Adoption| {
            let bucket = adoption.bucket.clone();
            let identities = adoption.identities().map(move |(kind, id, property)| Import {
                resource_type: kind.to_owned(),
                logical_id: id.to_string(),
                identifier: vec![(property.to_owned(), bucket.clone())],
            });
            identities.collect::<Vec<_>>()
        };
        NewChangeSet {
            stack: self.name().to_owned(),
            description: None,
            token: name.clone(),
            name,
            kind: ChangeSetKind::Import,
            template: TemplateSource::Body(before.to_compact()),
            parameters,
            tags: None,
            capabilities: vec!["CAPABILITY_IAM".to_owned(), "CAPABILITY_NAMED_IAM".to_owned()],
            imports: target.adoptions.iter().flat_map(import).collect(),
            import_existing: false,
            on_failure: None,
            role_arn: options.role_arn.clone(),
            notification_arns: None,
            express: false,
            nested: false,
        }
    }
}

/// The parameters of the deployed template, unchanged. A parameter that names an SSM parameter is looked up again for
/// every change set, but an import must not change anything. So its resolved value becomes a literal.
fn pinned(before: &mut Template, exists: Option<&Stack>) -> Vec<ParameterValue> {
    let deployed = exists.map_or(&[] as &[_], |stack| stack.parameters.as_slice());
    let pin = |(name, parameter): (&Arc<str>, &mut Parameter)| {
        let known = deployed.iter().find(|known| *known.name == **name);
        let resolved = known.and_then(|known| known.resolved.clone());
        let kind = parameter.kind.strip_prefix(LOOKED_UP);
        let kind = kind.and_then(|kind| kind.strip_suffix('>')).map(str::to_owned);
        let value = match (kind, resolved) {
            (Some(kind), Some(resolved)) => {
                parameter.kind = kind.into();
                parameter.default = None;
                Value::Given(resolved)
            }
            _ => Value::Previous,
        };
        let name = name.to_string();
        ParameterValue { name, value }
    };
    before.parameters.iter_mut().map(pin).collect()
}

/// Whether the change set contains only the intended imports.
fn verdict(ready: &ChangeSet, adoptions: &[Adoption]) -> Result<(), Failure> {
    let ids = adoptions.iter().flat_map(Adoption::identities);
    let ids = ids.map(|(_, id, _)| &**id).collect::<Vec<_>>();
    let is_import =
        |change: &Change| change.action == ChangeAction::Import && ids.contains(&&*change.logical_id);
    if ready.execution != ExecutionStatus::Available {
        let reason = ready.reason.clone();
        return Err(refused(
            &reason.unwrap_or_else(|| "the import cannot be executed".to_owned()),
        ));
    }
    if ready.changes.iter().all(is_import) {
        Ok(())
    } else {
        Err(refused("an import would change something else"))
    }
}

fn refused(reason: &str) -> Failure {
    Failure::Refused {
        reason: reason.to_owned(),
        findings: Vec::new(),
    }
}
