//! Logical IDs, and resource names that are used twice.

use super::context::{Context, Entry};
use super::place::{Area, Part, Place};
use super::report::Report;
use crate::facts::{Path, ResourceType};
use crate::model::json::Json;
use std::borrow::Cow;
use std::collections::HashMap;

/// The maximum length of a logical ID.
const LONGEST: usize = 255;

/// Types whose names are unique only within the resource that another property refers to.
const SCOPES: [(&str, &str); 4] = [
    ("AWS::EC2::SecurityGroup", "VpcId"),
    ("AWS::Events::Rule", "EventBusName"),
    ("AWS::Scheduler::Schedule", "GroupName"),
    ("AWS::Glue::Table", "DatabaseName"),
];

/// Checks the IDs of all parts, and the names of all resources.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    ids(cx, report);
    same_names(cx, report);
}

fn ids(cx: &Context<'_>, report: &mut Report<'_>) {
    let template = cx.template;
    let parameters = template
        .parameters
        .keys()
        .enumerate()
        .map(|(index, name)| (Area::Parameters, index, name));
    let mappings = template
        .mappings
        .keys()
        .enumerate()
        .map(|(index, name)| (Area::Mappings, index, name));
    let conditions = template
        .conditions
        .keys()
        .enumerate()
        .map(|(index, name)| (Area::Conditions, index, name));
    for (area, index, name) in parameters.chain(mappings).chain(conditions) {
        id(name, &Place::part(area, index, name), report);
    }
    for entry in cx.resources() {
        id(entry.id, &entry.place(), report);
        if template.parameters.contains_key(entry.id) {
            let reason = "a parameter has the same name, so Ref is ambiguous";
            report.error(&entry.place(), reason, "rename one of them");
        }
    }
    if !cx.transformed {
        for (section, fields) in &template.macros {
            for (name, _) in fields.iter().filter(|(name, _)| name.starts_with("Fn::ForEach")) {
                let place = Place::template();
                let reason = format!("{name} needs the transform AWS::LanguageExtensions");
                let fix = "add \"Transform\": \"AWS::LanguageExtensions\" to the template";
                report.error(&place.key(section).key(name), reason, fix);
            }
        }
    }
    for (index, (name, output)) in template.outputs.iter().enumerate() {
        let part = Part {
            area: Area::Outputs,
            index,
            name,
            origin: output.origin,
        };
        id(name, &Place::of(part), report);
    }
}

fn id(name: &str, place: &Place<'_>, report: &mut Report<'_>) {
    // Loops of the language extensions take the place of an ID.
    if name.starts_with("Fn::ForEach::") || name == "Fn::Transform" {
        return;
    }
    let alphanumeric = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    // Names of conditions may also contain these two characters.
    let area = place.root().area;
    let fine =
        alphanumeric(name) || (area == Area::Conditions && alphanumeric(&name.replace(['_', '&'], "")));
    if name.is_empty() || !fine {
        let mended = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>();
        let fix = if mended.is_empty() {
            "write, for example, Topic1".to_owned()
        } else {
            format!("write {mended}")
        };
        report.error(
            place,
            format!("the logical ID \"{name}\" may contain only letters and digits"),
            fix,
        );
    }
    if name.len() > LONGEST {
        let reason = format!("the name has {} characters: the maximum is {LONGEST}", name.len());
        report.error(place, reason, "shorten it");
    }
}

