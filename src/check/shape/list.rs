//! Lists and maps: number, shape and uniqueness of the elements, and the form of keys.

use super::{Checker, pattern};
use crate::check::place::Place;
use crate::check::value::{Presence, presence};
use crate::facts::{Length, Shape};
use crate::model::json::{Fields, Json};

/// Elements of longer lists are not compared with each other.
const MOST_COMPARED: usize = 200;

impl Checker<'_, '_, '_> {
    /// The elements of a list.
    pub(super) fn list(
        &mut self,
        item: &'static Shape,
        length: Length,
        unique: bool,
        items: &[Json],
        place: &Place<'_>,
    ) {
        for (at, value) in items.iter().enumerate() {
            if !value.is_no_value() {
                self.value(item, value, &place.index(at));
            }
        }
        self.length(length, items, place);
        if unique && items.len() <= MOST_COMPARED {
            for (at, value) in items.iter().enumerate() {
                if let Some(first) = items.iter().take(at).position(|earlier| earlier == value) {
                    self.error(&place.index(at), || {
                        let reason =
                            format!("this element repeats element {first}, and elements must be unique");
                        (reason, "remove one of them".to_owned())
                    });
                }
            }
        }
    }

    /// The members of an object with arbitrary keys.
    pub(super) fn map(
        &mut self,
        shape: &'static Shape,
        key: Option<&'static str>,
        fields: &Fields,
        place: &Place<'_>,
    ) {
        for (name, value) in fields.iter() {
            if let Some(wanted) = key
                && !name.starts_with("Fn::")
                && !pattern::matches(wanted, name)
            {
                self.error(&place.key(name), || {
                    let fix = format!("write a key that matches {wanted}");
                    (format!("the key {name} does not match {wanted}"), fix)
                });
            }
            if !value.is_no_value() {
                self.value(shape, value, &place.key(name));
            }
        }
    }

    fn length(&mut self, length: Length, items: &[Json], place: &Place<'_>) {
        if length == Length::ANY {
            return;
        }
        let at_least = |wanted| items.iter().filter(|item| presence(Some(item)) >= wanted).count();
        let (sure, possible) = (at_least(Presence::Yes), at_least(Presence::Maybe));
        // A single expression yields several elements only when it is the whole list, which is not the case here.
        if possible < length.min as usize {
            self.error(place, || {
                let reason = format!("{} too few: the minimum is {}", counted(possible), length.min);
                (reason, format!("add {}", length.min as usize - possible))
            });
        }
        if sure > length.max as usize {
            self.error(place, || {
                let reason = format!("{} too many: the maximum is {}", counted(sure), length.max);
                (reason, format!("remove {}", sure - length.max as usize))
            });
        }
    }
}

fn counted(count: usize) -> String {
    match count {
        1 => "1 element is".to_owned(),
        _ => format!("{count} elements are"),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    fn of(properties: &str) -> String {
        findings(&resource(properties))
    }

    #[test]
    fn a_list_has_as_many_elements_as_it_may() {
        assert_eq!(of(r#"{"List": ["a", "b"]}"#), "");
        assert!(of(r#"{"List": []}"#).contains("0 elements are too few: the minimum is 1 | add 1"));
        assert!(of(r#"{"List": [{"Ref": "AWS::NoValue"}]}"#).contains("0 elements are too few"));
        assert!(
            of(r#"{"List": ["a", "b", "c", "d"]}"#)
                .contains("4 elements are too many: the maximum is 3 | remove 1")
        );
        assert!(
            of(r#"{"List": ["a", "a"]}"#).contains("R/Properties/List/1: this element repeats element 0")
        );
        assert!(of(r#"{"List": ["a", ["b"]]}"#).contains("R/Properties/List/1: expected a string"));
    }

    #[test]
    fn a_map_has_keys_of_the_right_form() {
        assert_eq!(of(r#"{"Map": {"a": "1", "b": {"Ref": "O"}}}"#), "");
        assert!(of(r#"{"Map": {"A": "1"}}"#).contains("the key A does not match ^[a-z]+$"));
        assert!(of(r#"{"Map": {"a": ["1"]}}"#).contains("R/Properties/Map/a: expected a string"));
    }
}
