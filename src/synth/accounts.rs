//! The accounts that an app names: twelve digits each, with one profile at most.

use crate::model::app::{Profile, Stack};
use crate::model::environment::is_account;
use crate::model::finding::Finding;
use std::collections::HashMap;

/// What is wrong with the accounts and the profiles of an app.
pub(super) fn check(stacks: &[Stack], profiles: &[Profile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let fix = "write its twelve digits, without spaces and hyphens: 111122223333";
    for stack in stacks {
        if let Some(account) = stack.account.as_deref().filter(|account| !is_account(account)) {
            let reason = format!("\"{account}\" is not the id of an AWS account");
            findings.push(Finding::error(stack.id.clone(), reason, fix));
        }
    }
    let mut names = HashMap::new();
    for profile in profiles {
        let Profile {
            account,
            name,
            origin,
        } = profile;
        let mut report = |reason: String, fix: &str| {
            findings.push(Finding {
                origin: Some(origin),
                ..Finding::error("profiles", reason, fix)
            });
        };
        if !is_account(account) {
            report(format!("\"{account}\" is not the id of an AWS account"), fix);
        }
        if name.trim().is_empty() {
            report(
                format!("the profile of {account} has no name"),
                "name a profile, as `aws configure list-profiles` shows it",
            );
        }
        if let Some(other) = names
            .insert(&**account, &**name)
            .filter(|other| *other != &**name)
        {
            report(
                format!("the account {account} has two profiles, {other} and {name}"),
                "keep one of them",
            );
        }
    }
    findings
}
