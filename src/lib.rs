//! The engine of sa-infra.

pub mod app;
pub mod arn;
pub mod aws;
pub mod check;
pub mod construct;
pub mod facts;
pub mod finding;
pub mod intrinsic;
pub mod json;
pub mod logical_id;
pub mod policy;
pub mod synth;
pub mod template;
pub mod value;
