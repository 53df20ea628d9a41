//! The templates of nested stacks: each is an asset of the deployed stack around it, named by its content.

use super::borders::joined;
use super::{logical_id, problem};
use crate::model::app::Stack;
use crate::model::app::asset::{Asset, Content, FileAsset, Handle};
use crate::model::finding::Finding;
use crate::model::json::{Call, Fields, Json, Target};
use crate::model::template::asset_name;
use crate::model::value::ToJson;
use std::panic::Location;
use std::sync::Arc;

/// Gives every nested stack of a deployed stack its template and its parameters.
pub(in crate::synth) fn seal(stack: &mut Stack, findings: &mut Vec<Finding>) {
    for at in 0..stack.nested.len() {
        let mut nested = std::mem::replace(&mut stack.nested[at], Stack::empty("".into(), "".into()));
        findings.extend(misplaced(stack, &nested));
        nested.region.clone_from(&stack.region);
        seal(&mut nested, findings);
        close(stack, &mut nested, findings);
        stack.nested[at] = nested;
    }
}

/// Writes a nested stack, which is complete, into its resource.
fn close(stack: &mut Stack, nested: &mut Stack, findings: &mut Vec<Finding>) {
    let origin = nested.nesting.as_ref().map(|nesting| nesting.origin);
    let origin = origin.unwrap_or(Location::caller());
    let text = nested.template.to_compact();
    let asset = Asset {
        source: format!("the template of {}", nested.id),
        name: asset_name(&text),
        content: Content::File(Arc::new(text.into_bytes())),
    };
    let file = FileAsset::of(&asset.name);
    stack.parameter_of_assets(FileAsset::PARAMETER, FileAsset::ABOUT, origin);
    let id = logical_id(nested);
    let mut own = taken(stack, &id, "Parameters");
    for (name, parameter) in &nested.template.parameters {
        if own.get(name).is_some() {
            continue;
        }
        match stack.template.parameters.get(name) {
            Some(outer) if outer.kind != parameter.kind => {
                let reason = format!(
                    "its parameter {name} is {}, but that of {} is {}",
                    parameter.kind, stack.id, outer.kind
                );
                findings.push(problem(
                    nested,
                    reason,
                    "give both the same type, or rename one of them",
                ));
            }
            Some(_) => {}
            None if parameter.default.is_some() => continue,
            None => drop(stack.template.parameters.insert(name.clone(), parameter.clone())),
        }
        let value = Call::Ref(Target::local(name.clone()));
        let value = if is_list(&parameter.kind) {
            joined(value.into())
        } else {
            value.into()
        };
        own.insert(name.to_string(), value);
    }
    if let Some(resource) = stack.template.resources.get_mut(&id) {
        if !own.is_empty() {
            resource.properties.insert("Parameters", own);
        }
        resource
            .properties
            .insert("TemplateURL", file.template_url().to_json());
    }
    stack.secrets.append(&mut nested.secrets);
    stack.lifetimes.append(&mut nested.lifetimes);
    stack.initial_values.append(&mut nested.initial_values);
    for asset in nested.assets.drain(..).chain([asset]) {
        if !stack.assets.iter().any(|other| other.name == asset.name) {
            stack.assets.push(asset);
        }
    }
}

/// Whether the values of a parameter type are lists.
fn is_list(kind: &str) -> bool {
    kind == "CommaDelimitedList" || kind.contains("List<")
}

/// An object among the properties of a resource, taken out.
fn taken(stack: &mut Stack, id: &Arc<str>, property: &str) -> Fields {
    let resource = stack.template.resources.get_mut(id);
    match resource.and_then(|resource| resource.properties.remove(property)) {
        Some(Json::Map(fields)) => fields,
        _ => Fields::default(),
    }
}

/// What only a deployed stack can have.
fn misplaced(stack: &Stack, nested: &Stack) -> Vec<Finding> {
    let mut wrong = Vec::new();
    let elsewhere = |own: &Option<_>, outer: &Option<_>| own.is_some() && own != outer;
    if elsewhere(&nested.region, &stack.region) || elsewhere(&nested.account, &stack.account) {
        let reason = "a nested stack is in the region and account of its parent".to_owned();
        wrong.push(problem(
            nested,
            reason,
            "set the region and account of the parent, or use `App::stack`",
        ));
    }
    if *nested.name != *nested.id {
        let reason = "CloudFormation names nested stacks".to_owned();
        wrong.push(problem(nested, reason, "remove `set_name`"));
    }
    if !nested.after.is_empty() {
        let reason = "a nested stack is deployed with its parent".to_owned();
        wrong.push(problem(nested, reason, "call `depends_on` of the parent"));
    }
    let operated = !nested.services.is_empty()
        || !nested.builds.is_empty()
        || nested.machine.is_some()
        || nested.payload.is_some()
        || !nested.kept.is_empty()
        || !nested.pinned_images.is_empty();
    if operated {
        let reason = "commands operate services, builds and instances only in stacks of the app".to_owned();
        wrong.push(problem(
            nested,
            reason,
            "put them into the parent, or use `App::stack`",
        ));
    }
    wrong
}
