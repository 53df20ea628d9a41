//! Principals: everyone, or accounts, roles, services and identity providers by name.

use crate::check::place::Place;
use crate::check::report::Report;
use crate::check::text::literal_account;
use crate::check::value::{each, each_item, is_dynamic};
use crate::model::json::Json;
use crate::model::suggestion::nearest;

const KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

pub(super) fn check(value: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    match value {
        Json::Text(text) if text == "*" => {}
        Json::Map(fields) => {
            for (kind, value) in fields.iter() {
                let place = place.key(kind);
                if !KINDS.contains(&kind) {
                    let fix = nearest(kind, KINDS).map(|known| format!("did you mean {known}"));
                    let fix = fix.unwrap_or_else(|| format!("use one of {}", KINDS.join(", ")));
                    report.error(&place, format!("there is no principal type {kind}"), fix);
                    continue;
                }
                let mut one = |value: &Json, place: &Place<'_>| named(kind, value, place, report);
                each(value, &place, &mut |value, place| match value {
                    Json::List(_) => each_item(value, place, &mut one),
                    _ => one(value, place),
                });
            }
        }
        Json::Call(_) | Json::Null => {}
        _ => {
            let reason = "a principal must be \"*\" or an object with its type";
            report.error(
                place,
                reason,
                "write, for example, {\"Service\": \"ecs-tasks.amazonaws.com\"}",
            );
        }
    }
}

fn named(kind: &str, value: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let text = match value {
        Json::Text(text) if is_dynamic(text) => return,
        Json::Text(text) => text,
        Json::Call(_) | Json::Null => return,
        _ => {
            let reason = format!(
                "a principal must be a string or a list of strings, found {}",
                value.kind()
            );
            return report.error(place, reason, "write a string");
        }
    };
    match kind {
        "AWS" if is_account(text) => literal_account(place, report),
        "AWS"
            if text != "*"
                && !text.starts_with("arn:")
                && !text.starts_with("AROA")
                && !text.starts_with("AIDA") =>
        {
            let reason = format!(
                "\"{}\" is not an account, user or role",
                crate::check::shown::shown(text)
            );
            report.error(place, reason, "write the ARN of one, AWS::AccountId, or *");
        }
        "Service" if !text.contains('.') && text != "*" => {
            let reason = format!("\"{}\" is not a service", crate::check::shown::shown(text));
            report.error(place, reason, format!("write {text}.amazonaws.com"));
        }
        _ => {}
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::tests::policy;

    fn of(principal: &str) -> String {
        let statement =
            format!(r#"{{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {principal}}}"#);
        let document = format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#);
        policy("AWS::IAM::Role", "AssumeRolePolicyDocument", &document)
    }

    #[test]
    fn a_principal_is_of_a_known_kind() {
        assert_eq!(
            of(r#"{"Service": ["ecs-tasks.amazonaws.com"], "AWS": {"Ref": "AWS::AccountId"}}"#),
            ""
        );
        assert_eq!(of(r#""*""#), "");
        assert!(of(r#""ec2.amazonaws.com""#).contains("a principal must be \"*\" or an object"));
        assert!(of(r#"{"Servce": "x.y"}"#).contains("no principal type Servce | did you mean Service"));
        assert!(of(r#"{"Service": "ec2"}"#).contains("\"ec2\" is not a service | write ec2.amazonaws.com"));
        assert!(of(r#"{"AWS": "root"}"#).contains("\"root\" is not an account, user or role"));
        assert!(of(r#"{"AWS": [1]}"#).contains("Principal/AWS/0: a principal must be a string"));
    }

    #[test]
    fn an_account_is_not_written_out() {
        let found = of(r#"{"AWS": "123456789012"}"#);
        assert!(found.contains("Principal/AWS: a literal account id"), "{found}");
        assert_eq!(
            of(r#"{"AWS": "arn:aws:iam::123456789012:root"}"#).lines().count(),
            1
        );
    }
}
