//! Actions: `service:Action`, with wildcards, or `*`.

use crate::check::place::Place;
use crate::check::report::Report;
use crate::check::shown::shown;

pub(super) fn check(text: &str, place: &Place<'_>, report: &mut Report<'_>) {
    if text == "*" {
        return;
    }
    let is_service = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_action = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'?' | b'-'))
    };
    let fix = match text.split_once(':') {
        Some((service, action)) if is_service(service) && is_action(action) => return,
        Some(_) => "write, for example, s3:GetObject or s3:Get*".to_owned(),
        None if is_action(text) => format!("write the service before it, for example s3:{text}"),
        None => "write, for example, s3:GetObject, or * for every action".to_owned(),
    };
    report.error(place, format!("\"{}\" is not an action", shown(text)), fix);
}

#[cfg(test)]
mod tests {
    use super::super::tests::identity;

    #[test]
    fn an_action_names_its_service() {
        let of = |action: &str| {
            identity(&format!(
                r#"{{"Effect": "Allow", "Action": ["{action}"], "Resource": "*"}}"#
            ))
        };
        for action in [
            "*",
            "s3:*",
            "s3:Get*",
            "execute-api:Invoke",
            "EC2:Describe?nstances",
        ] {
            assert_eq!(of(action), "");
        }
        let found = of("GetObject");
        assert!(found.contains("Action/0: \"GetObject\" is not an action | write the service before it, for example s3:GetObject"), "{found}");
        for action in ["s3:", ":Get", "s3*:Get", "s3:Get Object", ""] {
            assert!(of(action).contains("is not an action"), "{action}");
        }
    }
}
