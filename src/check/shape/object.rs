//! Objects with named members: known ones, required ones, the rules between them, and those only AWS sets.

use super::{Checker, is_no_value};
use crate::check::place::Place;
use crate::check::value::{Presence, presence};
use crate::facts::{Object, ResourceType, Rule};
use crate::json::{Fields, Json};
use crate::nearest::{closest, nearest};

impl Checker<'_, '_, '_> {
    /// The members of an object.
    pub(super) fn object(&mut self, object: &'static Object, fields: &Fields, place: &Place<'_>) {
        // A macro that is expanded here may bring any member.
        let complete = !fields.iter().any(|(name, _)| name.starts_with("Fn::"));
        for (name, value) in fields.iter() {
            match object.property(name) {
                Some(_) if is_no_value(value) => {}
                Some(property) => self.value(property.shape, value, &place.key(name)),
                None if object.open || !complete || self.is_read_only(name, place) => {}
                None => self.unknown(object, name, place),
            }
        }
        if complete {
            for name in object.required {
                if presence(fields.get(name)) == Presence::No {
                    self.missing(object, name, place);
                }
            }
            for rule in object.rules {
                self.rule(rule, fields, place);
            }
        }
    }

    fn is_read_only(&self, name: &str, place: &Place<'_>) -> bool {
        let top = place.steps().len() == 1;
        top && self
            .entry
            .facts
            .is_some_and(|facts| facts.read_only.contains(&name))
    }

    fn unknown(&mut self, object: &Object, name: &str, place: &Place<'_>) {
        self.error(&place.key(name), || {
            let known = object.properties.iter().map(|property| property.name);
            let fix = match nearest(name, known.clone()) {
                Some(meant) => format!("did you mean {meant}"),
                None if object.properties.is_empty() => "remove it".to_owned(),
                None if object.properties.len() <= 12 => {
                    format!("known are {}", known.collect::<Vec<_>>().join(", "))
                }
                None => format!("the nearest are {}", closest(name, known, 3).join(", ")),
            };
            (format!("there is no property {name}"), fix)
        });
    }

    fn missing(&mut self, object: &Object, name: &str, place: &Place<'_>) {
        self.error(place, || {
            let shape = object
                .property(name)
                .map(|property| super::describe(property.shape));
            let shape = shape.unwrap_or_else(|| "a value".to_owned());
            (
                format!("the property {name} is required"),
                format!("set {name} to {shape}"),
            )
        });
    }

    fn rule(&mut self, rule: &Rule, fields: &Fields, place: &Place<'_>) {
        let is = |name: &str| presence(fields.get(name));
        let sure = |names: &[&'static str]| {
            let set = names.iter().copied().filter(|name| is(name) == Presence::Yes);
            set.collect::<Vec<_>>()
        };
        let none_possible = |names: &[&'static str]| names.iter().all(|name| is(name) == Presence::No);
        match rule {
            Rule::ExactlyOne(names) | Rule::AtLeastOne(names) if none_possible(names) => {
                let count = if matches!(rule, Rule::ExactlyOne(_)) {
                    "one"
                } else {
                    "at least one"
                };
                self.error(place, || {
                    let names = names.join(", ");
                    (
                        format!("{count} of {names} is required"),
                        format!("set one of {names}"),
                    )
                });
            }
            Rule::ExactlyOne(names) => {
                if let [one, other, ..] = sure(names).as_slice() {
                    self.excluded(one, other, fields, place);
                }
            }
            Rule::AtLeastOne(_) => {}
            Rule::Excludes(one, others) => {
                if is(one) == Presence::Yes {
                    for other in sure(others) {
                        self.excluded(one, other, fields, place);
                    }
                }
            }
            Rule::Needs(one, others) => {
                if is(one) == Presence::Yes {
                    let missing = others.iter().filter(|other| is(other) == Presence::No);
                    for other in missing {
                        self.error(place, || {
                            (
                                format!("{one} needs {other}, which is not set"),
                                format!("set {other}, or remove {one}"),
                            )
                        });
                    }
                }
            }
            Rule::AnyGroup(groups) | Rule::OneGroup(groups) => self.groups(rule, groups, fields, place),
        }
    }

    fn excluded(&mut self, one: &str, other: &str, fields: &Fields, place: &Place<'_>) {
        let is_empty = |name| {
            fields
                .get(name)
                .is_some_and(|value| value.as_list().is_some_and(<[Json]>::is_empty))
        };
        if is_empty(one) || is_empty(other) {
            return;
        }
        let at = |name| fields.iter().position(|(key, _)| key == name);
        let later = if at(one) > at(other) { one } else { other };
        self.error(&place.key(later), || {
            (
                format!("{one} and {other} exclude each other"),
                "remove one of them".to_owned(),
            )
        });
    }

    fn groups(&mut self, rule: &Rule, groups: &[&[&'static str]], fields: &Fields, place: &Place<'_>) {
        let complete = |wanted| {
            let is = move |name: &&str| presence(fields.get(name)) >= wanted;
            groups.iter().filter(move |group| group.iter().all(is)).count()
        };
        let listed = || {
            let groups = groups.iter().map(|group| group.join(" and "));
            groups.collect::<Vec<_>>().join(", or ")
        };
        if complete(Presence::Maybe) == 0 {
            self.error(place, || {
                (
                    format!("required is {}", listed()),
                    format!("set {}", groups_first(groups)),
                )
            });
        } else if matches!(rule, Rule::OneGroup(_)) && complete(Presence::Yes) > 1 {
            let reason = || format!("only one of these may be set: {}", listed());
            self.error(place, || (reason(), "remove all but one".to_owned()));
        }
    }
}

fn groups_first(groups: &[&[&str]]) -> String {
    groups
        .first()
        .map(|group| group.join(" and "))
        .unwrap_or_default()
}

/// Properties that AWS sets and a template must not.
pub(super) fn read_only(checker: &mut Checker<'_, '_, '_>, facts: &ResourceType, place: &Place<'_>) {
    for path in facts.read_only {
        let (first, rest) = path
            .split_once('/')
            .map_or((*path, None), |(first, rest)| (first, Some(rest)));
        if let Some(value) = checker.entry.resource.properties.get(first) {
            set_at(checker, value, rest, &place.key(first));
        }
    }
}

fn set_at(checker: &mut Checker<'_, '_, '_>, value: &Json, path: Option<&str>, place: &Place<'_>) {
    let Some(path) = path else {
        if !is_no_value(value) {
            checker.error(place, || {
                let reason = "only AWS sets this property, a template cannot".to_owned();
                (
                    reason,
                    "remove it; read it with Fn::GetAtt where it is needed".to_owned(),
                )
            });
        }
        return;
    };
    let (first, rest) = path
        .split_once('/')
        .map_or((path, None), |(first, rest)| (first, Some(rest)));
    match value {
        Json::List(items) if first == "*" => {
            let items = items.iter().enumerate();
            items.for_each(|(at, item)| set_at(checker, item, rest, &place.index(at)));
        }
        _ => {
            if let Some(value) = value.get(first) {
                set_at(checker, value, rest, &place.key(first));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    fn of(properties: &str) -> String {
        findings(&resource(properties))
    }

    #[test]
    fn members_are_known_and_complete() {
        assert_eq!(of(r#"{"Nested": {"Known": "a"}}"#), "");
        assert!(
            of(r#"{"Nmae": "abc"}"#)
                .contains("R/Properties/Nmae: there is no property Nmae | did you mean Name")
        );
        let found = of(r#"{"Nested": {"Unheard": 1}}"#);
        assert!(
            found.contains("R/Properties/Nested: the property Known is required | set Known to a string"),
            "{found}"
        );
        assert!(
            found.contains(
                "R/Properties/Nested/Unheard: there is no property Unheard | known are Known, Least"
            )
        );
        assert!(of(r#"{"Nested": {"Known": {"Ref": "AWS::NoValue"}}}"#).contains("Known is required"));
        assert_eq!(
            of(r#"{"Nested": {"Fn::Transform": {"Name": "AWS::Include"}}}"#),
            ""
        );
    }

    #[test]
    fn what_only_aws_sets_is_not_set() {
        let found = of(r#"{"Arn": "arn:x"}"#);
        assert_eq!(found.lines().count(), 1, "{found}");
        assert!(
            found.contains("R/Properties/Arn: only AWS sets this property"),
            "{found}"
        );
    }

    #[test]
    fn members_agree_with_each_other() {
        assert!(
            of(r#"{"One": "a", "Two": "b"}"#).contains("R/Properties/Two: One and Two exclude each other")
        );
        assert_eq!(of(r#"{"One": "a", "Two": {"Ref": "AWS::NoValue"}}"#), "");
        assert!(
            of(r#"{"Flag": true}"#).contains("R/Properties: Flag needs Count, which is not set | set Count")
        );
        assert_eq!(of(r#"{"Pair": {"A": 1, "B": 1, "E": 1}}"#), "");
        assert!(of(r#"{"Pair": {"A": 1, "E": 1}}"#).contains("required is A and B, or C"));
        assert!(of(r#"{"Pair": {"C": 1}}"#).contains("one of D, E is required | set one of D, E"));
        assert!(of(r#"{"Pair": {"C": 1, "D": 1, "E": 1}}"#).contains("D and E exclude each other"));
        assert!(of(r#"{"Pair": {"A": 1, "B": 1, "C": 1, "D": 1}}"#).contains("only one of these may be set"));
    }
}
