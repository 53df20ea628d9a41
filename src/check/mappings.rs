//! Mappings: tables with two levels of keys, within CloudFormation's limits.

use super::context::Context;
use super::place::{Area, Place};
use super::report::Report;
use crate::model::json::{Fields, Json};

/// The maximum number of keys on each level.
const MOST_KEYS: usize = 200;

/// Checks all mappings.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for (index, (name, mapping)) in cx.template.mappings.iter().enumerate() {
        if name.starts_with("Fn::") {
            continue;
        }
        let place = Place::part(Area::Mappings, index, name);
        let Some(rows) = object(mapping, &place, report) else {
            continue;
        };
        for (first, row) in rows.iter().filter(|(name, _)| !name.starts_with("Fn::")) {
            let place = place.key(first);
            key(cx, first, &place, report);
            let Some(cells) = object(row, &place, report) else {
                continue;
            };
            for (second, cell) in cells.iter().filter(|(name, _)| !name.starts_with("Fn::")) {
                let place = place.key(second);
                key(cx, second, &place, report);
                if matches!(cell, Json::Map(_) | Json::Call(_)) {
                    let reason = format!(
                        "a mapping holds strings, numbers and lists of them, found {}",
                        cell.kind()
                    );
                    report.error(
                        &place,
                        reason,
                        "write the value itself; functions are not evaluated here",
                    );
                }
            }
        }
    }
}

/// The members of a level, if it is an object.
fn object<'j>(json: &'j Json, place: &Place<'_>, report: &mut Report<'_>) -> Option<&'j Fields> {
    let Some(fields) = json.as_map() else {
        if !matches!(json, Json::Call(_)) {
            let reason = format!("a mapping has two levels of keys, found {}", json.kind());
            report.error(
                place,
                reason,
                "write {\"first key\": {\"second key\": \"value\"}}",
            );
        }
        return None;
    };
    let count = fields.len();
    if count == 0 {
        report.error(place, "it is empty", "add a key, or remove it");
    }
    if count > MOST_KEYS {
        let reason = format!("{count} keys are too many: the maximum is {MOST_KEYS}");
        report.error(place, reason, "split it into several mappings");
    }
    Some(fields)
}

fn key(cx: &Context<'_>, name: &str, place: &Place<'_>, report: &mut Report<'_>) {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "-.".contains(character);
    if !cx.transformed && !name.chars().all(allowed) {
        let reason =
            format!("the key \"{name}\" has characters other than letters, digits, hyphens and dots");
        report.error(place, reason, "rename it to those");
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    fn of(mapping: &str) -> String {
        findings(&format!(
            r#"{{"Mappings": {{"M": {mapping}}}, "Resources": {{"O": {{"Type": "Test::Unit::Other"}}}}}}"#
        ))
    }

    #[test]
    fn a_mapping_has_two_levels() {
        assert_eq!(of(r#"{"us-east-1": {"Ami": "ami-1", "Zones": ["a", "b"]}}"#), "");
        assert!(
            of(r#"{"a": "b"}"#)
                .contains("error Mappings/M/a: a mapping has two levels of keys, found a string")
        );
        assert!(
            of(r#"{"a": {"b": {"Ref": "AWS::Region"}}}"#).contains("Mappings/M/a/b: a mapping holds strings")
        );
        assert!(of(r#"{"a b": {"c": 1}}"#).contains("the key \"a b\" has characters other"));
        assert!(of("{}").contains("Mappings/M: it is empty"));
    }
}
