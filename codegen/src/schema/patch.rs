//! Applies `tables::typing` to the parsed schema.

use super::{Node, Resource, Text};
use crate::tables::typing::{self, Typing};
use anyhow::{Result, bail};

pub(super) fn apply(resource: &mut Resource) -> Result<()> {
    for (place, typing) in typing::of(&resource.name) {
        let (definition, property) = match place.split_once('.') {
            Some((definition, property)) => (Some(definition), property),
            None => (None, place),
        };
        let object = match definition {
            None => Some(&mut resource.root),
            Some(name) => resource.definitions.get_mut(name),
        };
        let node = object.and_then(|object| object.members.get_mut(property));
        match node.map(innermost) {
            Some(node @ Node::Any) if typing == Typing::Text => *node = Node::Text(Text::default()),
            Some(Node::Text(text)) => {
                if let Typing::Format(format) = typing {
                    text.formats = vec![format.to_owned()];
                }
            }
            _ => bail!(
                "tables/typing.rs names {} {place}, which the schema does not have as a text",
                resource.name
            ),
        }
    }
    Ok(())
}

/// The element of a list, the value of a map.
fn innermost(node: &mut Node) -> &mut Node {
    match node {
        Node::List { item: inner, .. } | Node::Map { value: inner, .. } => innermost(inner),
        other => other,
    }
}
