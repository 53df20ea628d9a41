//! The errors of AWS calls, classified by what the user can do about them.

use super::{Secret, clock};

/// A failed AWS call. It never contains a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{call}: {}", self.text())]
pub struct Error {
    /// The call, as IAM names it: `cloudformation:DescribeStacks`.
    pub call: &'static str,
    /// The kind of failure.
    pub kind: Kind,
    /// The message of AWS, or of the connection.
    pub message: String,
}

/// The kinds of failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Too many calls. The call has been retried.
    Throttled,
    /// AWS cannot be reached, or fails on its side. The call has been retried.
    Unavailable,
    /// A proxy, a firewall or another server responded instead of AWS. The call has been retried.
    Intercepted,
    /// A response or a list that is longer than any of AWS, or that has no end.
    Unbounded,
    /// The credentials have expired.
    Expired,
    /// There are no credentials, or AWS does not know them.
    NoCredentials,
    /// No region is set.
    NoRegion,
    /// A profile requires a code of an MFA device.
    CodeNeeded,
    /// The user's AWS configuration is invalid.
    Configuration {
        /// What to do about it, a lowercase fragment.
        fix: String,
    },
    /// The local clock and AWS's differ too much for a valid signature.
    Clock {
        /// The local time, if it is known.
        here: Option<String>,
        /// AWS's time.
        there: Option<String>,
    },
    /// The credentials lack a permission.
    AccessDenied {
        /// The missing permission.
        action: String,
        /// The resource.
        resource: Option<String>,
    },
    /// The resource does not exist.
    NotFound,
    /// The request is invalid.
    Validation,
    /// The resource to create exists already.
    AlreadyExists,
    /// A quota is exhausted.
    LimitExceeded,
    /// The token of the request was used for another request.
    TokenReused,
    /// All other errors, by AWS's code.
    Other {
        /// The code.
        code: String,
    },
}

impl Error {
    /// An error response of AWS with this code.
    pub(super) fn from_answer(call: &'static str, code: &str, status: u16, message: &str) -> Self {
        let message = match (message, code) {
            ("", "") => &*format!("an unexpected response with HTTP status {status}"),
            ("", code) => code,
            (message, _) => message,
        };
        Self {
            call,
            kind: kind(call, code, status, message),
            message: one_line(message).trim_end_matches('.').to_owned(),
        }
    }

    /// The error for an invalid setting in the user's AWS configuration.
    pub fn configuration(call: &'static str, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            call,
            kind: Kind::Configuration { fix: fix.into() },
            message: message.into(),
        }
    }

    /// Whether the call may succeed later. Then watching continues.
    pub fn is_transient(&self) -> bool {
        matches!(self.kind, Kind::Throttled | Kind::Unavailable | Kind::Intercepted)
    }

    /// Whether the resource does not exist.
    pub fn is_not_found(&self) -> bool {
        self.kind == Kind::NotFound
    }

    /// What to do about it, a lowercase fragment.
    pub fn fix(&self) -> String {
        match &self.kind {
            Kind::Throttled => {
                "wait a minute and try again; others may be calling AWS at the same time".into()
            }
            Kind::Unavailable => {
                "check that the network is up, the region exists and --endpoint-url is right, then try again"
                    .into()
            }
            Kind::Expired => {
                "sign in again (`aws sso login`, or new credentials), then run the same command".into()
            }
            Kind::NoCredentials => "select a profile with --profile, sign in with `aws sso login`, or set \
                                    AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
                .into(),
            Kind::CodeNeeded => "run it on a terminal, where it asks for the code; the session is then kept for the others, also for \
                                 the AWS CLI"
                .into(),
            Kind::Configuration { fix } => fix.clone(),
            Kind::Clock { .. } => {
                "set the clock of this machine (`timedatectl set-ntp true`, or your system's settings), then run the same command"
                    .into()
            }
            Kind::NoRegion => "set one with --region, AWS_REGION, or `region` in the profile".into(),
            Kind::AccessDenied { action, .. } => {
                format!("allow {action} to that identity, or use another one with --profile")
            }
            Kind::NotFound => "check the account and the region".into(),
            Kind::LimitExceeded => {
                "ask for a higher quota in the console (Service Quotas), or delete what is unused".into()
            }
            Kind::TokenReused => "run the command again".into(),
            Kind::Intercepted => {
                "check --endpoint-url, and whether a proxy or a firewall answers instead of AWS (HTTPS_PROXY, NO_PROXY)"
                    .into()
            }
            Kind::Unbounded => "check --endpoint-url, AWS_ENDPOINT_URL and the proxy: AWS does not answer like this".into(),
            Kind::Other { code } if code.is_empty() => {
                "check --endpoint-url, and whether a proxy answers instead of AWS"
                    .into()
            }
            Kind::Validation | Kind::AlreadyExists | Kind::Other { .. } => {
                "correct the problem that AWS reports".into()
            }
        }
    }

    /// The error without a secret that AWS repeats in it.
    pub(super) fn without(mut self, secret: &Secret) -> Self {
        self.message = secret.redact(&self.message);
        self
    }

    fn text(&self) -> String {
        let message = &self.message;
        match &self.kind {
            Kind::Throttled => format!("AWS is throttling requests: {message}"),
            Kind::Unavailable => format!("AWS cannot be reached: {message}"),
            Kind::Intercepted => format!("another server responded instead of AWS: {message}"),
            Kind::Expired => format!("the credentials have expired: {message}"),
            Kind::NoCredentials => format!("no usable credentials: {message}"),
            Kind::Clock {
                here: Some(here),
                there: Some(there),
            } => {
                format!("the clock of this machine is wrong: it shows {here}, but AWS has {there}")
            }
            Kind::Clock { .. } => format!("the clock of this machine is wrong: {message}"),
            Kind::AccessDenied { action, resource } => {
                let on = resource.as_ref().map(|resource| format!(" on {resource}"));
                let denied = format!("not allowed to {action}{}", on.unwrap_or_default());
                // Usually the message contains the action already.
                let is_said = message.contains(action);
                if is_said {
                    format!("access denied: {message}")
                } else {
                    format!("{denied}: {message}")
                }
            }
            Kind::Other { code } if code != message && !code.is_empty() => format!("{message} ({code})"),
            _ => message.clone(),
        }
    }
}

fn kind(call: &str, code: &str, status: u16, message: &str) -> Kind {
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

/// A message on one line, so that it cannot imitate the lines that follow an error.
fn one_line(message: &str) -> String {
    let lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
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

#[cfg(test)]
mod tests {
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
        assert!(
            matches!(kind, Kind::AccessDenied { action, .. } if action == "cloudformation:DescribeStacks")
        );
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
}
