//! Values in a readable form: functions as `${..}`, short values on one line, long ones as an outline.

use crate::diff::{Part, parts};
use crate::model::json::{Call, Json};

/// On one line.
pub(in crate::view) fn inline(json: &Json) -> String {
    match json {
        Json::Null => "null".to_owned(),
        Json::List(items) => format!("[{}]", all(items)),
        Json::Map(fields) => {
            let members = fields
                .iter()
                .map(|(name, value)| format!("{name}: {}", inline(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Json::Text(text) if text.is_empty() => "\"\"".to_owned(),
        _ => parts(json).unwrap_or_default().iter().map(part).collect(),
    }
}

/// Only the name, if a value is just a reference.
pub(super) fn name(json: &Json) -> String {
    let text = inline(json);
    let inside = text.strip_prefix("${").and_then(|text| text.strip_suffix('}'));
    inside
        .filter(|inside| !inside.contains(['$', '}']))
        .unwrap_or(&text)
        .to_owned()
}

fn all(items: &[Json]) -> String {
    items.iter().map(inline).collect::<Vec<_>>().join(", ")
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(text) => text.clone(),
        Part::Value(Json::Call(call)) => call_text(call),
        Part::Value(other) => inline(other),
    }
}

fn call_text(call: &Call) -> String {
    match call {
        Call::Ref(target) => format!("${{{}}}", target.id),
        Call::GetAtt(target, attribute) => format!("${{{}.{attribute}}}", target.id),
        Call::Function(name, argument) => {
            let short = name.strip_prefix("Fn::").unwrap_or(name);
            let arguments = argument.as_list().map_or_else(|| inline(argument), all);
            format!("${{{short}({arguments})}}")
        }
    }
}

/// On as many lines as needed: an outline that keeps strings of several lines as they are.
pub(super) fn outline(json: &Json) -> Vec<String> {
    let mut lines = Vec::new();
    match json {
        Json::Map(fields) if !fields.is_empty() => {
            for (name, value) in fields.iter() {
                member(&format!("{name}:"), value, "  ", &mut lines);
            }
        }
        Json::List(items) if !items.is_empty() => {
            for item in items {
                let inner = outline(item);
                let mut inner = inner.iter();
                lines.extend(inner.next().map(|first| format!("- {first}")));
                lines.extend(inner.map(|line| format!("  {line}")));
            }
        }
        Json::Text(text) => match document(text) {
            Some(document) => lines.extend(outline(&document)),
            None => lines.extend(text.lines().map(tabs)),
        },
        _ => lines.extend(inline(json).lines().map(tabs)),
    }
    lines
}

fn document_in(value: &Json) -> Option<Json> {
    document(value.as_text()?)
}

/// A JSON document inside a string.
fn document(text: &str) -> Option<Json> {
    let is_document = text.trim_start().starts_with(['{', '[']);
    let json = is_document.then(|| serde_json::from_str::<Json>(text).ok())??;
    (json.as_map().is_some() || json.as_list().is_some()).then_some(json)
}

fn member(label: &str, value: &Json, indent: &str, lines: &mut Vec<String>) {
    let inner = outline(value);
    match inner.as_slice() {
        [only] if !only.starts_with("- ") && value.as_map().is_none() && document_in(value).is_none() => {
            lines.push(format!("{label} {only}"));
        }
        _ => {
            lines.push(label.to_owned());
            lines.extend(inner.iter().map(|line| format!("{indent}{line}")));
        }
    }
}

/// Tabs would break the columns.
fn tabs(line: &str) -> String {
    line.replace('\t', "    ")
}
