//! `instance ssh`, `copy` and `key`: connections to the instance.

use super::super::{Context, Failure, aws};
use crate::operate::instance::ssh::{self, Command, Way};
use crate::operate::instance::{Machine, key as keys};
use crate::view;
use std::path::PathBuf;
use std::process;

#[derive(Debug, clap::Args)]
pub(super) struct Ssh {
    /// Run this command instead of logging in
    #[arg(value_name = "COMMAND", trailing_var_arg = true)]
    command: Vec<String>,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, clap::Args)]
pub(super) struct Copy {
    /// Sources, then the destination; paths on the instance begin with a colon
    #[arg(value_name = "PATH", num_args = 2.., required = true)]
    paths: Vec<String>,
    /// Copy directories with their contents
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
    /// Connect through Session Manager even if SSH is open
    #[arg(long)]
    tunnel: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Key {
    /// File to write [default: the name of the key pair with .pem, in this directory]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Overwrite an existing file
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
            "instance copy: no source and destination",
            "name the source and the destination",
        ));
    };
    // A typo is reported before the first call to AWS.
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

/// Replaces this process by a command, or prints the command.
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
        // The AWS CLI uses the same access to AWS.
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

/// The command uses the terminal directly, and its exit code becomes ours.
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
        reason: format!("{program}: cannot be run: {error}"),
        fix: "check that it is installed and runs".to_owned(),
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
