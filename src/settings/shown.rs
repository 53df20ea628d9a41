//! Values as users see them: as TOML, shortened in messages, and hidden if they look like a secret.

use super::node::{Kind, Node};
use super::path::{Path, Step};
use super::quote::{cut, quoted};
use crate::model::sensitive::is_secret;

/// The placeholder for a possible secret.
pub(super) const HIDDEN: &str = "(hidden)";

/// The value at `path`, for a message.
pub(super) fn brief(node: &Node, path: &Path) -> String {
    match &node.kind {
        Kind::Text(text) if is_secret(path.last_key(), text) => HIDDEN.to_owned(),
        Kind::Text(text) => quoted(&cut(text)),
        Kind::Time(text) => text.clone(),
        Kind::List(_) => "the list".to_owned(),
        Kind::Table(_) => "the table".to_owned(),
        _ => json(node, path).to_string(),
    }
}

/// The value at `path` as JSON, without secrets.
pub(super) fn json(node: &Node, path: &Path) -> serde_json::Value {
    match &node.kind {
        Kind::Text(text) if is_secret(path.last_key(), text) => HIDDEN.into(),
        Kind::Text(text) | Kind::Time(text) => text.as_str().into(),
        Kind::Int(number) => (*number).into(),
        Kind::Float(number) => (*number).into(),
        Kind::Bool(flag) => (*flag).into(),
        Kind::List(items) => list(items, path),
        Kind::Table(table) => {
            let member = |(key, node): (&String, &Node)| {
                (key.clone(), json(node, &path.child(Step::Key(key.clone()))))
            };
            table.iter().map(member).collect()
        }
        Kind::Gone => serde_json::Value::Null,
    }
}

/// A list, without the value after a flag such as `-api_token`.
fn list(items: &[Node], path: &Path) -> serde_json::Value {
    let mut flag = "";
    let mut values = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let text = match &item.kind {
            Kind::Text(text) => text.as_str(),
            _ => "",
        };
        let (name, inline) = text.split_once('=').unwrap_or((text, ""));
        let hidden = is_secret(flag, text) || is_secret(name, inline);
        flag = if text.starts_with('-') { text } else { "" };
        let path = path.child(Step::Index(index));
        values.push(if hidden { HIDDEN.into() } else { json(item, &path) });
    }
    values.into()
}

/// A JSON value as TOML on one line.
pub(super) fn toml(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => quoted(text),
        serde_json::Value::Array(items) => {
            let items: Vec<String> = items.iter().map(toml).collect();
            format!("[{}]", items.join(", "))
        }
        serde_json::Value::Object(members) => {
            let member = |(key, value): (&String, &serde_json::Value)| {
                format!("{} = {}", Path(vec![Step::Key(key.clone())]), toml(value))
            };
            let members: Vec<String> = members.iter().map(member).collect();
            format!("{{ {} }}", members.join(", "))
        }
        other => other.to_string(),
    }
}
