//! Rules about several lists or resources that must agree, which no schema contains.

use super::context::{Context, Entry};
use super::place::Place;
use super::report::Report;
use super::value::{each_item, integer};
use crate::model::json::{Call, Json};
use crate::model::suggestion::nearest;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Checks all of them.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for one in &ONE_EACH {
        one_each(cx, one, report);
    }
    for entry in cx.of_type("AWS::DynamoDB::Table") {
        table(cx, &entry, report);
    }
    for entry in cx.of_type("AWS::ECS::TaskDefinition") {
        ports(cx, &entry, report);
    }
    for entry in cx.of_type("AWS::SQS::Queue") {
        dead_letters(cx, &entry, report);
    }
}

/// A type of which there is one for each value of a property: what a second one does, and what to do.
struct OneEach {
    kind: &'static str,
    property: &'static str,
    reason: &'static str,
    fix: &'static str,
}

const ONE_EACH: [OneEach; 2] = [
    OneEach {
        kind: "AWS::EC2::SubnetRouteTableAssociation",
        property: "SubnetId",
        reason: "already associates this subnet with a route table",
        fix: "remove one of them: a subnet has one route table",
    },
    OneEach {
        kind: "AWS::S3::BucketPolicy",
        property: "Bucket",
        reason: "is already the policy of this bucket",
        fix: "put the statements of both into one: a bucket has one policy",
    },
];

fn one_each(cx: &Context<'_>, one: &OneEach, report: &mut Report<'_>) {
    let mut owners: HashMap<String, Vec<Entry<'_>>> = HashMap::new();
    for entry in cx.of_type(one.kind) {
        let Some(owner) = entry.property(one.property).and_then(|value| identity(cx, value)) else {
            continue;
        };
        let others = owners.entry(owner).or_default();
        let same = others.iter().find(
            |other| match (&other.resource.condition, &entry.resource.condition) {
                (Some(one), Some(other)) => one == other,
                _ => true,
            },
        );
        if let Some(other) = same {
            let place = entry.place();
            let place = place.key("Properties");
            report.error(
                &place.key(one.property),
                format!("{} {}", other.id, one.reason),
                one.fix,
            );
        }
        others.push(entry);
    }
}

/// The name that a resource of the stack sets itself, which is what `Ref` returns then.
fn literal_name<'a>(cx: &'a Context<'_>, id: &str) -> Option<Cow<'a, str>> {
    let entry = cx.resource(id)?;
    let [name] = entry.facts?.identifier.as_slice() else {
        return None;
    };
    cx.text(entry.property(name)?)
}

/// An identity for a value: equal identities mean the same resource.
fn identity(cx: &Context<'_>, value: &Json) -> Option<String> {
    match value.as_call() {
        Some(Call::Ref(target)) => match literal_name(cx, &target.id) {
            Some(name) => Some(format!("text {name}")),
            None => Some(format!("Ref {}", target.id)),
        },
        Some(Call::GetAtt(target, attribute)) => Some(format!("GetAtt {} {attribute}", target.id)),
        _ => cx.text(value).map(|text| format!("text {text}")),
    }
}

/// The attributes of a table must be those of its keys.
fn table(cx: &Context<'_>, entry: &Entry<'_>, report: &mut Report<'_>) {
    let place = entry.place();
    let place = place.key("Properties");
    let mut keys = HashSet::new();
    let mut known = true;
    let mut schema = |value: &Json, place: &Place<'_>| {
        known &= value.as_list().is_some();
        each_item(
            value,
            place,
            &mut |key, _| match key.get("AttributeName").and_then(|name| cx.text(name)) {
                Some(name) => {
                    keys.insert(name.into_owned());
                }
                None => known = false,
            },
        );
    };
    if let Some(value) = entry.property("KeySchema") {
        schema(value, &place);
    }
    for indexes in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
        let Some(indexes) = entry.property(indexes) else {
            continue;
        };
        for index in indexes.as_list().unwrap_or(std::slice::from_ref(indexes)) {
            match index.get("KeySchema") {
                Some(value) => schema(value, &place),
                None => return,
            }
        }
    }
    let Some(Json::List(definitions)) = entry.property("AttributeDefinitions") else {
        return;
    };
    let place = place.key("AttributeDefinitions");
    let mut defined = HashSet::new();
    for (at, definition) in definitions.iter().enumerate() {
        let Some(name) = definition.get("AttributeName").and_then(|name| cx.text(name)) else {
            return;
        };
        if known && !keys.contains(&*name) {
            let reason = format!("the attribute {name} is in no key of the table or of an index");
            report.error(
                &place.index(at),
                reason,
                "remove it: only attributes of keys are defined",
            );
        }
        defined.insert(name.into_owned());
    }
    let mut missing = keys.difference(&defined).collect::<Vec<_>>();
    missing.sort();
    for name in missing {
        let reason = format!("the attribute {name} of a key is not defined");
        report.error(
            &place,
            reason,
            format!("add {name} with its type to AttributeDefinitions"),
        );
    }
}

