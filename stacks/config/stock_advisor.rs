//! Stock Advisor: its region, network, source repository and parameters.

use super::names::{ParameterName, ServiceName, StackName};
use super::numbers::{Cidr, SubnetCount, SubnetPrefix};
use super::regions::Region;
use super::service::Service;
use super::words::{Branch, Description, Email, Mirror, Owner, Placeholder, SourceRepository};
use indexmap::IndexMap;
use ipnet::Ipv4Net;
use serde::Deserialize;

/// The namespace whose stacks have no prefix: the one in the application's code.
pub(super) const NAMESPACE: &str = "sa";

/// The configuration of Stock Advisor.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StockAdvisor {
    /// The region of its stacks.
    pub(crate) region: Region,
    /// The recipients of the notifications.
    pub(crate) notify: Vec<Email>,
    /// Whether to create alarms.
    pub(crate) alarms: bool,
    /// Whether tasks run the newest image or the deployed one.
    pub(crate) images: Images,
    /// The mirror from which builds pull the images of Docker Hub.
    #[serde(default)]
    pub(crate) docker_mirror: Option<Mirror>,
    /// The names of the stacks, if they are not the default ones.
    #[serde(default)]
    pub(crate) stack_names: StackNames,
    /// The repository with the source of the images.
    pub(crate) github: Github,
    /// The network of the tasks.
    pub(crate) network: Network,
    /// Keys and ids that users set.
    pub(crate) parameters: Parameters,
    /// The services by name, including disabled ones.
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
    /// All of them, in deployment order.
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

/// The names of the stacks in CloudFormation that the configuration sets.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StackNames {
    base: Option<StackName>,
    compute: Option<StackName>,
    develop: Option<StackName>,
}

impl StackNames {
    /// The configured name of a stack.
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
    /// The network of the VPC.
    pub(crate) cidr: Cidr,
    /// The number of subnets.
    pub(crate) subnets: SubnetCount,
    /// Their prefix length.
    pub(crate) subnet_prefix: SubnetPrefix,
}

impl Network {
    /// The subnets, in sequence from the beginning of the network.
    pub(crate) fn subnets(&self) -> impl Iterator<Item = Ipv4Net> {
        let all = self.cidr.subnets(*self.subnet_prefix);
        all.into_iter().flatten().take(usize::from(*self.subnets))
    }
}

/// The values that users set after the deployment: keys, tokens, an account.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parameters {
    /// How secrets are stored.
    pub(crate) store: Store,
    /// The parameters by name.
    pub(crate) definitions: IndexMap<ParameterName, Definition>,
}

/// The image that a task runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Images {
    /// The newest one when it starts.
    Mutable,
    /// The newest one at the last deployment.
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
    /// Its name, which is also that of the environment variable.
    #[serde(skip)]
    pub(crate) name: String,
    /// Its purpose.
    pub(crate) description: Description,
    /// The value that it has until you set it.
    pub(crate) placeholder: Placeholder,
    /// Whether the value must stay hidden.
    pub(crate) secret: bool,
    /// The number of days after which a value expires; `None` if it does not.
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
