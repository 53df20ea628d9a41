//! Serves the page until a signal ends the command.

use super::super::open::browse;
use super::super::signals::Signals;
use super::super::{Context, Failure, account, deploy_flags};
use super::Args;
use crate::cloud::SdkClouds;
use crate::console::{Access, Console, Instance};
use crate::deploy::deployed_stacks::look_up_one;
use crate::deploy::deployment::Options;
use crate::synth::Assembly;
use std::io::ErrorKind;
use std::sync::Arc;

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    args.aws.look_at_failures();
    match context.operated(&args.aws, |_| Ok(())) {
        // The page shows why AWS cannot be reached.
        Err(Failure::Other(_)) => {}
        found => drop(found?),
    }
    let assembly = Arc::new(args.aws.synth(context, &[])?);
    args.aws
        .run(async |clouds| serve(args, clouds, &assembly, context).await)
}

/// The stacks that `--all` includes, and those that must be named if they are deployed. All, if there are no others.
async fn shown(clouds: &SdkClouds, assembly: &Assembly) -> Vec<Arc<str>> {
    let mut shown = Vec::new();
    for stack in &assembly.stacks {
        // A stack that cannot be read counts as not deployed; the page shows why.
        let is_deployed = async || {
            look_up_one(clouds, stack)
                .await
                .is_ok_and(|found| found.stack.is_some())
        };
        if !stack.on_request || is_deployed().await {
            shown.push(Arc::clone(&stack.id));
        }
    }
    if shown.is_empty() {
        shown.extend(assembly.stacks.iter().map(|stack| Arc::clone(&stack.id)));
    }
    shown
}

async fn serve(
    args: &Args,
    clouds: &SdkClouds,
    assembly: &Arc<Assembly>,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    let shown = shown(clouds, assembly).await;
    let ids = shown.iter().map(|id| &**id).collect::<Vec<_>>();
    let costs = context.program.costs(&ids);
    let instance = Instance {
        clouds,
        assembly,
        account: account::all(),
        is_emulated: context.is_emulated,
        is_local: args.aws.is_local(),
        costs,
        shown,
        options: Options {
            approval: args.aws.approval(),
            concurrency: deploy_flags::CONCURRENCY,
            ..Options::default()
        },
    };
    // Before the address can be used, so that no signal is missed.
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
    writeln!(
        context.err,
        "serving until Ctrl-C, or until no one has read the page for an hour"
    )?;
    if !args.no_open {
        browse(&url);
    }
    let reach = args.aws.reach();
    let access: Access = Arc::new(move || {
        let reach = reach.clone();
        Box::pin(async move { reach.load().await })
    });
    let Some(stopped) = console.serve(&instance, &access, signals.next()).await? else {
        writeln!(context.err, "ended: no one has read the page for an hour")?;
        return Ok(());
    };
    for stack in &stopped.in_progress {
        writeln!(
            context.err,
            "{stack}: stopped watching; the operation continues in AWS"
        )?;
        writeln!(context.err, "  fix: `sa-infra watch {stack}` reattaches")?;
    }
    Err(Failure::Said {
        code: stopped.by.code(),
    })
}
