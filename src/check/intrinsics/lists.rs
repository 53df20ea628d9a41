//! Functions about lists: `Fn::Select`, `Fn::Split`, `Fn::GetAZs`, `Fn::Cidr`.

use super::{expect_list, expect_text, malformed};
use crate::check::context::Context;
use crate::check::place::Place;
use crate::check::report::Report;
use crate::check::value::integer;
use crate::model::json::Json;
use std::ops::RangeInclusive;

/// `[0, ["a", "b"]]`.
pub(super) fn select(cx: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let Some([index, list]) = argument.as_list() else {
        return malformed(place, "an index and a list", r#"[0, {"Fn::GetAZs": ""}]"#, report);
    };
    expect_list(cx, list, &place.index(1), report);
    if index.as_call().is_some() {
        return expect_text(cx, index, &place.index(0), report);
    }
    let place = place.index(0);
    let Some(index) = integer(index).filter(|index| *index >= 0) else {
        let reason = format!(
            "the index must be a whole number from 0 on, found {}",
            index.kind()
        );
        return report.error(&place, reason, "write 0 for the first element");
    };
    let written = list.as_list().filter(|items| !items.is_empty());
    let Some(length) = written.map(<[Json]>::len) else {
        return;
    };
    if usize::try_from(index).is_ok_and(|index| index >= length) {
        report.error(
            &place,
            format!("there is no element {index} in a list of {length}"),
            format!("write a number from 0 to {}", length - 1),
        );
    }
}

/// `[",", "a,b"]`.
pub(super) fn split(cx: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let Some([between, text]) = argument.as_list() else {
        return malformed(place, "a delimiter and a string", r#"[",", "a,b"]"#, report);
    };
    if between.as_text().is_none_or(str::is_empty) {
        let reason = "the delimiter must be a string of at least one character";
        report.error(&place.index(0), reason, "write, for example, \",\"");
    }
    expect_text(cx, text, &place.index(1), report);
}

/// `""` or a region.
pub(super) fn zones(cx: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    expect_text(cx, argument, place, report);
    let is_zone = |text: &str| {
        let letter = text.strip_suffix(|last: char| last.is_ascii_lowercase());
        letter.is_some_and(|region| {
            region.ends_with(|last: char| last.is_ascii_digit()) && region.contains('-')
        })
    };
    if let Some(text) = argument.as_text().filter(|text| is_zone(text)) {
        let region = text.trim_end_matches(|last: char| last.is_ascii_lowercase());
        let reason = format!("{text} is an Availability Zone, expected a region");
        report.error(
            place,
            reason,
            format!("write {region}, or \"\" for the region of the stack"),
        );
    }
}

/// `["10.0.0.0/16", 4, 8]`.
pub(super) fn cidr(cx: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let (block, rest) = match argument.as_list() {
        Some([block, rest @ ..]) if matches!(rest.len(), 1 | 2) => (block, rest),
        _ => {
            return malformed(
                place,
                "a network, a count and a number of bits",
                r#"["10.0.0.0/16", 4, 8]"#,
                report,
            );
        }
    };
    expect_text(cx, block, &place.index(0), report);
    let limits: [(&str, RangeInclusive<i64>); 2] = [("count", 1..=256), ("number of bits", 1..=128)];
    for (at, (value, (what, range))) in rest.iter().zip(limits).enumerate() {
        if value.as_call().is_none() && !integer(value).is_some_and(|value| range.contains(&value)) {
            let (least, most) = (range.start(), range.end());
            report.error(
                &place.index(at + 1),
                format!("the {what} must be a whole number from {least} to {most}"),
                format!("write a number from {least} to {most}"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    fn value(json: &str) -> String {
        findings(&resource(&format!(r#"{{"Value": {json}}}"#)))
    }

    #[test]
    fn select_stays_within_a_written_list() {
        assert_eq!(value(r#"{"Fn::Select": ["1", ["a", "b"]]}"#), "");
        assert_eq!(value(r#"{"Fn::Select": [5, {"Fn::GetAZs": ""}]}"#), "");
        let found = value(r#"{"Fn::Select": [2, ["a", "b"]]}"#);
        assert!(
            found.contains("there is no element 2 in a list of 2 | write a number from 0 to 1"),
            "{found}"
        );
        assert!(value(r#"{"Fn::Select": [-1, ["a"]]}"#).contains("a whole number from 0 on"));
        assert!(value(r#"{"Fn::Select": [0, {"Ref": "AWS::Region"}]}"#).contains("expected a list"));
        assert!(value(r#"{"Fn::Select": 0}"#).contains("must be an index and a list"));
    }

    #[test]
    fn split_zones_and_cidr_take_what_they_can_use() {
        assert_eq!(
            value(r#"{"Fn::Join": ["", {"Fn::Split": [",", {"Ref": "AWS::Region"}]}]}"#),
            ""
        );
        assert!(value(r#"{"Fn::Split": ["", "a"]}"#).contains("at least one character"));
        assert!(value(r#"{"Fn::Split": [",", ["a"]]}"#).contains("expected a string"));
        assert!(value(r#"{"Fn::GetAZs": [""]}"#).contains("expected a string"));
        assert!(value(r#"{"Fn::Cidr": ["10.0.0.0/16", 257, 8]}"#).contains("from 1 to 256"));
        assert!(value(r#"{"Fn::Cidr": "10.0.0.0/16"}"#).contains("a network, a count"));
    }
}
