//! Properties of the facts that readers rely on.

use super::{Object, Rule, Shape, all, names, object_count, regions, resource_type};
use regress::Regex;
use std::collections::HashSet;

/// Calls `visit` on every object.
fn objects(visit: &mut impl FnMut(&'static str, &'static Object)) {
    let mut seen = HashSet::new();
    for known in all() {
        let mut next = vec![known.properties.get()];
        while let Some(object) = next.pop() {
            if seen.insert(std::ptr::from_ref(object).addr()) {
                visit(known.name, object);
                let shapes = object.properties.iter();
                shapes.for_each(|property| inner(&property.shape, &mut next));
            }
        }
    }
    assert_eq!(seen.len(), object_count());
}

fn inner(shape: &'static Shape, found: &mut Vec<&'static Object>) {
    match shape {
        Shape::Object(object) => found.push(object.get()),
        Shape::List { item: shape, .. } | Shape::Map { value: shape, .. } => inner(shape, found),
        Shape::OneOf(several) => several.iter().for_each(|one| inner(one, found)),
        _ => {}
    }
}

#[test]
fn types_are_found_by_name() {
    assert!(names().is_sorted());
    assert!(names().len() > 1800);
    assert!(names().all(|name| resource_type(name).is_some_and(|found| found.name == name)));
    assert!(resource_type("AWS::Nothing::AtAll").is_none());
}

#[test]
fn members_are_sorted_and_rules_are_about_members() {
    objects(&mut |name, object| {
        assert!(object.properties.is_sorted_by(|one, next| one.name < next.name));
        let ruled = object.rules.iter().flat_map(members);
        for member in ruled.chain(object.required.iter().copied()) {
            assert!(object.property(member).is_some(), "{name}: no {member}");
        }
    });
}

fn members(rule: &Rule) -> Vec<&'static str> {
    match rule {
        Rule::ExactlyOne(names) | Rule::AtLeastOne(names) => names.clone(),
        Rule::Excludes(name, others) | Rule::Needs(name, others) => [&[*name], others.as_slice()].concat(),
        Rule::AnyGroup(groups) | Rule::OneGroup(groups) => groups.concat(),
    }
}

fn texts(shape: &'static Shape, visit: &mut impl FnMut(&'static Shape)) {
    visit(shape);
    match shape {
        Shape::List { item: shape, .. } | Shape::Map { value: shape, .. } => texts(shape, visit),
        Shape::OneOf(several) => several.iter().for_each(|one| texts(one, visit)),
        _ => {}
    }
}

/// The patterns of all types.
pub(crate) fn patterns() -> HashSet<&'static str> {
    let mut patterns = HashSet::new();
    objects(&mut |_, object| {
        for property in &object.properties {
            texts(&property.shape, &mut |shape| match shape {
                Shape::Text(text) => {
                    assert!(text.choices.is_sorted(), "{}", property.name);
                    patterns.extend(text.pattern);
                }
                Shape::Map { key, .. } => patterns.extend(*key),
                _ => {}
            });
        }
    });
    assert!(patterns.len() > 2000);
    patterns
}

#[test]
fn patterns_are_ecmascript_in_unicode_mode() {
    for pattern in patterns() {
        assert!(Regex::with_flags(pattern, "u").is_ok(), "{pattern:?}");
    }
}

#[test]
fn a_type_says_what_its_schema_says() {
    let queue = resource_type("AWS::SQS::Queue").unwrap();
    assert_eq!(queue.create_only, ["FifoQueue", "QueueName"]);
    assert_eq!(queue.read_only, ["Arn", "QueueUrl"]);
    assert_eq!(queue.identifier, ["QueueUrl"]);
    let delay = queue.properties.property("DelaySeconds").unwrap();
    assert!(
        matches!(&delay.shape, Shape::Integer(range) if range.max == Some(900.0) && range.min == Some(0.0))
    );
    let tags = queue.tags.as_ref().unwrap();
    assert_eq!((tags.property, tags.updatable), ("Tags", true));
    let permissions = queue.permissions();
    assert_eq!(permissions.delete, ["sqs:DeleteQueue", "sqs:GetQueueAttributes"]);
    assert_eq!(permissions.read, ["sqs:GetQueueAttributes", "sqs:ListQueueTags"]);
    let nested = resource_type("AWS::EC2::Instance").unwrap();
    assert!(
        nested.attributes.iter().any(|name| name == "State.Code"),
        "{:?}",
        nested.attributes
    );
    let statement = resource_type("AWS::WAFv2::WebACL").unwrap().properties;
    assert!(statement.property("Rules").is_some());
}

#[test]
fn a_region_offers_a_type_or_not() {
    assert!(regions().count() > 30);
    let function = resource_type("AWS::Lambda::Function").unwrap();
    assert_eq!(function.is_in("us-east-1"), Some(true));
    assert_eq!(function.is_in("mars-north-1"), None);
    let somewhere = all()
        .find(|known| known.is_in("af-south-1") == Some(false))
        .unwrap();
    assert!(!somewhere.regions().any(|region| region == "af-south-1"));
}
