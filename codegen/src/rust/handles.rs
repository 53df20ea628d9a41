//! The return values of a resource, as methods of its handle.

use super::types::Types;
use crate::names::{snake, words};
use crate::plan::Place;
use crate::schema::{Node, Resource, Text};
use crate::tables::attributes;
use crate::tables::returns::{self, Returns};
use std::fmt::Write;

/// Methods that every handle has.
const TAKEN: [&str; 5] = ["attribute", "logical_id", "new", "reference", "target"];

pub(super) fn handle(types: &Types<'_>, resource: &Resource) -> String {
    let name = types.service.struct_name(resource, None);
    let returns = returns::of(&resource.name, &types.identifier(resource));
    let (kind, what) = match returns {
        Returns::Arn => ("Arn", "ARN"),
        Returns::Id => ("Id", "id"),
        Returns::Name => ("Id", "name"),
        Returns::Url => ("Id", "URL"),
    };
    let mut code = format!(
        "handle! {{ {name} = {:?}; {}: {}<{name}>, {what:?};",
        resource.name,
        returns.method(),
        types.engine(kind),
    );
    let mut taken = vec![returns.method().to_owned()];
    for (attribute, node) in attributes(resource) {
        let mut method = snake(&attribute);
        if taken.contains(&method) {
            // `Ref` returns it already.
            continue;
        }
        if TAKEN.contains(&method.as_str()) {
            method.push_str("_attribute");
        }
        let result = result(types, resource, &name, &attribute, node);
        let _ = write!(code, "\n  {method}: {result} = {attribute:?};");
        taken.push(method);
    }
    if taken.len() > 1 {
        code.push('\n');
    } else {
        code.push(' ');
    }
    code + "}\n"
}

/// The attributes with a method: scalars and lists of them, near the top level.
fn attributes(resource: &Resource) -> Vec<(String, &Node)> {
    let more = attributes::methods(&resource.name);
    let attributes = resource.attributes.iter().filter(|(name, node)| {
        let path = name.replace('.', "/");
        let wanted = resource.read_only.contains(&path) || more.contains(&path.as_str());
        wanted && name.matches('.').count() < 2 && node.objects().is_empty()
    });
    attributes.map(|(name, node)| (name.clone(), node)).collect()
}

/// The type of an attribute.
fn result(types: &Types<'_>, resource: &Resource, name: &str, attribute: &str, node: &Node) -> String {
    let own = words(attribute).concat();
    let identifies = types.identifier(resource) == [attribute];
    let named = own
        .strip_suffix("Arn")
        .is_some_and(|of| of.is_empty() || of == resource.parts().1);
    if named || (identifies && own.ends_with("Arn")) {
        return format!("{}<{name}>", types.engine("Arn"));
    }
    if identifies && returns::is_identifier(&resource.name) {
        return format!("{}<{name}>", types.engine("Id"));
    }
    let place = Place {
        owner: None,
        property: attribute,
    };
    types.of(resource, place, &plain(node))
}

/// Removes the enumerations: AWS sets the values of handles, so the program never writes them.
fn plain(node: &Node) -> Node {
    match node {
        Node::Text(text) => Node::Text(Text {
            choices: Vec::new(),
            ..text.clone()
        }),
        Node::List { item, length, unique } => Node::List {
            item: Box::new(plain(item)),
            length: *length,
            unique: *unique,
        },
        other => other.clone(),
    }
}
