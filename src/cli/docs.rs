//! `docs`: the documentation of exactly this version, carried in the binary, in a pager when there is a terminal.

use super::{Context, Failure};
use crate::model::suggestion::nearest;
use std::io::{IsTerminal, Write};
use std::process::{Command, Stdio};

/// Open the documentation, which the binary carries with it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra docs\n  sa-infra docs adding")]
pub(super) struct Args {
    /// Page [default: the list of pages]
    #[arg(value_name = "PAGE")]
    page: Option<String>,
}

/// Name, first line of help, text.
const PAGES: &[(&str, &str, &str)] = &[
    (
        "readme",
        "what it is and how to begin",
        include_str!("../../README.md"),
    ),
    (
        "concepts",
        "the words: stack, handle, live value, ...",
        include_str!("../../doc/concepts.md"),
    ),
    (
        "configuration",
        "sa-infra.toml, key by key",
        include_str!("../../doc/configuration.md"),
    ),
    (
        "credentials",
        "which account, whose credentials, which settings of AWS's tools count",
        include_str!("../../doc/credentials.md"),
    ),
    (
        "commands",
        "every command and every option",
        include_str!("../../doc/commands.md"),
    ),
    (
        "taking-over",
        "from the Python CDK, in place",
        include_str!("../../doc/taking-over.md"),
    ),
    (
        "security",
        "who may do what and why, threat by threat",
        include_str!("../../doc/security.md"),
    ),
    (
        "costs",
        "what runs, and what it costs a month",
        include_str!("../../doc/costs.md"),
    ),
    (
        "library",
        "stacks of your own",
        include_str!("../../doc/library.md"),
    ),
    (
        "adding",
        "a stack, a resource type, a command, a service",
        include_str!("../../doc/adding.md"),
    ),
    (
        "architecture",
        "the house: floors, data flow, where what belongs",
        include_str!("../../doc/architecture.md"),
    ),
    (
        "trading",
        "the machine that trades: its day, its bucket, taking it over",
        include_str!("../../doc/trading.md"),
    ),
    (
        "deploying",
        "what deploy and destroy ask, keep and refuse",
        include_str!("../../doc/deploying.md"),
    ),
    (
        "operating",
        "the owner's day: keys, notifications, schedules",
        include_str!("../../doc/operating.md"),
    ),
    (
        "recovering",
        "stacks that are stuck, and the ways out",
        include_str!("../../doc/recovering.md"),
    ),
    (
        "local",
        "AWS on your own machine",
        include_str!("../../doc/local.md"),
    ),
    (
        "performance",
        "what was measured, and how",
        include_str!("../../doc/performance.md"),
    ),
    (
        "style",
        "how to write pages, help and messages",
        include_str!("../../doc/style.md"),
    ),
];

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let Some(wanted) = &args.page else {
        for (name, about, _) in PAGES {
            writeln!(context.out, "{name:<14} {about}")?;
        }
        return Ok(());
    };
    let Some((_, _, text)) = PAGES.iter().find(|(name, _, _)| name == wanted) else {
        let fix = match nearest(wanted, PAGES.iter().map(|(name, ..)| *name)) {
            Some(name) => format!("did you mean {name}? `sa-infra docs` lists all pages"),
            None => "`sa-infra docs` lists all pages".to_owned(),
        };
        return Err(Failure::usage(
            format!("there is no page called \"{wanted}\""),
            fix,
        ));
    };
    if std::io::stdout().is_terminal() && page(text).is_some() {
        return Ok(());
    }
    Ok(context.out.write_all(text.as_bytes())?)
}

/// Shows the text in the person's pager; `None` when there is no pager to be had.
fn page(text: &str) -> Option<()> {
    let pager = std::env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
    let mut words = pager.split_whitespace();
    let mut child = Command::new(words.next()?)
        .args(words)
        .stdin(Stdio::piped())
        .spawn()
        .ok()?;
    // A pager that is left early closes its input: nothing is wrong.
    let _ = child.stdin.take()?.write_all(text.as_bytes());
    child.wait().ok()?;
    Some(())
}
