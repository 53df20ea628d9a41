//! The part of the AWS configuration that comes from the command line.

use super::Secret;

/// How AWS is reached, as far as the command line says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// The profile, instead of `AWS_PROFILE`.
    pub profile: Option<String>,
    /// Where all services are, instead of AWS's own addresses.
    pub endpoint_url: Option<String>,
    /// The code of an MFA device, for a profile that wants one.
    pub code: Option<Secret>,
    /// The credentials of an emulator, never of AWS: nothing of the person's configuration is read then.
    pub credentials: Option<(String, Secret)>,
}
