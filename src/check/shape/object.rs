//! Objects with named members: known, required, and read-only ones.

use super::Checker;
use crate::check::place::Place;
use crate::check::value::{Presence, presence};
use crate::facts::{Object, ResourceType};
use crate::model::finding::Correction;
use crate::model::json::{Fields, Json};
use crate::model::suggestion::{closest, misspelling, nearest};

impl Checker<'_, '_, '_> {
    /// The members of an object.
    pub(super) fn object(&mut self, object: &'static Object, fields: &Fields, place: &Place<'_>) {
        if let Some(("Fn::If", Json::List(items))) = fields.only() {
            let place = place.key("Fn::If");
            for (at, branch) in items.iter().enumerate().skip(1) {
                if let Json::Map(fields) = branch {
                    self.object(object, fields, &place.index(at));
                }
            }
            return;
        }
        // A macro that is expanded here may add any member.
        let complete = !fields.iter().any(|(name, _)| name.starts_with("Fn::"));
        for (name, value) in fields.iter() {
            match object.property(name) {
                Some(_) if value.is_no_value() => {}
                Some(property) => self.value(&property.shape, value, &place.key(name)),
                None if object.open || !complete || self.is_read_only(name, place) => {}
                None => self.unknown(object, name, fields, place),
            }
        }
        if complete {
            for name in &object.required {
                if presence(fields.get(name)) == Presence::No {
                    self.missing(object, name, place);
                }
            }
            for rule in &object.rules {
                self.rule(rule, fields, place);
            }
        }
    }

    fn is_read_only(&self, name: &str, place: &Place<'_>) -> bool {
        let top = place.steps().len() == 1;
        top && self
            .entry
            .facts
            .is_some_and(|facts| facts.read_only.iter().any(|path| path == name))
    }

    fn unknown(&mut self, object: &Object, name: &str, fields: &Fields, place: &Place<'_>) {
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
        self.correct(|| {
            let known = object.properties.iter().map(|property| property.name);
            let meant = misspelling(name, known)?;
            fields
                .get(meant)
                .is_none()
                .then(|| Correction::Name(meant.to_owned()))
        });
    }

    fn missing(&mut self, object: &Object, name: &str, place: &Place<'_>) {
        self.error(place, || {
            let shape = object
                .property(name)
                .map(|property| super::describe(&property.shape));
            let shape = shape.unwrap_or_else(|| "a value".to_owned());
            (
                format!("the property {name} is required"),
                format!("set {name} to {shape}"),
            )
        });
    }
}

/// Reports properties that only AWS may set.
pub(super) fn read_only(checker: &mut Checker<'_, '_, '_>, facts: &ResourceType, place: &Place<'_>) {
    for path in &facts.read_only {
        let (first, rest) = path
            .split_once('/')
            .map_or((&**path, None), |(first, rest)| (first, Some(rest)));
        if let Some(value) = checker.entry.resource.properties.get(first) {
            set_at(checker, value, rest, &place.key(first));
        }
    }
}

fn set_at(checker: &mut Checker<'_, '_, '_>, value: &Json, path: Option<&str>, place: &Place<'_>) {
    let Some(path) = path else {
        if !value.is_no_value() {
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
}
