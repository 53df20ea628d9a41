//! Statements: an effect, actions, resources and principals, as the kind of policy requires.

use super::members::{arn, effect, one_of, sid, strings};
use super::{Kind, action, condition, principal};
use crate::check::context::Context;
use crate::check::place::Place;
use crate::check::report::Report;
use crate::check::value::{Presence, each, each_item, presence};
use crate::model::finding::Severity;
use crate::model::json::{Fields, Json};
use crate::model::suggestion::nearest;
use std::collections::HashSet;

const MEMBERS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// Checks one statement or a list of them.
pub(super) fn check_all(
    cx: &Context<'_>,
    kind: Kind,
    statements: &Json,
    place: &Place<'_>,
    report: &mut Report<'_>,
) {
    if statements.as_list().is_some_and(<[Json]>::is_empty) {
        report.error(place, "the policy has no Statement", "add at least one statement");
    }
    let mut sids = HashSet::new();
    let mut check_one = |value: &Json, place: &Place<'_>| match value {
        Json::Map(fields) => {
            statement(cx, kind, fields, place, report);
            if let Some(sid) = fields.get("Sid").and_then(Json::as_text)
                && !sids.insert(sid.to_owned())
                && !place.is_within("Fn::If")
            {
                let reason = format!("another statement already has the Sid {sid}");
                // IAM refuses it; most services accept any resource policy.
                let severity = match kind {
                    Kind::Identity | Kind::Trust => Severity::Error,
                    Kind::Resource | Kind::Repository => Severity::Warning,
                };
                let fix = "give each statement its own Sid".to_owned();
                report.add(severity, &place.key("Sid"), reason, fix);
            }
        }
        Json::Call(_) => {}
        _ => {
            let reason = format!("a statement must be an object, found {}", value.kind());
            report.error(
                place,
                reason,
                "write {\"Effect\": .., \"Action\": .., \"Resource\": ..}",
            );
        }
    };
    match statements {
        Json::List(_) | Json::Call(_) => each_item(statements, place, &mut check_one),
        _ => check_one(statements, place),
    }
}

fn statement(cx: &Context<'_>, kind: Kind, fields: &Fields, place: &Place<'_>, report: &mut Report<'_>) {
    for (name, _) in fields
        .iter()
        .filter(|(name, _)| !MEMBERS.contains(name) && !name.starts_with("Fn::"))
    {
        let fix = nearest(name, MEMBERS).map(|known| format!("did you mean {known}"));
        let fix = fix.unwrap_or_else(|| format!("known are {}", MEMBERS.join(", ")));
        report.error(&place.key(name), format!("a statement has no {name}"), fix);
    }
    effect(cx, fields, place, report);
    sid(kind, fields, place, report);
    one_of(fields, "Action", "NotAction", place, report);
    match kind {
        Kind::Identity => {
            one_of(fields, "Resource", "NotResource", place, report);
            for name in ["Principal", "NotPrincipal"] {
                if presence(fields.get(name)) != Presence::No {
                    let reason = format!("an identity policy has no {name}");
                    report.error(&place.key(name), reason, "remove it");
                }
            }
        }
        Kind::Trust => {
            one_of(fields, "Principal", "NotPrincipal", place, report);
            for name in ["Resource", "NotResource"] {
                if presence(fields.get(name)) != Presence::No {
                    let reason = format!("a trust policy has no {name}");
                    report.error(&place.key(name), reason, "remove it");
                }
            }
        }
        Kind::Resource => {
            one_of(fields, "Resource", "NotResource", place, report);
            one_of(fields, "Principal", "NotPrincipal", place, report);
        }
        Kind::Repository => one_of(fields, "Principal", "NotPrincipal", place, report),
    }
    for name in ["Action", "NotAction"] {
        strings(fields, name, place, report, &mut |text, place, report| {
            action::check(text, place, report);
        });
    }
    if kind == Kind::Identity {
        for name in ["Resource", "NotResource"] {
            strings(fields, name, place, report, &mut arn);
        }
    }
    for name in ["Principal", "NotPrincipal"] {
        if let Some(value) = fields.get(name) {
            each(value, &place.key(name), &mut |value, place| {
                principal::check(value, place, report);
            });
        }
    }
    if let Some(value) = fields.get("Condition") {
        each(value, &place.key("Condition"), &mut |value, place| {
            condition::check(value, place, report);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{identity, policy};

    const ALLOW: &str = r#""Effect": "Allow", "Action": "s3:GetObject""#;

    #[test]
    fn an_identity_says_what_and_on_what() {
        assert_eq!(identity(&format!(r#"{{{ALLOW}, "Resource": "*"}}"#)), "");
        assert!(
            identity(&format!("{{{ALLOW}}}"))
                .contains("Statement/0: the statement has neither Resource nor NotResource")
        );
        assert!(
            identity(&format!(r#"{{{ALLOW}, "Resource": "my-bucket"}}"#))
                .contains("a resource must be an ARN or *")
        );
        assert!(
            identity(&format!(r#"{{{ALLOW}, "Resource": "*", "NotResource": "*"}}"#))
                .contains("cannot be used together")
        );
        assert!(
            identity(&format!(r#"{{{ALLOW}, "Resource": "*", "Principal": "*"}}"#))
                .contains("identity policy has no Principal")
        );
        assert!(
            identity(r#"{"Effect": "allow", "Resource": "*", "Action": [3]}"#)
                .contains("an effect is Allow or Deny")
        );
        assert!(
            identity(r#"{"Effect": "Allow", "Resource": "*", "Action": [["a:b"]]}"#)
                .contains("Action/0: Action must be a string or a list")
        );
        assert!(
            identity(&format!(r#"{{{ALLOW}, "Resource": "*", "Sid": "a b"}}"#))
                .contains("only letters and digits | write \"ab\"")
        );
        assert!(identity(&format!(r#"{{{ALLOW}, "Resorce": "*"}}"#)).contains("did you mean Resource"));
        assert!(identity(r#""text""#).contains("a statement must be an object, found a string"));
    }

    #[test]
    fn a_trust_says_who_and_not_on_what() {
        let of = |statement: &str| {
            let document = format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#);
            policy("AWS::IAM::Role", "AssumeRolePolicyDocument", &document)
        };
        let who = r#""Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}"#;
        assert_eq!(of(&format!("{{{who}}}")), "");
        assert!(of(&format!(r#"[{{{who}, "Resource": "*"}}]"#)).contains("a trust policy has no Resource"));
        assert!(
            of(r#"[{"Effect": "Allow", "Action": "sts:AssumeRole"}]"#)
                .contains("neither Principal nor NotPrincipal")
        );
        assert!(
            of(&format!(r#"[{{"Sid": "A", {who}}}, {{"Sid": "A", {who}}}]"#))
                .contains("already has the Sid A")
        );
    }

    #[test]
    fn a_resource_says_who_and_on_what() {
        let of = |statement: &str| {
            let document = format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#);
            policy("AWS::S3::BucketPolicy", "PolicyDocument", &document)
        };
        assert_eq!(
            of(&format!(
                r#"{{{ALLOW}, "Principal": "*", "Resource": {{"Fn::Sub": "arn:aws:s3:::x/*"}}}}"#
            )),
            ""
        );
        assert!(
            of(&format!(r#"{{{ALLOW}, "Resource": "*"}}"#)).contains("neither Principal nor NotPrincipal")
        );
    }
}
