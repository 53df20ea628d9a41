//! Patterns: constructs of several resources that return one reference. Each comes with the features of the services that it uses.

#[cfg(all(feature = "cloudwatch", feature = "sns"))]
mod alarm;
#[cfg(feature = "s3")]
mod bucket;
#[cfg(feature = "s3")]
mod bucket_policy;
#[cfg(all(feature = "lambda", feature = "s3"))]
mod code;
#[cfg(feature = "ec2")]
mod ingress;
#[cfg(feature = "elasticloadbalancingv2")]
mod listener;
#[cfg(feature = "ec2")]
mod network;
#[cfg(all(feature = "autoscaling", feature = "ec2"))]
mod scaling;
#[cfg(all(feature = "ec2", feature = "ecs", feature = "iam", feature = "scheduler"))]
mod scheduled_task;

#[cfg(all(feature = "cloudwatch", feature = "sns"))]
pub use alarm::Alarm;
#[cfg(feature = "s3")]
pub use bucket::PrivateBucket;
#[cfg(feature = "s3")]
pub use bucket_policy::add_to_bucket_policy;
#[cfg(feature = "ec2")]
pub use network::{Network, PublicNetwork, PublicSubnet};
#[cfg(all(feature = "ec2", feature = "ecs", feature = "iam", feature = "scheduler"))]
pub use scheduled_task::{ScheduledTask, Scheduler};
