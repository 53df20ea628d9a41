//! One binary for all integration tests: `support` has the tools, and a file per feature the tests.

#![expect(
    unreachable_pub,
    reason = "in one binary `pub` says what a file lends to the others"
)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "to panic is how a test says no, in its helpers too"
)]

mod check;
mod cli;
mod cloud;
mod compile_fail;
mod console;
mod deploy;
mod diff;
mod hostile;
mod local;
mod model;
mod operate;
mod project;
mod secrecy;
mod stacks;
mod support;
mod synth;
mod view;
