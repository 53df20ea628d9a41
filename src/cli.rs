//! The command line: one file per command, with clap's arguments and a `run`. Chooses a view, and turns errors into
//! exit codes.

#[cfg_attr(
    not(feature = "console"),
    allow(dead_code, reason = "only commands that call AWS choose credentials")
)]
mod account;
mod attached;
mod aws;
mod build;
mod cancel;
mod check;
mod command;
mod comparison;
mod completions;
mod config;
mod configuration_file;
mod configured;
mod console;
mod context;
#[cfg_attr(
    not(feature = "console"),
    allow(dead_code, reason = "only commands that call AWS choose credentials")
)]
mod credentials;
mod deploy;
mod deploy_flags;
mod destroy;
mod diagram;
mod diff;
mod docs;
mod doctor;
mod drift;
mod environment;
mod events;
mod facts;
mod failure;
mod gc;
mod help;
mod hyperlinks;
mod identity;
mod images;
mod init;
mod instance;
mod local;
mod logs;
mod looking;
mod ls;
mod man;
mod mounted;
mod names;
mod namespace;
mod new;
mod notification;
mod notify;
mod open;
mod outputs;
mod policy;
mod program;
mod prompt;
mod proposal;
mod recover;
mod relevant;
mod restore;
mod run;
mod schedule;
mod screen;
mod secrets;
mod selection;
mod signals;
mod stack_settings;
mod status;
mod synth;
mod tasks;
mod terminal_ui;
mod terminal_width;
mod up;
mod upload;
mod usage;
mod values;
mod verbosity;
mod watch;

use crate::view::output;
use clap::error::ErrorKind;
use clap::{FromArgMatches as _, Parser};
use command::{Command, dispatch};
use context::Context;
use proposal::{Carrying, Flags};
use std::ffi::OsString;
use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

pub use clap;
pub use failure::Failure;
pub use mounted::Cli;
pub use program::{Allowed, Definition, Overrides, Program};

/// Define AWS infrastructure in Rust, and deploy and operate it with CloudFormation.
#[derive(Debug, Parser)]
#[command(
    name = "sa-infra",
    version,
    max_term_width = help::WIDEST,
    after_help = "Examples:\n  sa-infra deploy --all --local   # deploy to a local emulator, without an AWS account\n  \
                  sa-infra diff                   # what a deployment would change\n\n\
                  See `sa-infra COMMAND --help` for the options of a command, and `sa-infra docs` for the documentation."
)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct Global {
    /// Configuration file [default: sa-infra.toml in this directory or the nearest parent]
    #[arg(long, global = true, value_name = "FILE", help_heading = help::GLOBAL)]
    config: Option<PathBuf>,
    /// Override the region of the stacks
    #[arg(long, global = true, value_name = "REGION", help_heading = help::GLOBAL)]
    region: Option<String>,
    /// Override the namespace, the prefix of all names, to select another copy in the account
    #[arg(long, global = true, value_name = "NAMESPACE", help_heading = help::GLOBAL)]
    namespace: Option<String>,
    /// Print the result as JSON
    #[arg(long, global = true, help_heading = help::GLOBAL)]
    json: bool,
    /// Show every detail, and each AWS call with its time, status and request id
    #[arg(long, short, global = true, help_heading = help::GLOBAL)]
    verbose: bool,
    /// Show only results, questions, warnings and errors
    #[arg(
        long,
        short,
        global = true,
        conflicts_with = "verbose",
        help_heading = help::GLOBAL
    )]
    quiet: bool,
    /// Use no colors; the same as `NO_COLOR=1`
    #[arg(long, global = true, help_heading = help::GLOBAL)]
    no_color: bool,
    /// Notify you when the command ends: on the desktop if your terminal can, otherwise with the bell
    #[arg(long, global = true, help_heading = help::GLOBAL)]
    notify: bool,
}

/// Runs a program with the arguments of the process; the return value of `main`.
pub fn main(program: &dyn Program) -> ExitCode {
    run(program, std::env::args_os())
}

/// Runs a program with these arguments, the first of which is its name.
pub fn run(
    program: &dyn Program,
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
) -> ExitCode {
    let arguments = arguments.into_iter().map(Into::into).collect::<Vec<OsString>>();
    identity::set(identity::Identity::of_file(
        arguments.first().map(OsString::as_os_str),
    ));
    execute(program, &arguments, &[])
}

