//! The strings that identify a resource, according to the schema, the documentation, and other properties of the same
//! name.

use super::types::identifies;
use crate::names::words;
use crate::plan::{Place, text_of};
use crate::prose::{self, Prose};
use crate::schema::{Resource, Text};
use crate::tables::references;
use std::collections::{BTreeMap, BTreeSet};

/// What the properties of one name identify, in a service, if any of them is documented.
#[derive(Debug, Default)]
pub(super) struct References(BTreeMap<(String, String), BTreeSet<String>>);

impl References {
    /// Reads the documentation of the properties of all `resources`.
    pub(super) fn new<'a>(resources: impl Iterator<Item = &'a Resource>, prose: &Prose) -> Self {
        let mut found: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for resource in resources {
            let service = resource.parts().0;
            let definitions = resource
                .definitions
                .iter()
                .map(|(name, object)| (Some(name.as_str()), object));
            for (owner, object) in definitions.chain([(None, &resource.root)]) {
                for (property, node) in &object.members {
                    let place = Place { owner, property };
                    let said = text_of(node).and_then(|(text, _)| said(prose, resource, place, text));
                    if let Some(said) = said {
                        found
                            .entry((service.clone(), property.clone()))
                            .or_default()
                            .insert(said);
                    }
                }
            }
        }
        Self(found)
    }

    /// The resource that a string identifies, as `AWS::IAM::Role.Arn`.
    pub(super) fn of(
        &self,
        prose: &Prose,
        resource: &Resource,
        place: Place<'_>,
        text: &Text,
    ) -> Option<String> {
        let said = said(prose, resource, place, text);
        if said.is_some() || !text.formats.is_empty() || is_own(resource, place) {
            return said;
        }
        let key = (resource.parts().0, place.property.to_owned());
        let neighbours = self.0.get(&key).filter(|_| speaks(place.property));
        match neighbours.map(|said| said.iter().collect::<Vec<_>>()).as_deref() {
            Some([only]) => Some((*only).clone()),
            Some(_) => None,
            None => references::of(place.property).map(str::to_owned),
        }
    }
}

/// The format of this string itself.
fn said(prose: &Prose, resource: &Resource, place: Place<'_>, text: &Text) -> Option<String> {
    match text.formats.as_slice() {
        [] => {}
        formats => {
            let kinds: Option<BTreeSet<_>> = formats.iter().map(|format| identifies(format)).collect();
            return match kinds?.into_iter().collect::<Vec<_>>().as_slice() {
                [(kind, name)] => Some(format!("{name}.{kind}")),
                _ => None,
            };
        }
    }
    if is_own(resource, place) {
        return None;
    }
    let said = prose::object(prose, resource, place.owner)?
        .properties
        .get(place.property)?;
    let refers = said.refers.as_ref()?;
    let (name, property) = refers.split_once('.')?;
    // The name of the property decides: a key is documented by its ARN, and also accepted by its id.
    let last = words(place.property).pop()?.to_ascii_lowercase();
    let kind = |word: &str| match word.trim_end_matches('s') {
        "arn" => Some("Arn"),
        "id" | "name" => Some("Id"),
        _ => None,
    };
    let of = words(property).pop()?.to_ascii_lowercase();
    let kind = match (kind(&last), kind(&of)) {
        (Some(here), Some(there)) if here == there => here,
        (None, Some(there)) => there,
        _ => return None,
    };
    Some(format!("{name}.{kind}"))
}

/// Whether the property is the identifier of the resource itself.
fn is_own(resource: &Resource, place: Place<'_>) -> bool {
    let named = |name: &String| name == place.property;
    place.owner.is_none() && resource.identifier.len() == 1 && resource.identifier.iter().any(named)
}

/// Whether a name says what it belongs to.
fn speaks(name: &str) -> bool {
    let words = words(name);
    words.len() > 1 && !["Resource", "Source", "Target", "Destination", "Entity"].contains(&words[0])
}
