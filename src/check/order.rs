//! The position of a place in the document, to sort findings from top to bottom.

use super::place::{Area, Part, Step};
use crate::model::json::{Call, Fields, Json};
use crate::model::template::Template;

/// The members of a resource, an output and a parameter, in the order in which they are written.
const MEMBERS: [&str; 11] = [
    "Type",
    "Default",
    "Description",
    "Condition",
    "DependsOn",
    "Properties",
    "Metadata",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "Value",
    "Export",
];

enum Node<'a> {
    Json(&'a Json),
    Fields(&'a Fields),
}

/// The position of every step below `part` among its siblings.
pub(super) fn positions(template: &Template, part: &Part<'_>, steps: &[Step<'_>]) -> Vec<usize> {
    let mut positions = Vec::with_capacity(steps.len());
    let (mut node, rest) = root(template, part, steps, &mut positions);
    for step in rest {
        let (position, next) = node.and_then(|node| descend(&node, step)).unzip();
        positions.push(position.unwrap_or(usize::MAX));
        node = next;
    }
    positions
}

/// The value that contains the remaining steps.
fn root<'a, 's>(
    template: &'a Template,
    part: &Part<'_>,
    steps: &'s [Step<'s>],
    positions: &mut Vec<usize>,
) -> (Option<Node<'a>>, &'s [Step<'s>]) {
    match part.area {
        Area::Mappings => return (template.mappings.get(part.name).map(Node::Json), steps),
        Area::Conditions => return (template.conditions.get(part.name).map(Node::Json), steps),
        Area::Metadata => return (Some(Node::Fields(&template.metadata)), steps),
        Area::Rest => return (template.rest.get(part.name).map(Node::Json), steps),
        Area::Template | Area::Parameters | Area::Resources | Area::Outputs => {}
    }
    let Some((Step::Key(member), rest)) = steps.split_first() else {
        return (None, steps);
    };
    let position = MEMBERS.iter().position(|name| name == member);
    positions.push(position.unwrap_or(MEMBERS.len()));
    let resource = template
        .resources
        .get(part.name)
        .filter(|_| part.area == Area::Resources);
    let output = template
        .outputs
        .get(part.name)
        .filter(|_| part.area == Area::Outputs);
    let node = match *member {
        "Properties" => resource.map(|resource| Node::Fields(&resource.properties)),
        "Metadata" => resource.map(|resource| Node::Fields(&resource.metadata)),
        "Value" => output.map(|output| Node::Json(&output.value)),
        _ => None,
    };
    (node, rest)
}

fn descend<'a>(node: &Node<'a>, step: &Step<'_>) -> Option<(usize, Node<'a>)> {
    match (node, step) {
        (Node::Fields(fields), Step::Key(key)) => member(fields, key),
        (Node::Json(Json::Map(fields)), Step::Key(key)) => member(fields, key),
        (Node::Json(Json::List(items)), Step::Index(at)) => Some((*at, Node::Json(items.get(*at)?))),
        (Node::Json(Json::Call(call)), Step::Key(_)) => match &**call {
            Call::Function(_, argument) => Some((0, Node::Json(argument))),
            Call::Ref(_) | Call::GetAtt(..) => None,
        },
        _ => None,
    }
}

fn member<'a>(fields: &'a Fields, key: &str) -> Option<(usize, Node<'a>)> {
    let (at, (_, value)) = fields.iter().enumerate().find(|(_, (name, _))| *name == key)?;
    Some((at, Node::Json(value)))
}