/// With the network mode `awsvpc`, host ports must equal container ports.
fn ports(cx: &Context<'_>, entry: &Entry<'_>, report: &mut Report<'_>) {
    if entry
        .property("NetworkMode")
        .and_then(|mode| cx.text(mode))
        .as_deref()
        != Some("awsvpc")
    {
        return;
    }
    let place = entry.place();
    let place = place.key("Properties");
    let Some(containers) = entry.property("ContainerDefinitions") else {
        return;
    };
    each_item(
        containers,
        &place.key("ContainerDefinitions"),
        &mut |container, place| {
            let Some(mappings) = container.get("PortMappings") else {
                return;
            };
            each_item(mappings, &place.key("PortMappings"), &mut |mapping, place| {
                let port = |name: &str| mapping.get(name).and_then(integer);
                if let (Some(host), Some(own)) = (port("HostPort"), port("ContainerPort"))
                    && host != own
                {
                    let reason =
                        format!("in the network mode awsvpc, HostPort must equal ContainerPort, {own}");
                    report.error(
                        &place.key("HostPort"),
                        reason,
                        "remove HostPort, or set it to ContainerPort",
                    );
                }
            });
        },
    );
}

/// The dead-letter queue of a FIFO queue must be a FIFO queue.
fn dead_letters(cx: &Context<'_>, entry: &Entry<'_>, report: &mut Report<'_>) {
    let is_fifo = |entry: &Entry<'_>| match entry.property("FifoQueue") {
        None => Some(false),
        Some(value) => cx.text(value).map(|text| text == "true"),
    };
    let target = entry
        .property("RedrivePolicy")
        .and_then(|policy| policy.get("deadLetterTargetArn"));
    let Some(Call::GetAtt(target, _)) = target.and_then(Json::as_call) else {
        return;
    };
    let Some(other) = cx
        .resource(&target.id)
        .filter(|other| other.resource.kind == "AWS::SQS::Queue")
    else {
        return;
    };
    if let (Some(own), Some(theirs)) = (is_fifo(entry), is_fifo(&other))
        && own != theirs
    {
        let place = entry.place();
        let place = place.key("Properties");
        let reason = format!(
            "{} is of the other kind: either both queues are FIFO queues, or neither is",
            other.id
        );
        report.error(
            &place.key("RedrivePolicy").key("deadLetterTargetArn"),
            reason,
            "set FifoQueue to the same value on both",
        );
    }
}

/// Checks the globals that a resource may ignore.
pub(super) fn ignored_globals(entry: &Entry<'_>, cx: &Context<'_>, report: &mut Report<'_>) {
    let Some(Json::List(names)) = entry.resource.rest.get("IgnoreGlobals") else {
        return;
    };
    let section = entry.resource.kind.rsplit("::").next().unwrap_or_default();
    let Some(globals) = cx
        .template
        .rest
        .get("Globals")
        .and_then(|globals| globals.get(section)?.as_map())
    else {
        return;
    };
    let known = || globals.iter().map(|(name, _)| name);
    let place = entry.place();
    for (at, name) in names.iter().enumerate() {
        if let Some(name) = name
            .as_text()
            .filter(|name| known().all(|global| global != *name))
        {
            let fix = nearest(name, known())
                .map_or_else(|| "remove it".to_owned(), |name| format!("did you mean {name}"));
            report.error(
                &place.key("IgnoreGlobals").index(at),
                format!("there is no global {name}"),
                fix,
            );
        }
    }
}

#[cfg(test)]
mod tests;
