//! Intrinsic functions: known names, allowed places, valid arguments, and existing targets.

mod conditions;
mod lists;
mod references;
mod table;
mod texts;

pub(super) use conditions::{exists as need_condition, is_condition};
pub(super) use texts::first_resource;

use super::context::Context;
use super::place::{Area, Place};
use super::report::Report;
use super::value::Kind;
use super::walk::{self, Visitor};
use crate::model::json::{Call, Fields, Json};
use crate::model::suggestion::nearest;

/// Checks all functions of a template.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    walk::template(cx, &mut Functions { cx, report });
}

struct Functions<'c, 'a, 'r> {
    cx: &'c Context<'a>,
    report: &'c mut Report<'r>,
}

impl Visitor for Functions<'_, '_, '_> {
    fn value(&mut self, value: &Json, place: &Place<'_>) {
        match value {
            Json::Call(call) if evaluates(place) => self.call(call, place),
            Json::Null if place.root().area != Area::Metadata => self.report.error(
                place,
                "null is not a value in CloudFormation",
                "omit it, or use {\"Ref\": \"AWS::NoValue\"} to remove it under a condition",
            ),
            _ => {}
        }
    }

    /// An object that looks like a function but could not be parsed as one.
    fn object(&mut self, fields: &Fields, place: &Place<'_>) {
        if !evaluates(place) {
            return;
        }
        match fields.only() {
            // The language extensions accept functions there.
            Some(("Ref", argument)) if self.cx.transformed && argument.as_call().is_some() => {}
            Some(("Ref", _)) => self.report.error(
                place,
                "the argument of Ref is not a name",
                "write {\"Ref\": \"LogicalId\"}",
            ),
            Some(("Fn::GetAtt", argument)) => {
                references::malformed_attribute(self.cx, argument, place, self.report);
            }
            _ if fields.len() > 1 => self.stray(fields, place),
            _ => {}
        }
    }

    fn text(&mut self, _: &str, _: &Place<'_>) {}
}

/// Whether CloudFormation evaluates functions there.
fn evaluates(place: &Place<'_>) -> bool {
    match place.root().area {
        Area::Conditions | Area::Resources | Area::Outputs => true,
        Area::Rest => place.root().name == "Rules",
        Area::Template | Area::Metadata | Area::Parameters | Area::Mappings => false,
    }
}

impl Functions<'_, '_, '_> {
    fn call(&mut self, call: &Call, place: &Place<'_>) {
        let (cx, report) = (self.cx, &mut *self.report);
        match call {
            Call::Ref(target) if cx.is_local(target) => references::reference(cx, &target.id, place, report),
            Call::GetAtt(target, attribute) if cx.is_local(target) => {
                references::attribute(cx, &target.id, attribute, place, report);
            }
            // Synth imports references to other stacks.
            Call::Ref(_) | Call::GetAtt(..) => {}
            Call::Function(name, argument) => {
                let Some(function) = table::find(name) else {
                    return unknown(name, place, report);
                };
                if let Some((reason, fix)) = function.misplaced(cx, place) {
                    return report.error(place, reason, fix);
                }
                (function.check)(cx, argument, &place.key(name), report);
            }
        }
    }

    fn stray(&mut self, fields: &Fields, place: &Place<'_>) {
        let strays = fields
            .iter()
            .map(|(name, _)| name)
            .filter(|name| name.starts_with("Fn::"));
        for name in strays.filter(|name| !table::may_have_neighbours(name)) {
            self.report.error(
                place,
                format!("{name} is not the only member of its object"),
                "make the function the whole value",
            );
        }
    }
}

fn unknown(name: &str, place: &Place<'_>, report: &mut Report<'_>) {
    if report.is_full() {
        return;
    }
    let fix = match nearest(name, table::names()) {
        Some(known) => format!("did you mean {known}"),
        None => "see the list of intrinsic functions in CloudFormation's template reference".to_owned(),
    };
    report.error(place, format!("{name} is not a function of CloudFormation"), fix);
}

/// Reports an argument of the wrong form.
fn malformed(place: &Place<'_>, wanted: &str, example: &str, report: &mut Report<'_>) {
    report.error(
        place,
        format!("the argument must be {wanted}"),
        format!("write, for example, {example}"),
    );
}

/// An argument that must yield a string.
fn expect_text(cx: &Context<'_>, json: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    match json {
        Json::List(_) | Json::Map(_) => not_text(json.kind(), place, report),
        Json::Call(call) if cx.kind(call) == Kind::List => not_text("a list", place, report),
        _ => {}
    }
}

fn not_text(found: &str, place: &Place<'_>, report: &mut Report<'_>) {
    report.error(
        place,
        format!("expected a string, found {found}"),
        "take one element with Fn::Select, or join them with Fn::Join",
    );
}

/// An argument that must yield a list.
fn expect_list(cx: &Context<'_>, json: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let found = match json {
        Json::Call(call) if cx.kind(call) == Kind::Text => "a string",
        Json::List(_) | Json::Null | Json::Call(_) => return,
        _ => json.kind(),
    };
    report.error(
        place,
        format!("expected a list, found {found}"),
        "write a list, or split text with Fn::Split",
    );
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    #[test]
    fn unknown_and_misplaced_functions_are_named() {
        let found = findings(&resource(r#"{"Value": {"Fn::Jion": ["", []]}}"#));
        assert!(
            found.contains("Fn::Jion is not a function of CloudFormation | did you mean Fn::Join"),
            "{found}"
        );
        let found = findings(&resource(r#"{"Value": {"Fn::Equals": ["a", "b"]}}"#));
        assert!(
            found.contains("R/Properties/Value: Fn::Equals is only allowed in Conditions"),
            "{found}"
        );
        let found = findings(&resource(r#"{"Value": {"Fn::Length": [1]}}"#));
        assert!(found.contains("AWS::LanguageExtensions"), "{found}");
    }

    #[test]
    fn a_function_stands_alone_and_null_nowhere() {
        let found = findings(&resource(r#"{"Value": {"Fn::Join": ["", []], "Other": 1}}"#));
        assert!(
            found.contains("Fn::Join is not the only member of its object"),
            "{found}"
        );
        assert!(findings(&resource(r#"{"Value": null}"#)).contains("null is not a value"));
        assert!(
            findings(&resource(r#"{"Value": {"Ref": ["A"]}}"#)).contains("the argument of Ref is not a name")
        );
        assert_eq!(findings(&resource(r#"{"Value": {"Fn::Join": ["", ["a"]]}}"#)), "");
    }
}
