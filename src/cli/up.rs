//! `up`: everything from nothing to a running system, in one command that you can repeat.

use super::deploy::Whole;
use super::deploy_flags::Flags;
use super::prompt::{hidden, is_terminal, line};
use super::{Context, Failure, aws, identity, selection::deployable};
use crate::cloud::Secret;
use crate::deploy::deployment::Options;
use crate::operate::doctor::{Level, examine};
use crate::operate::images::{images, waits_for_deployment};
use crate::operate::notify::{self, State as Subscribed};
use crate::operate::scheduled::{Timed, timed};
use crate::operate::secrets::{self, Needed, State, file};
use crate::operate::services::{Service, services};
use crate::synth::{Artifact, Assembly};
use crate::view;
use jiff::Timestamp;

/// Set up everything: stacks, keys, images, notifications, a health check and a dry run.
///
/// Skips the steps that are done, so you can run it again at any time. It starts no service: services run on their
/// schedules, or with `run`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra up\n  sa-infra up --yes")]
pub(super) struct Args {
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    args.flags.consistent()?;
    context.json_lines = true;
    let assembly = args.aws.synth(context, &[])?;
    let stacks = deployable(&assembly, &[])?;
    args.aws.note_omissions(context, &stacks)?;
    args.aws.note_time_zones(context, &stacks)?;
    let services = services(&assembly);
    let needed = secrets::needed(&services);
    let is_here = |needed: &&Needed<'_>| stacks.iter().any(|stack| *needed.stack == *stack.id);
    let needed = needed.iter().filter(is_here).cloned().collect::<Vec<_>>();
    // A SecureString may exist before its stack; a plain parameter is created with it.
    ask_for(args, context, &of_kind(&needed, secrets::Kind::Secure))?;
    deploy(args, context, &assembly, &stacks)?;
    ask_for(args, context, &of_kind(&needed, secrets::Kind::Plain))?;
    if build(args, context, &services)? {
        deploy(args, context, &assembly, &stacks)?;
    }
    address(args, context, &stacks)?;
    ready(args, context, &stacks, &services, &timed(&assembly))
}

fn of_kind<'a>(needed: &[Needed<'a>], kind: secrets::Kind) -> Vec<Needed<'a>> {
    needed
        .iter()
        .filter(|needed| needed.kind == kind)
        .cloned()
        .collect()
}

/// Another command line of this program, with the same access to AWS.
fn command(args: &Args, context: &mut Context<'_>, words: &[&str]) -> Result<(), Failure> {
    step(context, &words.join(" "))?;
    let words = words.iter().map(|&word| word.to_owned());
    super::again(words.chain(args.aws.flags()), context)
}

fn deploy(
    args: &Args,
    context: &mut Context<'_>,
    assembly: &Assembly,
    stacks: &[&Artifact],
) -> Result<(), Failure> {
    step(context, "deploy --all")?;
    let options = Options {
        plan_first: stacks.len() > 1 && !args.flags.yes,
        ..args.flags.options(&args.aws)
    };
    let whole = Whole {
        all: &assembly.stacks,
        stacks,
        options: &options,
        answers: args.flags.answers(),
    };
    whole.deploy(&args.aws, context).map(drop)
}

/// Announces the next command, with the flags that hold.
fn step(context: &mut Context<'_>, command: &str) -> Result<(), Failure> {
    if context.global.quiet {
        return Ok(());
    }
    let own = context.flags.complete(&format!("{} {command}", identity::OWN));
    let rest = own.strip_prefix(identity::OWN).unwrap_or_default();
    Ok(view::up::step(
        context.err,
        &format!("{}{rest}", identity::name()),
    )?)
}

/// Asks for the values that are not set yet. An empty line leaves a value for later.
fn ask_for(args: &Args, context: &mut Context<'_>, needed: &[Needed<'_>]) -> Result<(), Failure> {
    if needed.is_empty() || !is_terminal() {
        return Ok(());
    }
    let now = Timestamp::now();
    let rows = args
        .aws
        .run(async |clouds| Ok(secrets::list(clouds, needed, now).await?))?;
    for (row, needed) in rows.iter().zip(needed) {
        if row.state == State::Set {
            continue;
        }
        let Some(value) = typed(context, &row.name)? else {
            continue;
        };
        let written = args
            .aws
            .run(async |clouds| Ok(secrets::write(clouds, &[(needed, value)], || false).await?))?;
        for one in &written {
            view::secrets::written(context.err, one)?;
        }
    }
    Ok(())
}

