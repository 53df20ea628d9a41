//! The binary in a sandbox: its own directory, an empty environment, and its output.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// A directory in which the binary runs, and which is also its home.
pub struct Sandbox {
    directory: TempDir,
}

/// One run of the binary; displayed as in a snapshot.
#[derive(Debug)]
pub struct Run {
    line: String,
    /// The exit code.
    pub code: i32,
    /// The account line of the output, which is removed from the rest.
    pub account: Option<String>,
    /// The account lines, if there are several.
    pub accounts: Vec<String>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Sandbox {
    /// An empty directory.
    pub fn new() -> Self {
        // Not below the project, because the search for a configuration goes to parent directories.
        let directory = tempfile::tempdir().unwrap();
        Self { directory }
    }

    /// A directory with one configuration file.
    pub fn with_config(toml: &str) -> Self {
        let sandbox = Self::new();
        sandbox.write("sa-infra.toml", toml);
        sandbox
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Writes a file there.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Writes a program there.
    pub fn program(&self, name: &str, text: &str) -> PathBuf {
        let path = self.write(name, text);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// Reads a file from there.
    pub fn read(&self, name: &str) -> String {
        let path = self.path().join(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Runs the binary until it ends.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Run {
        self.run_in("", arguments, &[])
    }

    /// Runs the binary in a subdirectory, with variables in its environment.
    pub fn run_in<A: AsRef<OsStr>>(&self, below: &str, arguments: &[A], variables: &[(&str, &str)]) -> Run {
        self.run_fed(below, arguments, variables, "")
    }

    /// The same, with standard input.
    pub fn run_fed<A: AsRef<OsStr>>(
        &self,
        below: &str,
        arguments: &[A],
        variables: &[(&str, &str)],
        input: &str,
    ) -> Run {
        let mut command = self.command(below, arguments, variables);
        let pipes = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = pipes.spawn().unwrap();
        // The process may have ended without reading.
        let _ = process.stdin.take().unwrap().write_all(input.as_bytes());
        self.told(arguments, &process.wait_with_output().unwrap())
    }

    /// Runs the binary until it ends; its process id is available meanwhile.
    pub fn run_known(&self, arguments: &[&str], variables: &[(&str, &str)], process: &AtomicU32) -> Run {
        let mut command = self.command("", arguments, variables);
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        process.store(child.id(), Ordering::SeqCst);
        self.told(arguments, &child.wait_with_output().unwrap())
    }

    /// Runs another program with the same command line until it ends.
    pub fn run_program(&self, program: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = self.program_command(program, arguments, variables).output();
        self.told(arguments, &output.unwrap())
    }

    /// The same, not started yet.
    pub fn program_command(&self, program: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(program);
        self.prepare(&mut command, "", arguments, variables);
        command
    }

    /// The same, not started yet.
    pub fn command<A: AsRef<OsStr>>(
        &self,
        below: &str,
        arguments: &[A],
        variables: &[(&str, &str)],
    ) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sa-infra"));
        self.prepare(&mut command, below, arguments, variables);
        command
    }

    fn prepare<A: AsRef<OsStr>>(
        &self,
        command: &mut Command,
        below: &str,
        arguments: &[A],
        variables: &[(&str, &str)],
    ) {
        command
            .args(arguments)
            .current_dir(self.path().join(below))
            .env_clear()
            .env("HOME", self.path())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .envs(variables.iter().copied())
            .stdin(Stdio::null());
    }

    fn told<A: AsRef<OsStr>>(&self, arguments: &[A], output: &Output) -> Run {
        let text = |bytes: &[u8]| {
            let text = std::str::from_utf8(bytes).unwrap();
            text.replace(&*self.path().to_string_lossy(), "[DIR]")
        };
        let arguments = arguments
            .iter()
            .map(|argument| argument.as_ref().to_string_lossy());
        let line = arguments.fold("sa-infra".to_owned(), |line, argument| line + " " + &argument);
        let said = text(&output.stderr);
        let is_account = |line: &&str| line.starts_with("account ") && line.contains(", as ");
        let accounts = said.split_inclusive('\n').filter(is_account).collect::<Vec<_>>();
        let accounts = accounts.iter().map(|line| line.trim_end().to_owned());
        let accounts = accounts.collect::<Vec<_>>();
        let once = accounts
            .iter()
            .filter_map(|line| line.split(' ').nth(1))
            .collect::<BTreeSet<_>>();
        assert_eq!(once.len(), accounts.len(), "each account is said once: {said}");
        let run = Run {
            line: text(line.as_bytes()),
            code: output.status.code().unwrap_or(-1),
            stdout: text(&output.stdout),
            account: accounts.first().cloned(),
            accounts,
            stderr: said
                .split_inclusive('\n')
                .filter(|line| !is_account(line))
                .collect(),
        };
        assert!(!run.stderr.contains("panicked at"), "{run}");
        assert!(
            !run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'),
            "escape codes without a terminal: {run:?}"
        );
        run
    }
}

/// All commands, as the help lists them, group by group.
pub fn commands(sandbox: &Sandbox) -> Vec<String> {
    let help = sandbox.run(&["--help"]).exits(0).stdout;
    let (list, _) = help.split_once("\nOptions:\n").unwrap();
    let names = list
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// All commands and subcommands, as words: `secrets set` next to `secrets`.
pub fn all_commands(sandbox: &Sandbox) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for command in commands(sandbox) {
        let help = sandbox.run(&[&*command, "--help"]).exits(0).stdout;
        let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
        let lines = lines.take_while(|line| line.starts_with("  "));
        let nested = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
        let nested = nested.filter(|name| !name.is_empty() && *name != "help");
        let nested = nested.map(|name| vec![command.clone(), name.to_owned()]);
        let nested = nested.collect::<Vec<_>>();
        all.push(vec![command]);
        all.extend(nested);
    }
    all
}

impl Run {
    /// The same, after checking that the exit code is this one.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }
}

impl fmt::Display for Run {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "$ {}\n[exit {}]", self.line, self.code)?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                write!(formatter, "[{name}]\n{text}")?;
            }
        }
        Ok(())
    }
}
