//! Values derived from others: stack names, and parameters that only the list of a service names.

use super::Config;
use super::names::ParameterName;
use super::stock_advisor::{Definition, StackId};
use super::words::{Description, Placeholder};
use sa_infra::settings::{Entry, Loaded, Source};

/// Adds the derived values.
pub(super) fn complete(mut loaded: Loaded<Config>) -> Loaded<Config> {
    let configured = loaded.has_table("simple_trader");
    let config = &mut loaded.value;
    config.simple_trader.configured = configured;
    for (name, service) in &mut config.stock_advisor.services {
        service.name = name.to_string();
    }
    // Also those of a disabled service: the values that people set in them must stay.
    let services = config.stock_advisor.services.values();
    let named: Vec<ParameterName> = services.flat_map(|service| service.parameters.clone()).collect();
    let known = &mut config.stock_advisor.parameters.definitions;
    let mut implied = Vec::new();
    for name in named {
        if !known.contains_key(&name)
            && let Some(definition) = undescribed(&name)
        {
            implied.extend(entries(&name, &definition));
            known.insert(name, definition);
        }
    }
    for (name, definition) in known {
        definition.name = name.to_string();
    }
    insert(&mut loaded.entries, "stock_advisor.services.", implied);
    let stack_names = stack_names(&loaded.value);
    insert(&mut loaded.entries, "stock_advisor.github.", stack_names);
    loaded
}

/// The default names of the stacks: those that are not set.
fn stack_names(config: &Config) -> Vec<Entry> {
    let set = &config.stock_advisor.stack_names;
    let unset = StackId::ALL.into_iter().filter(|stack| set.get(*stack).is_none());
    let name = |stack: StackId| {
        entry(
            &format!("stock_advisor.stack_names.{}", stack.key()),
            config.stack_name(stack),
        )
    };
    unset.map(name).collect()
}

/// A parameter without a definition: the same as one whose section is empty.
fn undescribed(name: &ParameterName) -> Option<Definition> {
    Some(Definition {
        name: String::new(),
        description: Description::try_from(name.to_string()).ok()?,
        placeholder: Placeholder::try_from("put_value_here".to_owned()).ok()?,
        secret: true,
        lifetime_days: None,
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

/// Inserts entries before the first one whose key begins with `key`.
fn insert(entries: &mut Vec<Entry>, key: &str, new: Vec<Entry>) {
    let place = entries
        .iter()
        .position(|entry| entry.key.starts_with(key))
        .unwrap_or(entries.len());
    entries.splice(place..place, new);
}
