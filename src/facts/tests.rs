//! What readers of the tables rely on.

use super::{Object, Rule, Shape, all, resource_type};
use regress::Regex;

/// Calls `visit` on every object a resource type is made of.
fn objects(object: &'static Object, seen: &mut Vec<*const Object>, visit: &mut impl FnMut(&'static Object)) {
    if seen.contains(&std::ptr::from_ref(object)) {
        return;
    }
    seen.push(std::ptr::from_ref(object));
    visit(object);
    for property in object.properties {
        shapes(property.shape, &mut |shape| {
            if let Shape::Object(inner) = shape {
                objects(inner, seen, visit);
            }
        });
    }
}

fn shapes(shape: &'static Shape, visit: &mut impl FnMut(&'static Shape)) {
    visit(shape);
    match shape {
        Shape::List { item: inner, .. } | Shape::Map { value: inner, .. } => shapes(inner, visit),
        Shape::OneOf(several) => several.iter().for_each(|one| shapes(one, visit)),
        _ => {}
    }
}

#[test]
fn types_are_found_by_name() {
    assert!(all().is_sorted_by(|one, next| one.name < next.name));
    assert!(
        all()
            .iter()
            .all(|known| resource_type(known.name).is_some_and(|found| std::ptr::eq(found, *known)))
    );
    assert!(resource_type("AWS::Nothing::AtAll").is_none());
}

#[test]
fn members_are_sorted_and_rules_are_about_members() {
    for known in all() {
        objects(known.properties, &mut Vec::new(), &mut |object| {
            assert!(object.properties.is_sorted_by(|one, next| one.name < next.name));
            let ruled = object.rules.iter().flat_map(members);
            for name in ruled.chain(object.required.iter().copied()) {
                assert!(object.property(name).is_some(), "{}: no {name}", known.name);
            }
        });
    }
}

fn members(rule: &Rule) -> Vec<&'static str> {
    match rule {
        Rule::ExactlyOne(names) | Rule::AtLeastOne(names) => names.to_vec(),
        Rule::Excludes(name, others) | Rule::Needs(name, others) => [&[*name], *others].concat(),
        Rule::AnyGroup(groups) | Rule::OneGroup(groups) => groups.concat(),
    }
}

#[test]
fn patterns_are_ecmascript_in_unicode_mode() {
    for known in all() {
        objects(known.properties, &mut Vec::new(), &mut |object| {
            for property in object.properties {
                shapes(property.shape, &mut |shape| {
                    let pattern = match shape {
                        Shape::Text(text) => text.pattern,
                        Shape::Map { key, .. } => *key,
                        _ => None,
                    };
                    let compiled = pattern.map(|pattern| Regex::with_flags(pattern, "u"));
                    assert!(!matches!(compiled, Some(Err(_))), "{}: {pattern:?}", known.name);
                });
            }
        });
    }
}
