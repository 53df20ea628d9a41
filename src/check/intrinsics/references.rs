//! The targets of `Ref`, `Fn::GetAtt` (both also within `Fn::Sub`) and `Fn::FindInMap` exist.

use super::malformed;
use crate::check::context::{Context, Entry, Named, PSEUDO};
use crate::check::existence;
use crate::check::place::{Area, Place};
use crate::check::report::Report;
use crate::check::types::SERVERLESS;
use crate::model::finding::Severity;
use crate::model::json::Json;
use crate::model::suggestion::{closest, nearest};

/// `Ref`.
pub(super) fn reference(cx: &Context<'_>, id: &str, place: &Place<'_>, report: &mut Report<'_>) {
    match cx.named(id) {
        None => unknown(cx, id, place, report),
        Some(Named::Resource(entry)) => {
            not_in_condition(&entry, place, report);
            existence::check(cx, &entry, place, report);
        }
        Some(Named::Parameter(_) | Named::Pseudo) => {}
    }
}

/// `{"StackName": .., "OutputName": ..}`.
pub(super) fn stack_output(_: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let known = ["StackName", "OutputName", "Region", "RoleArn"];
    let is_right = argument.as_map().is_some_and(|fields| {
        let required = known.iter().take(2).all(|name| fields.get(name).is_some());
        required && fields.iter().all(|(name, _)| known.contains(&name))
    });
    if !is_right {
        let form = r#"{"StackName": "network", "OutputName": "VpcId"}"#;
        malformed(place, "the name of a stack and of its output", form, report);
    }
}

/// `Fn::GetAtt`.
pub(super) fn attribute(
    cx: &Context<'_>,
    id: &str,
    attribute: &str,
    place: &Place<'_>,
    report: &mut Report<'_>,
) {
    match cx.named(id) {
        Some(Named::Resource(entry)) => {
            not_in_condition(&entry, place, report);
            existence::check(cx, &entry, place, report);
            has_attribute(&entry, attribute, place, report);
        }
        Some(Named::Parameter(_) | Named::Pseudo) => report.error(
            place,
            format!("{id} is a parameter, and only resources have attributes"),
            format!("use {{\"Ref\": \"{id}\"}}"),
        ),
        None => unknown(cx, id, place, report),
    }
}

fn has_attribute(entry: &Entry<'_>, attribute: &str, place: &Place<'_>, report: &mut Report<'_>) {
    // The transform turns those into other types, with attributes that the schemas do not list.
    let Some(facts) = entry.facts.filter(|facts| !facts.name.starts_with(SERVERLESS)) else {
        return;
    };
    if report.is_full() {
        return;
    }
    let nested_outputs =
        entry.resource.kind == "AWS::CloudFormation::Stack" && attribute.starts_with("Outputs.");
    if facts.attributes.iter().any(|name| name == attribute) || nested_outputs {
        return;
    }
    let kind = &entry.resource.kind;
    let known = facts.attributes.iter().map(AsRef::as_ref);
    let fix = match facts.attributes.as_slice() {
        [] => format!("{kind} has no attributes; use Ref"),
        names if names.len() <= 12 => format!("its attributes are {}", names.join(", ")),
        _ => format!(
            "the nearest are {}",
            closest(attribute, known.clone(), 3).join(", ")
        ),
    };
    let fix = nearest(attribute, known).map_or(fix, |name| format!("did you mean {name}"));
    report.error(place, format!("{kind} has no attribute {attribute}"), fix);
}

fn not_in_condition(entry: &Entry<'_>, place: &Place<'_>, report: &mut Report<'_>) {
    if matches!(place.root().area, Area::Conditions | Area::Rest) {
        report.error(
            place,
            format!("a condition cannot depend on the resource {}", entry.id),
            "conditions are decided before resources exist: use parameters and AWS::Region and the like",
        );
    }
}

/// No part of the template has that name. A macro may still create it.
fn unknown(cx: &Context<'_>, id: &str, place: &Place<'_>, report: &mut Report<'_>) {
    let severity = if cx.transformed {
        Severity::Warning
    } else {
        Severity::Error
    };
    if report.is_full_of(severity) {
        return;
    }
    let template = cx.template;
    let names = template
        .resources
        .keys()
        .chain(template.parameters.keys())
        .map(AsRef::as_ref);
    let fix = match nearest(id, names.chain(PSEUDO)) {
        Some(known) => format!("did you mean {known}"),
        None if id.starts_with("AWS::") => format!("the pseudo parameters are {}", PSEUDO.join(", ")),
        None => format!("define {id}, or refer to something that is defined"),
    };
    let reason = format!("{id} is not a resource, parameter or pseudo parameter of this template");
    report.add(severity, place, reason, fix);
}

/// `{"Fn::GetAtt": ..}` with an argument that is not two names.
pub(super) fn malformed_attribute(
    cx: &Context<'_>,
    argument: &Json,
    place: &Place<'_>,
    report: &mut Report<'_>,
) {
    match argument.as_list() {
        // A parameter may give the attribute; with a transform, both can be any value.
        Some([Json::Text(_), Json::Call(_)]) => {}
        Some([_, _]) if cx.transformed => {}
        _ => malformed(
            &place.key("Fn::GetAtt"),
            "a logical id and an attribute",
            r#"["LogicalId", "Arn"]"#,
            report,
        ),
    }
}

