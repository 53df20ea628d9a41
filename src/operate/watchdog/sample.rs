//! An event that a pattern matches, made from the pattern. What it makes is tried by AWS before it is used.

use serde_json::{Map, Value, json};

/// What stands where an event has something to say.
const NOTE: &str = "(only a test: nothing has happened)";

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sample {
    pub(super) source: String,
    pub(super) detail_type: String,
    pub(super) detail: Value,
}

/// An event of this source that the pattern matches, with something at each of the paths; `None` when the pattern knows
/// no such source.
pub(super) fn event(pattern: &str, source: &str, paths: &[String]) -> Option<Sample> {
    let pattern = serde_json::from_str::<Value>(pattern).ok()?;
    let sources = pattern.get("source")?.as_array()?;
    sources.contains(&Value::from(source)).then_some(())?;
    let mut event = object(pattern.as_object()?);
    for path in paths {
        if let Some(path) = path.strip_prefix("$.detail.") {
            fill(event.entry("detail").or_insert_with(|| json!({})), path);
        }
    }
    let detail_type = event.get("detail-type").and_then(Value::as_str).unwrap_or("test");
    Some(Sample {
        source: source.to_owned(),
        detail_type: detail_type.to_owned(),
        detail: event.get("detail").cloned().unwrap_or_else(|| json!({})),
    })
}

fn object(pattern: &Map<String, Value>) -> Map<String, Value> {
    let mut made = Map::new();
    for (key, value) in pattern {
        match value {
            // One of several patterns suffices.
            Value::Array(several) if key == "$or" => {
                if let Some(Value::Object(first)) = several.first() {
                    made.extend(object(first));
                }
            }
            Value::Array(several) => made.extend(one_of(several).map(|value| (key.clone(), value))),
            Value::Object(inner) => drop(made.insert(key.clone(), Value::Object(object(inner)))),
            _ => {}
        }
    }
    made
}

/// A value that one of these admits, a plain one when there is one; `None` for what has to be absent.
fn one_of(several: &[Value]) -> Option<Value> {
    if let Some(plain) = several.iter().find(|value| !value.is_object()) {
        return Some(plain.clone());
    }
    let (rule, operand) = several.first()?.as_object()?.iter().next()?;
    match (&**rule, operand) {
        ("exists", Value::Bool(false)) => None,
        ("prefix" | "suffix" | "equals-ignore-case", Value::String(_)) => Some(operand.clone()),
        ("anything-but", unwanted) if has_number(unwanted) => {
            (1..=999).map(Value::from).find(|one| !holds(unwanted, one))
        }
        _ => Some(Value::from(NOTE)),
    }
}

fn has_number(value: &Value) -> bool {
    value.is_number()
        || value
            .as_array()
            .is_some_and(|items| items.iter().any(Value::is_number))
}

fn holds(value: &Value, one: &Value) -> bool {
    value == one || value.as_array().is_some_and(|items| items.contains(one))
}

/// Puts a note at `a.b[0].c`, unless there is something.
fn fill(value: &mut Value, path: &str) {
    let (step, rest) = path
        .split_once('.')
        .map_or((path, None), |(step, rest)| (step, Some(rest)));
    let (key, is_list) = match step.split_once('[') {
        Some((key, _)) => (key, true),
        None => (step, false),
    };
    let Value::Object(members) = value else {
        return;
    };
    let empty = || rest.map_or(Value::from(NOTE), |_| json!({}));
    let mut member = members.entry(key).or_insert_with(empty);
    if is_list && !member.is_array() {
        *member = Value::Array(vec![member.take()]);
    }
    if let Some(rest) = rest {
        if let Value::Array(items) = member {
            if items.is_empty() {
                items.push(json!({}));
            }
            member = &mut items[0];
        }
        fill(member, rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_made_after_its_pattern() {
        let pattern = json!({
            "source": ["aws.ecs", "ours"], "detail-type": ["Change"],
            "detail": {
                "cluster": ["arn"], "reason": [{"prefix": "Bad"}], "gone": [{"exists": false}],
                "$or": [{"containers": {"exitCode": [{"anything-but": [0, 1]}]}}, {"code": ["X"]}],
            },
        });
        let paths = [
            "$.time",
            "$.detail.group",
            "$.detail.containers[0].exitCode",
            "$.detail.a[0].b",
        ];
        let made = event(&pattern.to_string(), "ours", &paths.map(str::to_owned)).unwrap();
        let detail = json!({
            "cluster": "arn", "reason": "Bad", "containers": [{"exitCode": 2}], "group": NOTE, "a": [{"b": NOTE}],
        });
        assert_eq!((made.detail_type.as_str(), made.detail), ("Change", detail));
        assert_eq!(event(&pattern.to_string(), "theirs", &[]), None);
        assert_eq!(event("no pattern", "ours", &[]), None);
    }
}
