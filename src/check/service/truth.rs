//! Whether a JSON schema holds for a value that is partly hidden by functions: yes, no, or unknown before the
//! deployment.

use crate::check::context::Context;
use crate::check::shape::matches;
use crate::check::value::{Presence, branches_of, is_dynamic, presence};
use crate::model::json::{Fields, Json};
use serde_json::Value;

/// The result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Truth {
    No,
    Maybe,
    Yes,
}

use Truth::{Maybe, No, Yes};

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Yes } else { No }
    }
}

/// A schema, with the root schema that its references point into.
#[derive(Clone, Copy)]
pub(super) struct Schema<'s> {
    pub(super) root: &'s Value,
    pub(super) node: &'s Value,
}

impl<'s> Schema<'s> {
    pub(super) fn at(self, node: &'s Value) -> Self {
        Self { node, ..self }
    }

    /// The target of a reference.
    pub(super) fn referred(self, reference: &str) -> Option<Self> {
        let node = self.root.pointer(reference.trim_start_matches('#'))?;
        Some(self.at(node))
    }
}

/// Whether the schema holds for a value.
pub(super) fn holds(cx: &Context<'_>, schema: Schema<'_>, json: &Json) -> Truth {
    match schema.node {
        Value::Bool(value) => return (*value).into(),
        Value::Object(_) => {}
        _ => return Maybe,
    }
    match json {
        Json::Null => Maybe,
        Json::Call(_) => {
            if let Some((_, [one, other])) = branches_of(json) {
                let (one, other) = (holds(cx, schema, one), holds(cx, schema, other));
                return if one == other { one } else { Maybe };
            }
            match cx.text(json) {
                Some(text) => holds(cx, schema, &Json::Text(text.into_owned().into())),
                None => Maybe,
            }
        }
        Json::Text(text) if is_dynamic(text) => Maybe,
        Json::Map(fields) => all(schema, |name, value| {
            object(cx, schema, name, value, fields).or_else(|| logic(cx, schema, name, value, json))
        }),
        _ => all(schema, |name, value| {
            scalar(cx, schema, name, value, json).or_else(|| logic(cx, schema, name, value, json))
        }),
    }
}

/// Whether the schema holds for an object.
pub(super) fn holds_for(cx: &Context<'_>, schema: Schema<'_>, fields: &Fields) -> Truth {
    all(schema, |name, value| {
        object(cx, schema, name, value, fields).or_else(|| logic_for(cx, schema, name, value, fields))
    })
}

/// The lowest result of all keywords; those that do not apply are skipped.
fn all(schema: Schema<'_>, mut keyword: impl FnMut(&str, &Value) -> Option<Truth>) -> Truth {
    let Value::Object(map) = schema.node else {
        return schema.node.as_bool().map_or(Maybe, Truth::from);
    };
    let mut least = Yes;
    for (name, value) in map {
        least = least.min(keyword(name, value).unwrap_or(Yes));
        if least == No {
            break;
        }
    }
    least
}

fn logic(cx: &Context<'_>, schema: Schema<'_>, name: &str, value: &Value, json: &Json) -> Option<Truth> {
    combined(schema, name, value, &|node| holds(cx, schema.at(node), json))
}

fn logic_for(
    cx: &Context<'_>,
    schema: Schema<'_>,
    name: &str,
    value: &Value,
    fields: &Fields,
) -> Option<Truth> {
    combined(schema, name, value, &|node| {
        holds_for(cx, schema.at(node), fields)
    })
}

fn combined(schema: Schema<'_>, name: &str, value: &Value, of: &dyn Fn(&Value) -> Truth) -> Option<Truth> {
    let branches = || value.as_array().into_iter().flatten().map(of);
    Some(match name {
        "allOf" => branches().min().unwrap_or(Yes),
        "anyOf" => branches().max().unwrap_or(Yes),
        "oneOf" => match (branches().filter(|truth| *truth == Yes).count(), branches().max()) {
            (1, _) if branches().all(|truth| truth != Maybe) => Yes,
            (0, Some(No)) | (2.., _) => No,
            _ => Maybe,
        },
        "not" => match of(value) {
            Yes => No,
            No => Yes,
            Maybe => Maybe,
        },
        "if" => {
            let branch = |name: &str| schema.node.get(name).map_or(Yes, of);
            match of(value) {
                Yes => branch("then"),
                No => branch("else"),
                Maybe if branch("then") == Yes && branch("else") == Yes => Yes,
                Maybe => Maybe,
            }
        }
        "$ref" => of(schema.referred(value.as_str()?)?.node),
        _ => return None,
    })
}

