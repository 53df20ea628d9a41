//! The part of the AWS configuration that comes from the command line.

use super::Secret;

/// How to access AWS, as set on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// The profile, instead of `AWS_PROFILE`.
    pub profile: Option<String>,
    /// The endpoint of all services, instead of AWS's own.
    pub endpoint_url: Option<String>,
    /// The code of an MFA device, for a profile that requires one.
    pub code: Option<Secret>,
    /// The credentials of an emulator, never of AWS. With them, the user's AWS configuration is not read.
    pub credentials: Option<(String, Secret)>,
    /// The session token that goes with the credentials of an emulator.
    pub session_token: Option<Secret>,
}

impl Access {
    /// The same emulator for another account: there, the access key id is the account, and the key of the emulator is the
    /// session token.
    #[must_use]
    pub fn of_emulated_account(&self, account: &str) -> Self {
        let key = self.credentials.as_ref().map(|(_, secret)| secret.clone());
        Self {
            credentials: key.clone().map(|key| (account.to_owned(), key)),
            session_token: key,
            ..self.clone()
        }
    }
}
