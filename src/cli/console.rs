//! `console`: a page to inspect and operate the deployed stacks, in the browser.

#[cfg(feature = "console")]
mod serve;

use super::{Context, Failure, aws};

/// Look at and operate what is deployed, on a page in your browser.
///
/// Serves the page on 127.0.0.1 until Ctrl-C, or until no one has read it for an hour. The address that it prints works
/// once.
#[cfg_attr(
    not(feature = "console"),
    allow(dead_code, reason = "only the server reads its options")
)]
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra console\n  sa-infra console --local --port 8080 --no-open")]
pub(super) struct Args {
    /// Port to listen on [default: 7430, or another free one]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Print the address and do not open a browser
    #[arg(long)]
    no_open: bool,
    #[command(flatten)]
    aws: aws::Aws,
}

#[cfg(feature = "console")]
pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    context.no_json("console", "an address")?;
    serve::run(args, context)
}

/// Fails, because this binary has no server.
#[cfg(not(feature = "console"))]
pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    context.no_json("console", "an address")?;
    args.aws.run(async |_| Ok(()))?;
    Err(Failure::usage(
        "this binary was built without the console",
        "build it with the feature `console`, which is on by default",
    ))
}
