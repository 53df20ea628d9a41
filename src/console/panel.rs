//! The panels: parts of pages, each with its own calls to AWS.

use crate::model::hex::hex;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Panel {
    /// Whether the services will run, and the remaining tasks of the user.
    Verdict,
    /// The state of every stack.
    Stacks,
    /// The deployment that this console runs.
    Deployment,
    /// Every service: next runs, last runs.
    Services,
    /// A service.
    Service(String),
    /// The images of a service.
    Images(String),
    /// The values that services read; of one service, or all.
    Values(Option<String>),
    /// A log.
    Log(LogOf),
    /// The resources of a stack.
    Resources(String),
    /// The outputs of a stack, and its last events.
    Events(String),
    /// The changes that a deployment of a stack would make.
    Difference(String),
    /// A resource: the stack and the logical id.
    Resource(String, String),
    /// The EC2 instance.
    Machine,
    /// The subscribers.
    Notifications,
    /// The costs of what is deployed.
    Costs,
}

/// A selection of log lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct LogOf {
    /// The service.
    pub(super) service: String,
    /// `90s`, `30m`, `2h`, `1d` ago, or a timestamp.
    pub(super) since: String,
    /// A filter pattern of CloudWatch Logs.
    pub(super) filter: Option<String>,
    /// The task; all, if none is named.
    pub(super) task: Option<String>,
    /// The log of its builds.
    pub(super) build: bool,
}

impl Panel {
    /// The id of its element on the page.
    pub(super) fn id(&self) -> String {
        let digest = |text: &str| hex(&Sha256::digest(text)[..6]);
        match self {
            Self::Verdict => "verdict".to_owned(),
            Self::Stacks => "stacks".to_owned(),
            Self::Deployment => "deployment".to_owned(),
            Self::Services => "services".to_owned(),
            Self::Service(_) => "service".to_owned(),
            Self::Images(_) => "images".to_owned(),
            Self::Values(_) => "values".to_owned(),
            Self::Log(of) => format!("log-{}", digest(&format!("{of:?}"))),
            Self::Resources(_) => "resources".to_owned(),
            Self::Events(_) => "events".to_owned(),
            Self::Difference(_) => "difference".to_owned(),
            Self::Resource(..) => "resource".to_owned(),
            Self::Machine => "machine".to_owned(),
            Self::Notifications => "notifications".to_owned(),
            Self::Costs => "costs".to_owned(),
        }
    }

    /// The interval of the calls while it has a reader; `None` if it needs no calls.
    pub(super) fn interval(&self) -> Option<Duration> {
        let seconds = match self {
            Self::Deployment => return None,
            Self::Log(_) => 2,
            Self::Stacks | Self::Events(_) => 5,
            Self::Services | Self::Service(_) | Self::Machine => 15,
            Self::Verdict | Self::Values(_) | Self::Images(_) | Self::Notifications => 60,
            Self::Resources(_) | Self::Resource(..) | Self::Difference(_) | Self::Costs => 120,
        };
        Some(Duration::from_secs(seconds))
    }
}
