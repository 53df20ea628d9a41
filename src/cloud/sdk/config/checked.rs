//! Validates credentials before they sign a request, whatever their source.

use super::environment::called;
use crate::cloud::clock;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use jiff::Timestamp;
use std::time::SystemTime;

/// A provider that validates the credentials of another one.
#[derive(Debug)]
pub(super) struct Checked(pub(super) SharedCredentialsProvider);

impl ProvideCredentials for Checked {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let credentials = self.0.provide_credentials().await?;
            let fault = fault(&credentials, SystemTime::now());
            fault.map_or(Ok(credentials), |fault| {
                Err(CredentialsError::invalid_configuration(fault))
            })
        })
    }

    fn fallback_on_interrupt(&self) -> Option<Credentials> {
        self.0.fallback_on_interrupt()
    }
}

/// The problem with the credentials.
fn fault(credentials: &Credentials, now: SystemTime) -> Option<String> {
    let parts = [
        ("key id", credentials.access_key_id()),
        ("secret key", credentials.secret_access_key()),
        ("session token", credentials.session_token().unwrap_or("-")),
    ];
    for (part, text) in parts {
        if text.is_empty() {
            return Some(format!("the {part} is empty"));
        }
        if let Some(char) = text.chars().find(|char| !char.is_ascii_graphic()) {
            let what = if char.is_control() {
                called(char)
            } else {
                "a space or a letter that no key has".to_owned()
            };
            return Some(format!("the {part} contains {what}"));
        }
    }
    let expiry = credentials.expiry().filter(|expiry| *expiry <= now)?;
    let time = |time: SystemTime| Timestamp::try_from(time).map(clock::said).unwrap_or_default();
    Some(format!(
        "they expired at {}, and it is {}",
        time(expiry),
        time(now)
    ))
}

#[cfg(test)]
mod tests {
    use super::fault;
    use aws_credential_types::Credentials;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn nothing_that_cannot_be_signed_with_gets_through() {
        let now = UNIX_EPOCH + Duration::from_hours(500_000);
        let of = |id: &str, secret: &str, token: Option<&str>| {
            Credentials::new(id, secret, token.map(str::to_owned), None, "x")
        };
        assert_eq!(fault(&of("AKID", "s", Some("t")), now), None);
        assert_eq!(
            fault(&of("AKID", "", None), now).unwrap(),
            "the secret key is empty"
        );
        assert_eq!(
            fault(&of("AKID\r", "s", None), now).unwrap(),
            "the key id contains a carriage return"
        );
        let blank = fault(&of("AKID", "s", Some("a b")), now).unwrap();
        assert_eq!(
            blank,
            "the session token contains a space or a letter that no key has"
        );
        let old = Credentials::new("AKID", "s", None, Some(UNIX_EPOCH), "x");
        let said = "they expired at 1970-01-01 00:00:00 UTC, and it is 2027-01-15 08:00:00 UTC";
        assert_eq!(fault(&old, now).unwrap(), said);
    }
}
