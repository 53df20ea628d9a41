//! CloudWatch, which no script uses.

use super::Unscripted;
use sa_infra::cloud::Result;
use sa_infra::cloud::cloudwatch::{Alarm, CloudWatch};

impl CloudWatch for Unscripted {
    async fn describe_alarms(&self, _: &[String]) -> Result<Vec<Alarm>> {
        panic!("no script for DescribeAlarms")
    }
}
