//! Exports and imports between the stacks of one app and region.

use crate::model::finding::Finding;
use crate::model::json::{Call, Json};
use crate::model::suggestion::nearest;
use crate::model::template::Template;
use std::collections::HashMap;
use std::sync::Arc;

/// Checks stacks that are deployed into one account and region, in deployment order: no two stacks export the same
/// name, and an import from one of these stacks (`stack:..`) has an export. Imports from other stacks are not
/// checked, because their exports are not known offline.
pub fn check_across(stacks: &[(Arc<str>, &Template)]) -> Vec<Finding> {
    let mut exports: HashMap<&str, &Arc<str>> = HashMap::new();
    let mut findings = Vec::new();
    for (stack, template) in stacks {
        for (name, output) in &template.outputs {
            let Some(export) = output.export.as_ref().and_then(Json::as_text) else {
                continue;
            };
            if let Some(other) = exports.insert(export, stack).filter(|other| *other != stack) {
                findings.push(Finding {
                    subject: format!("Outputs/{name}").into(),
                    path: "Export/Name".to_owned(),
                    origin: output.origin,
                    ..Finding::error(
                        stack.clone(),
                        format!("the stack {other} already exports {export}"),
                        "give each export its own name",
                    )
                });
            }
        }
    }
    for (stack, template) in stacks {
        for (id, resource) in &template.resources {
            for (property, value) in resource.properties.iter() {
                let mut check = |name: &str| {
                    let known = exports.keys().copied();
                    let of_these = name
                        .split_once(':')
                        .is_some_and(|(of, _)| stacks.iter().any(|(id, _)| **id == *of));
                    if exports.contains_key(name) || !of_these {
                        return;
                    }
                    let fix = match nearest(name, known) {
                        Some(export) => format!("did you mean {export}"),
                        None => "export it there, or import something else".to_owned(),
                    };
                    findings.push(Finding {
                        subject: id.clone(),
                        path: format!("Properties/{property}"),
                        origin: resource.origin,
                        ..Finding::error(stack.clone(), format!("no stack exports {name}"), fix)
                    });
                };
                value.visit_calls(&mut |call| {
                    if let Call::Function(function, Json::Text(name)) = call
                        && function == "Fn::ImportValue"
                    {
                        check(name);
                    }
                });
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(base: &str, other: &str) -> Vec<String> {
        let templates = [base, other].map(|text| Template::parse(text).unwrap());
        let stacks = [("base".into(), &templates[0]), ("other".into(), &templates[1])];
        check_across(&stacks).iter().map(ToString::to_string).collect()
    }

    const BASE: &str = r#"{"Outputs": {"A": {"Value": "a", "Export": {"Name": "base:Arn"}}}}"#;

    fn importing(name: &str) -> String {
        format!(
            r#"{{"Resources": {{"R": {{"Type": "X::Y::Z", "Properties": {{"P": [{{"Fn::ImportValue": "{name}"}}]}}}}}}}}"#
        )
    }

    #[test]
    fn an_import_finds_its_export() {
        assert!(findings(BASE, &importing("base:Arn")).is_empty());
        assert!(findings(BASE, &importing("somebody-else")).is_empty());
        let found = findings(BASE, &importing("base:Anr"));
        assert_eq!(
            found,
            ["error: other/R/Properties/P: no stack exports base:Anr\n  fix: did you mean base:Arn"]
        );
    }

    #[test]
    fn two_stacks_export_two_names() {
        let found = findings(BASE, BASE);
        assert!(
            found[0].contains("other/Outputs/A/Export/Name: the stack base already exports base:Arn"),
            "{found:?}"
        );
    }
}
