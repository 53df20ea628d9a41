//! The page about the output of `--json`, from the schemas.

use super::commands::{COMMANDS, WITHOUT};
use serde_json::Value;
use std::fmt::Write;

const HEAD: &str = "# JSON output

With `--json`, a command prints its result as JSON on standard output. Everything else (progress, notes, errors) is on standard error,
and the exit code is the same. [json-schema.json](json-schema.json) has the JSON Schema of each command under `$defs`; the tests validate
the output of every command against it.

Most commands print one value. `deploy`, `destroy`, `watch`, `cancel`, `recover`, `events`, `logs` and `run` print one object a line
([JSON Lines](https://jsonlines.org)) as things happen. `up` prints the values of the commands that it runs, one after the other.

Times are in UTC (RFC 3339). A field is always present unless its description says otherwise; `null` means no value. A new
version may add fields and new values of enums. AWS may add values where a field repeats a word of AWS, such as a stack status.
";

/// The page.
pub fn page(schemas: &Value) -> String {
    let mut text = HEAD.to_owned();
    let mut earlier = Vec::<(&str, &Value)>::new();
    for command in COMMANDS {
        let schema = &schemas["$defs"][command.name];
        let _ = writeln!(text, "\n## {}\n", command.name);
        if command.name == "up" {
            text += "The values of the commands that it runs.\n";
            continue;
        }
        if let Some((same, _)) = earlier.iter().find(|(_, other)| *other == schema) {
            let _ = writeln!(text, "The same as `{same}`.");
            continue;
        }
        earlier.push((command.name, schema));
        let form = if command.lines {
            "One object a line"
        } else {
            "One value"
        };
        section(&mut text, form, schema);
    }
    let without = WITHOUT.map(|name| format!("`{name}`")).join(" and ");
    let _ = writeln!(
        text,
        "\n## Without JSON\n\n{without} print scripts and pages, and refuse `--json`."
    );
    text
}

fn section(text: &mut String, form: &str, schema: &Value) {
    let about = schema["description"]
        .as_str()
        .map(|about| format!(": {}", lower(about)));
    let about = about.unwrap_or_default();
    let about = about.trim_end_matches('.');
    let Some(each) = schema["oneOf"].as_array() else {
        let _ = writeln!(text, "{form}, {}{about}.", kind(schema));
        table(text, schema);
        return;
    };
    let _ = writeln!(text, "{form}, which is one of these{about}.");
    for one in each {
        let about = one["description"].as_str().unwrap_or("An object.");
        let tag = one["properties"]["type"]["const"].as_str();
        let tag = tag.map_or(String::new(), |tag| format!("`{tag}`: "));
        let _ = writeln!(text, "\n{tag}{about}");
        table(text, one);
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn table(text: &mut String, schema: &Value) {
    let mut rows = Vec::new();
    collect("", schema, &mut rows);
    if rows.is_empty() {
        return;
    }
    *text += "\n| field | type | |\n|---|---|---|\n";
    for (path, kind, about) in rows {
        let _ = writeln!(text, "| `{path}` | {kind} | {} |", about.replace('|', "\\|"));
    }
}

/// A row for each field, including those of inner objects.
fn collect(path: &str, schema: &Value, rows: &mut Vec<(String, String, String)>) {
    if let Some(inner) = schema.get("items").filter(|_| schema["type"] == "array") {
        return collect(&format!("{path}[]"), inner, rows);
    }
    for one in ["anyOf", "oneOf"]
        .iter()
        .filter_map(|key| schema[key].as_array())
        .flatten()
    {
        collect(path, one, rows);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        let about = field["description"].as_str().unwrap_or_default().to_owned();
        rows.push((path.clone(), kind(field), about));
        collect(&path, field, rows);
    }
}

/// A type in words.
fn kind(schema: &Value) -> String {
    if let Some(words) = schema["enum"].as_array() {
        let words = words
            .iter()
            .map(|word| format!("`{}`", word.as_str().unwrap_or_default()));
        return words.collect::<Vec<_>>().join(", ");
    }
    if let Some(word) = schema["const"].as_str() {
        return format!("`{word}`");
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(each) = schema[key].as_array() {
            let mut each = each.iter().map(kind).collect::<Vec<_>>();
            each.dedup();
            return each.join(" or ");
        }
    }
    let names = match &schema["type"] {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>(),
        Value::String(name) => vec![name.as_str()],
        _ => return "any".to_owned(),
    };
    let words = names.into_iter().map(|name| match name {
        "string" if schema["format"] == "date-time" => "time".to_owned(),
        "array" if schema.get("items").is_some() => format!("list of {}", plural(&kind(&schema["items"]))),
        name => name.to_owned(),
    });
    words.collect::<Vec<_>>().join(" or ")
}

fn plural(kind: &str) -> String {
    match kind {
        "object" | "string" | "integer" | "number" | "time" => format!("{kind}s"),
        kind => kind.to_owned(),
    }
}
