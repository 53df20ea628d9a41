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
}
