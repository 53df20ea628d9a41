//! `local`: starts and stops the local AWS emulator, and shows its state.

use super::{Context, Failure};
use crate::local::emulator::{self, Place, Step, reduce};
use crate::view;
use std::collections::BTreeMap;
use std::io::Write;

/// Control the local AWS emulator that `--local` uses.
///
/// The first use installs it. It runs until you stop it, and keeps its state while it is stopped. It listens on 127.0.0.1
/// only and does not read your credentials.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra local start\n  eval \"$(sa-infra local env)\"\n  sa-infra local stop"
)]
pub(super) struct Args {
    /// What to do
    #[arg(value_name = "VERB", default_value = "status")]
    verb: Verb,
    /// With `start`: let functions run their code, as you and without a sandbox
    #[arg(long)]
    run_functions: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Verb {
    /// Show whether it is running, and its address
    Status,
    /// Start it, unless it is running
    Start,
    /// Stop it and keep its state
    Stop,
    /// Delete its state
    Reset,
    /// Print the variables that point other tools at it: eval "$(sa-infra local env)"
    Env,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    if args.run_functions && args.verb != Verb::Start {
        return Err(Failure::usage(
            "--run-functions belongs to `local start`",
            "run `sa-infra local start --run-functions`",
        ));
    }
    let place = Place::of_user()?;
    if args.verb == Verb::Env {
        return environment(&emulator::status(&place), context);
    }
    let tell = &mut |step| told(context.err, step);
    let status = match args.verb {
        Verb::Status | Verb::Env => emulator::status(&place),
        Verb::Start => emulator::start(&place, args.run_functions, tell)?,
        Verb::Reset => emulator::reset(&place, tell)?,
        Verb::Stop => {
            emulator::stop(&place, tell)?;
            emulator::status(&place)
        }
    };
    if context.global.json {
        return Ok(view::json(context.out, &status)?);
    }
    view::local::human(context.out, &status)?;
    if args.verb == Verb::Status {
        omitted(context)?;
    }
    Ok(())
}

/// Variables that would make AWS's tools use another endpoint.
const MISLEADING: [&str; 4] = [
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_PROFILE",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
];

/// Prints the variables for other tools.
fn environment(status: &emulator::Status, context: &mut Context<'_>) -> Result<(), Failure> {
    let (Some(url), Some(key)) = (&status.url, &status.access_key) else {
        return Err(Failure::Failed {
            reason: "local: the emulator is not running".to_owned(),
            fix: "start it with `sa-infra local start`".to_owned(),
        });
    };
    let stacks = context.synth().map_or(Vec::new(), |assembly| assembly.stacks);
    let mut regions = stacks.iter().filter(|stack| !stack.on_request);
    let region = regions.find_map(|stack| stack.region.as_deref());
    let region = region.unwrap_or("us-east-1");
    let variables = [
        ("AWS_ENDPOINT_URL", url.clone()),
        ("AWS_ACCESS_KEY_ID", key.clone()),
        ("AWS_SECRET_ACCESS_KEY", key.clone()),
        ("AWS_REGION", region.to_owned()),
        ("AWS_DEFAULT_REGION", region.to_owned()),
    ];
    let is_set = |name: &&str| std::env::var_os(name).is_some();
    let unset = MISLEADING.into_iter().filter(is_set).collect::<Vec<_>>();
    let object = variables.iter().cloned().collect::<BTreeMap<_, _>>();
    context.show(&object, |out, _| {
        view::local::environment(out, &variables, &unset)
    })
}

/// The unsupported resources of the stacks. An invalid configuration does not matter here.
fn omitted(context: &mut Context<'_>) -> Result<(), Failure> {
    let stacks = context.synth().map_or(Vec::new(), |assembly| assembly.stacks);
    for mut stack in stacks {
        let dropped = reduce::reduce_stack(&mut stack);
        view::local::omitted(context.err, &stack.id, &dropped)?;
    }
    Ok(())
}

/// Starts it for a command that uses it.
#[cfg(feature = "aws")]
pub(super) fn start(err: &mut dyn Write) -> Result<emulator::Status, Failure> {
    let place = Place::of_user()?;
    let mut begun = false;
    let status = emulator::start(&place, false, &mut |step| {
        begun |= step == Step::Starting;
        told(err, step);
    });
    let status = status?;
    if begun {
        view::local::begun(err, &status)?;
    }
    Ok(status)
}

fn told(err: &mut dyn Write, step: Step) {
    // If standard error is closed, the command continues without it.
    let _ = view::local::step(err, step);
}
