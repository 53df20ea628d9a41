//! Patterns: constructs of several resources that return one reference.

mod alarm;
mod bucket;
mod bucket_policy;
mod code;
mod network;
mod scheduled_task;

pub use alarm::Alarm;
pub use bucket::PrivateBucket;
pub use bucket_policy::add_to_bucket_policy;
pub use network::{Network, PublicNetwork, PublicSubnet};
pub use scheduled_task::{ScheduledTask, Scheduler};
