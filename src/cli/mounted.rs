//! The command line of a program that uses the library: its name and version, its own commands beside ours, or ours beside
//! its own.

use super::identity::{self, Identity};
use super::{Program, help};
use clap::{ArgMatches, Command};
use std::ffi::OsString;
use std::process::ExitCode;

type Run<'a> = Box<dyn Fn(&ArgMatches) -> ExitCode + 'a>;

/// A command line with the name and version of your program.
///
/// ```no_run
/// use sa_infra::app::App;
/// use sa_infra::cli::Cli;
/// use std::process::ExitCode;
///
/// fn stacks(app: &mut App) {
///     app.stack("files");
/// }
///
/// fn main() -> ExitCode {
///     let hello = clap::Command::new("hello").about("Greet you");
///     Cli::new("my-infra", env!("CARGO_PKG_VERSION"))
///         .about("The infrastructure of my project")
///         .command(hello, |_| {
///             eprintln!("hello");
///             ExitCode::SUCCESS
///         })
///         .main(&stacks)
/// }
/// ```
///
/// A program that has a command line of its own mounts the commands there:
///
/// ```no_run
/// # use sa_infra::app::App;
/// # use sa_infra::cli::Cli;
/// # use std::process::ExitCode;
/// # fn stacks(app: &mut App) { app.stack("files"); }
/// fn main() -> ExitCode {
///     let cli = Cli::new("my-tool", env!("CARGO_PKG_VERSION"));
///     let infra = cli.mount(clap::Command::new("infra").about("Deploy my infrastructure"));
///     let matches = clap::Command::new("my-tool").subcommand(infra).get_matches();
///     match matches.subcommand() {
///         Some(("infra", matches)) => cli.dispatch(&stacks, matches),
///         _ => ExitCode::SUCCESS,
///     }
/// }
/// ```
#[must_use = "nothing runs until you call `main`"]
pub struct Cli<'a> {
    identity: Identity,
    own: Vec<(Command, Run<'a>)>,
}

impl<'a> Cli<'a> {
    /// The command line of the program with this name and version. Help, messages and completions have its name.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            identity: Identity {
                name: name.into(),
                version: Some(version.into()),
                about: None,
            },
            own: Vec::new(),
        }
    }

    /// What the program is, in one line of its help.
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.identity.about = Some(about.into());
        self
    }

    /// A command of your own beside the others; it takes the place of one of the same name.
    pub fn command(mut self, command: Command, run: impl Fn(&ArgMatches) -> ExitCode + 'a) -> Self {
        self.own.push((command, Box::new(run)));
        self
    }

    /// Runs the program with the command line of the process; what `main` returns.
    pub fn main(&self, program: &dyn Program) -> ExitCode {
        self.run(program, std::env::args_os())
    }

    /// Runs the program with these arguments, the first of which is its name.
    pub fn run(
        &self,
        program: &dyn Program,
        arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    ) -> ExitCode {
        let arguments = arguments.into_iter().map(Into::into).collect::<Vec<OsString>>();
        identity::set(self.identity.clone());
        let mut own = self.own.iter();
        let word = arguments.get(1).and_then(|word| word.to_str());
        if let Some((command, run)) = own.find(|(command, _)| Some(command.get_name()) == word) {
            let name = format!("{} {}", self.identity.name, command.get_name());
            let command = command.clone().no_binary_name(true).bin_name(name);
            return run(&command.get_matches_from(&arguments[2..]));
        }
        let own = self.own.iter().map(|(command, _)| command.clone());
        super::execute(program, &arguments, &own.collect::<Vec<_>>())
    }

    /// Adds the commands to one of your own command line, with the flags that all of them have.
    pub fn mount(&self, command: Command) -> Command {
        identity::set(Identity {
            name: format!("{} {}", self.identity.name, command.get_name()),
            ..self.identity.clone()
        });
        let ours = help::program(help::WIDEST);
        let flags = ours
            .get_arguments()
            .filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version"));
        command
            .args(flags.cloned().collect::<Vec<_>>())
            .subcommands(ours.get_subcommands().cloned().collect::<Vec<_>>())
            .subcommand_required(true)
            .arg_required_else_help(true)
    }

    /// Runs the command that was chosen of those that [`mount`](Self::mount) added.
    pub fn dispatch(&self, program: &dyn Program, matches: &ArgMatches) -> ExitCode {
        super::execute_matches(program, matches)
    }
}
