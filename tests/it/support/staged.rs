//! The example with stages in two accounts, as a program: in a home with AWS's files, against an endpoint that knows which key
//! belongs to which account.

use super::cli::Run;
use super::compile;
use super::endpoint::Answer;
use super::files;
use super::home::{ABSENT, Home};
use super::http::Request;
use super::terminal::Session;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The accounts of the example.
pub const TEST: &str = "111122223333";
pub const PROD: &str = "444455556666";

/// Profiles of both accounts, and of a third one. The endpoint takes the end of a key as its account.
pub const FILES: &str = "[test]\naws_access_key_id = AKID111122223333\naws_secret_access_key = planted-secret-test\n\
                         [prod]\naws_access_key_id = AKID444455556666\naws_secret_access_key = planted-secret-prod\n\
                         [other]\naws_access_key_id = AKID777788889999\naws_secret_access_key = planted-secret-other\n";

/// The same for an emulator, where an access key id is an account.
pub const KEYS_OF_EMULATOR: &str = "[test]\naws_access_key_id = 111122223333\naws_secret_access_key = x\n\
                                    [prod]\naws_access_key_id = 444455556666\naws_secret_access_key = x\n";

/// The compiled example.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<compile::Program> = OnceLock::new();
    let example = || compile::program(&files::root().join("examples/stages.rs"), &[]);
    &PROGRAM.get_or_init(example).path
}

/// The account of the key that signed a request.
pub fn account(request: &Request) -> String {
    let signed = request.header("authorization").unwrap_or_default();
    let key = signed
        .split("Credential=")
        .nth(1)
        .and_then(|rest| rest.split('/').next());
    let key = key.unwrap_or_default();
    key[key.len().saturating_sub(12)..].to_owned()
}

/// A home, an endpoint without stacks, and a program in it.
pub struct Staged {
    /// The home.
    pub home: Home,
    program: PathBuf,
}

impl Staged {
    /// The example in a home with these `config` and `credentials`.
    pub fn new(config: &str, credentials: &str) -> Self {
        Self::answering(config, credentials, |_| None)
    }

    /// The same, where the test answers some requests.
    pub fn answering(
        config: &str,
        credentials: &str,
        answer: impl Fn(&Request) -> Option<Answer> + Send + 'static,
    ) -> Self {
        let home = Home::answering(config, credentials, move |request| {
            answer(request).unwrap_or_else(|| match &*request.action() {
                "GetCallerIdentity" => {
                    let account = account(request);
                    Answer::Result(format!(
                        "<Arn>arn:aws:iam::{account}:user/jo</Arn><Account>{account}</Account>"
                    ))
                }
                _ => ABSENT,
            })
        });
        Self {
            home,
            program: program().to_owned(),
        }
    }

    /// Another program instead of the example.
    pub fn with(mut self, program: &Path) -> Self {
        program.clone_into(&mut self.program);
        self
    }

    /// Runs the program with these variables only.
    pub fn run(&self, line: &str, variables: &[(&'static str, &str)]) -> Run {
        let variables = self.home.variables(variables);
        let variables = variables.iter().map(|(name, value)| (*name, &**value));
        let words = line.split(' ').collect::<Vec<_>>();
        let sandbox = &self.home.sandbox;
        let run = sandbox.run_program(&self.program, &words, &variables.collect::<Vec<_>>());
        assert!(!run.to_string().contains("planted-secret"), "{run}");
        run
    }

    /// The same on a terminal with this many columns, where the test types these steps.
    pub fn sit(&self, line: &str, columns: u16, steps: &[(&str, &str)]) -> Session {
        Session::sized(self.command(line), (24, columns), steps)
    }

    /// The program, not started yet.
    pub fn command(&self, line: &str) -> Command {
        let variables = self.home.variables(&[]);
        let variables = variables.iter().map(|(name, value)| (*name, &**value));
        let words = line.split(' ').collect::<Vec<_>>();
        let sandbox = &self.home.sandbox;
        sandbox.program_command(&self.program, &words, &variables.collect::<Vec<_>>())
    }

    /// The calls so far that are not about the identity.
    pub fn calls(&self) -> Vec<String> {
        let requests = self.home.requests();
        let calls = requests.iter().map(Request::action);
        calls.filter(|call| call != "GetCallerIdentity").collect()
    }
}
