//! The engine of sa-infra.

pub mod app;
pub mod arn;
pub mod aws;
pub mod check;
pub mod construct;
pub mod facts;
pub mod finding;
pub mod json;
pub mod nearest;
pub mod schedule;
pub mod template;
pub mod value;
