//! The forty most used resource types: a valid example of each, and three mistakes specific to it.

use crate::check::check_document;
use crate::model::finding::{Finding, Severity};
use serde_json::{Value, json};

const TABLE: &str = include_str!("forty.tsv");

/// The errors about a resource of this type with these properties.
fn errors(kind: &str, properties: &Value) -> Vec<Finding> {
    let text = json!({"Resources": {"R": {"Type": kind, "Properties": properties}}}).to_string();
    let mut found = check_document(&"t".into(), &text, None);
    found.retain(|finding| finding.severity == Severity::Error);
    found
}

/// A JSON merge patch (RFC 7396).
fn merge(into: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        *into = patch.clone();
        return;
    };
    if !into.is_object() {
        *into = json!({});
    }
    for (name, value) in members {
        if value.is_null() {
            into.as_object_mut().unwrap().remove(name);
        } else {
            merge(&mut into[name.as_str()], value);
        }
    }
}

#[test]
fn forty_types_have_a_right_example_and_three_mistakes_of_their_own() {
    let mut wrong = Vec::new();
    let rows = TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect::<Vec<_>>();
    assert_eq!(rows.len(), 40);
    for row in rows {
        let columns = row.split('\t').collect::<Vec<_>>();
        let (kind, right) = (columns[0], serde_json::from_str::<Value>(columns[1]).unwrap());
        wrong.extend(
            errors(kind, &right)
                .iter()
                .map(|finding| format!("{kind}: {finding}")),
        );
        let mistakes = columns[2..].chunks(2).collect::<Vec<_>>();
        assert_eq!(mistakes.len(), 3, "{kind}");
        for mistake in mistakes {
            let mut properties = right.clone();
            merge(&mut properties, &serde_json::from_str(mistake[0]).unwrap());
            let place = format!("t/R/Properties/{}", mistake[1]);
            let place = place.trim_end_matches('/');
            let found = errors(kind, &properties);
            if !found
                .iter()
                .any(|finding| finding.place() == place && finding.position.is_some())
            {
                wrong.push(format!(
                    "{kind}: {} is not found at {place}: {found:?}",
                    mistake[0]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
