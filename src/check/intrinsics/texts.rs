//! Functions that yield a string: `Fn::Join`, `Fn::Sub`, `Fn::Base64`, `Fn::ImportValue`.

use super::{expect_list, expect_text, malformed, not_text, references};
use crate::check::context::{Context, Named};
use crate::check::place::Place;
use crate::check::report::Report;
use crate::check::value::Kind;
use crate::model::json::sub::{self, Piece};
use crate::model::json::{Call, Fields, Json, Target};
use std::collections::HashSet;

/// `["-", ["a", {"Ref": "B"}]]`.
pub(super) fn join(cx: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let Some([between, parts]) = argument.as_list() else {
        return malformed(place, "a delimiter and a list", r#"["-", ["a", "b"]]"#, report);
    };
    if between.as_text().is_none() {
        report.error(
            &place.index(0),
            format!("the delimiter must be a string, found {}", between.kind()),
            "write the delimiter itself, or \"\"",
        );
    }
    let place = place.index(1);
    expect_list(cx, parts, &place, report);
    for (at, part) in parts.as_list().unwrap_or_default().iter().enumerate() {
        expect_text(cx, part, &place.index(at), report);
    }
}

/// `"text"`.
pub(super) fn base64(cx: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    expect_text(cx, argument, place, report);
}

/// `"name"`, or an expression over parameters.
pub(super) fn import(cx: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    expect_text(cx, argument, place, report);
    if let Some(id) = first_resource(cx, argument) {
        report.error(
            place,
            format!("the name of an import cannot depend on {id}: it is needed before resources exist"),
            "build the name from parameters, AWS::StackName and the like",
        );
    }
}

/// The first resource (or function over the account's state) that a name depends on.
pub(in crate::check) fn first_resource(cx: &Context<'_>, json: &Json) -> Option<String> {
    let mut found = None;
    let is_resource = |id: &str| matches!(cx.named(id), Some(Named::Resource(_)));
    json.visit_calls(&mut |call| {
        let id = match call {
            Call::Ref(Target { id, .. }) => is_resource(id).then(|| id.to_string()),
            Call::GetAtt(Target { id, .. }, _) => Some(id.to_string()),
            Call::Function(name, _) if name == "Fn::ImportValue" || name == "Fn::GetAZs" => {
                Some(name.to_string())
            }
            Call::Function(name, argument) if name == "Fn::Sub" => resource_in_sub(cx, argument),
            Call::Function(..) => None,
        };
        found = found.take().or(id);
    });
    found
}

fn resource_in_sub(cx: &Context<'_>, argument: &Json) -> Option<String> {
    let (text, variables) = sub::argument(argument)?;
    let given = variables.map(Fields::iter).into_iter().flatten();
    let given = given.map(|(name, _)| name).collect::<HashSet<_>>();
    sub::pieces(text).find_map(|piece| match piece {
        Piece::Variable(name) if !given.contains(name) => {
            let id = name.split_once('.').map_or(name, |(id, _)| id);
            matches!(cx.named(id), Some(Named::Resource(_))).then(|| id.to_owned())
        }
        _ => None,
    })
}

/// `"text with ${Name}"` or `["text with ${Name}", {"Name": ..}]`.
pub(super) fn sub(cx: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let Some((text, variables)) = sub::argument(argument) else {
        if !may_yield_both(argument) {
            let wanted = "a string, or a string and an object with its variables";
            malformed(place, wanted, r#"["${Name}-x", {"Name": "a"}]"#, report);
        }
        return;
    };
    let text_place = place.index(0);
    let text_place = if variables.is_some() { &text_place } else { place };
    let given = variables.map(Fields::iter).into_iter().flatten();
    let given = given.map(|(name, _)| name).collect::<HashSet<_>>();
    let mut used = HashSet::new();
    for piece in sub::pieces(text) {
        if let Piece::Variable(name) = piece {
            used.insert(name);
            if !given.contains(name) {
                variable(cx, name, text_place, report);
            }
        }
    }
    let map_place = place.index(1);
    for (name, value) in variables.map(Fields::iter).into_iter().flatten() {
        let place = map_place.key(name);
        expect_text(cx, value, &place, report);
        if !used.contains(name) {
            report.warning(
                &place,
                format!("the variable {name} is not used in the text"),
                format!("use it as ${{{name}}}, or remove it"),
            );
        }
    }
}

/// A macro may yield the whole argument. Also, a map of variables whose only member has the name of a function was
/// parsed as that function.
fn may_yield_both(argument: &Json) -> bool {
    match argument {
        Json::Call(call) => matches!(&**call, Call::Function(name, _) if name == "Fn::Transform"),
        _ => matches!(argument.as_list(), Some([Json::Text(_), Json::Call(_)])),
    }
}

fn variable(cx: &Context<'_>, name: &str, place: &Place<'_>, report: &mut Report<'_>) {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':');
    if name.is_empty() || !name.bytes().all(allowed) {
        return report.error(
            place,
            format!("${{{name}}} is not a substitution"),
            format!("write ${{!{name}}} to have the text ${{{name}}} itself"),
        );
    }
    if let Some((id, attribute)) = name.split_once('.') {
        return references::attribute(cx, id, attribute, place, report);
    }
    references::reference(cx, name, place, report);
    if cx.kind_of_ref(name) == Kind::List {
        not_text("a list", place, report);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    fn value(json: &str) -> String {
        findings(&resource(&format!(r#"{{"Value": {json}}}"#)))
    }

    #[test]
    fn join_takes_a_delimiter_and_texts() {
        assert_eq!(
            value(r#"{"Fn::Join": ["-", ["a", {"Ref": "AWS::Region"}, 3]]}"#),
            ""
        );
        assert!(value(r#"{"Fn::Join": ["-"]}"#).contains("must be a delimiter and a list"));
        assert!(
            value(r#"{"Fn::Join": [{"Ref": "AWS::Region"}, ["a"]]}"#)
                .contains("the delimiter must be a string")
        );
        let found = value(r#"{"Fn::Join": ["-", [{"Fn::GetAZs": ""}]]}"#);
        assert!(
            found.contains("Value/Fn::Join/1/0: expected a string, found a list"),
            "{found}"
        );
        assert!(value(r#"{"Fn::Join": ["-", "ab"]}"#).contains("expected a list, found a string"));
        assert!(value(r#"{"Fn::Join": ["-", {"Fn::Sub": "ab"}]}"#).contains("found a string"));
    }

    #[test]
    fn sub_knows_its_variables() {
        assert_eq!(value(r#"{"Fn::Sub": "${AWS::Region} ${!Literal} ${O}"}"#), "");
        assert!(value(r#"{"Fn::Sub": "${Nobody}"}"#).contains("Nobody is not a resource"));
        assert!(value(r#"{"Fn::Sub": "${VAR:-x}"}"#).contains("write ${!VAR:-x} to have"));
        let found = value(r#"{"Fn::Sub": ["${A}", {"A": "1", "B": "2"}]}"#);
        assert!(
            found.contains("warning R/Properties/Value/Fn::Sub/1/B: the variable B is not used"),
            "{found}"
        );
        assert!(
            value(r#"{"Fn::Sub": "${AWS::NotificationARNs}"}"#).contains("expected a string, found a list")
        );
        assert!(value(r#"{"Fn::Sub": ["a", "b"]}"#).contains("must be a string, or a string and an object"));
        assert!(value(r#"{"Fn::Sub": ["${A}", {"A": ["x"]}]}"#).contains("found a list"));
    }

    #[test]
    fn an_import_does_not_depend_on_resources() {
        assert_eq!(
            value(r#"{"Fn::ImportValue": {"Fn::Sub": "${AWS::StackName}-x"}}"#),
            ""
        );
        assert!(value(r#"{"Fn::ImportValue": {"Ref": "O"}}"#).contains("cannot depend on O"));
        assert!(value(r#"{"Fn::ImportValue": {"Fn::Sub": "${O.Arn}"}}"#).contains("cannot depend on O"));
        assert!(value(r#"{"Fn::ImportValue": ["a"]}"#).contains("expected a string"));
    }
}
