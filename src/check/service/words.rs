//! Parts of a schema, separately and in words.

use serde_json::Value;

/// One keyword with the keywords it depends on.
pub(super) fn one(name: &str, value: &Value, map: &serde_json::Map<String, Value>) -> Value {
    let mut single = serde_json::Map::new();
    single.insert(name.to_owned(), value.clone());
    let beside: &[&str] = match name {
        "if" => &["then", "else"],
        "additionalProperties" => &["properties"],
        "then" | "else" => return Value::Bool(true),
        _ => &[],
    };
    for name in beside {
        if let Some(value) = map.get(*name) {
            single.insert((*name).to_owned(), value.clone());
        }
    }
    Value::Object(single)
}

pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// ` when Type is A or B`: a condition in words, as far as it is about single values.
pub(super) fn condition_words(condition: &Value) -> String {
    let mut words = Vec::new();
    collect(condition, "", &mut words);
    words.dedup();
    if words.is_empty() || words.len() > 3 {
        return String::new();
    }
    format!(" when {}", words.join(" and "))
}

fn collect(condition: &Value, path: &str, words: &mut Vec<String>) {
    for (name, node) in condition
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        if let Some(value) = node.get("const") {
            words.push(format!("{path} is {}", plain(value)));
        } else if let Some(Value::Array(values)) = node.get("enum") {
            if values.len() <= 4 {
                let values = values.iter().map(plain).collect::<Vec<_>>();
                words.push(format!("{path} is {}", values.join(" or ")));
            }
        } else {
            collect(node, &path, words);
        }
    }
    if words.is_empty()
        && condition.get("properties").is_none()
        && let Some(Value::Array(names)) = condition.get("required")
        && let [only] = names.as_slice()
    {
        words.push(format!("{} is set", plain(only)));
    }
}
