//! `notify`: the subscribers of the notifications.

use super::{Context, Failure, aws, selection};
use crate::operate::notify::{self, Announcement, State};
use crate::operate::watchdog;
use crate::synth::{Artifact, Assembly};
use crate::view;
use jiff::Timestamp;

/// Manage the subscribers that are notified when a service fails.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra notify\n  sa-infra notify add jo@example.com\n  sa-infra notify test --watchdog"
)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Stack of the topic [default: the first stack with one]
    #[arg(long, global = true, value_name = "STACK")]
    stack: Option<String>,
    #[command(flatten)]
    aws: aws::Aws,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the subscribers and whether they have confirmed
    #[command(after_help = "Examples:\n  sa-infra notify list\n  sa-infra notify list --json")]
    List,
    /// Add a subscriber, who receives an e-mail to confirm
    #[command(
        after_help = "Examples:\n  sa-infra notify add owner@example.com\n  sa-infra notify add +15551234567"
    )]
    Add {
        /// E-mail address, phone number such as +15551234567, or https:// URL
        #[arg(value_name = "ADDRESS")]
        address: String,
    },
    /// Remove a subscriber
    #[command(
        after_help = "Examples:\n  sa-infra notify remove owner@example.com\n  sa-infra notify remove https://example.com/alerts"
    )]
    Remove {
        /// Address, as shown by `notify list`
        #[arg(value_name = "ADDRESS")]
        address: String,
    },
    /// Send a test message to all subscribers
    #[command(after_help = "Examples:\n  sa-infra notify test\n  sa-infra notify test --watchdog")]
    Test {
        /// Send a test event through the rule that watches the tasks, as a failed task would
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
        Command::List if stack.is_none() => args.aws.works_on(topics.iter().map(|topic| topic.artifact))?,
        _ => args.aws.works_on([topic.artifact])?,
    }
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
            let format = context.format();
            context.show(&rows, |out, rows| view::notify::table(out, rows, format))?;
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
                    format!(
                        "{}: no rule with a test source sends to this topic",
                        topic.artifact.id
                    ),
                    "remove --watchdog, or select another topic with --stack",
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

/// A stack that must be named is included when it is.
fn meant<'a>(assembly: &'a Assembly, stack: Option<&str>) -> Result<Vec<&'a Artifact>, Failure> {
    match stack {
        Some(_) => selection::select(assembly, &[]),
        None => selection::deployable(assembly, &[]),
    }
}

/// Removes the subscription. Removes an address of the configuration there first, because the next deployment would
/// subscribe it again.
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

/// A test message needs at least one subscriber.
fn somebody(topic: &Announcement<'_>, told: usize) -> Result<(), Failure> {
    if told > 0 {
        return Ok(());
    }
    Err(Failure::Failed {
        reason: format!(
            "{}: no subscriber is confirmed, so no one would receive the message",
            topic.artifact.id
        ),
        fix: "run `sa-infra notify add ADDRESS`, then confirm the e-mail".to_owned(),
    })
}
