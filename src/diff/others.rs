//! Differences in a template outside its resources.

use super::Change;
use super::compare::{compare, compare_members};
use super::path::Step;
use crate::model::json::Json;
use crate::model::template::{Output, Parameter, Section, Template};

pub(super) fn changes(before: &Template, after: &Template) -> Vec<Change> {
    let text = |template: &Template| template.description.clone().map(Json::Text);
    let metadata = |template: &Template| Json::Map(template.metadata.clone());
    let sections = [
        compare("Description", text(before).as_ref(), text(after).as_ref()),
        compare("Metadata", Some(&metadata(before)), Some(&metadata(after))),
        section("Parameters", &before.parameters, &after.parameters, parameter),
        section("Mappings", &before.mappings, &after.mappings, Clone::clone),
        section("Conditions", &before.conditions, &after.conditions, Clone::clone),
        section("Outputs", &before.outputs, &after.outputs, output),
        compare_members(&before.rest, &after.rest),
        compare_members(&macros(before), &macros(after)),
    ];
    sections.into_iter().flatten().collect()
}

/// Loops and macros, by section.
fn macros(template: &Template) -> crate::model::json::Fields {
    let sections = template.macros.iter();
    sections
        .map(|(name, fields)| (*name, Json::Map(fields.clone())))
        .collect()
}

/// Members in the order of the new template, removed ones last.
fn section<T>(name: &str, before: &Section<T>, after: &Section<T>, json: fn(&T) -> Json) -> Vec<Change> {
    let gone = before.keys().filter(|id| !after.contains_key(*id));
    let ids = after.keys().chain(gone);
    let changes = ids.flat_map(|id| {
        let (old, new) = (before.get(id).map(json), after.get(id).map(json));
        compare(id, old.as_ref(), new.as_ref())
    });
    let below = |mut change: Change| {
        change.path.0.insert(0, Step::Key(name.to_owned()));
        change
    };
    changes.map(below).collect()
}

/// As in the document.
fn parameter(parameter: &Parameter) -> Json {
    let mut fields = parameter.rest.clone();
    fields.insert("Type", parameter.kind.clone());
    if let Some(default) = &parameter.default {
        fields.insert("Default", default.clone());
    }
    if parameter.no_echo {
        fields.insert("NoEcho", true);
    }
    Json::Map(fields)
}

/// As in the document, with the name of the export without the object around it.
fn output(output: &Output) -> Json {
    let mut fields = crate::model::json::Fields::default();
    fields.insert("Value", output.value.clone());
    let text = |text: &Option<crate::model::json::Text>| text.clone().map(Json::Text);
    let rest = [
        ("Description", text(&output.description)),
        ("Condition", text(&output.condition)),
        ("Export", output.export.clone()),
    ];
    for (name, value) in rest {
        if let Some(value) = value {
            fields.insert(name, value);
        }
    }
    Json::Map(fields)
}
