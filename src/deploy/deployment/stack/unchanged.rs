//! The steps of a deployment with an unchanged template: missing secrets, termination protection.

use super::target::Target;
use super::{Done, One};
use crate::cloud::cloudformation::{CloudFormation, Stack};
use crate::cloud::ssm::Parameter;
use crate::cloud::{Cloud, Clouds};
use crate::deploy::deployment::{Failure, secrets};
use crate::deploy::ui::Outcome;

impl<C: Clouds> One<'_, C> {
    pub(super) async fn unchanged(
        &self,
        found: &Stack,
        target: &Target,
        parameters: &[Parameter],
    ) -> Result<Done, Failure> {
        if !self.deployment.options.dry_run {
            let missing = secrets::plan(&self.stack.secrets, &target.replaced, parameters);
            if !missing.is_empty() {
                secrets::apply(&self.cloud, &self.stack.secrets, &target.replaced, parameters).await?;
            }
            self.protect(found).await?;
        }
        Ok(self.done(
            Outcome::Unchanged,
            Some(&found.arn),
            target,
            found.outputs.clone(),
        ))
    }

    pub(super) async fn protect(&self, found: &Stack) -> Result<(), Failure> {
        if let Some(on) = self.deployment.options.termination_protection
            && on != found.termination_protection
        {
            self.cloud
                .cloudformation()
                .update_termination_protection(self.name(), on)
                .await?;
            self.note(format!(
                "termination protection is now {}",
                if on { "on" } else { "off" }
            ));
        }
        Ok(())
    }
}
