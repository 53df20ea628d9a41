//! What follows from other values: names of stacks, parameters that only a service's list names.

use super::Config;
use super::names::ParameterName;
use super::stock_advisor::{Definition, StackId};
use super::words::{Description, Placeholder};
use sa_infra::settings::{Entry, Loaded, Source};

/// Fills in what is not written anywhere.
pub(super) fn complete(mut loaded: Loaded<Config>) -> Loaded<Config> {
    let configured = loaded.has_table("simple_trader");
    let config = &mut loaded.value;
    config.simple_trader.configured = configured;
    for (name, service) in &mut config.stock_advisor.services {
        service.name = name.to_string();
    }
    let named: Vec<ParameterName> = config
        .services()
        .flat_map(|service| service.parameters.clone())
        .collect();
    let definitions = &mut config.stock_advisor.parameters.definitions;
    let mut implied = Vec::new();
    for name in named {
        if !definitions.contains_key(&name)
            && let Some(definition) = undescribed(&name)
        {
            implied.extend(entries(&name, &definition));
            definitions.insert(name, definition);
        }
    }
    for (name, definition) in definitions {
        definition.name = name.to_string();
    }
    insert(&mut loaded.entries, "stock_advisor.services.", implied);
    let names = StackId::ALL
        .into_iter()
        .filter(|stack| loaded.value.stock_advisor.stack_names.get(*stack).is_none());
    let names = names.map(|stack| {
        entry(
            &format!("stock_advisor.stack_names.{}", stack.key()),
            loaded.value.stack_name(stack),
        )
    });
    let names = names.collect();
    insert(&mut loaded.entries, "stock_advisor.github.", names);
    loaded
}

/// What a parameter is that nobody has described: the same as one whose section is empty.
fn undescribed(name: &ParameterName) -> Option<Definition> {
    Some(Definition {
        name: String::new(),
        description: Description::try_from(name.to_string()).ok()?,
        placeholder: Placeholder::try_from("put_value_here".to_owned()).ok()?,
        secret: true,
    })
}

fn entries(name: &ParameterName, definition: &Definition) -> [Entry; 3] {
    let key = |last: &str| format!("stock_advisor.parameters.definitions.{name}.{last}");
    [
        entry(&key("description"), definition.description.to_string()),
        entry(&key("placeholder"), definition.placeholder.to_string()),
        entry(&key("secret"), definition.secret),
    ]
}

fn entry(key: &str, value: impl Into<serde_json::Value>) -> Entry {
    Entry {
        key: key.to_owned(),
        value: value.into(),
        source: Source::Default,
    }
}

/// Puts entries before the first whose key begins with `key`.
fn insert(entries: &mut Vec<Entry>, key: &str, new: Vec<Entry>) {
    let place = entries
        .iter()
        .position(|entry| entry.key.starts_with(key))
        .unwrap_or(entries.len());
    entries.splice(place..place, new);
}
