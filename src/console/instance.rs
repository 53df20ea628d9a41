//! What the console is about: the stacks of the app, as they are deployed in one account.

use crate::cloud::{Cloud, Clouds, SdkCloud, SdkClouds};
use crate::deploy::deployment::Options;
use crate::operate::scheduled::{Timed, timed};
use crate::operate::services::{Service, services};
use crate::synth::{Artifact, Assembly};
use std::pin::Pin;
use std::sync::Arc;

/// How a deployment, which has a thread of its own, gets to AWS.
pub type Access = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = crate::cloud::Result<SdkClouds>>>> + Send + Sync>;

/// The deployed app.
#[derive(Debug)]
pub struct Instance<'a> {
    /// AWS.
    pub clouds: &'a SdkClouds,
    /// The stacks.
    pub assembly: &'a Arc<Assembly>,
    /// The account, as people know it.
    pub account: Option<String>,
    /// Whether it is an emulator, of which the console of AWS knows nothing.
    pub is_emulated: bool,
    /// Whether it is the emulator of `--local`.
    pub is_local: bool,
    /// How stacks are deployed.
    pub options: Options,
}

impl<'a> Instance<'a> {
    /// The stacks but those that only their own name means; all, if there are no others.
    pub(super) fn stacks(&self) -> Vec<&'a Artifact> {
        let all = &self.assembly.stacks;
        let usual = all.iter().filter(|stack| !stack.on_request).collect::<Vec<_>>();
        if usual.is_empty() { all.iter().collect() } else { usual }
    }

    /// The services.
    pub(super) fn services(&self) -> Vec<Service<'a>> {
        services(self.assembly)
    }

    /// Everything that runs on a schedule.
    pub(super) fn timed(&self) -> Vec<Timed<'a>> {
        timed(self.assembly)
    }

    /// AWS in the region of a stack.
    pub(super) fn cloud(&self, stack: &Artifact) -> crate::cloud::Result<SdkCloud> {
        self.clouds.region(stack.region.as_deref())
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
