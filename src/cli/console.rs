//! `console`: a page to look at and operate what is deployed, in the browser.

use super::open::browse;
use super::signals::Signals;
use super::{Context, Failure, account, aws};
use crate::cloud::SdkClouds;
use crate::console::{Access, Console, Instance};
use crate::deploy::deployment::Options;
use crate::synth::Assembly;
use std::io::ErrorKind;
use std::sync::Arc;

/// Look at and operate what is deployed, on a page in your browser.
///
/// Serves the page on 127.0.0.1 until Ctrl-C, or until no one has read it for an hour. The address that it prints works
/// once.
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

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    context.no_json("console", "an address")?;
    args.aws.look_at_failures();
    match context.operated(&args.aws, |_| Ok(())) {
        // The page shows what keeps AWS from answering.
        Err(Failure::Other(_)) => {}
        found => drop(found?),
    }
    let assembly = Arc::new(args.aws.synth(context, &[])?);
    args.aws
        .run(async |clouds| serve(args, clouds, &assembly, context).await)
}

async fn serve(
    args: &Args,
    clouds: &SdkClouds,
    assembly: &Arc<Assembly>,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    let instance = Instance {
        clouds,
        assembly,
        account: account::known(),
        is_emulated: context.is_emulated,
        is_local: args.aws.is_local(),
        options: Options {
            approval: args.aws.approval(),
            concurrency: super::deploy_flags::CONCURRENCY,
            ..Options::default()
        },
    };
    // Heard from before anyone can use the address.
    let mut signals = Signals::listen()?;
    let listening = Console::listen(args.port, &instance).await;
    let console = listening.map_err(|error| match (args.port, error.kind()) {
        (Some(port), ErrorKind::AddrInUse | ErrorKind::PermissionDenied) => Failure::usage(
            format!("console: port {port} cannot be used: {error}"),
            "omit --port to use any free port",
        ),
        _ => error.into(),
    })?;
    let url = console.url();
    writeln!(context.out, "{url}")?;
    context.out.flush()?;
    if !args.no_open {
        browse(&url);
    }
    let reached = args.aws.access()?;
    let access: Access = Arc::new(move || {
        let reached = reached.clone();
        Box::pin(async move { SdkClouds::load(&reached).await })
    });
    tokio::select! {
        served = console.serve(&instance, &access) => Ok(served?),
        signal = signals.next() => Err(Failure::Said { code: signal.code() }),
    }
}