fn same_names(cx: &Context<'_>, report: &mut Report<'_>) {
    let mut seen: HashMap<(&str, Vec<Cow<'_, str>>), Vec<Entry<'_>>> = HashMap::new();
    for entry in cx.resources() {
        let Some((property, names)) = entry.facts.and_then(|facts| literal_names(cx, &entry, facts)) else {
            continue;
        };
        let others = seen.entry((&*entry.resource.kind, names)).or_default();
        let other = others
            .iter()
            .find(|other| may_coexist(other, &entry) && scope(other) == scope(&entry));
        if let Some(other) = other {
            let reason = format!("the {} {} has the same {property}", entry.resource.kind, other.id);
            let place = entry.place();
            report.error(
                &place.key("Properties").key(property),
                reason,
                "give each its own name",
            );
        }
        others.push(entry);
    }
}

/// The properties that name a resource, when all are known now.
fn literal_names<'c>(
    cx: &'c Context<'_>,
    entry: &Entry<'c>,
    facts: &'static ResourceType,
) -> Option<(&'static str, Vec<Cow<'c, str>>)> {
    let settable = |name: &&Path| !facts.read_only.contains(*name);
    let by_identifier = facts.identifier.iter().filter(settable).count() == facts.identifier.len();
    let names: Vec<&'static str> = if by_identifier && !facts.identifier.is_empty() {
        facts.identifier.iter().map(AsRef::as_ref).collect()
    } else {
        vec![naming_property(facts)?]
    };
    let texts = names
        .iter()
        .map(|name| cx.text(entry.property(name)?))
        .collect::<Option<Vec<_>>>()?;
    Some((names.first().copied()?, texts))
}

/// The property with a fixed name, such as `TopicName` of a topic or `GroupName` of a security group, for a type that
/// AWS identifies otherwise.
fn naming_property(facts: &'static ResourceType) -> Option<&'static str> {
    let last = facts.name.rsplit("::").next()?;
    let is_name = |path: &&'static str| {
        path.strip_suffix("Name")
            .is_some_and(|what| what.is_empty() || last.ends_with(what))
            && !path.contains('/')
    };
    facts.create_only.iter().map(AsRef::as_ref).find(is_name)
}

fn may_coexist(one: &Entry<'_>, other: &Entry<'_>) -> bool {
    match (&one.resource.condition, &other.resource.condition) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

fn scope<'a>(entry: &Entry<'a>) -> Option<&'a Json> {
    let (_, property) = SCOPES.iter().find(|(kind, _)| *kind == entry.resource.kind)?;
    entry.property(property)
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    fn two(one: &str, other: &str) -> String {
        findings(&format!(
            r#"{{"Resources": {{"A": {{"Type": "Test::Unit::Thing", "Properties": {{"Name": {one}}}}},
            "B": {{"Type": "Test::Unit::Thing", "Properties": {{"Name": {other}}}}}}}}}"#
        ))
    }

    #[test]
    fn two_resources_of_a_type_have_two_names() {
        assert!(
            two(r#""same""#, r#"{"Fn::Sub": "same"}"#)
                .contains("error B/Properties/Name: the Test::Unit::Thing A has the same Name")
        );
        assert_eq!(two(r#""one""#, r#""other""#), "");
        assert_eq!(
            two(r#"{"Ref": "AWS::StackName"}"#, r#"{"Ref": "AWS::StackName"}"#),
            ""
        );
    }

    #[test]
    fn ids_are_letters_and_digits() {
        let of = |id: &str| {
            findings(&format!(
                r#"{{"Resources": {{"{id}": {{"Type": "Test::Unit::Other"}}}}}}"#
            ))
        };
        assert_eq!(of("Topic1"), "");
        assert!(of("my-topic").contains(
            "error my-topic: the logical ID \"my-topic\" may contain only letters and digits | write mytopic"
        ));
        assert!(of(&"x".repeat(256)).contains("the name has 256 characters: the maximum is 255"));
    }

    #[test]
    fn a_resource_is_not_called_like_a_parameter() {
        let found = findings(
            r#"{"Parameters": {"R": {"Type": "String"}}, "Resources": {"R": {"Type": "Test::Unit::Thing"}},
            "Outputs": {"O": {"Value": {"Ref": "R"}}}}"#,
        );
        assert!(
            found.contains("error R: a parameter has the same name"),
            "{found}"
        );
    }
}
