//! The request for a change set: its template, the values of its parameters, what happens on failure.

use super::One;
use super::target::Target;
use crate::cloud::Clouds;
use crate::cloud::Secret;
use crate::cloud::cloudformation::{
    ChangeSetKind, NewChangeSet, OnFailure, ParameterValue, Stack, TemplateSource, Value,
};
use crate::deploy::deployment::{OnFailure as Wanted, stack_settings};
use crate::deploy::live_parameters::Value as LiveValue;
use crate::deploy::template_hash;
use crate::model::template::Nested;

impl<C: Clouds> One<'_, C> {
    pub(super) fn change_set(
        &self,
        exists: Option<&Stack>,
        target: &Target,
        values: &[LiveValue],
    ) -> NewChangeSet {
        let options = self.deployment.options;
        let name = template_hash::name(self.stack);
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
            parameters: parameter_values(&options.given, exists, target, values),
            tags: stack_settings::tags(options, exists),
            capabilities: capabilities(&self.stack.nested),
            imports: Vec::new(),
            import_existing: true,
            on_failure: self.on_failure(exists.is_none()),
            role_arn: options.role_arn.clone(),
            notification_arns: stack_settings::notification_arns(options, exists),
            express: options.express,
            nested: !self.stack.nested.is_empty(),
        }
    }

    /// What the change set says about failure; `None` leaves that to the execution.
    fn on_failure(&self, creates: bool) -> Option<OnFailure> {
        match self.deployment.options.on_failure {
            Wanted::Keep => Some(OnFailure::DoNothing),
            Wanted::Delete if creates => Some(OnFailure::Delete),
            Wanted::Delete | Wanted::Rollback => None,
        }
    }

    /// Whether it is the execution that says what happens on failure.
    pub(super) fn says_nothing_of_failure(&self, creates: bool) -> bool {
        self.on_failure(creates).is_none() && !self.deployment.options.express
    }
}

/// A change set shows what the macros of its own template make. Those of nested stacks are expanded when these are created, which needs
/// an acknowledgement.
fn capabilities(nested: &[Nested]) -> Vec<String> {
    let mut all = vec!["CAPABILITY_IAM".to_owned(), "CAPABILITY_NAMED_IAM".to_owned()];
    if nested.iter().any(expands) {
        all.push("CAPABILITY_AUTO_EXPAND".to_owned());
    }
    all
}

/// Whether a nested stack, or one in it, has a macro: for the whole template, or within it.
fn expands(nested: &Nested) -> bool {
    nested.template.rest.get("Transform").is_some()
        || nested.template.to_compact().contains(r#""Fn::Transform":"#)
        || nested.nested.iter().any(expands)
}

/// What is given, the live value where there is one, else what the stack has, else what is inherited, else the initial value, else
/// the default.
fn parameter_values(
    given: &[(String, Secret)],
    exists: Option<&Stack>,
    target: &Target,
    values: &[LiveValue],
) -> Vec<ParameterValue> {
    let value = |name: &str| {
        if let Some((_, value)) = given.iter().find(|(parameter, _)| parameter == name) {
            return Some(Value::Given(value.clone()));
        }
        if let Some((_, value)) = target.set.iter().find(|(parameter, _)| parameter == name) {
            return Some(Value::Given(value.clone()));
        }
        let live = values.iter().find(|value| value.live.parameter == name);
        if let Some(now) = live.and_then(|value| value.now.clone()) {
            return Some(Value::Given(now));
        }
        if exists.is_some_and(|stack| stack.parameters.iter().any(|parameter| parameter.name == name)) {
            return Some(Value::Previous);
        }
        let inherited = target
            .inherited
            .iter()
            .find(|(parameter, _)| **parameter == *name);
        if let Some((_, state)) = inherited {
            return Some(Value::Given(Secret::new(*state)));
        }
        let initial = target.initial.iter().find(|(parameter, _)| parameter == name);
        initial.map(|(_, value)| Value::Given(value.clone()))
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
