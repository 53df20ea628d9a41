//! Structs of resource types, and of the definitions of their properties.

use super::docs;
use super::types::Types;
use crate::names::snake;
use crate::plan::Place;
use crate::schema::{Node, Object, Resource};

struct Field {
    rust: String,
    aws: String,
    kind: String,
    required: bool,
    doc: String,
    deprecation: Option<String>,
}

/// The struct of a resource type.
pub(super) fn resource(types: &Types<'_>, resource: &Resource, all: &[&Resource]) -> String {
    object(types, resource, None, all)
}

/// The struct of a definition.
pub(super) fn definition(
    types: &Types<'_>,
    resource: &Resource,
    definition: &str,
    all: &[&Resource],
) -> String {
    object(types, resource, Some(definition), all)
}

fn object(types: &Types<'_>, resource: &Resource, owner: Option<&str>, all: &[&Resource]) -> String {
    let Some(object) = resource.object(owner) else {
        return String::new();
    };
    let fields = fields(types, resource, owner, object, all);
    let name = types.service.struct_name(resource, owner);
    let about = docs::literal(&docs::object(resource, owner, types.prose(resource, owner)));
    let [must, may] = [true, false].map(|required| {
        let lines: String = fields
            .iter()
            .filter(|field| field.required == required)
            .map(line)
            .collect();
        if lines.is_empty() {
            "{}".to_owned()
        } else {
            format!("{{\n{lines}}}")
        }
    });
    let page = docs::page(resource, owner);
    format!("properties! {{ {name} {page} {about} {must} {may} }}\n")
}

/// `field: Type = "Property" "anchor" "meaning";`
fn line(field: &Field) -> String {
    let note = field
        .deprecation
        .as_deref()
        .map(|why| format!("#[deprecated = {}] ", docs::literal(why)));
    format!(
        "  {}{}: {} = {:?} {:?} {};\n",
        note.unwrap_or_default(),
        field.rust,
        field.kind,
        field.aws,
        field.aws.to_ascii_lowercase(),
        docs::literal(&field.doc)
    )
}

fn fields(
    types: &Types<'_>,
    resource: &Resource,
    owner: Option<&str>,
    object: &Object,
    all: &[&Resource],
) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for (name, node) in &object.members {
        let place = Place {
            owner,
            property: name,
        };
        let mut kind = types.of(resource, place, node);
        if let (Node::Object(inner), Some(owner)) = (node, owner)
            && contains(resource, inner, owner, &mut Vec::new())
        {
            kind = format!("Box<{kind}>");
        }
        let mut rust = snake(name);
        while fields.iter().any(|field| field.rust == rust) {
            rust.push('_');
        }
        let required = object.required.contains(name);
        fields.push(Field {
            rust,
            aws: name.clone(),
            kind,
            required,
            doc: doc(types, resource, owner, name, node, all),
            deprecation: docs::deprecation(resource, owner, name, types.prose(resource, owner))
                .filter(|_| !required),
        });
    }
    fields
}

/// The member's documentation; its limits only if all resource types that share the struct agree on them.
fn doc(
    types: &Types<'_>,
    resource: &Resource,
    owner: Option<&str>,
    name: &str,
    node: &Node,
    all: &[&Resource],
) -> String {
    let meaning = docs::meaning(name, types.prose(resource, owner));
    let limits = docs::limits(resource, owner, name, node).filter(|own| {
        let Some(definition) = owner else {
            return true;
        };
        let shared = types.service.struct_name(resource, owner);
        let others = all
            .iter()
            .filter(|other| types.service.struct_name(other, owner) == shared);
        let mut others =
            others.filter_map(|other| Some((other, other.definitions.get(definition)?.members.get(name)?)));
        others.all(|(other, node)| docs::limits(other, owner, name, node).as_ref() == Some(own))
    });
    let parts: Vec<_> = meaning.into_iter().chain(limits).collect();
    if parts.is_empty() {
        format!("`{name}`.")
    } else {
        parts.join(" ")
    }
}

/// Whether an `inner` contains an `outer`, ignoring lists and maps.
fn contains<'a>(resource: &'a Resource, inner: &'a str, outer: &str, seen: &mut Vec<&'a str>) -> bool {
    if inner == outer {
        return true;
    }
    if seen.contains(&inner) {
        return false;
    }
    seen.push(inner);
    let members = resource
        .definitions
        .get(inner)
        .into_iter()
        .flat_map(|object| object.members.values());
    members
        .filter_map(|node| match node {
            Node::Object(name) => Some(name.as_str()),
            _ => None,
        })
        .any(|name| contains(resource, name, outer, seen))
}
