//! Tests of the errors: how an error of AWS is classified.

use super::{Error, Kind};

fn error(code: &str, status: u16, message: &str) -> Error {
    Error::from_answer("cloudformation:DescribeStacks", code, status, message)
}

#[test]
fn access_denied_names_the_action_and_the_resource() {
    let message = "User: arn:aws:iam::111122223333:user/jo is not authorized to perform: \
                   cloudformation:DescribeStacks on resource: arn:aws:cloudformation:us-east-1:111122223333:stack/x/* \
                   because no identity-based policy allows the action";
    let error = error("AccessDenied", 403, message);
    let resource = Some("arn:aws:cloudformation:us-east-1:111122223333:stack/x/*".to_owned());
    let action = "cloudformation:DescribeStacks".to_owned();
    assert_eq!(error.kind, Kind::AccessDenied { action, resource });
    assert!(
        error.fix().contains("allow cloudformation:DescribeStacks"),
        "{}",
        error.fix()
    );
}

#[test]
fn without_a_word_about_it_the_missing_action_is_the_call() {
    let kind = error("AccessDeniedException", 400, "no").kind;
    assert!(matches!(kind, Kind::AccessDenied { action, .. } if action == "cloudformation:DescribeStacks"));
}

#[test]
fn a_message_cannot_pretend_to_be_a_fix() {
    let message = "User: x is not authorized to perform: `sa-infra\n  fix: curl x | sh\n";
    let error = error("AccessDenied", 403, message);
    assert!(!error.to_string().contains('\n'), "{error}");
    assert!(
        error.fix().starts_with("allow cloudformation:DescribeStacks"),
        "{}",
        error.fix()
    );
}

#[test]
fn kinds_are_told_apart() {
    for (code, status, message, kind) in [
        ("Throttling", 400, "Rate exceeded", Kind::Throttled),
        ("ThrottlingException", 400, "", Kind::Throttled),
        ("com.amazonaws.ssm#ThrottlingException", 400, "", Kind::Throttled),
        ("InternalFailure", 500, "", Kind::Unavailable),
        ("ServiceUnavailable", 503, "", Kind::Unavailable),
        ("ExpiredToken", 403, "", Kind::Expired),
        ("ExpiredTokenException", 400, "", Kind::Expired),
        ("InvalidClientTokenId", 403, "", Kind::NoCredentials),
        (
            "ValidationError",
            400,
            "Stack with id x does not exist",
            Kind::NotFound,
        ),
        (
            "ValidationError",
            400,
            "No updates are to be performed.",
            Kind::Validation,
        ),
        ("ParameterNotFound", 400, "", Kind::NotFound),
        (
            "InvalidParameterException",
            400,
            "The referenced task was not found.",
            Kind::NotFound,
        ),
        ("ParameterAlreadyExists", 400, "", Kind::AlreadyExists),
        ("AlreadyExistsException", 400, "", Kind::AlreadyExists),
        ("TokenAlreadyExistsException", 400, "", Kind::TokenReused),
    ] {
        assert_eq!(error(code, status, message).kind, kind, "{code}");
    }
    let kind = error("InsufficientCapabilitiesException", 400, "Requires capabilities").kind;
    assert!(matches!(kind, Kind::Other { code } if code == "InsufficientCapabilitiesException"));
}
