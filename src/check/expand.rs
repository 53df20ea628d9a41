//! Expands the loops of the language extensions whose values are known, so that the result is checked.

use crate::model::json::sub::{Piece, pieces};
use crate::model::json::{Call, Fields, Json};
use crate::model::template::{Template, parts};
use std::borrow::Cow;
use std::collections::HashMap;

/// The maximum number of copies: loops may be nested.
const MOST: usize = 1000;

/// A template with expanded loops, and the origin of the members that they created: by name, the path in the
/// document.
pub(super) struct Expanded<'t> {
    pub(super) template: Cow<'t, Template>,
    pub(super) origins: HashMap<String, String>,
}

/// Expands the loops of a template, as far as their values are known.
pub(super) fn expand(template: &Template) -> Expanded<'_> {
    let mut origins = HashMap::new();
    let has_loop = |fields: &Fields| fields.iter().any(|(name, _)| is_loop(name));
    let within = template
        .resources
        .values()
        .any(|resource| nested(&resource.properties));
    if !template.macros.values().any(has_loop) && !within && !sections(template) {
        return Expanded {
            template: Cow::Borrowed(template),
            origins,
        };
    }
    let mut copy = template.clone();
    let mut budget = MOST;
    for (section, fields) in &template.macros {
        for (name, body) in fields.iter().filter(|(name, _)| is_loop(name)) {
            let mut made = Fields::default();
            let path = format!("{section}/{name}");
            expand_loop(template, body, &path, &mut made, &mut origins, &mut budget);
            for (name, json) in made {
                match *section {
                    "Resources" => {
                        let resource = parts::resource(json);
                        copy.resources.entry(name.as_ref().into()).or_insert(resource);
                    }
                    "Outputs" => {
                        copy.outputs
                            .entry(name.as_ref().into())
                            .or_insert(parts::output(json));
                    }
                    _ => {}
                }
            }
        }
    }
    for section in [&mut copy.conditions, &mut copy.mappings] {
        let loops = section
            .keys()
            .filter(|name| is_loop(name))
            .cloned()
            .collect::<Vec<_>>();
        for name in loops {
            if let Some(body) = section.shift_remove(&name) {
                let mut made = Fields::default();
                expand_loop(template, &body, &name, &mut made, &mut origins, &mut budget);
                section.extend(made.into_iter().map(|(name, json)| (name.as_ref().into(), json)));
            }
        }
    }
    for resource in copy.resources.values_mut() {
        members(template, &mut resource.properties, &mut budget);
    }
    Expanded {
        template: Cow::Owned(copy),
        origins,
    }
}

fn is_loop(name: &str) -> bool {
    name.starts_with("Fn::ForEach::")
}

fn sections(template: &Template) -> bool {
    let names = template.conditions.keys().chain(template.mappings.keys());
    names.into_iter().any(|name| is_loop(name))
}

/// Whether these members contain a loop, at any depth.
fn nested(fields: &Fields) -> bool {
    fields.iter().any(|(name, value)| is_loop(name) || below(value))
}

fn below(json: &Json) -> bool {
    match json {
        Json::Map(fields) => nested(fields),
        Json::List(items) => items.iter().any(below),
        Json::Call(call) => match &**call {
            Call::Function(name, argument) => is_loop(name) || below(argument),
            Call::Ref(_) | Call::GetAtt(..) => false,
        },
        _ => false,
    }
}

/// Expands the loops among the members of an object, at any depth.
fn members(template: &Template, fields: &mut Fields, budget: &mut usize) {
    if !nested(fields) {
        return;
    }
    let mut all = Fields::default();
    for (name, mut value) in std::mem::take(fields) {
        if is_loop(&name) {
            let mut made = Fields::default();
            if expand_loop(template, &value, "", &mut made, &mut HashMap::new(), budget) {
                made.into_iter().for_each(|(name, value)| all.insert(name, value));
                continue;
            }
        }
        inside(template, &mut value, budget);
        all.insert(name, value);
    }
    *fields = all;
}

fn inside(template: &Template, json: &mut Json, budget: &mut usize) {
    match json {
        Json::Map(fields) => members(template, fields, budget),
        Json::List(items) => items.iter_mut().for_each(|item| inside(template, item, budget)),
        Json::Call(call) => {
            if let Call::Function(name, argument) = &mut **call {
                if is_loop(name) {
                    let mut made = Fields::default();
                    if expand_loop(template, argument, "", &mut made, &mut HashMap::new(), budget) {
                        *json = Json::Map(made);
                    }
                } else {
                    inside(template, argument, budget);
                }
            }
        }
        _ => {}
    }
}

