//! The lines of configuration that preserve a resource which a deployment would replace.

use crate::cloud::cloudformation::Parameter;
use crate::model::app::Keep;
use crate::model::json::{Call, Json};
use crate::model::template::Template;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// The lines that fix the settings of the deployed stack, in their tables; empty when it has no such settings.
pub(super) fn lines(kept: &[(Arc<str>, Keep)], deployed: &Template, parameters: &[Parameter]) -> String {
    let mut tables = BTreeMap::<&str, String>::new();
    for (id, keep) in kept {
        let Some(resource) = deployed.resources.get(id) else {
            continue;
        };
        for (property, setting) in keep.settings {
            let value = resource.properties.get(property);
            let value = value.and_then(|value| known(value, parameters));
            if let (Some(value), Some((table, key))) = (value, setting.rsplit_once('.')) {
                let _ = write!(tables.entry(table).or_default(), "\n{key} = {value:?}");
            }
        }
    }
    let tables = tables.iter().map(|(table, lines)| format!("[{table}]{lines}"));
    tables.collect::<Vec<_>>().join("\n")
}

/// A literal, or the value of a parameter of the stack.
fn known(value: &Json, parameters: &[Parameter]) -> Option<String> {
    match value {
        Json::Text(text) => Some(text.to_string()),
        Json::Call(call) => match &**call {
            Call::Ref(target) => {
                let named = parameters.iter().find(|parameter| parameter.name == *target.id)?;
                let value = named.resolved.as_ref().or(named.value.as_ref())?;
                Some(value.expose().to_owned())
            }
            _ => None,
        },
        _ => None,
    }
}
