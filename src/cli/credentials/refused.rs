//! Reports the accounts of a command, and refuses credentials of others.

use super::super::account::{self, Account};
use super::super::{Allowed, Failure, verbosity};
use super::{Given, Group, Scope};
use crate::cloud::{self, Access};

impl Scope {
    /// The given credentials belong to another account, and no profile is named for this one.
    pub(super) fn without_profile(&self, wanted: &str, group: &Group, own: Option<&Account>) -> Failure {
        let allowed = self.allowed.borrow();
        let whose = match (&*allowed, group.stacks.first()) {
            (Some(Allowed { source, .. }), _) if group.is_home => format!("{source} allows {wanted}"),
            (_, Some(stack)) => format!("{stack} belongs to the account {wanted}"),
            (_, None) => format!("the command works in the account {wanted}"),
        };
        let and = own.map_or(String::new(), |own| {
            let Account { identity, .. } = own;
            format!(
                ", and these are credentials of {} ({})",
                identity.account, identity.arn
            )
        });
        let known = Access::profiles_of(wanted);
        let name = match known.as_slice() {
            [only] => only,
            _ => "PROFILE",
        };
        let line = self.how.get().replace("ACCOUNT", wanted).replace("PROFILE", name);
        Failure::Failed {
            reason: format!("account: {whose}{and}"),
            fix: format!("name a profile of the right account with --profile, or {line}"),
        }
    }

    /// Reports the accounts, and refuses one that the configuration does not allow.
    pub(super) fn report(&self, entered: &[(Account, &Group)]) -> Result<(), Failure> {
        let mut accounts = Vec::<&Account>::new();
        for (account, _) in entered {
            if !accounts.contains(&account) {
                accounts.push(account);
            }
        }
        for account in accounts {
            let groups = entered.iter().filter(|(other, _)| other == account);
            let (mut stacks, mut regions) = (Vec::new(), Vec::new());
            for (_, group) in groups {
                stacks.extend(group.stacks.iter().cloned());
                let new = group.regions.iter().filter(|region| !regions.contains(*region));
                let new = new.cloned().collect::<Vec<_>>();
                regions.extend(new);
            }
            account::enter(account, &stacks, &regions, verbosity::is_quiet())?;
        }
        entered.iter().try_for_each(|(account, _)| self.allow(account))
    }

    fn allow(&self, account: &Account) -> Result<(), Failure> {
        let allowed = self.allowed.borrow();
        let Some(Allowed { accounts, source }) = &*allowed else {
            return Ok(());
        };
        let cloud::sts::Identity { account, arn } = &account.identity;
        if accounts.contains(account) {
            return Ok(());
        }
        Err(Failure::Failed {
            reason: format!(
                "account: {source} allows {}, and these are credentials of {account} ({arn})",
                accounts.join(" and ")
            ),
            fix: "name a profile of the right account with --profile, or correct the configuration"
                .to_owned(),
        })
    }
}

/// Refuses a `--profile` that no stack of the command needs.
pub(super) fn used(
    given: &Given,
    own: Option<&Account>,
    entered: &[(Account, &Group)],
) -> Result<(), Failure> {
    let Some((profile, own)) = given.profile.as_ref().zip(own) else {
        return Ok(());
    };
    if entered.iter().any(|(account, _)| account == own) {
        return Ok(());
    }
    let accounts = entered.iter().map(|(account, _)| account.name());
    let accounts = accounts.collect::<Vec<_>>().join(" and ");
    Err(Failure::usage(
        format!(
            "--profile: {profile} belongs to the account {}, but the stacks to {accounts}",
            own.name()
        ),
        "remove --profile, or name a profile of one of their accounts",
    ))
}
