//! x
#[allow(
    dead_code,
    unused_imports,
    reason = "the stacks and commands that read it come with them"
)]
mod config;

fn main() {}
