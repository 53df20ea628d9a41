//! Property paths (`A/B`, `*` for every element) and their targets.

use super::{Member, Node, Object, Replacement, Resource};
use std::collections::BTreeMap;

/// `/properties/A/*/B` as `A/*/B`.
pub(super) fn short(pointer: &str) -> String {
    pointer.trim_start_matches("/properties/").to_owned()
}

/// The definition with the last member of `path` (`None` for the resource itself), and that member's name.
pub(super) fn holder<'p>(resource: &Resource, path: &'p str) -> Option<(Option<String>, &'p str)> {
    let (parents, last) = path.rsplit_once('/').unwrap_or(("", path));
    let mut holder: Option<String> = None;
    for step in parents.split('/').filter(|step| !step.is_empty() && *step != "*") {
        let node = resource.object(holder.as_deref())?.members.get(step)?;
        holder = Some(node.objects().first().map(|name| (*name).to_owned())?);
    }
    resource
        .object(holder.as_deref())?
        .members
        .contains_key(last)
        .then_some((holder, last))
}

/// How many members use each definition.
fn uses(resource: &Resource) -> BTreeMap<&str, usize> {
    let mut uses = BTreeMap::new();
    let objects = resource.definitions.values().chain([&resource.root]);
    for name in objects
        .flat_map(|object| object.members.values())
        .flat_map(Node::objects)
    {
        *uses.entry(name).or_insert(0) += 1;
    }
    uses
}

/// The targets of `paths`, if the path also holds for the definition: it has only one use.
pub(super) fn sole(resource: &Resource, paths: &[String]) -> Vec<Member> {
    let uses = uses(resource);
    let once = |name: &String| uses.get(name.as_str()) == Some(&1);
    paths
        .iter()
        .filter_map(|path| holder(resource, path))
        .filter(|(holder, _)| holder.as_ref().is_none_or(once))
        .map(|(holder, member)| (holder, member.to_owned()))
        .collect()
}

/// The members whose change replaces the resource.
pub(super) fn replacements(resource: &Resource) -> BTreeMap<Member, Replacement> {
    let some = sole(resource, &resource.conditional_create_only).into_iter();
    let all = sole(resource, &resource.create_only).into_iter();
    some.map(|member| (member, Replacement::Sometimes))
        .chain(all.map(|member| (member, Replacement::Always)))
        .collect()
}

/// Removes the read-only members.
pub(super) fn strip(resource: &mut Resource) {
    let kept: Vec<_> = resource
        .write_only
        .iter()
        .chain(&resource.create_only)
        .cloned()
        .collect();
    let paths = resource.read_only.iter().filter(|path| !kept.contains(path));
    let found = sole(resource, &paths.cloned().collect::<Vec<_>>());
    for (holder, member) in found {
        let object = match holder {
            None => Some(&mut resource.root),
            Some(name) => resource.definitions.get_mut(&name),
        };
        if let Some(object) = object {
            object.forget(&member);
        }
    }
    resource.root.settle();
    resource.definitions.values_mut().for_each(Object::settle);
}

/// Drops the definitions that no property uses.
pub(super) fn prune(resource: &mut Resource) {
    let mut reached = Vec::new();
    let mut next: Vec<String> = Vec::new();
    let add = |object: &Object, next: &mut Vec<String>| {
        next.extend(object.members.values().flat_map(Node::objects).map(str::to_owned));
    };
    add(&resource.root, &mut next);
    while let Some(name) = next.pop() {
        if reached.contains(&name) {
            continue;
        }
        if let Some(object) = resource.definitions.get(&name) {
            add(object, &mut next);
        }
        reached.push(name);
    }
    resource.definitions.retain(|name, _| reached.contains(name));
}