/// Expands one loop: `[name, values, {key: body}]`. `None` when the values are not known.
fn expand_loop(
    template: &Template,
    body: &Json,
    path: &str,
    made: &mut Fields,
    origins: &mut HashMap<String, String>,
    budget: &mut usize,
) -> bool {
    let Some([Json::Text(variable), over, body]) = body.as_list() else {
        return false;
    };
    let (Some(values), Some(body)) = (values(template, over), object(body)) else {
        return false;
    };
    for value in values {
        for (key, json) in body.iter() {
            if *budget == 0 {
                return false;
            }
            *budget -= 1;
            let key = put_text(key, variable, &value);
            let json = put(json, variable, &value);
            if is_loop(&key) {
                let path = format!("{path}/2/{key}");
                expand_loop(template, &json, &path, made, origins, budget);
                continue;
            }
            if !path.is_empty() {
                origins.insert(key.clone(), format!("{path}/2"));
            }
            made.insert(key, json);
        }
    }
    true
}

/// The members of a body. A body with only a loop was parsed as a function.
fn object(body: &Json) -> Option<Cow<'_, Fields>> {
    match body {
        Json::Map(fields) => Some(Cow::Borrowed(fields)),
        Json::Call(call) => match &**call {
            Call::Function(name, argument) => {
                Some(Cow::Owned(Fields::from_iter([(name.clone(), argument.clone())])))
            }
            Call::Ref(_) | Call::GetAtt(..) => None,
        },
        _ => None,
    }
}

/// The values of a loop, when the template contains them: a list of strings, or the default of a parameter.
fn values(template: &Template, over: &Json) -> Option<Vec<String>> {
    match over {
        Json::List(items) => items.iter().map(scalar).collect(),
        Json::Call(call) => match &**call {
            Call::Ref(target) => {
                let parameter = template.parameters.get(&target.id)?;
                let default = parameter.default.as_ref()?.as_text()?;
                let values = default.split(',').map(|value| value.trim().to_owned());
                (parameter.kind == "CommaDelimitedList").then(|| values.collect())
            }
            _ => None,
        },
        _ => None,
    }
}

fn scalar(json: &Json) -> Option<String> {
    match json {
        Json::Text(text) => Some(text.to_string()),
        Json::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The body with the value in place of the variable.
fn put(json: &Json, variable: &str, value: &str) -> Json {
    match json {
        Json::Text(text) => Json::from(put_text(text, variable, value)),
        Json::List(items) => Json::List(items.iter().map(|item| put(item, variable, value)).collect()),
        Json::Map(fields) => Json::Map(put_fields(fields, variable, value)),
        Json::Call(call) => match &**call {
            Call::Ref(target) if *target.id == *variable => Json::from(value.to_owned()),
            Call::Ref(target) => {
                let id = put_text(&target.id, variable, value);
                Json::from(Call::Ref(crate::model::json::Target::local(id)))
            }
            Call::GetAtt(target, attribute) => {
                let id = put_text(&target.id, variable, value);
                let attribute = put_text(attribute, variable, value);
                Json::from(Call::GetAtt(
                    crate::model::json::Target::local(id),
                    attribute.into(),
                ))
            }
            Call::Function(name, argument) => {
                let name = put_text(name, variable, value);
                Json::from(Call::function(name, put(argument, variable, value)))
            }
        },
        other => other.clone(),
    }
}

fn put_fields(fields: &Fields, variable: &str, value: &str) -> Fields {
    let members = fields.iter();
    members
        .map(|(name, json)| (put_text(name, variable, value), put(json, variable, value)))
        .collect()
}

/// Replaces `${N}` by the value, and `&{N}` by its letters and digits.
fn put_text(text: &str, variable: &str, value: &str) -> String {
    if !text.contains('{') {
        return text.to_owned();
    }
    let mut all = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => all.push_str(text),
            Piece::Escaped(name) => all.extend(["${!", name, "}"]),
            Piece::Variable(name) if name == variable => all.push_str(value),
            Piece::Variable(name) => all.extend(["${", name, "}"]),
        }
    }
    let plain = value
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>();
    all.replace(&format!("&{{{variable}}}"), &plain)
}

#[cfg(test)]
mod tests;