/// Runs the command that these arguments name; `own` are the commands of the program itself, which the help lists.
fn execute(program: &dyn Program, arguments: &[OsString], own: &[clap::Command]) -> ExitCode {
    colors(arguments);
    let overruled = environment::overruled(arguments);
    // It lives as long as the process: to free its thousand parts would take a fifth of the time of `--version`.
    let mut command = ManuallyDrop::new(help::reader(arguments, &overruled));
    match command.try_get_matches_from_mut(arguments) {
        Ok(matches) => execute_matches(program, &matches),
        // Clap knows where help and version belong, and what each ends with.
        Err(error) if usage::is_help(&error) => {
            let is_version = error.kind() == ErrorKind::DisplayVersion;
            let helped = (!is_version).then(|| ManuallyDrop::new(relevant::help(program, own, &overruled)));
            let shown = helped
                .and_then(|mut command| command.try_get_matches_from_mut(arguments).err())
                .filter(|shown| shown.kind() == error.kind())
                .unwrap_or(error);
            let _ = shown.print();
            ExitCode::from(u8::try_from(shown.exit_code()).unwrap_or(2))
        }
        Err(error) => usage::failure(&error, arguments, Some(program)).report(&mut named(output::stderr())),
    }
}

/// A stream on which proposed commands have the name of the program.
fn named<W: Write>(stream: W) -> Carrying<W> {
    Carrying::new(stream, &Flags::default(), false).named()
}

/// Runs the command of a command line that clap has read.
fn execute_matches(program: &dyn Program, matches: &clap::ArgMatches) -> ExitCode {
    let began = Instant::now();
    let command = matches.subcommand_name().unwrap_or_default().to_owned();
    let flags = Flags::of(matches);
    let variables = environment::given(matches);
    let arguments = match Arguments::from_arg_matches(matches) {
        Ok(arguments) => arguments,
        Err(error) => return usage::failure(&error, &[], None).report(&mut named(output::stderr())),
    };
    if arguments.global.no_color {
        output::use_no_colors();
    }
    let mut err = Carrying::new(output::stderr(), &flags, false).named();
    // What a command repeats of others' words stays as it is.
    let out_flags = if arguments.command.proposes() {
        flags.clone()
    } else {
        Flags::default()
    };
    // Documents and logs are printed unchanged.
    let shown = if arguments.command.proposes() && !arguments.global.json {
        output::stdout()
    } else {
        output::verbatim_stdout()
    };
    let mut out = Carrying::new(shown, &out_flags, arguments.global.json);
    if arguments.command.proposes() {
        out = out.named();
    }
    let mut buffer = io::BufWriter::new(&mut out);
    let notifies = arguments.global.notify;
    verbosity::set(arguments.global.verbose, arguments.global.quiet);
    let mut context = Context {
        program,
        is_emulated: flags.is_emulated() || environment::is_emulated(&variables),
        json_lines: false,
        global: arguments.global,
        out: &mut buffer,
        err: &mut err,
        ended_by: None,
        flags,
        variables,
    };
    let result = dispatch(arguments.command, &mut context);
    let result = result.map_err(|failure| environment::named(failure, &context.variables));
    let result = result.and_then(|()| Ok(buffer.flush()?));
    drop(buffer);
    if notifies {
        notification::send(&command, result.is_ok(), began.elapsed());
    }
    result.map_or_else(|failure| failure.report(&mut err), |()| ExitCode::SUCCESS)
}

/// Applies `--no-color` before anything is printed, including the help.
fn colors(arguments: &[OsString]) {
    let mut own = arguments.iter().take_while(|word| *word != "--");
    if own.any(|word| word == "--no-color") {
        output::use_no_colors();
    }
}

/// Runs another command line within this one.
fn again(words: impl IntoIterator<Item = String>, context: &mut Context<'_>) -> Result<(), Failure> {
    let name = std::iter::once("sa-infra".to_owned());
    let arguments =
        Arguments::try_parse_from(name.chain(words)).map_err(|error| usage::failure(&error, &[], None))?;
    dispatch(arguments.command, context)
}
