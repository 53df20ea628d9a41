//! Visits every value of a template once, with its place, for the rules about all strings, objects and functions.

use super::context::Context;
use super::place::{Area, Part, Place};
use crate::model::json::{Call, Fields, Json};

/// A visitor of every value.
pub(crate) trait Visitor {
    /// A value other than an object: a string, a number, a function, a list (before its elements).
    fn value(&mut self, value: &Json, place: &Place<'_>);

    /// An object, before its members.
    fn object(&mut self, fields: &Fields, place: &Place<'_>);

    /// A name or description in the template: a logical ID, for example.
    fn text(&mut self, text: &str, place: &Place<'_>);
}

/// Visits the whole template.
pub(crate) fn template(cx: &Context<'_>, visitor: &mut impl Visitor) {
    let template = cx.template;
    if let Some(description) = &template.description {
        visitor.text(description, &Place::template().key("Description"));
    }
    fields(&template.metadata, &Place::section(Area::Metadata), visitor);
    for (index, (name, value)) in template.rest.iter().enumerate() {
        walk(value, &Place::part(Area::Rest, index, name), visitor);
    }
    for (index, (name, parameter)) in template.parameters.iter().enumerate() {
        let place = Place::part(Area::Parameters, index, name);
        visitor.text(name, &place);
        if let Some(default) = &parameter.default {
            walk(default, &place.key("Default"), visitor);
        }
        members(&parameter.rest, &place, visitor);
    }
    let mappings = template.mappings.iter().map(|member| (Area::Mappings, member));
    let conditions = template
        .conditions
        .iter()
        .map(|member| (Area::Conditions, member));
    for (index, (area, (name, value))) in mappings.enumerate().chain(conditions.enumerate()) {
        let place = Place::part(area, index, name);
        visitor.text(name, &place);
        walk(value, &place, visitor);
    }
    for entry in cx.resources() {
        let (place, resource) = (entry.place(), entry.resource);
        visitor.text(entry.id, &place);
        fields(&resource.properties, &place.key("Properties"), visitor);
        fields(&resource.metadata, &place.key("Metadata"), visitor);
        members(&resource.rest, &place, visitor);
    }
    for (index, (name, output)) in template.outputs.iter().enumerate() {
        let place = Place::of(Part {
            area: Area::Outputs,
            index,
            name,
            origin: output.origin,
        });
        visitor.text(name, &place);
        if let Some(description) = &output.description {
            visitor.text(description, &place.key("Description"));
        }
        walk(&output.value, &place.key("Value"), visitor);
        if let Some(name) = &output.export {
            walk(name, &place.key("Export").key("Name"), visitor);
        }
    }
}

/// Visits a value and all values in it.
pub(crate) fn walk(value: &Json, place: &Place<'_>, visitor: &mut impl Visitor) {
    match value {
        Json::Map(inner) => fields(inner, place, visitor),
        Json::List(items) => {
            visitor.value(value, place);
            for (at, item) in items.iter().enumerate() {
                walk(item, &place.index(at), visitor);
            }
        }
        Json::Call(call) => {
            visitor.value(value, place);
            if let Call::Function(name, argument) = &**call {
                walk(argument, &place.key(name), visitor);
            }
        }
        _ => visitor.value(value, place),
    }
}

fn fields(fields: &Fields, place: &Place<'_>, visitor: &mut impl Visitor) {
    visitor.object(fields, place);
    members(fields, place, visitor);
}

fn members(fields: &Fields, place: &Place<'_>, visitor: &mut impl Visitor) {
    for (name, value) in fields.iter() {
        walk(value, &place.key(name), visitor);
    }
}
