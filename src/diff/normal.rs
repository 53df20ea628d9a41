//! The normal form of a value: one notation for all that CloudFormation, or the service behind it, cannot
//! distinguish.
//!
//! Numbers and booleans are strings, objects are sorted, `AWS::NoValue` is absent, and a joined string is one
//! `Fn::Join` without nesting. Sets are sorted: tags, the parts of a policy, rules of a security group. Where a
//! policy accepts one value or a list, it is a list.

use super::parts::{Part, split, text};
use crate::model::json::{Call, Fields, Json, Target};

/// Lists whose order does not matter, by the name of the property.
const SETS: [&str; 3] = ["ManagedPolicyArns", "SecurityGroupEgress", "SecurityGroupIngress"];

/// Members of a policy's statement with one value or several.
const ONE_OR_MANY: [&str; 4] = ["Action", "NotAction", "NotResource", "Resource"];

/// Whether two values mean the same to CloudFormation.
pub fn same(before: &Json, after: &Json) -> bool {
    before == after || normal(before) == normal(after)
}

/// The normal form of a value.
pub fn normal(json: &Json) -> Json {
    match json {
        Json::Null => Json::Null,
        Json::List(items) => list(items),
        Json::Map(fields) => Json::Map(members(fields)),
        _ => text(parts(json).unwrap_or_default()),
    }
}

pub(super) fn members(fields: &Fields) -> Fields {
    let is_statement = is_statement(fields);
    let mut sorted = fields
        .iter()
        .filter(|(_, value)| !value.is_no_value())
        .collect::<Vec<_>>();
    sorted.sort_by_key(|(name, _)| *name);
    let value = |name: &str, json: &Json| match name {
        "Statement" if is_policy(json) => set(many(json)),
        "Principal" | "NotPrincipal" if is_statement => values_many(json),
        "Condition" if is_statement => match json {
            Json::Map(operators) => each(operators, values_many),
            _ => normal(json),
        },
        _ if is_statement && ONE_OR_MANY.contains(&name) => set(many(json)),
        _ if SETS.contains(&name) => match normal(json) {
            Json::List(items) => set(items),
            other => other,
        },
        _ => normal(json),
    };
    sorted
        .into_iter()
        .map(|(name, json)| (name.to_owned(), value(name, json)))
        .collect()
}

fn list(items: &[Json]) -> Json {
    let items = items
        .iter()
        .filter(|item| !item.is_no_value())
        .map(normal)
        .collect::<Vec<_>>();
    if key_names(&items).is_some() {
        set(items)
    } else {
        Json::List(items)
    }
}

/// The member that names the elements of a list that is a set, as for tags and variables: `Key` or `Name`.
pub(super) fn key_names(items: &[Json]) -> Option<&'static str> {
    let (first, name) = items.first().and_then(|item| {
        let names = ["Key", "Name"].into_iter();
        let mut found =
            names.filter_map(|name| Some((item.as_map()?, name)).filter(|(map, _)| map.get(name).is_some()));
        found.next()
    })?;
    if first.get("Value").is_none() && first.get("ValueFrom").is_none() {
        return None;
    }
    let name_of = |item: &Json| {
        let map = item.as_map().filter(|map| map.len() == 2)?;
        let has_value = map.get("Value").is_some() || map.get("ValueFrom").is_some();
        has_value.then(|| map.get(name)?.as_text().map(str::to_owned))?
    };
    let mut names = items.iter().map(name_of).collect::<Option<Vec<_>>>()?;
    names.sort_unstable();
    names.dedup();
    (names.len() == items.len()).then_some(name)
}

/// Whether the order of a list in a property called `name` does not matter, and its elements have no name.
pub(super) fn is_set(name: &str) -> bool {
    name == "Statement" || SETS.contains(&name)
}

fn is_statement(fields: &Fields) -> bool {
    let acts = fields.get("Action").or_else(|| fields.get("NotAction"));
    acts.is_some() && fields.get("Effect").is_some()
}

/// Whether this is the value of `Statement` in a policy.
pub(super) fn is_policy(statements: &Json) -> bool {
    let is_one = |json: &Json| json.as_map().is_some_and(is_statement);
    match statements {
        Json::List(items) => items.iter().any(is_one),
        other => is_one(other),
    }
}

fn many(json: &Json) -> Vec<Json> {
    match normal(json) {
        Json::List(items) => items,
        one => vec![one],
    }
}

fn values_many(json: &Json) -> Json {
    match json {
        Json::Map(fields) => each(fields, |value| set(many(value))),
        _ => normal(json),
    }
}

fn each(fields: &Fields, value: impl Fn(&Json) -> Json) -> Json {
    let mut members = fields.iter().collect::<Vec<_>>();
    members.sort_by_key(|(name, _)| *name);
    Json::Map(
        members
            .into_iter()
            .map(|(name, json)| (name.to_owned(), value(json)))
            .collect(),
    )
}

fn set(mut items: Vec<Json>) -> Json {
    items.sort_by_cached_key(key);
    Json::List(items)
}

/// Equal for equal values in normal form, and for no others.
pub(super) fn key(normal: &Json) -> String {
    serde_json::to_string(normal).unwrap_or_default()
}

/// The parts of a string or function; `None` for a list, an object, or null.
pub fn parts(json: &Json) -> Option<Vec<Part>> {
    let normal = |part| match part {
        Part::Value(Json::Call(call)) => Part::Value(opaque(&call)),
        part => part,
    };
    Some(split(json)?.into_iter().map(normal).collect())
}

/// Any other function, with its arguments in normal form.
fn opaque(call: &Call) -> Json {
    match call {
        Call::Function(name, argument) => {
            let argument = match (&**name, argument) {
                ("Fn::GetAZs", Json::Text(region)) if region.is_empty() => {
                    Call::Ref(Target::local("AWS::Region")).into()
                }
                // An absent value keeps its position in a list of arguments.
                (_, Json::List(items)) => Json::List(items.iter().map(normal).collect()),
                _ => normal(argument),
            };
            Call::Function(name.clone(), argument).into()
        }
        call => call.clone().into(),
    }
}
