//! `docs`: the documentation of this version, embedded in the binary, shown in a pager on a terminal.

use super::{Context, Failure, man};
use crate::model::suggestion::nearest;
use crate::view::{self, markdown, output};
use serde_json::json;
use std::io::Write;
use std::process::{Command, Stdio};

/// Show the documentation, which is embedded in the binary.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra docs\n  sa-infra docs adding")]
pub(super) struct Args {
    /// Page to show [default: list all pages]
    #[arg(value_name = "PAGE")]
    page: Option<String>,
}

/// Name, description, text. The page of the commands has none: it is made from their help.
const PAGES: &[(&str, &str, &str)] = &[
    (
        "readme",
        "what sa-infra is, and how to start",
        include_str!("../../README.md"),
    ),
    (
        "from-cdk",
        "the commands and constructs of the CDK, and ours",
        include_str!("../../doc/from-cdk.md"),
    ),
    ("concepts", "the glossary", include_str!("../../doc/concepts.md")),
    (
        "configuration",
        "sa-infra.toml, key by key",
        include_str!("../../doc/configuration.md"),
    ),
    (
        "credentials",
        "credentials, accounts and the settings of AWS tools",
        include_str!("../../doc/credentials.md"),
    ),
    (
        "local",
        "run every command against a local AWS emulator",
        include_str!("../../doc/local.md"),
    ),
    ("commands", "every command and every option", ""),
    (
        "json",
        "what every command prints with --json",
        include_str!("../../doc/json.md"),
    ),
    (
        "deploying",
        "what deploy and destroy do, ask, keep and refuse",
        include_str!("../../doc/deploying.md"),
    ),
    (
        "recovering",
        "recover a stuck stack",
        include_str!("../../doc/recovering.md"),
    ),
    (
        "migrating",
        "update a deployment of the Python CDK in place",
        include_str!("../../doc/migrating.md"),
    ),
    (
        "operating",
        "keys, notifications, schedules, images, logs",
        include_str!("../../doc/operating.md"),
    ),
    (
        "console",
        "the page to look at and operate what is deployed",
        include_str!("../../doc/console.md"),
    ),
    (
        "trading",
        "the trading instance: its day, its bucket, its program",
        include_str!("../../doc/trading.md"),
    ),
    (
        "security",
        "permissions and threats",
        include_str!("../../doc/security.md"),
    ),
    ("costs", "what a month costs", include_str!("../../doc/costs.md")),
    (
        "library",
        "write your own stacks",
        include_str!("../../doc/library.md"),
    ),
    (
        "adding",
        "add a service, a stack, a resource type, a command",
        include_str!("../../doc/adding.md"),
    ),
    (
        "architecture",
        "the modules, their layers, and how data flows",
        include_str!("../../doc/architecture.md"),
    ),
    (
        "performance",
        "measurements",
        include_str!("../../doc/performance.md"),
    ),
    (
        "style",
        "how to write pages, help and messages",
        include_str!("../../doc/style.md"),
    ),
];

/// The names of all pages.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(name, ..)| *name)
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let Some(wanted) = &args.page else {
        if context.global.json {
            let page = |(name, about, _): &(&str, &str, &str)| json!({ "page": name, "about": about });
            let pages = PAGES.iter().map(page).collect::<Vec<_>>();
            return Ok(view::json(context.out, &pages)?);
        }
        for (name, about, _) in PAGES {
            writeln!(context.out, "{name:<14} {about}")?;
        }
        return Ok(());
    };
    let Some((_, _, embedded)) = PAGES.iter().find(|(name, _, _)| name == wanted) else {
        let fix = match nearest(wanted, names()) {
            Some(name) => format!("did you mean {name}? `sa-infra docs` lists all pages"),
            None => "`sa-infra docs` lists all pages".to_owned(),
        };
        return Err(Failure::usage(format!("unknown page \"{wanted}\""), fix));
    };
    let text = if embedded.is_empty() {
        &man::reference()
    } else {
        *embedded
    };
    if context.global.json {
        let page = json!({ "page": wanted, "text": text });
        return Ok(view::json(context.out, &page)?);
    }
    if !output::is_stdout_terminal() {
        return Ok(context.out.write_all(text.as_bytes())?);
    }
    let rendered = markdown::render(text, context.format().width);
    let shown = if output::is_stdout_colored() {
        output::colored(&rendered)
    } else {
        output::plain(&rendered)
    };
    if page(&shown).is_some() {
        return Ok(());
    }
    Ok(context.out.write_all(rendered.as_bytes())?)
}

/// Shows the text in the user's pager, or returns `None` if no pager is available.
fn page(text: &str) -> Option<()> {
    let pager = std::env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
    let mut words = pager.split_whitespace();
    let mut command = Command::new(words.next()?);
    if std::env::var_os("LESS").is_none() {
        // Colors, no pager for short text, and the text stays on the screen: the options that git passes to less,
        // too.
        command.env("LESS", "FRX");
    }
    let mut child = command.args(words).stdin(Stdio::piped()).spawn().ok()?;
    // A pager that is quit early closes its input, which is not an error.
    let _ = child.stdin.take()?.write_all(text.as_bytes());
    child.wait().ok()?;
    Some(())
}
