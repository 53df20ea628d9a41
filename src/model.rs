//! CloudFormation's concepts as Rust types: values and intrinsic functions, templates, stacks, apps, policies,
//! schedules.

pub mod address;
pub mod app;
pub mod arn;
pub mod construct;
pub(crate) mod declare;
pub mod environment;
pub mod fargate;
pub mod finding;
pub(crate) mod hex;
#[cfg(feature = "cli")]
pub(crate) mod image;
pub mod intrinsic;
pub mod json;
pub mod logical_id;
pub mod policy;
pub mod resource;
pub mod schedule;
pub mod sensitive;
pub mod suggestion;
pub mod template;
pub mod value;
