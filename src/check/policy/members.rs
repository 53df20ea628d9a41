//! The members of a statement, one by one.

use super::Kind;
use crate::check::context::Context;
use crate::check::place::Place;
use crate::check::report::Report;
use crate::check::value::{Presence, each, each_item, is_dynamic, presence};
use crate::model::json::{Fields, Json};

/// `Effect`: `Allow` or `Deny`.
pub(super) fn effect(cx: &Context<'_>, fields: &Fields, place: &Place<'_>, report: &mut Report<'_>) {
    match fields.get("Effect") {
        None => report.error(
            place,
            "the statement has no Effect",
            "set Effect to Allow or Deny",
        ),
        Some(value) => each(value, &place.key("Effect"), &mut |value, place| {
            let known = match cx.text(value) {
                Some(text) => matches!(&*text, "Allow" | "Deny"),
                None => value.as_call().is_some(),
            };
            if !known {
                report.error(place, "an effect is Allow or Deny", "write Allow or Deny");
            }
        }),
    }
}

/// `Sid`: letters and digits, where IAM stores the policy.
pub(super) fn sid(kind: Kind, fields: &Fields, place: &Place<'_>, report: &mut Report<'_>) {
    let sid = fields.get("Sid").and_then(Json::as_text).unwrap_or_default();
    let strict = matches!(kind, Kind::Identity | Kind::Trust);
    if strict && !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let mended = sid
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>();
        report.error(
            &place.key("Sid"),
            "a Sid may contain only letters and digits",
            format!("write \"{mended}\""),
        );
    }
}

/// Exactly one of two members.
pub(super) fn one_of(fields: &Fields, one: &str, other: &str, place: &Place<'_>, report: &mut Report<'_>) {
    match (presence(fields.get(one)), presence(fields.get(other))) {
        (Presence::Yes, Presence::Yes) => {
            report.error(
                place,
                format!("{one} and {other} cannot be used together"),
                "remove one of them",
            );
        }
        (Presence::No, Presence::No) => {
            let fix = match one {
                "Action" => "set Action, for example to s3:GetObject",
                "Resource" => "set Resource to an ARN or *",
                _ => "set Principal, for example to {\"Service\": \"ecs-tasks.amazonaws.com\"}",
            };
            report.error(place, format!("the statement has neither {one} nor {other}"), fix);
        }
        _ => {}
    }
}

/// Calls `visit` on every literal of a member that is a string or a list of them.
pub(super) fn strings(
    fields: &Fields,
    name: &str,
    place: &Place<'_>,
    report: &mut Report<'_>,
    visit: &mut dyn FnMut(&str, &Place<'_>, &mut Report<'_>),
) {
    let Some(value) = fields.get(name) else {
        return;
    };
    let mut one = |value: &Json, place: &Place<'_>| match value {
        Json::Text(text) if is_dynamic(text) => {}
        Json::Text(text) => visit(text, place, report),
        Json::Call(_) | Json::Null => {}
        _ => {
            let reason = format!(
                "{name} must be a string or a list of strings, found {}",
                value.kind()
            );
            report.error(place, reason, "write a string");
        }
    };
    each(value, &place.key(name), &mut |value, place| match value {
        Json::List(_) => each_item(value, place, &mut one),
        _ => one(value, place),
    });
}

/// A resource of an IAM policy.
pub(super) fn arn(text: &str, place: &Place<'_>, report: &mut Report<'_>) {
    if text != "*" && !text.starts_with("arn:") && !text.starts_with('*') {
        let reason = format!(
            "a resource must be an ARN or *, found \"{}\"",
            crate::check::shown::shown(text)
        );
        report.error(
            place,
            reason,
            "write an ARN, for example with Fn::GetAtt of the resource and Arn",
        );
    }
}
