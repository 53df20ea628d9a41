//! The rules between the members of an object: which exclude, require or replace each other.

use super::Checker;
use crate::check::place::Place;
use crate::check::value::{Presence, presence};
use crate::facts::Rule;
use crate::model::json::{Fields, Json};

impl Checker<'_, '_, '_> {
    /// Checks one rule of an object.
    pub(super) fn rule(&mut self, rule: &Rule, fields: &Fields, place: &Place<'_>) {
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
                format!("{one} and {other} cannot be used together"),
                "remove one of them".to_owned(),
            )
        });
    }

    fn groups(&mut self, rule: &Rule, groups: &[Vec<&'static str>], fields: &Fields, place: &Place<'_>) {
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

fn groups_first(groups: &[Vec<&str>]) -> String {
    groups
        .first()
        .map(|group| group.join(" and "))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    fn of(properties: &str) -> String {
        findings(&resource(properties))
    }

    #[test]
    fn members_agree_with_each_other() {
        assert!(
            of(r#"{"One": "a", "Two": "b"}"#)
                .contains("R/Properties/Two: One and Two cannot be used together")
        );
        assert_eq!(of(r#"{"One": "a", "Two": {"Ref": "AWS::NoValue"}}"#), "");
        assert!(
            of(r#"{"Flag": true}"#).contains("R/Properties: Flag needs Count, which is not set | set Count")
        );
        assert_eq!(of(r#"{"Pair": {"A": 1, "B": 1, "E": 1}}"#), "");
        assert!(of(r#"{"Pair": {"A": 1, "E": 1}}"#).contains("required is A and B, or C"));
        assert!(of(r#"{"Pair": {"C": 1}}"#).contains("one of D, E is required | set one of D, E"));
        assert!(of(r#"{"Pair": {"C": 1, "D": 1, "E": 1}}"#).contains("D and E cannot be used together"));
        assert!(of(r#"{"Pair": {"A": 1, "B": 1, "C": 1, "D": 1}}"#).contains("only one of these may be set"));
    }
}
