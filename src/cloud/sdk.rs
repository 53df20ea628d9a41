//! AWS's SDK behind the traits. The configuration is loaded as in every AWS tool, and only when a command that needs
//! it starts.

mod api;
mod bounds;
mod call;
mod cloudcontrol;
mod cloudformation;
mod cloudwatch;
mod codebuild;
mod config;
mod convert;
mod ec2;
mod ecr;
mod ecs;
mod events;
mod genuine;
mod iam;
mod lambda;
mod limiter;
mod log_groups;
mod logs;
mod quotas;
mod rates;
mod s3;
mod scheduler;
mod services;
mod sns;
mod ssm;
mod sts;
mod traced;

pub use services::SdkCloud;

use super::sts::Identity;
use super::{Access, Clouds, Environment, Error, Kind, Result};
use aws_config::{Region, SdkConfig};
use call::Caller;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// The accounts of a command in every region, from the user's AWS configuration.
///
/// Who loads credentials for stacks that belong to an account says which one they are for, after asking STS. An account that
/// no one has named is never reached.
#[derive(Clone, Debug)]
pub struct SdkClouds {
    /// The account of stacks that name none.
    given: Credentials,
    /// Further accounts, by their ids.
    others: BTreeMap<String, Credentials>,
    /// Whether the credentials are for the stacks of every account.
    for_all: bool,
}

/// The credentials of one account.
#[derive(Clone, Debug)]
struct Credentials {
    account: Option<String>,
    config: SdkConfig,
    caller: Caller,
    regions: RefCell<HashMap<String, SdkCloud>>,
}

impl Access {
    /// The MFA device whose code is needed: the profile assumes a role that requires one, and there is no cached
    /// session.
    pub fn device(&self) -> Result<Option<String>> {
        config::device(self)
    }

    /// The profiles of AWS's files that say they are for an account: by a role there, or by the account that SSO signs in
    /// to.
    pub fn profiles_of(account: &str) -> Vec<String> {
        config::profiles_of(account)
    }
}

impl SdkClouds {
    /// Reads environment variables and AWS's configuration files, except for an emulator. The first call loads the
    /// credentials, except for those that need an MFA code.
    pub async fn load(access: &Access) -> Result<Self> {
        Ok(Self {
            given: Credentials {
                account: None,
                config: config::load(access).await?,
                caller: Caller::default(),
                regions: RefCell::default(),
            },
            others: BTreeMap::new(),
            for_all: false,
        })
    }

    /// These credentials, which belong to this identity, as STS said.
    #[must_use]
    pub fn identified(mut self, identity: &Identity) -> Self {
        // A client that was made before does not know its account.
        self.given.regions.take();
        self.given.account = Some(identity.account.clone());
        self
    }

    /// Adds the identified credentials of another account. Those that are not identified are ignored.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        if let Some(account) = &other.given.account {
            self.others.insert(account.clone(), other.given.clone());
        }
        self
    }

    /// Uses these credentials for the stacks of every account, to read the same stacks in another one.
    #[must_use]
    pub fn for_every_account(mut self) -> Self {
        self.for_all = true;
        self
    }

    /// The endpoint of every service, if it is not AWS.
    pub fn endpoint_url(&self) -> Option<&str> {
        self.given.config.endpoint_url()
    }

    /// How long calls have waited for the rate limiter, in total.
    pub fn waited(&self) -> Duration {
        let others = self.others.values().map(|other| other.caller.waited());
        self.given.caller.waited() + others.sum::<Duration>()
    }

    /// The credentials of an account.
    fn of(&self, account: Option<&str>) -> Result<&Credentials> {
        let Some(account) = account.filter(|_| !self.for_all) else {
            return Ok(&self.given);
        };
        if self.given.account.as_deref() == Some(account) {
            return Ok(&self.given);
        }
        self.others.get(account).ok_or_else(|| {
            Error::configuration(
                "credentials",
                format!("no credentials were verified for the account {account}"),
                "name the stacks that the command works on",
            )
        })
    }
}

impl Clouds for SdkClouds {
    type Cloud = SdkCloud;

    fn at(&self, environment: Environment<'_>) -> Result<SdkCloud> {
        self.of(environment.account)?.region(environment.region)
    }
}

impl Credentials {
    fn region(&self, region: Option<&str>) -> Result<SdkCloud> {
        let configured = || self.config.region().map(AsRef::as_ref);
        let region = region.or_else(configured).ok_or_else(|| Error {
            call: "configuration",
            kind: Kind::NoRegion,
            message: "no region is configured".to_owned(),
        })?;
        let mut regions = self.regions.borrow_mut();
        if let Some(cloud) = regions.get(region) {
            return Ok(cloud.clone());
        }
        let config = self
            .config
            .to_builder()
            .region(Region::new(region.to_owned()))
            .build();
        let cloud = SdkCloud::new(self.account.clone(), region, config, self.caller.clone());
        regions.insert(region.to_owned(), cloud.clone());
        Ok(cloud)
    }
}
