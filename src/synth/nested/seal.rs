//! The templates of nested stacks: each is an asset of the deployed stack around it, named by its content.

use super::{logical_id, problem};
use crate::model::app::Stack;
use crate::model::app::asset::{Asset, Content, FileAsset, Handle};
use crate::model::finding::Finding;
use crate::model::json::{Call, Fields, Json, Target};
use crate::model::logical_id::logical_id as logical_id_of;
use crate::model::template::asset_name;
use crate::model::value::ToJson;
use crate::synth::lists::for_a_parameter;
use std::collections::HashSet;
use std::panic::Location;
use std::sync::Arc;

/// Gives every nested stack of a deployed stack its template and its parameters. Returns the live parameters: their values are read
/// before a deployment and given to it, which only the deployed stack can take.
pub(in crate::synth) fn seal(stack: &mut Stack, findings: &mut Vec<Finding>) -> HashSet<Arc<str>> {
    let template = &stack.template;
    let resources = template.resources.values();
    let live = resources.filter_map(|resource| template.live_parameter(resource).cloned());
    let mut live = live.collect::<HashSet<_>>();
    for at in 0..stack.nested.len() {
        let mut nested = std::mem::replace(&mut stack.nested[at], Stack::empty("".into(), "".into()));
        findings.extend(misplaced(stack, &nested));
        nested.region.clone_from(&stack.region);
        let mut inner = seal(&mut nested, findings);
        let inherited = nested.nesting.as_ref().map(|nesting| &nesting.inherited);
        inner.retain(|name| !inherited.is_some_and(|inherited| inherited.contains(name)));
        live.extend(close(stack, &mut nested, &inner, findings));
        stack.nested[at] = nested;
    }
    live
}

/// Writes a nested stack, which is complete, into its resource. Returns the parameters that its live ones are in this stack.
fn close(
    stack: &mut Stack,
    nested: &mut Stack,
    live: &HashSet<Arc<str>>,
    findings: &mut Vec<Finding>,
) -> HashSet<Arc<str>> {
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
    let mut lent = HashSet::new();
    for (name, parameter) in &nested.template.parameters {
        if own.get(name).is_some() {
            continue;
        }
        if live.contains(name) {
            let outer = free_name(stack, &id, name);
            let initial = nested.initial_values.iter_mut();
            for (initial, _) in initial.filter(|(initial, _)| **initial == **name) {
                *initial = outer.to_string().into();
            }
            let added = (outer.clone(), parameter.clone());
            stack.template.parameters.extend([added]);
            own.insert(
                name.to_string(),
                Json::from(Call::Ref(Target::local(outer.clone()))),
            );
            lent.insert(outer);
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
            for_a_parameter(value.into())
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
    lent
}

/// The name that a parameter of a nested stack has in its parent: its own, unless another one has that.
fn free_name(stack: &Stack, nested: &str, name: &Arc<str>) -> Arc<str> {
    if stack.template.parameters.contains_key(name) {
        let path = [nested, name];
        return logical_id_of(&path).into();
    }
    name.clone()
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
    for what in operated(nested) {
        let reason = format!("{what} is in a nested stack, where no command finds it");
        let fix = format!(
            "put it into {}, with references into the nested stack, or into a stack of its own with `App::stack`",
            stack.id
        );
        wrong.push(problem(nested, reason, &fix));
    }
    wrong
}

/// What commands operate, in words. They find it by the id of its stack and the logical ids there.
fn operated(nested: &Stack) -> Vec<String> {
    let services = nested
        .services
        .iter()
        .map(|service| format!("the service {}", service.name));
    let builds = nested
        .builds
        .iter()
        .map(|build| format!("the build of {}", build.service));
    let kept = nested
        .kept
        .iter()
        .map(|(id, _)| format!("{id}, which `keep` preserves,"));
    let pinned = nested
        .pinned_images
        .iter()
        .map(|id| format!("{id}, whose images are pinned,"));
    let machine = nested.machine.iter().map(|_| "the instance".to_owned());
    let payload = nested
        .payload
        .iter()
        .map(|_| "the bucket for `upload`".to_owned());
    let all = services.chain(builds).chain(kept).chain(pinned);
    all.chain(machine).chain(payload).collect()
}
