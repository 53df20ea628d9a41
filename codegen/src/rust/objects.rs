//! Structs: of resource types, and of the definitions their properties are made of.

use super::docs;
use super::types::Types;
use crate::names::snake;
use crate::plan::Place;
use crate::schema::{Node, Object, Resource};
use std::fmt::Write;

/// More arguments than clippy likes.
const MANY: usize = 7;

struct Field {
    rust: String,
    aws: String,
    kind: String,
    required: bool,
    doc: String,
}

/// The struct of a resource type.
pub(super) fn resource(types: &Types<'_>, resource: &Resource, all: &[&Resource]) -> String {
    let name = types.service.struct_name(resource, None);
    let doc = format!(
        "{} `{}`: <{}>.",
        docs::article("AWS"),
        resource.name,
        docs::resource_page(resource)
    );
    let mut code = object(types, resource, None, &name, &doc, all);
    let _ = writeln!(
        code,
        "impl {} for {name} {{\nconst TYPE: &'static str = {:?};\n}}\n",
        types.engine("Resource"),
        resource.name
    );
    code
}

/// The struct of a definition.
pub(super) fn definition(
    types: &Types<'_>,
    resource: &Resource,
    definition: &str,
    all: &[&Resource],
) -> String {
    let name = types.service.struct_name(resource, Some(definition));
    let doc = format!(
        "`{definition}`: <{}>.",
        docs::definition_page(resource, definition)
    );
    object(types, resource, Some(definition), &name, &doc, all)
}

fn object(
    types: &Types<'_>,
    resource: &Resource,
    owner: Option<&str>,
    name: &str,
    doc: &str,
    all: &[&Resource],
) -> String {
    let Some(object) = resource.object(owner) else {
        return String::new();
    };
    let fields = fields(types, resource, owner, object, all);
    let required: Vec<_> = fields.iter().filter(|field| field.required).collect();
    let default = if required.is_empty() { "Default, " } else { "" };
    let (prop, val) = (types.engine("Prop"), types.engine("Val"));
    let mut code = format!("/// {doc}\n#[derive(Clone, Debug, {default}PartialEq)]\npub struct {name} {{\n");
    for field in &fields {
        let kind = if field.required { &val } else { &prop };
        let _ = writeln!(
            code,
            "/// {}\npub {}: {kind}<{}>,",
            field.doc, field.rust, field.kind
        );
    }
    code.push_str("}\n\n");
    if !required.is_empty() {
        code.push_str(&constructor(name, &fields, &required, &prop, &val));
    }
    code.push_str(&to_json(types, name, &fields));
    code
}

fn constructor(name: &str, fields: &[Field], required: &[&Field], prop: &str, val: &str) -> String {
    let mut code = format!("impl {name} {{\n/// With its required properties; the others are left out.\n");
    if required.len() > MANY {
        code.push_str("#[expect(clippy::too_many_arguments, reason = \"all of them are required\")]\n");
    }
    let arguments: Vec<_> = required
        .iter()
        .map(|field| format!("{}: impl Into<{val}<{}>>", field.rust, field.kind))
        .collect();
    let _ = writeln!(code, "pub fn new({}) -> Self {{\nSelf {{", arguments.join(", "));
    for field in fields {
        let value = if field.required {
            format!("{}.into()", field.rust)
        } else {
            format!("{prop}::Unset")
        };
        let _ = writeln!(code, "{}: {value},", field.rust);
    }
    code + "}\n}\n}\n\n"
}

fn to_json(types: &Types<'_>, name: &str, fields: &[Field]) -> String {
    let (trait_name, json, members) = (
        types.engine("ToJson"),
        types.engine("Json"),
        types.engine("Fields"),
    );
    let mut code = format!("impl {trait_name} for {name} {{\nfn to_json(self) -> {json} {{\n");
    if fields.is_empty() {
        return format!("{code}{members}::default().into()\n}}\n}}\n\n");
    }
    let _ = writeln!(
        code,
        "let mut fields = {members}::with_capacity({});",
        fields.len()
    );
    for field in fields {
        let method = if field.required { "required" } else { "optional" };
        let _ = writeln!(code, "fields.{method}({:?}, self.{});", field.aws, field.rust);
    }
    code + "fields.into()\n}\n}\n\n"
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
            doc: doc(types, resource, owner, name, node, required, all),
        });
    }
    fields
}

/// The member's documentation; its limits only where all resource types that share the struct agree on them.
fn doc(
    types: &Types<'_>,
    resource: &Resource,
    owner: Option<&str>,
    name: &str,
    node: &Node,
    required: bool,
    all: &[&Resource],
) -> String {
    let own = docs::member(resource, owner, name, node, required);
    let Some(definition) = owner else {
        return own;
    };
    let shared = types.service.struct_name(resource, owner);
    let others = all
        .iter()
        .filter(|other| types.service.struct_name(other, owner) == shared);
    let differs = others
        .filter_map(|other| Some((other, other.definitions.get(definition)?.members.get(name)?)))
        .any(|(other, node)| docs::member(other, owner, name, node, required) != own);
    match (differs, required) {
        (false, _) => own,
        (true, true) => format!("`{name}`, required."),
        (true, false) => format!("`{name}`."),
    }
}

/// Whether an `inner` contains an `outer`, lists and maps aside.
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
