//! The subject of the console: the app's stacks, as deployed in one account.

use crate::cloud::{Cloud, Clouds, SdkCloud, SdkClouds};
use crate::deploy::deployment::Options;
use crate::operate::costs::Costs;
use crate::operate::scheduled::{Timed, timed};
use crate::operate::services::{Service, services};
use crate::synth::{Artifact, Assembly};
use std::pin::Pin;
use std::sync::Arc;

/// Access to AWS for a deployment, which has its own thread.
pub type Access =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = crate::cloud::Result<SdkClouds>>>> + Send + Sync>;

/// The deployed app.
#[derive(Debug)]
pub struct Instance<'a> {
    /// Access to AWS.
    pub clouds: &'a SdkClouds,
    /// The stacks.
    pub assembly: &'a Arc<Assembly>,
    /// The ids of the stacks that the page shows.
    pub shown: Vec<Arc<str>>,
    /// The display name of the account.
    pub account: Option<String>,
    /// Whether it is an emulator, which the AWS console does not show.
    pub is_emulated: bool,
    /// Whether it is the emulator of `--local`.
    pub is_local: bool,
    /// The costs of the stacks; `None` if the app does not know them.
    pub costs: Option<Costs>,
    /// The options of deployments.
    pub options: Options,
}

impl<'a> Instance<'a> {
    /// The stacks on the page, in deployment order.
    pub(super) fn stacks(&self) -> Vec<&'a Artifact> {
        let all = self.assembly.stacks.iter();
        all.filter(|stack| self.shown.contains(&stack.id)).collect()
    }

    /// The services.
    pub(super) fn services(&self) -> Vec<Service<'a>> {
        services(self.assembly)
    }

    /// All scheduled items in these stacks.
    pub(super) fn timed(&self) -> Vec<Timed<'a>> {
        let stacks = self.stacks();
        let mut all = timed(self.assembly);
        all.retain(|timed| stacks.iter().any(|stack| stack.id == timed.artifact.id));
        all
    }

    /// Access to AWS in the region of a stack.
    pub(super) fn cloud(&self, stack: &Artifact) -> crate::cloud::Result<SdkCloud> {
        self.clouds.at(stack.environment())
    }

    /// The regions of the stacks.
    pub(super) fn regions(&self) -> Vec<String> {
        let mut regions = Vec::new();
        for stack in self.stacks() {
            if let Ok(cloud) = self.cloud(stack)
                && !regions.iter().any(|region| region == cloud.region())
            {
                regions.push(cloud.region().to_owned());
            }
        }
        regions
    }
}
