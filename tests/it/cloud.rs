//! Tests of the calls to AWS through the SDK.

mod bounded;
mod calls;
mod counting;
mod environment;
mod intercepted;
mod lifecycle;
mod limits;
pub(crate) mod models;
mod tasks;
