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
mod sns;
mod ssm;
mod sts;
mod traced;

use super::sts::Identity;
use super::{Access, Cloud, Clouds, Environment, Error, Kind, Result};
use aws_config::{Region, SdkConfig};
use call::Caller;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
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

/// One account in one region.
#[derive(Clone, Debug)]
pub struct SdkCloud(Rc<Services>);

/// The clients, each created at its first use.
#[derive(Debug)]
struct Services {
    account: Option<String>,
    region: String,
    config: SdkConfig,
    caller: Caller,
    cloudcontrol: OnceCell<cloudcontrol::Client>,
    ec2: OnceCell<ec2::Client>,
    cloudformation: OnceCell<cloudformation::Client>,
    cloudwatch: OnceCell<cloudwatch::Client>,
    codebuild: OnceCell<codebuild::Client>,
    ecr: OnceCell<ecr::Client>,
    lambda: OnceCell<lambda::Client>,
    logs: OnceCell<logs::Client>,
    ecs: OnceCell<ecs::Client>,
    events: OnceCell<events::Client>,
    iam: OnceCell<iam::Client>,
    quotas: OnceCell<quotas::Client>,
    s3: OnceCell<s3::Client>,
    scheduler: OnceCell<scheduler::Client>,
    sns: OnceCell<sns::Client>,
    ssm: OnceCell<ssm::Client>,
    sts: OnceCell<sts::Client>,
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
        let services = Services {
            account: self.account.clone(),
            region: region.to_owned(),
            config,
            caller: self.caller.clone(),
            cloudcontrol: OnceCell::new(),
            ec2: OnceCell::new(),
            cloudformation: OnceCell::new(),
            cloudwatch: OnceCell::new(),
            codebuild: OnceCell::new(),
            ecr: OnceCell::new(),
            lambda: OnceCell::new(),
            logs: OnceCell::new(),
            ecs: OnceCell::new(),
            events: OnceCell::new(),
            iam: OnceCell::new(),
            quotas: OnceCell::new(),
            s3: OnceCell::new(),
            scheduler: OnceCell::new(),
            sns: OnceCell::new(),
            ssm: OnceCell::new(),
            sts: OnceCell::new(),
        };
        let cloud = SdkCloud(Rc::new(services));
        regions.insert(region.to_owned(), cloud.clone());
        Ok(cloud)
    }
}

impl Cloud for SdkCloud {
    type CloudFormation = cloudformation::Client;
    type Ssm = ssm::Client;
    type Scheduler = scheduler::Client;
    type Sts = sts::Client;
    type S3 = s3::Client;
    type Ecr = ecr::Client;
    type CloudWatch = cloudwatch::Client;
    type CodeBuild = codebuild::Client;
    type Logs = logs::Client;
    type Sns = sns::Client;
    type Ecs = ecs::Client;
    type Events = events::Client;
    type Iam = iam::Client;
    type Quotas = quotas::Client;
    type Lambda = lambda::Client;
    type CloudControl = cloudcontrol::Client;
    type Ec2 = ec2::Client;

    fn account(&self) -> Option<&str> {
        self.0.account.as_deref()
    }

    fn region(&self) -> &str {
        &self.0.region
    }

    fn cloudformation(&self) -> &cloudformation::Client {
        let services = &*self.0;
        let client = || cloudformation::Client::new(&services.config, &services.caller);
        services.cloudformation.get_or_init(client)
    }

    fn ssm(&self) -> &ssm::Client {
        let services = &*self.0;
        let client = || ssm::Client::new(&services.config, &services.caller);
        services.ssm.get_or_init(client)
    }

    fn scheduler(&self) -> &scheduler::Client {
        let services = &*self.0;
        let client = || scheduler::Client::new(&services.config, &services.caller);
        services.scheduler.get_or_init(client)
    }

    fn sts(&self) -> &sts::Client {
        let services = &*self.0;
        let client = || sts::Client::new(&services.config, &services.caller);
        services.sts.get_or_init(client)
    }

    fn s3(&self) -> &s3::Client {
        let services = &*self.0;
        let client = || s3::Client::new(&services.config, &services.caller);
        services.s3.get_or_init(client)
    }

    fn ecr(&self) -> &ecr::Client {
        let services = &*self.0;
        let client = || ecr::Client::new(&services.config, &services.caller);
        services.ecr.get_or_init(client)
    }

    fn cloudwatch(&self) -> &cloudwatch::Client {
        let services = &*self.0;
        let client = || cloudwatch::Client::new(&services.config, &services.caller);
        services.cloudwatch.get_or_init(client)
    }

    fn codebuild(&self) -> &codebuild::Client {
        let services = &*self.0;
        let client = || codebuild::Client::new(&services.config, &services.caller);
        services.codebuild.get_or_init(client)
    }

    fn logs(&self) -> &logs::Client {
        let services = &*self.0;
        let client = || logs::Client::new(&services.config, &services.caller);
        services.logs.get_or_init(client)
    }

    fn sns(&self) -> &sns::Client {
        let services = &*self.0;
        let client = || sns::Client::new(&services.config, &services.caller);
        services.sns.get_or_init(client)
    }

    fn ecs(&self) -> &ecs::Client {
        let services = &*self.0;
        let client = || ecs::Client::new(&services.config, &services.caller);
        services.ecs.get_or_init(client)
    }

    fn events(&self) -> &events::Client {
        let services = &*self.0;
        let client = || events::Client::new(&services.config, &services.caller);
        services.events.get_or_init(client)
    }

    fn iam(&self) -> &iam::Client {
        let services = &*self.0;
        let client = || iam::Client::new(&services.config, &services.caller);
        services.iam.get_or_init(client)
    }

    fn quotas(&self) -> &quotas::Client {
        let services = &*self.0;
        let client = || quotas::Client::new(&services.config, &services.caller);
        services.quotas.get_or_init(client)
    }

    fn lambda(&self) -> &lambda::Client {
        let services = &*self.0;
        let client = || lambda::Client::new(&services.config, &services.caller);
        services.lambda.get_or_init(client)
    }

    fn cloudcontrol(&self) -> &cloudcontrol::Client {
        let services = &*self.0;
        let client = || cloudcontrol::Client::new(&services.config, &services.caller);
        services.cloudcontrol.get_or_init(client)
    }

    fn ec2(&self) -> &ec2::Client {
        let services = &*self.0;
        let client = || ec2::Client::new(&services.config, &services.caller);
        services.ec2.get_or_init(client)
    }
}
