//! Stock Advisor: its region, network, source repository and parameters.

use super::names::{ParameterName, ServiceName, StackName};
use super::numbers::{Cidr, SubnetCount, SubnetPrefix};
use super::regions::Region;
use super::service::Service;
use super::words::{Branch, Description, Email, Mirror, Owner, Placeholder, SourceRepository};
use indexmap::IndexMap;
use ipnet::Ipv4Net;
use serde::Deserialize;

/// The namespace whose stacks have no prefix: the one that the application's code knows.
pub(super) const NAMESPACE: &str = "sa";

/// The configuration of Stock Advisor.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StockAdvisor {
    /// The region of its stacks.
    pub(crate) region: Region,
    /// Who gets the notifications.
    pub(crate) notify: Vec<Email>,
    /// Whether there are alarms.
    pub(crate) alarms: bool,
    /// Whether tasks run the newest image, or the one of their deployment.
    pub(crate) images: Images,
    /// Where builds get the images of Docker Hub from, when not there.
    #[serde(default)]
    pub(crate) docker_mirror: Option<Mirror>,
    /// The names of the stacks, where they are not what the namespace makes them.
    #[serde(default)]
    pub(crate) stack_names: StackNames,
    /// Where the images' source is.
    pub(crate) github: Github,
    /// The network of the tasks.
    pub(crate) network: Network,
    /// Keys and ids that people set.
    pub(crate) parameters: Parameters,
    /// The services by name, switched off or not.
    pub(crate) services: IndexMap<ServiceName, Service>,
}

/// One of the stacks of Stock Advisor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StackId {
    /// Network, cluster, bucket, topic.
    Base,
    /// Services and what they need.
    Compute,
    /// Builds.
    Develop,
}

impl StackId {
    /// All of them, in the order of deployment.
    pub(crate) const ALL: [Self; 3] = [Self::Base, Self::Compute, Self::Develop];

    /// The construct id, which is also its name on the command line.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Base => "app-infra-base",
            Self::Compute => "app-infra-compute",
            Self::Develop => "app-infra-develop",
        }
    }

    /// Its key in the table of stack names.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Compute => "compute",
            Self::Develop => "develop",
        }
    }
}

/// The names of the stacks in CloudFormation that somebody has set.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StackNames {
    base: Option<StackName>,
    compute: Option<StackName>,
    develop: Option<StackName>,
}

impl StackNames {
    /// The name that is set for a stack.
    pub(crate) fn get(&self, stack: StackId) -> Option<&StackName> {
        match stack {
            StackId::Base => self.base.as_ref(),
            StackId::Compute => self.compute.as_ref(),
            StackId::Develop => self.develop.as_ref(),
        }
    }
}

/// A branch of a repository on GitHub.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Github {
    /// The user or organization.
    pub(crate) owner: Owner,
    /// The repository.
    pub(crate) repository: SourceRepository,
    /// The branch that is built.
    pub(crate) branch: Branch,
}

/// A network with public subnets, one for each zone.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Network {
    /// The whole.
    pub(crate) cidr: Cidr,
    /// How many subnets.
    pub(crate) subnets: SubnetCount,
    /// How large each is.
    pub(crate) subnet_prefix: SubnetPrefix,
}

impl Network {
    /// The subnets, one behind the other from the beginning of the network.
    pub(crate) fn subnets(&self) -> impl Iterator<Item = Ipv4Net> {
        let all = self.cidr.subnets(*self.subnet_prefix);
        all.into_iter().flatten().take(usize::from(*self.subnets))
    }
}

/// What people set after the deployment: keys, tokens, an account.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parameters {
    /// How secrets are stored.
    pub(crate) store: Store,
    /// The parameters by name.
    pub(crate) definitions: IndexMap<ParameterName, Definition>,
}

/// Which image a task runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Images {
    /// The newest one when it starts.
    Mutable,
    /// The one that was the newest at the last deployment.
    Immutable,
}

/// How secrets are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Store {
    /// As `SecureString`s that deploy creates.
    Secure,
    /// As plain parameters of the stack, as the original did.
    Plain,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Definition {
    /// Its name, which is also the environment variable's.
    #[serde(skip)]
    pub(crate) name: String,
    /// What it is for.
    pub(crate) description: Description,
    /// What it holds until somebody sets it.
    pub(crate) placeholder: Placeholder,
    /// Whether nobody may see it.
    pub(crate) secret: bool,
    /// For how many days a value is good; `None` when it does not age.
    #[serde(default)]
    pub(crate) lifetime_days: Option<u32>,
}

impl Definition {
    /// The name of the plain parameter: `SA_INTRINIO_API_KEY`.
    pub(crate) fn plain_name(&self, namespace: &str) -> String {
        format!("{}_{}", namespace.to_ascii_uppercase(), self.name)
    }

    /// The name of the `SecureString`: `/sa/INTRINIO_API_KEY`.
    pub(crate) fn secure_name(&self, namespace: &str) -> String {
        format!("/{namespace}/{}", self.name)
    }
}