/// Asks for a value until it is valid; `None` for an empty line.
fn typed(context: &mut Context<'_>, name: &str) -> Result<Option<Secret>, Failure> {
    let prompt = format!("{name} (not shown; empty for later)");
    loop {
        let typed = hidden(context, &prompt)?.ok_or(Failure::Said { code: 130 })?;
        if typed.trim().is_empty() {
            return Ok(None);
        }
        match file::clean(name, typed.trim_end_matches(['\r', '\n'])) {
            Ok(cleaned) => {
                view::secrets::trimmed(context.err, name, &cleaned)?;
                return Ok(Some(cleaned.value));
            }
            Err(refusal) => view::up::again(context.err, &refusal)?,
        }
    }
}

/// Builds missing images. Returns whether images wait for a deployment.
fn build(args: &Args, context: &mut Context<'_>, services: &[Service<'_>]) -> Result<bool, Failure> {
    let rows = args.aws.run(async |clouds| Ok(images(clouds, services).await?))?;
    let waiting = services
        .iter()
        .any(|service| waits_for_deployment(service, &rows));
    let without = services.iter().filter(|service| {
        let has_one = rows.iter().any(|row| row.service == service.name && row.runs);
        service.build.is_some() && !has_one && !waits_for_deployment(service, &rows)
    });
    let without = without.collect::<Vec<_>>();
    if without.is_empty() {
        return Ok(waiting);
    }
    let names = without.iter().map(|service| service.name).collect::<Vec<_>>();
    command(args, context, &[&["build"], &*names].concat())?;
    Ok(waiting || without.iter().any(|service| service.is_pinned()))
}

/// Asks for an address when the topic has no subscriber.
fn address(args: &Args, context: &mut Context<'_>, stacks: &[&Artifact]) -> Result<(), Failure> {
    let topics = notify::topics(stacks);
    let Some(topic) = topics.first().filter(|_| is_terminal()) else {
        return Ok(());
    };
    let rows = args
        .aws
        .run(async |clouds| Ok(notify::list(clouds, std::slice::from_ref(topic)).await?))?;
    if rows.iter().any(|row| row.state != Subscribed::Gone) {
        return Ok(());
    }
    let question = "e-mail address for failure notifications (empty for none): ";
    loop {
        let typed = line(context.err, question)?.ok_or(Failure::Said { code: 130 })?;
        let address = typed.trim();
        if address.is_empty() {
            return Ok(());
        }
        match notify::protocol(address) {
            Ok(_) => return command(args, context, &["notify", "add", address]),
            Err(refusal) => view::up::again(context.err, &refusal)?,
        }
    }
}

/// The open items.
fn ready(
    args: &Args,
    context: &mut Context<'_>,
    stacks: &[&Artifact],
    services: &[Service<'_>],
    timed: &[Timed<'_>],
) -> Result<(), Failure> {
    let findings = args
        .aws
        .run(async |clouds| Ok(examine(clouds, stacks, services, timed, false).await))?;
    let format = context.format();
    context.show(&findings, |out, findings| {
        view::doctor::list(out, findings, format)
    })?;
    if findings.iter().any(|finding| finding.level == Level::Error) {
        return Err(Failure::Failed {
            reason: "up: some steps are not done".to_owned(),
            fix: "do the steps listed above, then run `sa-infra up` again".to_owned(),
        });
    }
    let here = |service: &&Service<'_>| stacks.iter().any(|stack| stack.id == service.artifact.id);
    for service in services.iter().filter(here) {
        command(args, context, &["run", service.name, "--dry-run"])?;
    }
    context.next("`sa-infra schedule` shows when the services run, `sa-infra run SERVICE` starts one now")
}
