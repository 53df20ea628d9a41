//! The account of a command: reported once, before the command does anything there, and refused if the configuration
//! names another one.

#[cfg(feature = "aws")]
use super::verbosity;
use super::{Allowed, Failure};
use crate::cloud::iam::Iam;
use crate::cloud::sts::{Identity, Sts};
use crate::cloud::{Cloud, Clouds, Kind, SdkClouds};
use crate::local::account_aliases;
use crate::synth::Artifact;
use crate::view;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

/// The time limit for reading the account's alias: it is optional, and IAM is slow from some regions.
const PATIENCE: Duration = Duration::from_secs(2);

/// The identity of this process, which is the same for every command that another one runs.
static KNOWN: OnceLock<Account> = OnceLock::new();

#[derive(Clone, Debug)]
struct Account {
    identity: Identity,
    alias: Option<String>,
}

impl Account {
    /// Its display name.
    fn name(&self) -> String {
        view::account::name(&self.identity.account, self.alias.as_deref())
    }
}

/// The account and regions of a command, as far as its stacks and the configuration say.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    regions: RefCell<Vec<String>>,
    allowed: RefCell<Option<Allowed>>,
    /// Whether the command itself handles a failure to reach AWS.
    curious: Cell<bool>,
    /// Whether it is another account than that of this process, which is only read.
    other: bool,
}

impl Place {
    /// Another account than that of this process.
    pub(super) fn other(&self) -> Self {
        Self {
            regions: self.regions.clone(),
            other: true,
            ..Self::default()
        }
    }

    /// Records the values of the configuration and the stacks.
    pub(super) fn is(&self, allowed: Option<&Allowed>, regions: impl Iterator<Item = String>) {
        *self.allowed.borrow_mut() = allowed.cloned();
        let mut known = self.regions.borrow_mut();
        known.clear();
        for region in regions {
            if !known.contains(&region) {
                known.push(region);
            }
        }
    }

    /// The command handles failures itself.
    pub(super) fn look_at_failures(&self) {
        self.curious.set(true);
    }

    /// Whether it does.
    pub(super) fn is_curious(&self) -> bool {
        self.curious.get()
    }

    /// Reports the account once, and refuses an account that the configuration does not allow.
    #[cfg(feature = "aws")]
    pub(super) async fn enter(&self, clouds: &SdkClouds) -> Result<(), Failure> {
        if self.other {
            let region = self.regions.borrow().first().cloned();
            let identity = clouds
                .region(region.as_deref())?
                .sts()
                .get_caller_identity()
                .await?;
            view::account::source(&mut view::output::stderr(), &identity.account, &identity.arn)?;
            return Ok(());
        }
        let is_known = KNOWN.get().is_some();
        let Some(account) = self.account(clouds).await? else {
            return Ok(());
        };
        if !is_known && !verbosity::is_quiet() {
            let arn = &account.identity.arn;
            // The future owns the context by now, but this thread may still write to standard error.
            view::account::line(
                &mut view::output::stderr(),
                &account.name(),
                &self.regions.borrow(),
                arn,
            )?;
        }
        self.allow(&account)
    }

    async fn account(&self, clouds: &SdkClouds) -> Result<Option<Account>, Failure> {
        if let Some(known) = KNOWN.get() {
            return Ok(Some(known.clone()));
        }
        let first = self.regions.borrow().first().cloned();
        let asked = async {
            let cloud = clouds.region(first.as_deref())?;
            let identity = cloud.sts().get_caller_identity().await?;
            let alias = alias(&cloud, &identity.account, clouds.endpoint_url()).await;
            Ok(Account { identity, alias })
        };
        match asked.await {
            Ok(account) => Ok(Some(KNOWN.get_or_init(|| account).clone())),
            Err(error) => self.unknown(error),
        }
    }

    /// Without credentials, all other calls will fail too. If only STS fails, other services may work.
    fn unknown(&self, error: crate::cloud::Error) -> Result<Option<Account>, Failure> {
        let is_all = matches!(
            error.kind,
            Kind::NoCredentials | Kind::Expired | Kind::Clock { .. } | Kind::Configuration { .. }
        );
        let is_guarded = self.allowed.borrow().is_some();
        if is_guarded || is_all && !self.curious.get() {
            return Err(error.into());
        }
        Ok(None)
    }

    fn allow(&self, account: &Account) -> Result<(), Failure> {
        let allowed = self.allowed.borrow();
        let Some(Allowed { accounts, source }) = &*allowed else {
            return Ok(());
        };
        let Identity { account, arn } = &account.identity;
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

/// The account as questions name it; `None` until a command has asked AWS for it.
pub(super) fn known() -> Option<String> {
    KNOWN.get().map(Account::name)
}

/// The accounts that the configuration allows, or the one that the stacks belong to.
pub(super) fn of_stacks<'a>(
    configured: Option<Allowed>,
    stacks: impl Iterator<Item = &'a Artifact>,
) -> Result<Option<Allowed>, Failure> {
    let mut meant = BTreeMap::<&str, &str>::new();
    for stack in stacks {
        if let Some(account) = &stack.account {
            meant.entry(account).or_insert(&stack.id);
        }
    }
    let mut meant = meant.into_iter();
    match (meant.next(), meant.next()) {
        (None, _) => Ok(configured),
        (Some((account, stack)), None) => Ok(Some(Allowed {
            accounts: vec![account.to_owned()],
            source: format!("the stack {stack}"),
        })),
        (Some((one, first)), Some((other, second))) => Err(Failure::usage(
            format!("{first} belongs to the account {one}, and {second} to {other}"),
            "name the stacks of one account, and its profile with --profile",
        )),
    }
}
