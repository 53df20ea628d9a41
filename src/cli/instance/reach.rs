//! `instance ssh`, `copy` and `key`: the way to the machine.

use super::super::{Context, Failure, aws};
use crate::operate::instance::ssh::{self, Command, Way};
use crate::operate::instance::{Machine, key as keys};
use crate::view;
use std::path::PathBuf;
use std::process;

#[derive(Debug, clap::Args)]
pub(super) struct Ssh {
    /// A command to run there, instead of logging in
    #[arg(value_name = "COMMAND", trailing_var_arg = true)]
    command: Vec<String>,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, clap::Args)]
pub(super) struct Copy {
    /// What is copied, and last where to; one side is the machine, where paths begin with a colon
    #[arg(value_name = "PATH", num_args = 2.., required = true)]
    paths: Vec<String>,
    /// Directories with all that is in them
    #[arg(long, short)]
    recursive: bool,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, clap::Args)]
struct How {
    /// Print the command instead of running it
    #[arg(long)]
    print: bool,
    /// Go through Session Manager though the firewall is open, for others than you
    #[arg(long)]
    tunnel: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Key {
    /// File [default: the name of the key pair, ending in .pem, here]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

pub(super) fn ssh(
    args: &Ssh,
    aws: &aws::Aws,
    context: &mut Context<'_>,
    machine: Machine<'_>,
) -> Result<(), Failure> {
    let way = find(&args.how, aws, machine)?;
    go(&args.how, aws, context, &way, &way.log_in(&args.command))
}

pub(super) fn copy(
    args: &Copy,
    aws: &aws::Aws,
    context: &mut Context<'_>,
    machine: Machine<'_>,
) -> Result<(), Failure> {
    let Some((target, sources)) = args.paths.split_last() else {
        return Err(Failure::usage(
            "instance copy: nothing is named",
            "name what, and where to",
        ));
    };
    // A slip is said before AWS is asked for anything.
    ssh::one_way(sources, target)?;
    let way = find(&args.how, aws, machine)?;
    let command = way.copy(sources, target, args.recursive);
    go(&args.how, aws, context, &way, &command)
}

fn find(how: &How, aws: &aws::Aws, machine: Machine<'_>) -> Result<Way, Failure> {
    aws.run(async |clouds| {
        let deployed = machine.deployed(clouds).await?;
        Ok(ssh::way(&deployed, how.tunnel).await?)
    })
}

/// Runs a command in our place, or shows it.
fn go(
    how: &How,
    aws: &aws::Aws,
    context: &mut Context<'_>,
    way: &Way,
    command: &Command,
) -> Result<(), Failure> {
    let mut environment = Vec::new();
    if let Some(why) = way.tunnel {
        view::instance::tunnel(context.err, why)?;
        // The AWS CLI goes the same way to AWS.
        environment = aws.environment();
    }
    if how.print || context.global.json {
        return context.show(command, |out, command| {
            view::instance::command(out, &environment, command)
        });
    }
    way.missing(command)?;
    let mut process = process::Command::new(command.program);
    process.args(&command.arguments).envs(environment);
    become_it(process, command.program)
}

/// What it is asked, what it says and how it ends is between the person and it.
#[cfg(unix)]
fn become_it(mut process: process::Command, program: &str) -> Result<(), Failure> {
    let error = std::os::unix::process::CommandExt::exec(&mut process);
    Err(does_not_run(program, &error))
}

#[cfg(not(unix))]
fn become_it(mut process: process::Command, program: &str) -> Result<(), Failure> {
    let ended = process.status().map_err(|error| does_not_run(program, &error))?;
    match ended.code().and_then(|code| u8::try_from(code).ok()) {
        Some(0) => Ok(()),
        code => Err(Failure::Said {
            code: code.unwrap_or(1),
        }),
    }
}

fn does_not_run(program: &str, error: &std::io::Error) -> Failure {
    Failure::Failed {
        reason: format!("{program}: does not run: {error}"),
        fix: "see whether it runs by itself".to_owned(),
    }
}

pub(super) fn key(
    args: &Key,
    aws: &aws::Aws,
    context: &mut Context<'_>,
    machine: Machine<'_>,
) -> Result<(), Failure> {
    let file = aws.run(async |clouds| {
        let deployed = machine.deployed(clouds).await?;
        let pair = keys::pair(&deployed)?;
        let file = args
            .file
            .clone()
            .unwrap_or_else(|| PathBuf::from(format!("{}.pem", pair.name)));
        let key = keys::private(&deployed, &pair).await?;
        keys::write(&key, &file, args.force)?;
        Ok(file)
    })?;
    if context.global.json {
        return Ok(view::json(context.out, &serde_json::json!({ "file": file }))?);
    }
    Ok(view::instance::key(context.out, &file)?)
}
