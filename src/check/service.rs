//! Requirements of the services beyond the schemas: limits that only their documentation states, and properties that
//! must agree. The rules are data: `service/package.tsv` comes with the schemas and `codegen` writes it;
//! `service/own.tsv` is ours.
//!
//! Each line is a rule: `error` or `warning`, the places it applies to (`AWS::A::B/Path/*`, separated by commas), its
//! source, the message (`reason | fix`, or empty), and a JSON schema that must hold there.

mod explain;
mod truth;
mod words;

use super::context::{Context, Entry};
use super::place::Place;
use super::report::Report;
use super::value::each;
use crate::model::finding::Severity;
use crate::model::json::Json;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

const LINES: [&str; 2] = [
    include_str!("service/package.tsv"),
    include_str!("service/own.tsv"),
];

/// One rule.
struct Rule {
    severity: Severity,
    /// The message; `None` when the schema implies it.
    words: Option<(&'static str, &'static str)>,
    text: &'static str,
    schema: OnceLock<Value>,
}

impl Rule {
    /// The schema, parsed when a resource of its type is first checked.
    fn schema(&self) -> &Value {
        self.schema
            .get_or_init(|| serde_json::from_str(self.text).unwrap_or(Value::Bool(true)))
    }
}

/// The rules by type, each with the path at which it applies.
type Rules = HashMap<&'static str, Vec<(&'static str, &'static Rule)>>;

static RULES: LazyLock<Vec<(&'static str, Rule)>> = LazyLock::new(|| {
    let lines = LINES.into_iter().flat_map(str::lines);
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(rule)
        .collect()
});

static BY_TYPE: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = Rules::new();
    for (places, rule) in RULES.iter() {
        for place in places.split(',') {
            let (kind, path) = place.split_once('/').unwrap_or((place, ""));
            rules.entry(kind).or_default().push((path, rule));
        }
    }
    rules
});

fn rule(line: &'static str) -> Option<(&'static str, Rule)> {
    let mut columns = line.split('\t');
    let severity = match columns.next()? {
        "error" => Severity::Error,
        _ => Severity::Warning,
    };
    let places = columns.next()?;
    let _source = columns.next()?;
    let words = columns.next()?.split_once(" | ");
    let rule = Rule {
        severity,
        words,
        text: columns.next()?,
        schema: OnceLock::new(),
    };
    Some((places, rule))
}

/// Checks all resources of types that have rules.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for entry in cx.resources() {
        let Some(rules) = BY_TYPE.get(&*entry.resource.kind) else {
            continue;
        };
        let place = entry.place();
        let place = place.key("Properties");
        for (path, rule) in rules {
            if path.is_empty() {
                root(cx, rule, &entry, &place, report);
            } else {
                let (first, rest) = path.split_once('/').unwrap_or((path, ""));
                if let Some(value) = entry.resource.properties.get(first) {
                    below(cx, rule, value, rest, &place.key(first), report);
                }
            }
        }
    }
}

fn root(cx: &Context<'_>, rule: &Rule, entry: &Entry<'_>, place: &Place<'_>, report: &mut Report<'_>) {
    // The check needs a reference to the members, not a copy.
    let fields = &entry.resource.properties;
    explain::fields(cx, rule, fields, place, report);
}

/// Follows a path into every branch and element.
fn below(
    cx: &Context<'_>,
    rule: &Rule,
    value: &Json,
    path: &str,
    place: &Place<'_>,
    report: &mut Report<'_>,
) {
    if value.is_no_value() {
        return;
    }
    each(value, place, &mut |value, place| {
        if path.is_empty() {
            return explain::value(cx, rule, value, place, report);
        }
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        match value {
            Json::List(items) if first == "*" => {
                for (at, item) in items.iter().enumerate() {
                    below(cx, rule, item, rest, &place.index(at), report);
                }
            }
            Json::Map(fields) if first == "*" => {
                for (name, value) in fields.iter() {
                    below(cx, rule, value, rest, &place.key(name), report);
                }
            }
            Json::Map(fields) => {
                if let Some(value) = fields.get(first) {
                    below(cx, rule, value, rest, &place.key(first), report);
                }
            }
            _ => {}
        }
    });
}
