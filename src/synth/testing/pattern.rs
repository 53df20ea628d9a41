//! Patterns: JSON values in which some parts match more than one value.

use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The member that marks a part of a pattern. No AWS property has such a name.
const MARK: &str = "$sa-infra:pattern";

fn part(kind: &str, value: &Value) -> Value {
    json!({ MARK: kind, "value": value })
}

/// Matches any value; the member must exist.
pub fn any() -> Value {
    part("any", &Value::Null)
}

/// The member is not there.
pub fn absent() -> Value {
    part("absent", &Value::Null)
}

/// A list with these elements, in this order, perhaps with others between them.
pub fn array_with<V: Into<Value>>(items: impl IntoIterator<Item = V>) -> Value {
    part("array", &items.into_iter().map(Into::into).collect::<Value>())
}

/// Exactly this value: an object with these members and no others.
pub fn exact(value: impl Into<Value>) -> Value {
    part("exact", &value.into())
}

/// A string that contains this one.
pub fn text_with(text: impl Into<String>) -> Value {
    part("text", &Value::String(text.into()))
}

/// Any value, which the match has under this name.
pub fn capture(name: impl Into<String>) -> Value {
    part("capture", &Value::String(name.into()))
}

/// What a pattern captures, and where the value is different: a line each.
pub(super) fn compare(pattern: &Value, value: &Value) -> (BTreeMap<String, Value>, Vec<String>) {
    let mut comparison = Comparison::default();
    comparison.value("", pattern, Some(value));
    (comparison.captures, comparison.wrong)
}

#[derive(Default)]
struct Comparison {
    captures: BTreeMap<String, Value>,
    wrong: Vec<String>,
}

impl Comparison {
    fn value(&mut self, place: &str, pattern: &Value, value: Option<&Value>) {
        match (marked(pattern), value) {
            (Some(("absent", _)), None) | (Some(("any", _)), Some(_)) => {}
            (Some(("absent", _)), Some(value)) => self.differs(place, "nothing", Some(value)),
            (Some((_, _)) | None, None) => self.differs(place, &expected(pattern), None),
            (Some(("exact", exact)), Some(value)) if exact == value => {}
            (Some(("text", text)), Some(Value::String(value)))
                if text.as_str().is_some_and(|text| value.contains(text)) => {}
            (Some(("capture", name)), Some(value)) => {
                let name = name.as_str().unwrap_or_default().to_owned();
                self.captures.insert(name, value.clone());
            }
            (Some(("array", Value::Array(items))), Some(Value::Array(values))) => {
                self.items(place, items, values);
            }
            (None, Some(value)) => self.plain(place, pattern, value),
            (Some(_), Some(value)) => self.differs(place, &expected(pattern), Some(value)),
        }
    }

    fn plain(&mut self, place: &str, pattern: &Value, value: &Value) {
        match (pattern, value) {
            (Value::Object(members), Value::Object(values)) => {
                for (name, pattern) in members {
                    let place = if place.is_empty() {
                        name.clone()
                    } else {
                        format!("{place}.{name}")
                    };
                    self.value(&place, pattern, values.get(name));
                }
            }
            (Value::Array(items), Value::Array(values)) if items.len() == values.len() => {
                for (number, (pattern, value)) in items.iter().zip(values).enumerate() {
                    self.value(&format!("{place}.{number}"), pattern, Some(value));
                }
            }
            _ if pattern == value => {}
            _ => self.differs(place, &pattern.to_string(), Some(value)),
        }
    }

    /// Each element of the pattern matches one behind that of the element before.
    fn items(&mut self, place: &str, items: &[Value], values: &[Value]) {
        let mut values = values.iter();
        for item in items {
            let found = values
                .by_ref()
                .map(|value| compare(item, value))
                .find(|(_, wrong)| wrong.is_empty());
            match found {
                Some((captures, _)) => self.captures.extend(captures),
                None => self
                    .wrong
                    .push(format!("  {place}: no element is {}", expected(item))),
            }
        }
    }

    fn differs(&mut self, place: &str, expected: &str, found: Option<&Value>) {
        let place = if place.is_empty() { "the value" } else { place };
        let found = found.map_or("nothing".to_owned(), Value::to_string);
        self.wrong
            .push(format!("  {place}: expected {expected}, found {found}"));
    }
}

fn marked(pattern: &Value) -> Option<(&str, &Value)> {
    Some((pattern.get(MARK)?.as_str()?, pattern.get("value")?))
}

fn expected(pattern: &Value) -> String {
    match marked(pattern) {
        Some(("any" | "capture", _)) => "a value".to_owned(),
        Some(("text", text)) => format!("a string with {text}"),
        Some(("array", items)) => format!("a list with {items}"),
        Some((_, value)) => value.to_string(),
        None => pattern.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_pattern_stand_for_more_than_themselves() {
        let value = json!({"A": {"B": [1, {"C": "text"}, 3]}, "D": "x"});
        for pattern in [
            json!({}),
            json!({"D": any(), "E": absent()}),
            json!({"A": {"B": array_with([json!(1), json!(3)])}}),
            json!({"A": {"B": [1, {}, 3]}}),
            json!({"A": {"B": [any(), {"C": text_with("ex")}, 3]}}),
            json!({"A": exact(json!({"B": [1, {"C": "text"}, 3]}))}),
        ] {
            assert_eq!(compare(&pattern, &value).1, Vec::<String>::new(), "{pattern}");
        }
        for (pattern, wrong) in [
            (json!({"D": absent()}), "  D: expected nothing, found \"x\""),
            (json!({"E": any()}), "  E: expected a value, found nothing"),
            (json!({"A": {"B": array_with([3, 1])}}), "  A.B: no element is 1"),
            (
                json!({"A": {"B": [1]}}),
                "  A.B: expected [1], found [1,{\"C\":\"text\"},3]",
            ),
            (
                json!({"A": exact(json!({}))}),
                "  A: expected {}, found {\"B\":[1,{\"C\":\"text\"},3]}",
            ),
        ] {
            assert_eq!(compare(&pattern, &value).1, [wrong], "{pattern}");
        }
    }
}
