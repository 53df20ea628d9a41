//! The accounts of this process: who the caller is in each, as STS said, and how questions and reports name them.

use super::Failure;
use crate::cloud::iam::Iam;
use crate::cloud::sts::{Identity, Sts};
use crate::cloud::{Cloud, Clouds, Environment, Kind, Result, SdkClouds};
use crate::local::account_aliases;
use crate::view;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The time limit for reading the account's alias: it is optional, and IAM is slow from some regions.
const PATIENCE: Duration = Duration::from_secs(2);

/// What this process knows, which is the same for every command that another one runs.
static KNOWN: Mutex<Known> = Mutex::new(Known {
    accounts: BTreeMap::new(),
    stacks: BTreeMap::new(),
    said: BTreeSet::new(),
});

#[derive(Debug)]
struct Known {
    /// The account of each profile; `None` for the given credentials.
    accounts: BTreeMap<Option<String>, Account>,
    /// The display name of the account of each stack, by id.
    stacks: BTreeMap<String, String>,
    /// The accounts that are reported.
    said: BTreeSet<String>,
}

/// An account, and the caller's identity in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) identity: Identity,
    alias: Option<String>,
}

impl Account {
    /// Its display name.
    pub(super) fn name(&self) -> String {
        view::account::name(&self.identity.account, self.alias.as_deref())
    }
}

fn known<T>(with: impl FnOnce(&mut Known) -> T) -> T {
    // A panic leaves nothing half done in it.
    with(&mut KNOWN.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The account of these credentials, which this process asks for once. `profile` is `None` for the given credentials.
pub(super) async fn identify(
    profile: Option<&str>,
    clouds: &SdkClouds,
    region: Option<&str>,
) -> Result<Account> {
    let profile = profile.map(str::to_owned);
    if let Some(account) = known(|known| known.accounts.get(&profile).cloned()) {
        return Ok(account);
    }
    let cloud = clouds.at(Environment::in_region(region))?;
    let identity = cloud.sts().get_caller_identity().await?;
    let alias = alias(&cloud, &identity.account, clouds.endpoint_url()).await;
    let account = Account { identity, alias };
    known(|known| known.accounts.insert(profile, account.clone()));
    Ok(account)
}

/// The alias of the account, which is read once a day. `None` without the permission.
async fn alias(cloud: &impl Cloud, account: &str, endpoint: Option<&str>) -> Option<String> {
    if let Some(account_aliases::Alias(known)) = account_aliases::find(account, endpoint) {
        return known;
    }
    let asked = tokio::time::timeout(PATIENCE, cloud.iam().account_alias());
    let alias = match asked.await.ok()? {
        Err(error) if !matches!(error.kind, Kind::AccessDenied { .. }) => return None,
        alias => alias.ok().flatten(),
    };
    account_aliases::keep(account, endpoint, alias.as_deref());
    alias
}

/// Remembers the account of stacks, for questions, and reports it unless that is done.
pub(super) fn enter(
    account: &Account,
    stacks: &[String],
    regions: &[String],
    is_quiet: bool,
) -> std::result::Result<(), Failure> {
    let name = account.name();
    let is_new = known(|known| {
        let named = stacks.iter().map(|stack| (stack.clone(), name.clone()));
        known.stacks.extend(named);
        known.said.insert(account.identity.account.clone())
    });
    if is_new && !is_quiet {
        // The future owns the context by now, but this thread may still write to standard error.
        view::account::line(&mut view::output::stderr(), &name, regions, &account.identity.arn)?;
    }
    Ok(())
}

/// The accounts as the console names them; `None` until a command has asked AWS for them.
pub(super) fn all() -> Option<String> {
    let mut names = known(|known| known.stacks.values().cloned().collect::<BTreeSet<_>>());
    if names.is_empty() {
        names.extend(known(|known| known.accounts.get(&None).map(Account::name)));
    }
    let names = names.into_iter().collect::<Vec<_>>();
    (!names.is_empty()).then(|| names.join(" and "))
}

/// The accounts of these stacks as questions name them, each with its stacks. Without stacks, that of the given
/// credentials. Empty until a command has asked AWS.
pub(super) fn of<'a>(stacks: &[&'a str]) -> Vec<(String, Vec<&'a str>)> {
    let mut accounts = Vec::<(String, Vec<&str>)>::new();
    known(|known| {
        let given = known.accounts.get(&None).map(Account::name);
        for &stack in stacks {
            let Some(name) = known.stacks.get(stack).or(given.as_ref()) else {
                continue;
            };
            match accounts.iter_mut().find(|(known, _)| known == name) {
                Some((_, stacks)) => stacks.push(stack),
                None => accounts.push((name.clone(), vec![stack])),
            }
        }
        if stacks.is_empty() {
            accounts.extend(given.map(|name| (name, Vec::new())));
        }
    });
    accounts
}
