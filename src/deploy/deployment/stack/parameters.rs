//! The values that a change set gives to template parameters.

use super::target::Target;
use crate::cloud::Secret;
use crate::cloud::cloudformation::{ParameterValue, Stack, Value};
use crate::deploy::live_parameters::Value as LiveValue;

/// What is given, the live value where there is one, else what the stack has, else what is inherited, else the initial value, else
/// the default.
pub(super) fn values(
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
