//! Removes exports that were retained for their consumers, once these are deployed without them.

use super::stack::{self, Notes};
use super::{Deployment, Failure, exports};
use crate::cloud::cloudformation::CloudFormation;
use crate::cloud::{Cloud, Clouds};
use crate::synth::Artifact;

impl<C: Clouds> Deployment<'_, C> {
    /// Deploys a producer's template again, without the retained exports that the consumers deployed in this run no
    /// longer import.
    pub(super) async fn prune(
        &self,
        stack: &Artifact,
        done: &stack::Done,
        deployed: &[&Artifact],
    ) -> Result<(), Failure> {
        if self.options.dry_run || self.options.detach || self.interrupts.get() > 0 {
            return Ok(());
        }
        let cloud = self.clouds.at(stack.environment())?;
        let hopes = |carried: &&exports::Carried| {
            let here = deployed
                .iter()
                .filter(|other| other.environment() == stack.environment());
            let mut names = here.map(|other| &*other.name);
            names.any(|name| carried.importers.iter().any(|importer| importer == name))
        };
        for carried in done.carries.iter().filter(hopes) {
            if cloud
                .cloudformation()
                .list_imports(&carried.export)
                .await?
                .is_empty()
            {
                return stack::deploy(self, stack, false, None, &Notes::default())
                    .await
                    .map(|_| ());
            }
        }
        Ok(())
    }
}