/// `["Map", "first key", "second key"]`.
pub(super) fn find_in_map(cx: &Context<'_>, argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let (name, first, second, default) = match argument.as_list() {
        Some([name, first, second]) => (name, first, second, None),
        Some([name, first, second, default]) => (name, first, second, Some(default)),
        _ => {
            let wanted = "the name of a mapping and two keys";
            return malformed(place, wanted, r#"["Map", {"Ref": "AWS::Region"}, "Key"]"#, report);
        }
    };
    if default.is_some() || cx.transformed || name.is_no_value() {
        return;
    }
    let Some(name) = name.as_text() else {
        return;
    };
    let mappings = &cx.template.mappings;
    let Some(mapping) = mappings.get(name) else {
        return missing(
            "mapping",
            name,
            mappings.keys().map(AsRef::as_ref),
            &place.index(0),
            report,
        );
    };
    let firsts = || {
        mapping
            .as_map()
            .into_iter()
            .flat_map(crate::model::json::Fields::iter)
    };
    match (first.as_text(), second.as_text()) {
        (Some(first), _) if mapping.get(first).is_none() => {
            missing(
                "key",
                first,
                firsts().map(|(name, _)| name),
                &place.index(1),
                report,
            );
        }
        (first, Some(second)) => {
            let rows = || firsts().filter(|(name, _)| first.is_none_or(|first| first == *name));
            if rows().all(|(_, row)| row.get(second).is_none()) {
                let seconds = rows()
                    .filter_map(|(_, row)| row.as_map())
                    .flat_map(crate::model::json::Fields::iter);
                missing(
                    "key",
                    second,
                    seconds.map(|(name, _)| name),
                    &place.index(2),
                    report,
                );
            }
        }
        _ => {}
    }
}

fn missing<'n>(
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'n str>,
    place: &Place<'_>,
    report: &mut Report<'_>,
) {
    if report.is_full() {
        return;
    }
    let known = known.collect::<Vec<_>>();
    let fix = match known.as_slice() {
        [] => format!("add the {what} {name} to the template's Mappings"),
        names if names.len() <= 12 => format!("use one of {}", names.join(", ")),
        names => format!(
            "the nearest are {}",
            closest(name, names.iter().copied(), 3).join(", ")
        ),
    };
    report.error(place, format!("there is no {what} {name}"), fix);
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    fn value(json: &str) -> String {
        findings(&resource(&format!(r#"{{"Value": {json}}}"#)))
    }

    #[test]
    fn references_end_at_something() {
        assert_eq!(value(r#"[{"Ref": "O"}, {"Ref": "AWS::Region"}]"#), "");
        assert!(value(r#"{"Ref": "AWS::Regoin"}"#).contains("did you mean AWS::Region"));
        assert!(value(r#"{"Fn::GetAtt": ["Nobody", "Arn"]}"#).contains("Nobody is not a resource"));
        assert!(value(r#"{"Fn::GetAtt": "AWS::Region.Arn"}"#).contains("only resources have attributes"));
        assert!(value(r#"{"Fn::GetAtt": "O"}"#).contains("must be a logical id and an attribute"));
    }

    #[test]
    fn attributes_are_those_of_the_type() {
        assert_eq!(value(r#"{"Fn::GetAtt": ["O", "Arn"]}"#), "");
        let found = value(r#"{"Fn::GetAtt": ["O", "Anr"]}"#);
        assert!(
            found.contains("Test::Unit::Other has no attribute Anr | did you mean Arn"),
            "{found}"
        );
        assert!(value(r#"{"Fn::Sub": "${O.Nonsense}"}"#).contains("its attributes are Arn"));
    }

    #[test]
    fn keys_of_a_mapping_are_there() {
        let find = |argument: &str| {
            findings(&format!(
                r#"{{"Mappings": {{"M": {{"a": {{"x": "1"}}, "b": {{"y": "2"}}}}}}, "Resources": {{"R":
                {{"Type": "Custom::X", "Properties": {{"ServiceToken": "x", "V": {{"Fn::FindInMap": {argument}}}}}}}}}}}"#
            ))
        };
        assert_eq!(find(r#"["M", "a", "x"]"#), "");
        assert_eq!(find(r#"["M", {"Ref": "AWS::Region"}, "y"]"#), "");
        assert!(find(r#"["N", "a", "x"]"#).contains("there is no mapping N | use one of M"));
        assert!(find(r#"["M", "c", "x"]"#).contains("there is no key c | use one of a, b"));
        assert!(find(r#"["M", "a", "y"]"#).contains("there is no key y | use one of x"));
        assert!(find(r#"["M", {"Ref": "AWS::Region"}, "z"]"#).contains("there is no key z"));
        assert!(find(r#"["M"]"#).contains("the name of a mapping and two keys"));
    }
}
