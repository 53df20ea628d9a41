//! The configuration of the two systems, typed and checked. Keys, defaults and comments are those of
//! default.toml, the only place where a default is defined.

#[macro_use]
mod text;

mod check;
mod derived;
mod machine;
mod names;
mod numbers;
mod regions;
mod service;
mod simple_trader;
mod stock_advisor;
mod template;
mod times;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use names::{AccountId, BoundaryArn, Namespace, ProfileName};
pub(crate) use service::{BuildSpec, Service};
pub(crate) use simple_trader::SimpleTrader;
pub(crate) use stock_advisor::{Definition, Images, StackId, StockAdvisor, Store};
pub(crate) use template::init;
pub(crate) use times::Clock;
pub(crate) use words::Email;

use sa_infra::settings::{self, Complaint, Loaded, Override, Problems, Settings};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Every key with its default, and the text that `init` writes.
const DEFAULTS: &str = include_str!("default.toml");

/// The variables for the suffix of the bucket's name, outside of the file: the original application's first.
const SUFFIX_VARIABLES: [&str; 2] = ["s3_bucket_suffix", "S3_BUCKET_SUFFIX"];

/// The configuration of the two systems.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The prefix of every name of Stock Advisor.
    pub(crate) namespace: Namespace,
    /// The account in which the stacks may be deployed.
    pub(crate) account: Option<AccountId>,
    /// The accounts of single namespaces.
    #[serde(default)]
    pub(crate) accounts: BTreeMap<String, Vec<AccountId>>,
    /// The AWS profiles of accounts.
    #[serde(default)]
    pub(crate) profiles: BTreeMap<String, ProfileName>,
    /// The permissions boundary of every role.
    pub(crate) permissions_boundary: Option<BoundaryArn>,
    /// Stock Advisor: three stacks.
    pub(crate) stock_advisor: StockAdvisor,
    /// Simple Trader: one stack, which `--all` includes only when it is configured.
    pub(crate) simple_trader: SimpleTrader,
}

impl Settings for Config {
    fn check(&self) -> Vec<Complaint> {
        check::check(self)
    }
}

impl Config {
    /// Reads the configuration from `file`, if there is one; `region` is the value of `--region`, `namespace` selects
    /// another instance.
    pub(crate) fn load(
        file: Option<&Path>,
        region: Option<&str>,
        namespace: Option<&str>,
    ) -> Result<Loaded<Self>, Problems> {
        let set =
            |name: &'static str| Some((name, std::env::var(name).ok().filter(|text| !text.is_empty())?));
        let suffix = SUFFIX_VARIABLES.into_iter().find_map(set);
        let suffix = suffix.as_ref().map(|(name, value)| (*name, value.as_str()));
        let mut overrides = overrides(region, suffix);
        overrides.extend(namespace.map(|namespace| Override {
            keys: vec!["namespace".to_owned()],
            value: namespace.to_owned(),
            source: "--namespace".to_owned(),
            beats_file: true,
        }));
        settings::load(DEFAULTS, file, &overrides).map(derived::complete)
    }

    /// The same without the file system and the environment: the name and the text of a file, `--region`, and the
    /// variable with the bucket's suffix.
    #[cfg(test)]
    pub(crate) fn read(
        file: Option<(&Path, &str)>,
        region: Option<&str>,
        suffix: Option<(&str, &str)>,
    ) -> Result<Loaded<Self>, Problems> {
        settings::load_text(DEFAULTS, file, &overrides(region, suffix)).map(derived::complete)
    }

    /// A name with the namespace as its prefix: `name("vpc")` is `sa-vpc`.
    pub(crate) fn name(&self, rest: &str) -> String {
        format!("{}-{rest}", self.namespace)
    }

    /// The name of a stack of Stock Advisor in CloudFormation.
    pub(crate) fn stack_name(&self, stack: StackId) -> String {
        let set = self.stock_advisor.stack_names.get(stack);
        match set {
            Some(name) => name.to_string(),
            None if &*self.namespace == stock_advisor::NAMESPACE => stack.id().to_owned(),
            None => self.name(stack.id()),
        }
    }

    /// The accounts in which these stacks may be deployed, and the key that sets them; `None` for any.
    pub(crate) fn accounts(&self) -> Option<(Vec<String>, String)> {
        let texts = |ids: &[AccountId]| ids.iter().map(ToString::to_string).collect();
        if let Some(ids) = self.accounts.get(&*self.namespace) {
            return Some((texts(ids), format!("accounts.{}", &*self.namespace)));
        }
        let one = self.account.as_ref()?;
        Some((texts(std::slice::from_ref(one)), "account".to_owned()))
    }

    /// The enabled services: the defaults first, then the others in the order of the file.
    pub(crate) fn services(&self) -> impl Iterator<Item = &Service> {
        self.stock_advisor
            .services
            .values()
            .filter(|service| service.enabled)
    }

    /// The defined parameters, with those that only a service's list names.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &Definition> {
        self.stock_advisor.parameters.definitions.values()
    }
}

/// `--region` overrides the file; a variable with the suffix overrides only the default.
fn overrides(region: Option<&str>, suffix: Option<(&str, &str)>) -> Vec<Override> {
    let region = region.map(|region| Override {
        keys: vec![
            "stock_advisor.region".to_owned(),
            "simple_trader.region".to_owned(),
        ],
        value: region.to_owned(),
        source: "--region".to_owned(),
        beats_file: true,
    });
    let suffix = suffix.map(|(name, value)| Override {
        keys: vec!["simple_trader.bucket_suffix".to_owned()],
        value: value.to_owned(),
        source: name.to_owned(),
        beats_file: false,
    });
    region.into_iter().chain(suffix).collect()
}
