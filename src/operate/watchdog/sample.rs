//! Sample events for a pattern, one for each of its branches. AWS confirms that they match before they are used.

use serde_json::{Map, Value, json};

/// The value of text fields in an event.
const NOTE: &str = "(only a test: nothing has happened)";

/// The same for free text of programs and registries: with every character that can break a message.
const HARD_NOTE: &str = "(only a test: nothing has \"happened\"\nanywhere, C:\\here <or> {there})";

/// Suffixes of the names of free-text fields.
const FREE_TEXT: [&str; 4] = ["reason", "message", "cause", "description"];

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sample {
    /// The difference from the other branches; empty when there is only one.
    pub(super) branch: String,
    pub(super) source: String,
    pub(super) detail_type: String,
    pub(super) detail: Value,
}

/// Events of this source that match the pattern, one for each branch, with a value at each path that no other branch
/// uses; empty when the pattern does not contain the source.
pub(super) fn events(pattern: &str, source: &str, paths: &[String]) -> Vec<Sample> {
    let Ok(Value::Object(pattern)) = serde_json::from_str::<Value>(pattern) else {
        return Vec::new();
    };
    let sources = pattern.get("source").and_then(Value::as_array);
    if !sources.is_some_and(|sources| sources.contains(&Value::from(source))) {
        return Vec::new();
    }
    let several = branches(&Value::Object(pattern.clone()));
    let leaves = (0..several.max(1)).map(|branch| leaves(&Value::Object(object(&pattern, branch))));
    let leaves = leaves.collect::<Vec<_>>();
    let event = |(branch, own): (usize, &Vec<String>)| {
        let others = leaves.iter().enumerate().filter(|(other, _)| *other != branch);
        let others = others
            .flat_map(|(_, leaves)| leaves)
            .filter(|leaf| !own.contains(leaf));
        let others = others.collect::<Vec<_>>();
        let mut event = object(&pattern, branch);
        for path in paths {
            let bare = path.trim_start_matches("$.").replace("[0]", "");
            if let Some(path) = path.strip_prefix("$.detail.")
                && !others.contains(&&bare)
            {
                fill(event.entry("detail").or_insert_with(|| json!({})), path);
            }
        }
        let is_own = |leaf: &&String| leaves.iter().any(|other| !other.contains(leaf));
        let detail_type = event.get("detail-type").and_then(Value::as_str).unwrap_or("test");
        Sample {
            branch: own.iter().find(is_own).cloned().unwrap_or_default(),
            source: source.to_owned(),
            detail_type: detail_type.to_owned(),
            detail: event.get("detail").cloned().unwrap_or_else(|| json!({})),
        }
    };
    leaves.iter().enumerate().map(event).collect()
}

/// The number of branches of a pattern, at the first place that has several.
fn branches(pattern: &Value) -> usize {
    let Value::Object(members) = pattern else { return 0 };
    let own = members.get("$or").and_then(Value::as_array).map_or(0, Vec::len);
    members.values().map(branches).fold(own, usize::max)
}

/// The paths of an event's values: `detail.containers.exitCode`.
fn leaves(event: &Value) -> Vec<String> {
    let Value::Object(members) = event else {
        return Vec::new();
    };
    let below = members.iter().flat_map(|(name, value)| {
        let below = leaves(value);
        if below.is_empty() {
            return vec![name.clone()];
        }
        below.into_iter().map(|leaf| format!("{name}.{leaf}")).collect()
    });
    below.collect()
}

fn object(pattern: &Map<String, Value>, branch: usize) -> Map<String, Value> {
    let mut made = Map::new();
    for (key, value) in pattern {
        match value {
            // One of several patterns is sufficient.
            Value::Array(several) if key == "$or" => {
                if let Some(Value::Object(one)) = several.get(branch).or(several.first()) {
                    made.extend(object(one, branch));
                }
            }
            Value::Array(several) => made.extend(one_of(several).map(|value| (key.clone(), value))),
            Value::Object(inner) => drop(made.insert(key.clone(), Value::Object(object(inner, branch)))),
            _ => {}
        }
    }
    made
}

/// A value that matches one of these, a plain one if possible; `None` for a member that must be absent.
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

/// Puts a note at `a.b[0].c`, unless it has a value.
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
    let name = key.to_ascii_lowercase();
    let is_free = FREE_TEXT.iter().any(|ending| name.ends_with(ending));
    let note = if is_free { HARD_NOTE } else { NOTE };
    let empty = || rest.map_or(Value::from(note), |_| json!({}));
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
    fn an_event_is_made_for_each_branch_of_a_pattern() {
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
            "$.detail.a[0].stoppedReason",
        ];
        let made = events(&pattern.to_string(), "ours", &paths.map(str::to_owned));
        let ended = json!({
            "cluster": "arn", "reason": "Bad", "containers": [{"exitCode": 2}], "group": NOTE,
            "a": [{"stoppedReason": HARD_NOTE}],
        });
        let never_began = json!({
            "cluster": "arn", "reason": "Bad", "code": "X", "group": NOTE, "a": [{"stoppedReason": HARD_NOTE}],
        });
        let found = made
            .iter()
            .map(|one| (&*one.branch, &one.detail))
            .collect::<Vec<_>>();
        assert_eq!(
            found,
            [
                ("detail.containers.exitCode", &ended),
                ("detail.code", &never_began)
            ]
        );
        assert_eq!(made[0].detail_type, "Change");
        assert_eq!(events(&pattern.to_string(), "theirs", &[]), []);
        assert_eq!(events("no pattern", "ours", &[]), []);
        let plain = events(r#"{"source": ["ours"]}"#, "ours", &[]);
        assert_eq!((plain.len(), &*plain[0].branch), (1, ""));
    }
}
