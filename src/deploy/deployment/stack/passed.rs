//! Values of stacks in other regions: read from their outputs, and passed on as template parameters.

use super::One;
use crate::cloud::cloudformation::CloudFormation;
use crate::cloud::{Cloud, Clouds, Secret};
use crate::deploy::deployment::Failure;

impl<C: Clouds> One<'_, C> {
    /// The template parameters that stacks in other regions give values to.
    pub(super) async fn passed(&self) -> Result<Vec<(String, Secret)>, Failure> {
        let mut values = Vec::new();
        for passed in &self.stack.passed {
            let producer = self.deployment.all.iter().find(|stack| stack.id == passed.stack);
            let absent = || Failure::Waiting {
                needed: passed.stack.to_string(),
                stopped: false,
            };
            let producer = producer.ok_or_else(absent)?;
            let cloud = self.deployment.clouds.at(producer.environment())?;
            let found = cloud.cloudformation().describe_stack(&producer.name).await?;
            let value = found.and_then(|found| found.output(&passed.output).map(Secret::new));
            values.push((passed.parameter.to_string(), value.ok_or_else(absent)?));
        }
        Ok(values)
    }
}
