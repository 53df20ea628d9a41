//! Secrets are compared but never shown.

use super::origin;
use super::path::Step;
use super::resource::ResourceChange;
use super::{Access, Change};
use crate::model::json::{Call, Json};
use crate::model::sensitive::{is_known, promises_secret};
use crate::model::template::Template;

/// The placeholder for a secret.
pub const HIDDEN: &str = "(hidden)";

/// Replaces every value that is, or looks like, a secret by [`HIDDEN`].
pub(super) fn secrets(
    before: &Template,
    after: &Template,
    resources: &mut [ResourceChange],
    others: &mut [Change],
) {
    for change in resources {
        // The name of the parameter describes its value.
        let name = if change.kind == "AWS::SSM::Parameter" {
            &*change.id
        } else {
            ""
        };
        for value in &mut change.changes {
            let steps = value.path.0.iter().map(ToString::to_string).collect::<Vec<_>>();
            let steps = steps
                .iter()
                .map(|step| &**step)
                .filter(|step| *step != "Properties");
            let steps = steps.collect::<Vec<_>>();
            let is_hidden = |template| origin::is_secret(template, &change.id, &steps);
            if is_hidden(before) || is_hidden(after) {
                [&mut value.before, &mut value.after]
                    .into_iter()
                    .flatten()
                    .for_each(literals);
            }
            hide(value, name);
        }
    }
    let no_echo =
        |template: &Template, name: &str| template.parameters.get(name).is_some_and(|one| one.no_echo);
    for change in others {
        let secret = match change.path.0.as_slice() {
            [Step::Key(section), Step::Key(name), ..] if section == "Parameters" => {
                no_echo(before, name) || no_echo(after, name) || promises(name)
            }
            _ => false,
        };
        hide(change, if secret { "secret" } else { "" });
    }
}

/// The same in grants: a condition may contain a key.
pub(super) fn conditions(rows: &mut [Access]) {
    let conditions = rows.iter_mut().filter_map(|row| row.grant.condition.as_mut());
    conditions.for_each(|condition| within(condition, "", ""));
}

/// Replaces every literal by [`HIDDEN`]; references in functions stay.
fn literals(json: &mut Json) {
    match json {
        Json::List(items) => items.iter_mut().for_each(literals),
        Json::Map(fields) => fields.values_mut().for_each(literals),
        Json::Call(_) | Json::Null => {}
        _ => *json = HIDDEN.into(),
    }
}

fn hide(change: &mut Change, owner: &str) {
    let key = match change.path.0.last() {
        Some(Step::Key(name) | Step::Item(name)) => name.clone(),
        _ => String::new(),
    };
    for json in [&mut change.before, &mut change.after].into_iter().flatten() {
        within(json, &key, owner);
    }
}

/// The same for a value under `key`, where the name of its owner may also indicate a secret.
pub fn conceal(json: &mut Json, key: &str, owner: &str) {
    within(json, key, owner);
}

fn within(json: &mut Json, key: &str, owner: &str) {
    match json {
        Json::Text(text) if is_secret(text, key, owner) => *json = HIDDEN.into(),
        Json::List(items) => items.iter_mut().for_each(|item| within(item, key, owner)),
        Json::Map(fields) => {
            // The name of a variable describes its value.
            let name = ["Name", "Key"]
                .into_iter()
                .find_map(|name| fields.get(name)?.as_text())
                .map(str::to_owned);
            let names = fields.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
            for (member, value) in names.iter().zip(fields.values_mut()) {
                let key = name.as_deref().filter(|_| member == "Value").unwrap_or(member);
                within(value, key, owner);
            }
        }
        Json::Call(call) => {
            if let Call::Function(_, argument) = &mut **call {
                within(argument, key, owner);
            }
        }
        _ => {}
    }
}

fn is_secret(text: &str, key: &str, owner: &str) -> bool {
    let mut words = text.split(|letter: char| letter.is_whitespace() || "\"'=:,;".contains(letter));
    let stores = matches!(key, "Default" | "Value") && promises(owner);
    let is_plain = matches!(text, "" | "true" | "false") || (text.len() < 5 && text.parse::<u16>().is_ok());
    !is_plain && (stores || promises(key) || words.any(is_known) || tells(text))
}

/// Whether a string contains a secret among other text: a private key, `--password=..`.
fn tells(text: &str) -> bool {
    let mut pairs = text.split_whitespace().filter_map(|word| word.split_once('='));
    // The output of a shell command is not in the text.
    let is_literal = |value: &str| {
        let value = value.trim_start_matches(['"', '\'']);
        !value.is_empty() && !value.starts_with(['$', '`'])
    };
    text.contains("-----BEGIN ") || pairs.any(|(key, value)| promises(key) && is_literal(value))
}

/// A name, an id or an ARN of a secret is not a secret.
fn promises(key: &str) -> bool {
    let says_where = [
        "Name",
        "Arn",
        "ARN",
        "Id",
        "NAME",
        "_ID",
        "Parameter",
        "From",
        "Secrets",
    ];
    promises_secret(key) && !says_where.iter().any(|end| key.ends_with(end))
}
