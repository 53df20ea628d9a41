//! The engine of sa-infra.

pub mod app;
pub mod arn;
pub mod construct;
pub mod facts;
pub mod finding;
pub mod json;
pub mod nearest;
pub mod schedule;
#[cfg(feature = "cli")]
pub mod settings;
pub mod template;
pub mod value;
