//! The errors of AWS calls, classified by what the user can do about them.

mod classify;

use super::Secret;

use classify::kind;

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

/// A message on one line, so that it cannot imitate the lines that follow an error.
fn one_line(message: &str) -> String {
    let lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
