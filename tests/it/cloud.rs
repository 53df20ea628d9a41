//! Tests of the calls to AWS through the SDK.

mod calls;
mod counting;
mod intercepted;
mod lifecycle;
mod tasks;
