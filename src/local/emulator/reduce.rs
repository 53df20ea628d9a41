//! Removes what the emulator does not support from a template, and replaces references to it with placeholder
//! strings.

mod nested;

use crate::model::json::sub::{self, Piece};
use crate::model::json::{Call, Fields, Json};
use crate::model::template::Template;
use std::collections::BTreeSet;
use std::sync::Arc;

pub use nested::reduce_stack;

/// The types the emulator refuses, of those that stacks may use; a test holds the list to the emulator.
pub const UNKNOWN: [&str; 7] = [
    "AWS::EC2::EIP",
    "AWS::EC2::Instance",
    "AWS::EC2::KeyPair",
    "AWS::EC2::NatGateway",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::Volume",
    "AWS::SecretsManager::RotationSchedule",
];

/// A resource that was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its logical id.
    pub id: Arc<str>,
    /// Its type.
    pub kind: String,
    /// The resources and outputs in which a string replaces the reference.
    pub named_by: Vec<Arc<str>>,
}

/// Whether a template has schedules with a time zone, which the emulator does not store.
pub fn loses_time_zones(template: &Template) -> bool {
    let has_zone = |zone: &Json| zone.as_text() != Some("UTC");
    template.resources.values().any(|resource| {
        let zone = resource.properties.get("ScheduleExpressionTimezone");
        resource.kind == "AWS::Scheduler::Schedule" && zone.is_some_and(has_zone)
    })
}

/// Removes unsupported resources, and parameters that only they use.
pub fn reduce(template: &mut Template) -> Vec<Dropped> {
    let before = names(template);
    let mut dropped = Vec::new();
    for resource in template.resources.values_mut() {
        // The emulator cannot import a bucket: there, the bucket is deleted with its stack.
        if resource.kind == "AWS::S3::BucketPolicy" {
            resource.deletion_policy = None;
            resource.update_replace_policy = None;
        }
    }
    template.resources.retain(|id, resource| {
        let goes = UNKNOWN.contains(&&*resource.kind);
        if goes {
            dropped.push(Dropped {
                id: id.clone(),
                kind: resource.kind.to_string(),
                named_by: Vec::new(),
            });
        }
        !goes
    });
    if dropped.is_empty() {
        return dropped;
    }
    for (id, resource) in &mut template.resources {
        resource
            .depends_on
            .retain(|needed| !dropped.iter().any(|gone| gone.id == *needed));
        for value in resource.properties.values_mut().chain(resource.rest.values_mut()) {
            replace(value, &mut dropped, id);
        }
    }
    for (id, output) in &mut template.outputs {
        replace(&mut output.value, &mut dropped, id);
    }
    let after = names(template);
    template
        .parameters
        .retain(|name, _| after.contains(&**name) || !before.contains(&**name));
    dropped
}

/// Replaces every reference to a dropped resource by a string.
fn replace(value: &mut Json, dropped: &mut [Dropped], by: &Arc<str>) {
    value.rewrite_calls(&mut |call| match call {
        Call::Ref(target) => stand_in(&target.id, dropped, by).map(Json::from),
        Call::GetAtt(target, attribute) => {
            stand_in(&target.id, dropped, by).map(|text| format!("{text}-{attribute}").into())
        }
        Call::Function(name, argument) => {
            if name == "Fn::Sub" {
                substitute(argument, dropped, by);
            }
            None
        }
    });
}

/// The string in place of a removed resource; `None` when it was not removed.
fn stand_in(id: &str, dropped: &mut [Dropped], by: &Arc<str>) -> Option<String> {
    let gone = dropped.iter_mut().find(|gone| *gone.id == *id)?;
    if !gone.named_by.contains(by) {
        gone.named_by.push(by.clone());
    }
    Some(format!("emulated-{id}"))
}

/// The same within the string of `Fn::Sub`.
fn substitute(argument: &mut Json, dropped: &mut [Dropped], by: &Arc<str>) {
    let Some((text, variables)) = sub::argument(argument) else {
        return;
    };
    let is_variable = |name: &str| variables.is_some_and(|variables| variables.get(name).is_some());
    let piece = |piece: Piece<'_>| match piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Escaped(name) => format!("${{!{name}}}"),
        Piece::Variable(name) => {
            let (id, attribute) = name.split_once('.').unwrap_or((name, ""));
            let text = if is_variable(name) {
                None
            } else {
                stand_in(id, dropped, by)
            };
            let text = text.map(|text| {
                if attribute.is_empty() {
                    text
                } else {
                    format!("{text}-{attribute}")
                }
            });
            text.unwrap_or_else(|| format!("${{{name}}}"))
        }
    };
    let text = sub::pieces(text).map(piece).collect::<String>();
    match argument {
        Json::List(items) => items[0] = text.into(),
        argument => *argument = text.into(),
    }
}

