//! The choice of the credentials: the identity of the given ones, and the profile of each other account.

use super::super::Failure;
use super::super::account::{self, Account};
use super::refused::used;
use super::{Chosen, Given, Group, Profile, Reach, Scope};
use crate::cloud::sts::Sts;
use crate::cloud::{self, Access, Cloud, Clouds, Environment, Kind, SdkClouds};
use crate::view;

impl Scope {
    /// Chooses and verifies the credentials of each account, reports the accounts, and refuses those that the
    /// configuration does not allow. `sign_in` loads a profile.
    pub(in crate::cli) async fn enter(
        &self,
        given: Given,
        sign_in: impl AsyncFn(&str) -> Result<(Access, SdkClouds), Failure>,
    ) -> Result<SdkClouds, Failure> {
        let groups = self.groups(false);
        if self.other {
            let cloud = given.clouds.at(here(&groups))?;
            let identity = cloud.sts().get_caller_identity().await?;
            view::account::source(&mut view::output::stderr(), &identity.account, &identity.arn)?;
            return Ok(given.clouds.for_every_account());
        }
        let own = self.own(&given, &groups).await?;
        let mut entered = Vec::<(Account, &Group)>::new();
        let mut chosen = Vec::new();
        let mut base = None;
        for group in &groups {
            let is_own = |own: &&Account| {
                let wanted = group.account.as_ref();
                wanted.is_none_or(|wanted| own.identity.account == *wanted)
            };
            match (&group.account, own.as_ref().filter(is_own)) {
                (_, Some(own)) => entered.push((own.clone(), group)),
                // STS does not answer, and nothing depends on the account.
                (None, None) => {}
                (Some(wanted), None) => {
                    let (access, clouds, account) =
                        self.sign_in(wanted, group, own.as_ref(), &sign_in).await?;
                    let clouds = clouds.identified(&account.identity);
                    entered.push((account.clone(), group));
                    let account = Some(account);
                    let region = group.regions.first().cloned();
                    let one = (
                        Chosen {
                            access,
                            region,
                            account,
                        },
                        clouds,
                    );
                    if group.is_home {
                        base = Some(one);
                    } else {
                        chosen.push(one);
                    }
                }
            }
        }
        self.report(&entered)?;
        used(&given, own.as_ref(), &entered)?;
        let access = given.access;
        let mut clouds = given.clouds;
        if let Some(own) = &own {
            clouds = clouds.identified(&own.identity);
        }
        let region = here(&groups).region.map(str::to_owned);
        let given = (
            Chosen {
                access,
                region,
                account: own,
            },
            clouds,
        );
        let first = match base {
            Some(base) => {
                chosen.push(given);
                base
            }
            None => given,
        };
        let (first, mut clouds) = first;
        let mut reach = vec![first];
        for (one, other) in chosen {
            clouds = clouds.with(&other);
            reach.push(one);
        }
        *self.reach.borrow_mut() = Reach(reach);
        Ok(clouds)
    }

    /// On the emulator, an account is its access key id. `sign_in` loads it.
    pub(in crate::cli) async fn enter_emulated(
        &self,
        access: Access,
        mut clouds: SdkClouds,
        sign_in: impl AsyncFn(&str) -> Result<(Access, SdkClouds), Failure>,
    ) -> Result<SdkClouds, Failure> {
        let mut reach = vec![Chosen {
            access,
            region: None,
            account: None,
        }];
        for group in self.groups(true) {
            let Some(wanted) = &group.account else { continue };
            let (access, other) = sign_in(wanted).await?;
            let account = account::identify(Some(wanted), &other, None).await?;
            if account.identity.account != *wanted {
                let reason = format!("the emulator has no account {wanted}");
                let fix = "restart it with `sa-infra local stop` and `sa-infra local start`".to_owned();
                return Err(Failure::Failed { reason, fix });
            }
            account::enter(&account, &group.stacks, &group.regions, true)?;
            clouds = clouds.with(&other.identified(&account.identity));
            let account = Some(account);
            reach.push(Chosen {
                access,
                region: None,
                account,
            });
        }
        *self.reach.borrow_mut() = Reach(reach);
        Ok(clouds)
    }

    /// The account of the given credentials; `None` if nothing depends on it and it cannot be known.
    async fn own(&self, given: &Given, groups: &[Group]) -> Result<Option<Account>, Failure> {
        let region = here(groups).region;
        let error = match account::identify(None, &given.clouds, region).await {
            Ok(account) => return Ok(Some(account)),
            Err(error) => error,
        };
        let has_profile = |group: &Group| {
            let account = group.account.as_deref();
            account.is_some_and(|account| self.profile(account).is_some())
        };
        // Every account has a profile of its own, so no others are needed.
        let is_needless = error.kind == Kind::NoCredentials && given.profile.is_none();
        if is_needless && groups.iter().all(has_profile) {
            return Ok(None);
        }
        // Without credentials, all other calls will fail too. If only STS fails, other services may work.
        let is_all = matches!(
            error.kind,
            Kind::NoCredentials | Kind::Expired | Kind::Clock { .. } | Kind::Configuration { .. }
        );
        let is_guarded =
            self.allowed.borrow().is_some() || groups.iter().any(|group| group.account.is_some());
        if is_guarded || is_all && !self.curious.get() {
            return Err(error.into());
        }
        Ok(None)
    }

    /// Loads and verifies the profile of an account.
    async fn sign_in(
        &self,
        wanted: &str,
        group: &Group,
        own: Option<&Account>,
        sign_in: &impl AsyncFn(&str) -> Result<(Access, SdkClouds), Failure>,
    ) -> Result<(Access, SdkClouds, Account), Failure> {
        let Some(profile) = self.profile(wanted) else {
            return Err(self.without_profile(wanted, group, own));
        };
        let Profile { name, source, .. } = &profile;
        let about = |failure: Failure| match failure {
            Failure::Other(error) => Failure::Other(about(error).context(format!(
                "the profile {name} of the account {wanted}, from {source}"
            ))),
            failure => failure,
        };
        let (access, clouds) = sign_in(name).await.map_err(about)?;
        let region = group.regions.first().map(|region| &**region);
        let account = account::identify(Some(name), &clouds, region).await;
        let account = account.map_err(|error| about(error.into()))?;
        let found = &account.identity;
        if found.account != wanted {
            return Err(Failure::Failed {
                reason: format!(
                    "profiles: {name}, which {source} names for the account {wanted}, has credentials of {} ({})",
                    found.account, found.arn
                ),
                fix: format!("name a profile of {wanted} there{}", known_profile(wanted)),
            });
        }
        Ok((access, clouds, account))
    }

    fn profile(&self, account: &str) -> Option<Profile> {
        let profiles = self.profiles.borrow();
        profiles
            .iter()
            .find(|profile| profile.account == account)
            .cloned()
    }
}

/// Where the command asks STS.
fn here(groups: &[Group]) -> Environment<'_> {
    let mut regions = groups.iter().flat_map(|group| &group.regions);
    Environment::in_region(regions.next().map(|region| &**region))
}

/// The profile of the user's files that says it is for an account, for a suggested fix.
fn known_profile(account: &str) -> String {
    match Access::profiles_of(account).as_slice() {
        [only] => format!(", such as {only}"),
        _ => String::new(),
    }
}

/// An error of a profile that the command line does not name.
fn about(mut error: anyhow::Error) -> anyhow::Error {
    if let Some(error) = error.downcast_mut::<cloud::Error>()
        && error.call == "--profile"
    {
        error.call = "profiles";
    }
    error
}
