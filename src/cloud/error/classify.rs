//! The kind of an error, from its code, its status and its message.

use super::Kind;
use crate::cloud::clock;

pub(super) fn kind(call: &str, code: &str, status: u16, message: &str) -> Kind {
    if let Some((here, there)) = clock::skew(code, message) {
        return Kind::Clock { here, there };
    }
    // Query services omit the suffix, JSON services add a namespace.
    let name = code.rsplit('#').next().unwrap_or(code);
    let name = name.strip_suffix("Exception").unwrap_or(name);
    match name {
        "Throttling"
        | "ThrottlingError"
        | "Throttled"
        | "TooManyRequests"
        | "RequestLimitExceeded"
        | "SlowDown"
        | "RequestThrottled"
        | "PriorRequestNotComplete"
        | "BandwidthLimitExceeded"
        | "TooManyUpdates" => Kind::Throttled,
        "ExpiredToken" | "RequestExpired" | "TokenRefreshRequired" => Kind::Expired,
        "InvalidClientTokenId"
        | "UnrecognizedClient"
        | "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "MissingAuthenticationToken"
        | "IncompleteSignature"
        | "AuthFailure"
        | "OptInRequired"
        | "InvalidSignature" => Kind::NoCredentials,
        "AccessDenied" | "UnauthorizedOperation" | "NotAuthorized" | "AuthorizationError" => {
            let action = between(message, "not authorized to perform: ")
                .filter(|action| is_action(action))
                .unwrap_or(call)
                .to_owned();
            let resource = between(message, "on resource: ").map(str::to_owned);
            Kind::AccessDenied { action, resource }
        }
        "ValidationError" | "InvalidParameter" if is_absence(message) => Kind::NotFound,
        "ChangeSetNotFound" | "ParameterNotFound" | "ResourceNotFound" | "StackNotFound" | "NotFound"
        | "NoSuchBucket" | "NoSuchKey" | "NoSuchUpload" | "NoSuchVersion" | "RepositoryNotFound"
        | "ClusterNotFound"
        | "NoSuchEntity"
        | "NoSuchResource"
        // Bucket settings that were never set.
        | "NoSuchBucketPolicy"
        | "NoSuchLifecycleConfiguration"
        | "NoSuchPublicAccessBlockConfiguration"
        | "NoSuchTagSet"
        | "OwnershipControlsNotFoundError"
        | "ServerSideEncryptionConfigurationNotFoundError" => Kind::NotFound,
        "AlreadyExists"
        | "ParameterAlreadyExists"
        | "Conflict"
        | "BucketAlreadyExists"
        | "BucketAlreadyOwnedByYou" => Kind::AlreadyExists,
        // Another request changes the same bucket.
        "OperationAborted" => Kind::Unavailable,
        "LimitExceeded" | "ServiceQuotaExceeded" | "ParameterLimitExceeded" | "AccountLimitExceeded" => {
            Kind::LimitExceeded
        }
        "TokenAlreadyExists" | "IdempotentParameterMismatch" => Kind::TokenReused,
        // Responses without a body, to HEAD requests.
        _ if status == 404 && code.is_empty() => Kind::NotFound,
        "" | "Forbidden" if status == 403 => Kind::AccessDenied {
            action: call.to_owned(),
            resource: None,
        },
        _ if status == 429 => Kind::Throttled,
        _ if status >= 500 => Kind::Unavailable,
        "ValidationError" | "Validation" | "InvalidParameterValue" => Kind::Validation,
        _ => Kind::Other {
            code: code.to_owned(),
        },
    }
}

/// `CloudFormation` has no error code for a missing stack, nor ECS for a missing task.
fn is_absence(message: &str) -> bool {
    message.contains("task was not found")
        || (message.starts_with("Stack") || message.starts_with("ChangeSet"))
            && message.contains("does not exist")
}

/// Whether it has the form of an action, which the fix suggests to allow.
fn is_action(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || char == '-')
    };
    text.split_once(':')
        .is_some_and(|(service, name)| is_word(service) && is_word(name))
}

fn between<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    let rest = &message[message.find(start)? + start.len()..];
    let end = rest.find([' ', '\n', ',', '"']).unwrap_or(rest.len());
    Some(rest[..end].trim_end_matches('.'))
}
