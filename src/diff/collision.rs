//! Name conflicts: CloudFormation creates the new resource before it deletes the old one, and two resources of a
//! type cannot have the same name.

use super::replacement::Replacement;
use super::resource::{Action, Collision, ResourceChange};
use crate::facts::{ResourceType, resource_type};
use crate::model::json::Json;
use crate::model::template::{Resource, Template};
use std::collections::HashMap;
use std::sync::Arc;

/// Points out new resources whose literal name an old one has: one that leaves the stack, kept or not, or the one that
/// is replaced.
pub(super) fn find(before: &Template, after: &Template, changes: &mut [ResourceChange]) {
    let mut names = HashMap::new();
    for change in changes.iter().filter(|change| change.action == Action::Remove) {
        if let Some(old) = before.resources.get(&change.id) {
            names.extend(name(old).map(|name| ((&*old.kind, name), &*change.id)));
        }
    }
    let names = names
        .into_iter()
        .map(|((kind, name), id)| ((kind.to_owned(), name.to_owned()), Arc::<str>::from(id)))
        .collect::<HashMap<_, _>>();
    for change in changes {
        let Some(name) = after.resources.get(&change.id).and_then(name) else {
            continue;
        };
        let with = match (change.action, change.replacement) {
            (Action::Add, _) => names
                .get(&(change.kind.to_string(), name.to_owned()))
                .cloned()
                .map(Some),
            (Action::Change, Replacement::Always | Replacement::Maybe) => {
                let old = before
                    .resources
                    .get(&change.id)
                    .filter(|old| old.kind == change.kind);
                (old.and_then(self::name) == Some(name)).then_some(None)
            }
            _ => None,
        };
        change.collision = with.map(|with| Collision {
            name: name.to_owned(),
            with,
        });
    }
}

/// The literal name of a resource.
fn name(resource: &Resource) -> Option<&str> {
    let facts = resource_type(&resource.kind)?;
    resource
        .properties
        .get(name_property(facts)?)
        .and_then(Json::as_text)
}

/// The property that names resources of this type, when it is theirs alone: `TopicName`, `Name`.
fn name_property(facts: &ResourceType) -> Option<&str> {
    let (_, short) = facts.name.rsplit_once("::")?;
    let is_name = |path: &&str| path.strip_suffix("Name").is_some_and(|of| short.contains(of));
    facts.create_only.iter().map(AsRef::as_ref).find(is_name)
}
