//! A function where a value is wanted: what it yields must fit.

use super::{Checker, is_no_value};
use crate::check::context::Named;
use crate::check::place::Place;
use crate::check::value::{self, Kind};
use crate::facts::{Format, ResourceType, Shape};
use crate::json::{Call, Json};

impl Checker<'_, '_, '_> {
    /// Checks what a function yields, as far as that is evident.
    pub(super) fn call(&mut self, shape: &'static Shape, json: &Json, call: &Call, place: &Place<'_>) {
        if is_no_value(json) {
            return;
        }
        if let Some((_, branches)) = value::branches_of(json) {
            let place = place.key("Fn::If");
            for (at, branch) in branches.into_iter().enumerate() {
                self.value(shape, branch, &place.index(at + 1));
            }
            return;
        }
        let cx = self.cx;
        if let Some(resolved) = cx.resolved(call) {
            return self.value(shape, resolved, place);
        }
        if let Some(text) = cx.text(json).filter(|_| takes(shape, Kind::Text)) {
            return self.value(shape, &Json::Text(text.into_owned().into()), place);
        }
        match cx.kind(call) {
            Kind::Unknown => {}
            kind if takes(shape, kind) => self.denotes(shape, call, place),
            Kind::Text => self.mismatch(shape, "text", place),
            Kind::List => self.mismatch(shape, "a list", place),
        }
    }

    /// A `Ref` gives the name of most resources: where an ARN is wanted, that is the classic slip.
    fn denotes(&mut self, shape: &Shape, call: &Call, place: &Place<'_>) {
        let (Shape::Text(text), Call::Ref(target)) = (shape, call) else {
            return;
        };
        let (Format::Arn(_), Some(Named::Resource(entry))) = (text.format, self.cx.named(&target.id)) else {
            return;
        };
        if let Some(facts) = entry.facts.filter(|facts| ref_gives_name(facts)) {
            self.error(place, || {
                let attribute = facts
                    .attributes
                    .iter()
                    .find(|name| name.ends_with("Arn"))
                    .unwrap_or(&"Arn");
                (
                    format!("an ARN is wanted, and Ref of {} gives its name", facts.name),
                    format!("write {{\"Fn::GetAtt\": [\"{}\", \"{attribute}\"]}}", target.id),
                )
            });
        }
    }
}

/// Whether a `Ref` to the type gives a name and no ARN; rules of `EventBridge` are the exception among those whose
/// identifier is their ARN.
fn ref_gives_name(facts: &ResourceType) -> bool {
    facts.identifier.iter().all(|path| path.ends_with("Name")) || facts.name == "AWS::Events::Rule"
}

/// Whether a value of this kind can be of this shape.
fn takes(shape: &Shape, kind: Kind) -> bool {
    match shape {
        Shape::Any => true,
        Shape::Text(_) | Shape::Integer(_) | Shape::Number(_) | Shape::Boolean | Shape::Document => {
            kind != Kind::List
        }
        Shape::List { .. } => kind != Kind::Text,
        Shape::Map { .. } | Shape::Object(_) => kind == Kind::Unknown,
        Shape::OneOf(shapes) => shapes.iter().any(|shape| takes(shape, kind)),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    fn of(properties: &str) -> String {
        findings(&resource(properties))
    }

    #[test]
    fn a_function_yields_what_is_wanted() {
        assert_eq!(
            of(r#"{"One": {"Fn::Sub": "${AWS::Region}"}, "List": {"Fn::GetAZs": ""}}"#),
            ""
        );
        assert_eq!(
            of(r#"{"Count": {"Fn::Select": [0, {"Fn::Split": [",", {"Ref": "O"}]}]}}"#),
            ""
        );
        assert!(
            of(r#"{"List": {"Fn::Sub": "${AWS::Region}"}}"#).contains("a list is wanted, and this is text")
        );
        assert!(of(r#"{"One": {"Fn::GetAZs": ""}}"#).contains("a string is wanted, and this is a list"));
        assert!(of(r#"{"Nested": {"Ref": "O"}}"#).contains("an object is wanted, and this is text"));
        assert!(of(r#"{"One": {"Ref": "AWS::NotificationARNs"}}"#).contains("and this is a list"));
        assert_eq!(of(r#"{"Document": {"Fn::Sub": "${AWS::Region}"}}"#), "");
    }

    #[test]
    fn both_branches_are_checked_and_what_is_known_is_known() {
        let found =
            of(r#"{"Count": {"Fn::If": ["C", "x", {"Fn::If": ["C", {"Ref": "AWS::NoValue"}, 99]}]}}"#);
        assert!(
            found.contains("R/Properties/Count/Fn::If/1: a whole number is wanted"),
            "{found}"
        );
        assert!(
            found.contains("R/Properties/Count/Fn::If/2/Fn::If/2: 99 is out of range"),
            "{found}"
        );
        assert!(of(r#"{"Count": {"Fn::Select": [1, [1, 99]]}}"#).contains("99 is out of range"));
        assert!(of(r#"{"Choice": {"Fn::Sub": "Allow"}}"#).contains("use one of ALLOW, DENY"));
    }

    #[test]
    fn a_name_is_no_arn() {
        let found = of(r#"{"TargetArn": {"Ref": "R2"}}"#);
        assert!(found.contains("R2 is not a resource"), "{found}");
        let found = of(r#"{"TargetArn": {"Ref": "R"}}"#);
        assert!(
            found.contains("an ARN is wanted, and Ref of Test::Unit::Thing gives its name"),
            "{found}"
        );
        assert!(found.contains(r#"write {"Fn::GetAtt": ["R", "Arn"]}"#), "{found}");
        assert!(!of(r#"{"TargetArn": {"Fn::GetAtt": ["O", "Arn"]}}"#).contains("error"));
    }
}