/// All names in a template: resources, parameters.
fn names(template: &Template) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut visit = |call: &Call| match call {
        Call::Ref(target) | Call::GetAtt(target, _) => {
            names.insert(target.id.to_string());
        }
        Call::Function(name, argument) if name == "Fn::Sub" => {
            let text = sub::argument(argument).map_or("", |(text, _)| text);
            names.extend(sub::pieces(text).filter_map(|piece| match piece {
                Piece::Variable(name) => Some(name.to_owned()),
                _ => None,
            }));
        }
        Call::Function(..) => {}
    };
    let of = |fields: &Fields, visit: &mut dyn FnMut(&Call)| {
        fields
            .iter()
            .for_each(|(_, value)| value.visit_calls(&mut |call| visit(call)));
    };
    for resource in template.resources.values() {
        of(&resource.properties, &mut visit);
        of(&resource.rest, &mut visit);
    }
    template
        .conditions
        .values()
        .for_each(|value| value.visit_calls(&mut visit));
    template
        .outputs
        .values()
        .for_each(|output| output.value.visit_calls(&mut visit));
    of(&template.rest, &mut visit);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = r#"{
        "Parameters": {
            "Image": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default": "/aws/image"},
            "Name": {"Type": "String", "Default": "x"}, "Unused": {"Type": "String", "Default": "x"}},
        "Resources": {
            "Box": {"Type": "AWS::EC2::Instance", "Properties": {"ImageId": {"Ref": "Image"}, "KeyName": {"Ref": "Key"}}},
            "Key": {"Type": "AWS::EC2::KeyPair", "Properties": {"KeyName": {"Ref": "Name"}}},
            "Alarm": {"Type": "AWS::SNS::Topic", "DependsOn": ["Box", "Role"], "Properties": {
                "DisplayName": {"Fn::Sub": ["${Box.PrivateIp} ${Box} ${!Box} ${Key} ${AWS::Region}", {"Key": "a"}]},
                "TopicName": {"Fn::Join": ["-", [{"Ref": "Name"}, {"Ref": "Box"}]]}}},
            "Role": {"Type": "AWS::IAM::Role", "Properties": {}}},
        "Outputs": {"Address": {"Value": {"Fn::GetAtt": ["Box", "PublicIp"]}}, "Role": {"Value": {"Ref": "Role"}}}}"#;

    #[test]
    fn what_is_not_known_goes_and_what_names_it_gets_a_text() {
        let mut template = Template::parse(TEMPLATE).unwrap();
        let dropped = reduce(&mut template);
        let named = dropped
            .iter()
            .map(|gone| (&*gone.id, gone.named_by.join(" ")))
            .collect::<Vec<_>>();
        assert_eq!(
            named,
            [("Box", "Alarm Address".to_owned()), ("Key", String::new())]
        );
        let wanted = r#"{
            "Parameters": {"Name": {"Type": "String", "Default": "x"}, "Unused": {"Type": "String", "Default": "x"}},
            "Resources": {
                "Alarm": {"Type": "AWS::SNS::Topic", "DependsOn": ["Role"], "Properties": {
                    "DisplayName": {"Fn::Sub": ["emulated-Box-PrivateIp emulated-Box ${!Box} ${Key} ${AWS::Region}", {"Key": "a"}]},
                    "TopicName": {"Fn::Join": ["-", [{"Ref": "Name"}, "emulated-Box"]]}}},
                "Role": {"Type": "AWS::IAM::Role", "Properties": {}}},
            "Outputs": {"Address": {"Value": "emulated-Box-PublicIp"}, "Role": {"Value": {"Ref": "Role"}}}}"#;
        assert_eq!(template.to_pretty(), Template::parse(wanted).unwrap().to_pretty());
    }

    #[test]
    fn a_template_of_known_types_stays_as_it_is() {
        let text =
            r#"{"Parameters": {"P": {"Type": "String"}}, "Resources": {"T": {"Type": "AWS::SNS::Topic"}}}"#;
        let mut template = Template::parse(text).unwrap();
        let before = template.to_compact();
        assert_eq!(reduce(&mut template), []);
        assert_eq!(template.to_compact(), before);
    }
}
