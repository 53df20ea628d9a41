//! YAML that CloudFormation reads differently from what its author may expect: scalars that are not strings, and
//! syntax that CloudFormation refuses though other tools read it.

use super::Malformed;
use super::yaml::{self, Node, Value};
use crate::model::json::Json;

/// Warnings about the text of a template. None for JSON, nor for text that cannot be read.
pub fn yaml_warnings(text: &str) -> Vec<Malformed> {
    let text = text.trim_start_matches('\u{feff}');
    let is_json = text.trim_start().starts_with(['{', '[']);
    let Some((root, alias)) = (!is_json).then(|| yaml::document(text).ok()).flatten() else {
        return Vec::new();
    };
    let mut warnings = Vec::new();
    if let Some(place) = alias {
        warnings.push(Malformed {
            path: String::new(),
            reason: format!("CloudFormation refuses aliases, and there is one at {place}"),
            fix: "`aws cloudformation package` writes them out; or write what they stand for".to_owned(),
        });
    }
    walk(&root, "", &mut warnings);
    warnings
}

fn walk(node: &Node, path: &str, warnings: &mut Vec<Malformed>) {
    let path = match yaml::function(node) {
        Some(name) => join(path, name),
        None => path.to_owned(),
    };
    let below = |step: &str| join(&path, step);
    match &node.value {
        Value::Scalar { text, is_plain: true } if node.tag.is_none() => scalar(text, &path, warnings),
        Value::Scalar { .. } => {}
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(item, &below(&at.to_string()), warnings);
            }
        }
        Value::Map(pairs) => {
            for (key, value) in pairs {
                let Value::Scalar { text, is_plain } = &key.value else {
                    continue;
                };
                if yaml::is_merge(key) {
                    continue;
                }
                let path = below(text);
                if *is_plain && key.tag.is_none() {
                    scalar(text, &path, warnings);
                }
                walk(value, &path, warnings);
            }
        }
    }
}

fn join(path: &str, step: &str) -> String {
    match path {
        "" => step.to_owned(),
        path => format!("{path}/{step}"),
    }
}

/// Warns of a scalar that YAML 1.1 reads differently from what most people expect.
fn scalar(text: &str, path: &str, warnings: &mut Vec<Malformed>) {
    let read = match yaml::plain(text) {
        Json::Bool(value) if !text.eq_ignore_ascii_case("true") && !text.eq_ignore_ascii_case("false") => {
            value.to_string()
        }
        Json::Int(value) if is_odd(text) => value.to_string(),
        Json::Float(value) if is_odd(text) || !text.contains('.') => value.to_string(),
        _ => return,
    };
    warnings.push(Malformed {
        path: path.to_owned(),
        reason: format!("CloudFormation reads {text} as {read}"),
        fix: format!("put it in quotes if it is a string, or write {read}"),
    });
}

/// Whether a number has another base, or underscores.
fn is_odd(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    let is_octal = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    is_octal || digits.contains([':', '_'])
}

#[cfg(test)]
mod tests {
    use super::yaml_warnings;

    fn of(text: &str) -> Vec<String> {
        yaml_warnings(text).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_reads_otherwise_than_it_looks_is_pointed_out() {
        let text = "A: !Sub [no, {on: 0755}]\nB: [012345670123, 012345678901, '012', 0, 0.5, 1.10, 1e3, 1:30, true, False]\n";
        let said = [
            "A/Fn::Sub/0: CloudFormation reads no as false",
            "A/Fn::Sub/1/on: CloudFormation reads on as true",
            "A/Fn::Sub/1/on: CloudFormation reads 0755 as 493",
            "B/0: CloudFormation reads 012345670123 as 1402433619",
            "B/6: CloudFormation reads 1e3 as 1000",
            "B/7: CloudFormation reads 1:30 as 90",
        ];
        assert_eq!(of(text), said);
    }

    #[test]
    fn aliases_are_pointed_out_once_and_json_never() {
        assert_eq!(
            of("A: &a {B: 1}\nC: {<<: *a}\nD: *a\n"),
            ["CloudFormation refuses aliases, and there is one at line 2 column 9"]
        );
        assert!(of("{\"A\": 012}").is_empty());
    }
}
