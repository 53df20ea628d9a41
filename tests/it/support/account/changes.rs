//! The changes of a template to a stack: its evaluated resources, and their differences from the existing ones.

use super::resolve::Scope;
use super::world::{Deployed, Held, Stack, World};
use sa_infra::cloud::cloudformation::{
    Attribute, Change, ChangeAction, ChangeDetail, Output, PolicyAction, Recreation, Replacement,
};
use sa_infra::facts::resource_type;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The resources of a template, and the changes to get there; fills in outputs and imports.
pub(super) fn plan(
    world: &World,
    name: &str,
    current: Option<&Stack>,
    next: &mut Deployed,
) -> (BTreeMap<String, Held>, Vec<Change>) {
    let template = serde_json::from_str::<Value>(&next.template).unwrap();
    let none = BTreeMap::new();
    let old = current.map_or(&none, |stack| &stack.resources);
    let mut imports = BTreeSet::new();
    let mut resources = BTreeMap::new();
    for (id, resource) in members(&template["Resources"]) {
        let given = fixed_name(resource["Type"].as_str().unwrap(), &resource["Properties"]);
        let physical = given.or_else(|| Some(old.get(id)?.physical.clone()));
        let held = Held {
            kind: resource["Type"].as_str().unwrap().to_owned(),
            physical: physical.unwrap_or_else(|| format!("{name}-{id}")),
            properties: Value::Null,
            retain: resource["DeletionPolicy"]
                .as_str()
                .is_some_and(|policy| policy.starts_with("Retain")),
        };
        resources.insert(id.clone(), held);
    }
    let parameters = next.parameters.clone();
    let known = resources.clone();
    let scope = Scope {
        world,
        stack: name,
        parameters: &parameters,
        resources: &known,
    };
    for (id, resource) in members(&template["Resources"]) {
        let mut properties = scope.value(&resource["Properties"], &mut imports);
        if !next.tags.is_empty() {
            let tags = properties.as_object().cloned().unwrap_or_default();
            properties = Value::Object(tags);
            properties["tags of the stack"] = json!(next.tags);
        }
        resources.get_mut(id).unwrap().properties = properties;
    }
    let output = |(id, output): (&String, &Value), imports: &mut BTreeSet<String>| Output {
        name: id.clone(),
        value: plain(&scope.value(&output["Value"], imports)),
        description: None,
        export: output
            .get("Export")
            .map(|export| plain(&scope.value(&export["Name"], imports))),
    };
    let outputs = members(&template["Outputs"])
        .map(|entry| output(entry, &mut imports))
        .collect();
    next.outputs = outputs;
    next.imports = imports;
    let changes = changes(world, old, &resources);
    (resources, changes)
}

fn changes(world: &World, old: &BTreeMap<String, Held>, new: &BTreeMap<String, Held>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (id, held) in new {
        match old.get(id) {
            None => {
                let exists = world.taken.contains(&(held.kind.clone(), held.physical.clone()));
                let action = if exists && held.retain {
                    ChangeAction::Import
                } else {
                    ChangeAction::Add
                };
                changes.push(change(id, held, action));
            }
            Some(before) if before.properties != held.properties => {
                changes.push(modification(id, before, held));
            }
            Some(_) => {}
        }
    }
    for (id, held) in old.iter().filter(|(id, _)| !new.contains_key(*id)) {
        let policy = if held.retain {
            PolicyAction::Retain
        } else {
            PolicyAction::Delete
        };
        changes.push(Change {
            policy_action: Some(policy),
            ..change(id, held, ChangeAction::Remove)
        });
    }
    changes
}

fn modification(id: &str, before: &Held, after: &Held) -> Change {
    let (empty, facts) = (Map::new(), resource_type(&after.kind));
    let old = before.properties.as_object().unwrap_or(&empty);
    let new = after.properties.as_object().unwrap_or(&empty);
    let names = old.keys().chain(new.keys()).collect::<BTreeSet<_>>();
    let changed = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
    let detail = |name: &String| {
        let creates = |path: &str| path.split('/').next() == Some(name);
        let always = facts.is_some_and(|facts| facts.create_only.iter().any(|path| creates(path)));
        let maybe = facts.is_some_and(|facts| facts.conditional_create_only.iter().any(|path| creates(path)));
        ChangeDetail {
            attribute: Attribute::Properties,
            name: Some(name.clone()),
            path: None,
            recreation: Some(if always {
                Recreation::Always
            } else if maybe {
                Recreation::Conditionally
            } else {
                Recreation::Never
            }),
            before: None,
            after: None,
            evaluation: Some("Static".to_owned()),
            source: Some("DirectModification".to_owned()),
            cause: None,
        }
    };
    let details = changed.map(detail).collect::<Vec<_>>();
    let any = |recreation: &Recreation| {
        details
            .iter()
            .any(|detail| detail.recreation.as_ref() == Some(recreation))
    };
    let (replaces, may_replace) = (any(&Recreation::Always), any(&Recreation::Conditionally));
    Change {
        replacement: Some(if replaces {
            Replacement::True
        } else if may_replace {
            Replacement::Conditional
        } else {
            Replacement::False
        }),
        details,
        ..change(id, after, ChangeAction::Modify)
    }
}

fn change(id: &str, held: &Held, action: ChangeAction) -> Change {
    Change {
        logical_id: id.to_owned(),
        physical_id: Some(held.physical.clone()),
        resource_type: held.kind.clone(),
        action,
        replacement: None,
        policy_action: None,
        scope: vec![Attribute::Properties],
        details: Vec::new(),
        before: None,
        after: None,
        change_set: None,
    }
}

fn fixed_name(kind: &str, properties: &Value) -> Option<String> {
    if kind == "AWS::S3::BucketPolicy" {
        return properties["Bucket"].as_str().map(str::to_owned);
    }
    let names = [
        "Name",
        "BucketName",
        "TopicName",
        "RoleName",
        "RepositoryName",
        "LogGroupName",
    ];
    names
        .iter()
        .find_map(|name| properties[name].as_str())
        .map(str::to_owned)
}

fn members(section: &Value) -> impl Iterator<Item = (&String, &Value)> {
    section.as_object().into_iter().flatten()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
