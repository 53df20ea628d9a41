//! The engine of sa-infra.

pub mod app;
pub mod arn;
pub mod check;
pub mod construct;
pub mod facts;
pub mod finding;
pub mod intrinsic;
pub mod json;
pub mod logical_id;
pub mod nearest;
pub mod policy;
pub mod schedule;
#[cfg(feature = "cli")]
pub mod settings;
pub mod synth;
pub mod template;
pub mod value;
