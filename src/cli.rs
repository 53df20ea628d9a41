//! The command line: one file per command, clap's arguments and a `run`. Picks a view, turns errors into exit codes.

mod attached;
mod aws;
mod cancel;
mod check;
mod config;
mod conversation;
mod deploy;
mod destroy;
mod diff;
mod docs;
mod drift;
mod events;
mod failure;
mod init;
mod local;
mod looking;
mod ls;
mod outputs;
mod program;
mod recover;
mod screen;
mod status;
mod synth;
mod values;
mod watch;

use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

pub use failure::Failure;
pub use program::{Definition, Overrides, Program};

/// Infrastructure from code on AWS: typed Rust stacks become CloudFormation templates.
#[derive(Debug, Parser)]
#[command(name = "sa-infra", version, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Args)]
struct Global {
    /// Configuration file [default: the nearest sa-infra.toml, from here upward]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    config: Option<PathBuf>,
    /// Region of the stacks, instead of the configured ones
    #[arg(long, global = true, value_name = "REGION", help_heading = "Everywhere")]
    region: Option<String>,
    /// Print the result as JSON
    #[arg(long, global = true, help_heading = "Everywhere")]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(visible_alias = "list")]
    Ls(ls::Args),
    Synth(synth::Args),
    Check(check::Args),
    Diff(diff::Args),
    Deploy(deploy::Args),
    Destroy(destroy::Args),
    Status(status::Args),
    Outputs(outputs::Args),
    Events(events::Args),
    Drift(drift::Args),
    #[command(visible_alias = "attach")]
    Watch(watch::Args),
    Cancel(cancel::Args),
    Recover(recover::Args),
    Local(local::Args),
    Config(config::Args),
    Init(init::Args),
    Docs(docs::Args),
}

/// What a command works with.
struct Context<'a> {
    program: &'a dyn Program,
    global: Global,
    /// Results.
    out: &'a mut dyn Write,
    /// Progress, warnings, questions.
    err: &'a mut dyn Write,
}

/// Runs a program with the command line of the process; what `main` returns.
pub fn main(program: &dyn Program) -> ExitCode {
    run(program, std::env::args_os())
}

/// Runs a program with these arguments, the first of which is its name.
pub fn run(
    program: &dyn Program,
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        // Help and version come this way too: clap knows where each belongs and what it ends with.
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let (mut out, mut err) = (anstream::stdout().lock(), anstream::stderr().lock());
    let mut buffer = io::BufWriter::new(&mut out);
    let mut context = Context {
        program,
        global: arguments.global,
        out: &mut buffer,
        err: &mut err,
    };
    let result = match arguments.command {
        Command::Ls(args) => ls::run(&args, &mut context),
        Command::Synth(args) => synth::run(&args, &mut context),
        Command::Check(args) => check::run(&args, &mut context),
        Command::Deploy(args) => deploy::run(&args, &mut context),
        Command::Destroy(args) => destroy::run(&args, &mut context),
        Command::Status(args) => status::run(&args, &mut context),
        Command::Outputs(args) => outputs::run(&args, &mut context),
        Command::Events(args) => events::run(&args, &mut context),
        Command::Drift(args) => drift::run(&args, &mut context),
        Command::Watch(args) => watch::run(&args, &mut context),
        Command::Cancel(args) => cancel::run(&args, &mut context),
        Command::Recover(args) => recover::run(&args, &mut context),
        Command::Diff(args) => diff::run(&args, &mut context),
        Command::Local(args) => local::run(&args, &mut context),
        Command::Config(args) => config::run(&args, &mut context),
        Command::Init(args) => init::run(&args, &mut context),
        Command::Docs(args) => docs::run(&args, &mut context),
    };
    let result = result.and_then(|()| Ok(buffer.flush()?));
    drop(buffer);
    result.map_or_else(|failure| failure.report(&mut err), |()| ExitCode::SUCCESS)
}
