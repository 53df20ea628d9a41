//! The last check before a change: CloudFormation itself says in which account a stack is. Credentials can change after they
//! were verified, for example those of a program that prints them.

use crate::cloud::{Error, Result};
use crate::synth::Artifact;

/// Refuses a stack that CloudFormation shows in another account than its own.
pub(super) fn check(artifact: &Artifact, arn: &str) -> Result<()> {
    // arn:PARTITION:cloudformation:REGION:ACCOUNT:stack/..
    let found = arn.split(':').nth(4).unwrap_or_default();
    match artifact.account.as_deref() {
        Some(account) if account != found => Err(Error::configuration(
            "account",
            format!(
                "{} belongs to the account {account}, but the credentials reached {found}",
                artifact.id
            ),
            format!("check the credentials of {account}: they changed while the command ran"),
        )),
        _ => Ok(()),
    }
}
