//! Checks of the profiles of accounts: each for an account, and for one that the stacks may be in.

use super::{Config, complaint};
use crate::config::AccountId;
use sa_infra::settings::Complaint;

pub(super) fn check(config: &Config) -> Vec<Complaint> {
    let listed = config.accounts.values().flatten().chain(&config.account);
    let listed = listed.map(|account| &**account).collect::<Vec<_>>();
    let complaints = config.profiles.keys().filter_map(|account| {
        let key = format!("profiles.{account}");
        if let Err(invalid) = AccountId::try_from(account.clone()) {
            let reason = format!("\"{account}\" {}", invalid.reason);
            return Some(complaint(&[&key], reason, invalid.fix));
        }
        let is_excluded = !listed.is_empty() && !listed.contains(&&**account);
        is_excluded.then(|| {
            let reason = format!("`account` and [accounts] do not name {account}, so no stack is in it");
            complaint(&[&key], reason, "remove the line, or name the account there")
        })
    });
    complaints.collect()
}