fn object(cx: &Context<'_>, schema: Schema<'_>, name: &str, value: &Value, fields: &Fields) -> Option<Truth> {
    let complete = !fields.iter().any(|(name, _)| name.starts_with("Fn::"));
    let is_there = |name: &str| match presence(fields.get(name)) {
        Presence::Yes => Yes,
        Presence::No if complete => No,
        Presence::Maybe | Presence::No => Maybe,
    };
    let listed = || value.as_array().into_iter().flatten().filter_map(Value::as_str);
    Some(match name {
        "type" => types(value, &["object"]),
        "required" => listed().map(is_there).min().unwrap_or(Yes),
        "properties" => {
            let members = value.as_object()?.iter();
            let member = |(name, node): (&String, &Value)| {
                let here = fields.get(name)?;
                if here.is_no_value() {
                    return None;
                }
                let truth = holds(cx, schema.at(node), here);
                // A member that may be absent gives no certain result.
                Some(if truth == No && is_there(name) != Yes {
                    Maybe
                } else {
                    truth
                })
            };
            members.filter_map(member).min().unwrap_or(Yes)
        }
        "additionalProperties" if *value == Value::Bool(false) => {
            let known = schema.node.get("properties").and_then(Value::as_object);
            let stray = fields
                .iter()
                .filter(|(name, _)| known.is_none_or(|known| !known.contains_key(*name)));
            stray
                .map(|(name, _)| if is_there(name) == Yes { No } else { Maybe })
                .min()
                .unwrap_or(Yes)
        }
        "propertyNames" => {
            let names = fields.iter().map(|(name, _)| Json::Text(name.to_owned().into()));
            names
                .map(|name| holds(cx, schema.at(value), &name))
                .min()
                .unwrap_or(Yes)
        }
        "dependentExcluded" => {
            let members = value.as_object()?.iter();
            let clashes = members.map(|(name, others)| {
                let others = others.as_array().into_iter().flatten().filter_map(Value::as_str);
                let other = others.map(is_there).max().unwrap_or(No);
                match is_there(name).min(other) {
                    Yes => No,
                    No => Yes,
                    Maybe => Maybe,
                }
            });
            clashes.min().unwrap_or(Yes)
        }
        "minItems" | "maxItems" | "items" | "contains" | "pattern" | "minimum" | "maximum" | "enum"
        | "const" | "minLength" | "maxLength" => Yes,
        _ => return None,
    })
}

/// Whether a value of one of these kinds has the required type.
fn types(wanted: &Value, kinds: &[&str]) -> Truth {
    let is = |wanted: &Value| wanted.as_str().is_some_and(|wanted| kinds.contains(&wanted));
    match wanted {
        Value::Array(several) => several.iter().any(is).into(),
        one => is(one).into(),
    }
}

fn scalar(cx: &Context<'_>, schema: Schema<'_>, name: &str, value: &Value, json: &Json) -> Option<Truth> {
    let items = json.as_list();
    let number = || match json {
        #[expect(clippy::cast_precision_loss, reason = "limits of that size do not occur")]
        Json::Int(number) => Some(*number as f64),
        Json::Float(number) => Some(*number),
        Json::Text(text) => text.trim().parse().ok(),
        _ => None,
    };
    let text = || cx.text(json);
    let limit = |test: fn(f64, f64) -> bool| Some(test(number()?, value.as_f64()?).into());
    Some(match name {
        "type" => match json {
            Json::List(_) => types(value, &["array"]),
            Json::Bool(_) => types(value, &["boolean", "string"]),
            Json::Int(_) | Json::Float(_) => types(value, &["integer", "number", "string"]),
            Json::Text(text) if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") => {
                types(value, &["boolean", "string"])
            }
            Json::Text(_) if number().is_some() => types(value, &["integer", "number", "string"]),
            _ => types(value, &["string"]),
        },
        "const" => equal(value, &text()?).into(),
        "enum" => {
            let text = text()?;
            value.as_array()?.iter().any(|choice| equal(choice, &text)).into()
        }
        "enumCaseInsensitive" => {
            let text = text()?;
            let mut choices = value.as_array()?.iter().filter_map(Value::as_str);
            choices.any(|choice| choice.eq_ignore_ascii_case(&text)).into()
        }
        "pattern" => matches(value.as_str()?, &text()?).into(),
        "minLength" => (text()?.chars().count() as u64 >= value.as_u64()?).into(),
        "maxLength" => (text()?.chars().count() as u64 <= value.as_u64()?).into(),
        "minimum" => return limit(|number, limit| number >= limit),
        "maximum" => return limit(|number, limit| number <= limit),
        "exclusiveMinimum" => return limit(|number, limit| number > limit),
        "multipleOf" => return limit(|number, limit| number % limit == 0.0),
        "format" => match value.as_str()? {
            "ipv4" => text()?.parse::<std::net::Ipv4Addr>().is_ok().into(),
            "ipv6" => text()?.parse::<std::net::Ipv6Addr>().is_ok().into(),
            _ => Maybe,
        },
        "items" => {
            let items = items?.iter().filter(|item| !item.is_no_value());
            items
                .map(|item| holds(cx, schema.at(value), item))
                .min()
                .unwrap_or(Yes)
        }
        "contains" => {
            let items = items?.iter().filter(|item| !item.is_no_value());
            items
                .map(|item| holds(cx, schema.at(value), item))
                .max()
                .unwrap_or(No)
        }
        "minItems" => {
            let possible = items?
                .iter()
                .filter(|item| presence(Some(item)) >= Presence::Maybe)
                .count();
            (possible as u64 >= value.as_u64()?).into()
        }
        "maxItems" => {
            let sure = items?
                .iter()
                .filter(|item| presence(Some(item)) == Presence::Yes)
                .count();
            (sure as u64 <= value.as_u64()?).into()
        }
        "required" | "properties" | "additionalProperties" => Yes,
        _ => return None,
    })
}

/// Numbers and booleans may be written as strings.
fn equal(value: &Value, text: &str) -> bool {
    match value {
        Value::String(wanted) => wanted == text,
        Value::Bool(wanted) => text.eq_ignore_ascii_case(if *wanted { "true" } else { "false" }),
        Value::Number(wanted) => text.trim().parse::<f64>().ok() == wanted.as_f64(),
        _ => false,
    }
}
