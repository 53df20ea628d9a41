//! `notify`: who is told when something needs the owner.

use super::terminal_width::table_width;
use super::{Context, Failure, aws, program};
use crate::operate::notify::{self, Announcement, State};
use crate::operate::watchdog;
use crate::synth::{Artifact, Assembly};
use crate::view;
use jiff::Timestamp;

/// Say who is told when a service fails: addresses beside those of the configuration.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra notify\n  sa-infra notify add jo@example.com\n  sa-infra notify test --watchdog"
)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// The stack whose topic is meant [default: the first one with a topic]
    #[arg(long, global = true, value_name = "STACK")]
    stack: Option<String>,
    #[command(flatten)]
    aws: aws::Aws,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show who is told, and who has not confirmed yet
    #[command(after_help = "Examples:\n  sa-infra notify list\n  sa-infra notify list --json")]
    List,
    /// Tell one more address; its owner gets a mail, and has to confirm
    #[command(
        after_help = "Examples:\n  sa-infra notify add owner@example.com\n  sa-infra notify add +15551234567"
    )]
    Add {
        /// An e-mail address, a telephone number such as +15551234567, or a URL that begins with https://
        #[arg(value_name = "ADDRESS")]
        address: String,
    },
    /// Tell an address no longer
    #[command(
        after_help = "Examples:\n  sa-infra notify remove owner@example.com\n  sa-infra notify remove https://example.com/alerts"
    )]
    Remove {
        /// The address, as `notify list` has it
        #[arg(value_name = "ADDRESS")]
        address: String,
    },
    /// Send a message to everybody, to see whether it arrives
    #[command(after_help = "Examples:\n  sa-infra notify test\n  sa-infra notify test --watchdog")]
    Test {
        /// Send it the way of a task that fails: an event, through the watchdog's rule
        #[arg(long)]
        watchdog: bool,
    },
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let stack = args.stack.as_deref();
    let command = args.command.as_ref().unwrap_or(&Command::List);
    let assembly = context.operated(&args.aws, |assembly| {
        if let Command::Add { address } = command {
            notify::protocol(address)?;
        }
        Ok(notify::choose(&notify::topics(&meant(assembly, stack)?), stack).map(drop)?)
    })?;
    let stacks = meant(&assembly, stack)?;
    let topics = notify::topics(&stacks);
    let topic = notify::choose(&topics, stack)?;
    match command {
        Command::List => {
            let shown = if stack.is_some() {
                std::slice::from_ref(topic)
            } else {
                &*topics
            };
            let rows = args
                .aws
                .run(async |clouds| Ok(notify::list(clouds, shown).await?))?;
            context.show(&rows, |out, rows| view::notify::table(out, rows, table_width()))?;
            if context.global.json {
                return Ok(());
            }
            Ok(view::notify::hints(context.err, &rows)?)
        }
        Command::Add { address } => {
            let state = args
                .aws
                .run(async |clouds| Ok(notify::add(clouds, topic, address).await?))?;
            if context.global.json {
                return Ok(view::notify::changed_json(context.out, address, state)?);
            }
            Ok(view::notify::added(context.out, address, state)?)
        }
        Command::Remove { address } => remove(args, topic, address, context),
        Command::Test { watchdog: false } => {
            let (id, told) = args
                .aws
                .run(async |clouds| Ok(notify::test(clouds, topic).await?))?;
            if context.global.json {
                view::notify::tested_json(context.out, &id, told)?;
            } else {
                view::notify::tested(context.out, &id, told)?;
            }
            somebody(topic, told)
        }
        Command::Test { watchdog: true } => {
            let watchdogs = watchdog::watchdogs(&stacks, topic);
            let Some(rule) = watchdogs.first() else {
                return Err(Failure::usage(
                    format!("{}: no rule that can be tried tells its topic", topic.artifact.id),
                    "leave --watchdog away, or name another topic with --stack",
                ));
            };
            let now = Timestamp::now();
            let tried = args
                .aws
                .run(async |clouds| Ok(watchdog::attempt(clouds, topic, rule, now).await?))?;
            context.show(&tried, |out, tried| view::notify::tried(out, tried))?;
            somebody(topic, tried.confirmed)
        }
    }
}

/// By its own name every stack is meant.
fn meant<'a>(assembly: &'a Assembly, stack: Option<&str>) -> Result<Vec<&'a Artifact>, Failure> {
    match stack {
        Some(_) => program::select(assembly, &[]),
        None => program::deployable(assembly, &[]),
    }
}

/// Ends the subscription; an address of the configuration is taken out there first, or it would come back.
fn remove(
    args: &Args,
    topic: &Announcement<'_>,
    address: &str,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    let id = &topic.artifact.id;
    let is_configured = topic.subscription(address).is_some();
    let place = is_configured.then(|| {
        context.take_out(address, |assembly| {
            let stacks = assembly.stacks.iter().filter(|stack| stack.id == *id);
            let topics = notify::topics(&stacks.collect::<Vec<_>>());
            let mut same = topics.iter().filter(|other| other.id == topic.id);
            same.any(|other| other.subscription(address).is_some())
        })
    });
    let place = place.transpose()?;
    if let Some(place) = &place {
        let subscription = topic.subscription(address).unwrap_or_default();
        view::notify::taken_out(
            context.err,
            address,
            place,
            &format!("{id} --allow-replace {subscription}"),
        )?;
    }
    let removed = args
        .aws
        .run(async |clouds| Ok(notify::remove(clouds, topic, address).await?))?;
    if place.is_none() {
        removed.by_hand(address)?;
    }
    if context.global.json {
        return Ok(view::notify::changed_json(context.out, address, State::Gone)?);
    }
    Ok(view::notify::removed(context.out, address)?)
}

/// A message for nobody is no good test.
fn somebody(topic: &Announcement<'_>, told: usize) -> Result<(), Failure> {
    if told > 0 {
        return Ok(());
    }
    Err(Failure::Failed {
        reason: format!("{}: nobody is told: no address is confirmed", topic.artifact.id),
        fix: "`sa-infra notify add ADDRESS`, then confirm the mail that comes".to_owned(),
    })
}
