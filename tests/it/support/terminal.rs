//! The binary on a terminal, where it paints and asks; the test types the answers.

use super::cli::Sandbox;
use super::endpoint::Endpoint;
use super::files;
use super::ministack::Account;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::process::{Command, Stdio};

/// One session.
pub struct Session {
    /// The exit code.
    pub code: i32,
    /// All output, including cursor movements.
    pub text: String,
}

impl Session {
    /// Runs the binary with an endpoint on a terminal of 24 lines and 80 columns. When the first string of a step
    /// appears, the test types the second.
    pub fn run(endpoint: &Endpoint, arguments: &[&str], steps: &[(&str, &str)]) -> Self {
        let sandbox = Sandbox::new();
        let variables = endpoint.variables();
        let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
        Self::play(sandbox.command("", arguments, &variables), steps)
    }

    /// The same in an account of the emulator, through this URL.
    pub fn of(account: &Account, url: &str, arguments: &[&str], steps: &[(&str, &str)]) -> Self {
        Self::play(account.command_at(url, arguments), steps)
    }

    /// The same with a prepared command.
    pub fn at(command: Command, steps: &[(&str, &str)]) -> Self {
        Self::play(command, steps)
    }

    /// The same on a terminal with this many rows and columns.
    pub fn sized(command: Command, size: (u16, u16), steps: &[(&str, &str)]) -> Self {
        Self::play_at(command, size, steps)
    }

    fn play(inner: Command, steps: &[(&str, &str)]) -> Self {
        Self::play_at(inner, (24, 80), steps)
    }

    fn play_at(mut inner: Command, (rows, columns): (u16, u16), steps: &[(&str, &str)]) -> Self {
        inner.env("TERM", "xterm");
        let text = |text: &OsStr| text.to_str().unwrap().to_owned();
        let variables = inner
            .get_envs()
            .filter_map(|(name, value)| Some((text(name), text(value?))));
        let variables = variables.collect::<BTreeMap<_, _>>();
        let mut outer = Command::new("python3");
        outer
            .current_dir(inner.get_current_dir().unwrap())
            .arg(files::root().join("tests/it/support/terminal.py"))
            .args([rows.to_string(), columns.to_string()])
            .arg(serde_json::to_string(steps).unwrap())
            .arg(serde_json::to_string(&variables).unwrap())
            .arg(inner.get_program())
            .args(inner.get_args())
            .stdin(Stdio::null());
        let output = outer.output().unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            text: String::from_utf8_lossy(&output.stdout).into_owned()
                + &String::from_utf8_lossy(&output.stderr),
        }
    }

    /// The session, after checking that it ended with this code and that all of these strings were displayed.
    #[track_caller]
    pub fn ends(self, code: i32, says: &[&str]) -> Self {
        assert_eq!(self.code, code, "{}", self.text);
        for text in says {
            assert!(self.text.contains(text), "`{text}`\n{}", self.text);
        }
        self
    }
}
