//! A joined string as a list of parts: the same for `Fn::Join`, nested ones, and `Fn::Sub`.

use crate::model::json::sub::{self, Piece};
use crate::model::json::{Call, Json, Target, Text};

/// A part of a string.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Known now.
    Text(String),
    /// Known at deployment.
    Value(Json),
}

/// The parts of a string or function, with the functions as written; `None` for a list, an object, or null.
pub(super) fn split(json: &Json) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    add(json, &mut parts).then_some(parts)
}

/// The string of these parts, in normal form.
pub(super) fn text(mut parts: Vec<Part>) -> Json {
    let json = |part| match part {
        Part::Text(text) => Json::Text(text.into()),
        Part::Value(json) => json,
    };
    match (parts.len(), parts.pop()) {
        (_, None) => "".into(),
        (1, Some(only)) => json(only),
        (_, Some(last)) => {
            parts.push(last);
            let items = parts.into_iter().map(json).collect();
            Call::function("Fn::Join", Json::List(vec!["".into(), Json::List(items)])).into()
        }
    }
}

fn add(json: &Json, parts: &mut Vec<Part>) -> bool {
    match json {
        Json::Call(call) => {
            let start = parts.len();
            if !known(call, parts) {
                parts.truncate(start);
                parts.push(Part::Value(json.clone()));
            }
            true
        }
        other => literal(other).map(|text| push(&text, parts)).is_some(),
    }
}

/// A literal value, as a string.
fn literal(json: &Json) -> Option<Text> {
    match json {
        Json::Bool(value) => Some(value.to_string().into()),
        Json::Int(value) => Some(value.to_string().into()),
        Json::Float(value) => Some(value.to_string().into()),
        Json::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// Adjacent strings are merged.
fn push(text: &str, parts: &mut Vec<Part>) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(Part::Text(last)) => last.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

/// Adds the parts of a function that joins strings. Returns whether it is one.
fn known(call: &Call, parts: &mut Vec<Part>) -> bool {
    let mut own = Vec::new();
    let understood = match call {
        Call::Function(name, argument) if name == "Fn::Join" => join(argument, &mut own),
        Call::Function(name, argument) if name == "Fn::Sub" => substitute(argument, &mut own),
        _ => None,
    };
    for part in own.into_iter().filter(|_| understood.is_some()) {
        match part {
            Part::Text(text) => push(&text, parts),
            value @ Part::Value(_) => parts.push(value),
        }
    }
    understood.is_some()
}

fn join(argument: &Json, parts: &mut Vec<Part>) -> Option<()> {
    let [delimiter, Json::List(items)] = argument.as_list()? else {
        return None;
    };
    let delimiter = literal(delimiter)?;
    // An absent item also removes its delimiter.
    if !delimiter.is_empty() && items.iter().any(may_vanish) {
        return None;
    }
    for (at, item) in items.iter().filter(|item| !item.is_no_value()).enumerate() {
        if at > 0 {
            push(&delimiter, parts);
        }
        add(item, parts).then_some(())?;
    }
    Some(())
}

fn may_vanish(json: &Json) -> bool {
    let mut vanishes = false;
    json.visit_calls(&mut |call| {
        vanishes |= matches!(call, Call::Ref(target) if &*target.id == "AWS::NoValue");
    });
    vanishes
}

fn substitute(argument: &Json, parts: &mut Vec<Part>) -> Option<()> {
    let (text, variables) = match argument {
        Json::List(items) => match items.as_slice() {
            [text, Json::Map(variables)] => (literal(text)?, Some(variables)),
            _ => return None,
        },
        text => (literal(text)?, None),
    };
    for piece in sub::pieces(&text) {
        match piece {
            Piece::Text(text) => push(text, parts),
            Piece::Escaped(name) => push(&format!("${{{name}}}"), parts),
            Piece::Variable(name) => match variables.and_then(|variables| variables.get(name)) {
                Some(value) => add(value, parts).then_some(())?,
                None => parts.push(Part::Value(variable(name))),
            },
        }
    }
    Some(())
}

fn variable(name: &str) -> Json {
    match name.split_once('.') {
        Some((id, attribute)) => Call::GetAtt(Target::local(id), attribute.to_owned().into()).into(),
        None => Call::Ref(Target::local(name)).into(),
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::same;
    use crate::model::json::Json;

    fn alike(before: &str, after: &str) -> bool {
        let read = |text| serde_json::from_str::<Json>(text).unwrap();
        same(&read(before), &read(after))
    }

    #[test]
    fn the_same_text_written_in_another_way() {
        for (before, after) in [
            (
                r#"{"Fn::Sub": "a-${B}-c"}"#,
                r#"{"Fn::Join": ["-", ["a", {"Ref": "B"}, "c"]]}"#,
            ),
            (
                r#"{"Fn::Sub": "${A.Arn}/*"}"#,
                r#"{"Fn::Join": ["", [{"Fn::GetAtt": ["A", "Arn"]}, "/", "*"]]}"#,
            ),
            (
                r#"{"Fn::Sub": ["${X}${!Y}", {"X": {"Fn::Sub": "${B}"}}]}"#,
                r#"{"Fn::Join": ["", [{"Ref": "B"}, "${Y}"]]}"#,
            ),
            (
                r#"{"Fn::Join": ["", ["a", {"Fn::Join": ["/", ["b", {"Ref": "C"}]]}]]}"#,
                r#"{"Fn::Sub": "ab/${C}"}"#,
            ),
            (r#"{"Fn::Join": [",", ["a", "b"]]}"#, r#""a,b""#),
            (r#"{"Fn::Join": ["", [{"Ref": "A"}]]}"#, r#"{"Ref": "A"}"#),
            (r#"{"Fn::Sub": ""}"#, r#""""#),
            (r#"{"Fn::GetAtt": "A.B"}"#, r#"{"Fn::GetAtt": ["A", "B"]}"#),
            (
                r#"{"Fn::GetAZs": ""}"#,
                r#"{"Fn::GetAZs": {"Ref": "AWS::Region"}}"#,
            ),
            (r#"{"Fn::Select": [0, ["a"]]}"#, r#"{"Fn::Select": ["0", ["a"]]}"#),
        ] {
            assert!(alike(before, after), "{before} {after}");
        }
    }

    #[test]
    fn another_text() {
        for (before, after) in [
            (r#"{"Fn::Sub": "${A}"}"#, r#""${A}""#),
            (r#"{"Fn::Sub": "${A}"}"#, r#"{"Fn::Sub": "${!A}"}"#),
            (r#"{"Fn::Sub": "${A}"}"#, r#"{"Fn::Sub": "${A.Arn}"}"#),
            (r#"{"Fn::Join": [",", {"Ref": "A"}]}"#, r#"{"Ref": "A"}"#),
            (
                r#"{"Fn::If": ["C", "a", {"Ref": "AWS::NoValue"}]}"#,
                r#"{"Fn::If": ["C", {"Ref": "AWS::NoValue"}, "a"]}"#,
            ),
            (
                r#"{"Fn::Join": [",", [{"Fn::If": ["C", "a", {"Ref": "AWS::NoValue"}]}, "b"]]}"#,
                r#"{"Fn::Join": ["", [{"Fn::If": ["C", "a", {"Ref": "AWS::NoValue"}]}, ",b"]]}"#,
            ),
            ("1", "1.5"),
            ("null", r#""""#),
        ] {
            assert!(!alike(before, after), "{before} {after}");
        }
    }
}
