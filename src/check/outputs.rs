//! Outputs and exports: values that are strings, with unique export names.

use super::context::Context;
use super::intrinsics::first_resource;
use super::place::{Area, Part, Place};
use super::report::Report;
use super::value::{Kind, each};
use crate::model::json::Json;
use std::collections::HashMap;

/// The maximum size of a description, in bytes.
const LONGEST_DESCRIPTION: usize = 1024;

/// Checks all outputs.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    let mut exports = HashMap::new();
    for (index, (name, output)) in cx.template.outputs.iter().enumerate() {
        let place = Place::of(Part {
            area: Area::Outputs,
            index,
            name,
            origin: output.origin,
        });
        if let Some(text) = output
            .description
            .as_ref()
            .filter(|text| text.len() > LONGEST_DESCRIPTION)
        {
            let reason = format!(
                "{} bytes are too many: the maximum is {LONGEST_DESCRIPTION}",
                text.len()
            );
            report.error(&place.key("Description"), reason, "shorten it");
        }
        each(&output.value, &place.key("Value"), &mut |value, place| {
            text(cx, value, place, report);
        });
        let Some(export) = &output.export else {
            continue;
        };
        let place = place.key("Export");
        let place = place.key("Name");
        export_name(cx, export, &place, report);
        if let Some(text) = cx.text(export)
            && let Some(first) = exports.insert(text.into_owned(), name)
        {
            let reason = format!("the output {first} is exported under the same name");
            report.error(&place, reason, "give each export its own name");
        }
    }
}

fn text(cx: &Context<'_>, value: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let found = match value {
        // A function with an argument that only an extension accepts.
        Json::Map(fields)
            if fields
                .only()
                .is_some_and(|(name, _)| name == "Ref" || name.starts_with("Fn::")) =>
        {
            return;
        }
        Json::List(_) | Json::Map(_) => value.kind(),
        Json::Call(call) if cx.kind(call) == Kind::List => "a list",
        _ => return,
    };
    let reason = format!("an output must be a string, found {found}");
    report.error(place, reason, "join the elements with Fn::Join");
}

fn export_name(cx: &Context<'_>, export: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    if let Some(id) = first_resource(cx, export) {
        let reason =
            format!("the name of an export cannot depend on {id}: it is needed before resources exist");
        report.error(
            place,
            reason,
            "build it from parameters, AWS::StackName and the like",
        );
    }
    let Some(name) = cx.text(export) else {
        if matches!(export, Json::List(_) | Json::Map(_)) {
            let reason = format!("the name of an export must be a string, found {}", export.kind());
            report.error(place, reason, "write the name");
        }
        return;
    };
    let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, ':' | '-');
    if name.is_empty() || !name.chars().all(allowed) {
        let mended = name
            .chars()
            .map(|character| if allowed(character) { character } else { '-' });
        let mended = Some(mended.collect::<String>()).filter(|name| !name.is_empty());
        report.error(
            place,
            "the name of an export consists of letters, digits, colons and hyphens",
            format!(
                "write, for example, {}",
                mended.as_deref().unwrap_or("stack-name:output")
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    fn of(outputs: &str) -> String {
        findings(&format!(
            r#"{{"Resources": {{"O": {{"Type": "Test::Unit::Other"}}}}, "Outputs": {{{outputs}}}}}"#
        ))
    }

    #[test]
    fn an_output_is_text() {
        assert_eq!(
            of(r#""A": {"Value": {"Fn::GetAtt": ["O", "Arn"]}, "Export": {"Name": "x:y-1"}}"#),
            ""
        );
        assert!(
            of(r#""A": {"Value": ["a"]}"#)
                .contains("error Outputs/A/Value: an output must be a string, found a list")
        );
        assert!(of(r#""A": {"Value": {"Fn::GetAZs": ""}}"#).contains("join the elements with Fn::Join"));
        let long = "x".repeat(1025);
        assert!(
            of(&format!(r#""A": {{"Value": "a", "Description": "{long}"}}"#))
                .contains("1025 bytes are too many")
        );
    }

    #[test]
    fn an_export_has_a_name_of_its_own() {
        let found = of(
            r#""A": {"Value": "a", "Export": {"Name": "n"}}, "B": {"Value": "b", "Export": {"Name": "n"}}"#,
        );
        assert!(
            found.contains("error Outputs/B/Export/Name: the output A is exported under the same name"),
            "{found}"
        );
        assert!(
            of(r#""A": {"Value": "a", "Export": {"Name": "a_b c"}}"#).contains("write, for example, a-b-c")
        );
        assert!(
            of(r#""A": {"Value": "a", "Export": {"Name": {"Ref": "O"}}}"#).contains("cannot depend on O")
        );
        assert_eq!(
            of(r#""A": {"Value": "a", "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-a"}}}"#),
            ""
        );
    }
}
