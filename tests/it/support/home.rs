//! A home directory with AWS's files, and an endpoint that records which keys each request was signed with.

use super::cli::{Run, Sandbox};
use super::endpoint::{Answer, Endpoint};
use super::http::Request;
use super::terminal::Session;
use std::sync::{Arc, Mutex};

/// A home, and an endpoint without stacks.
pub struct Home {
    /// The home, in which the binary runs.
    pub sandbox: Sandbox,
    /// The endpoint.
    pub endpoint: Endpoint,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// The answer for a stack that does not exist.
pub const ABSENT: Answer = Answer::Error(400, "ValidationError", "Stack with id x does not exist");

impl Home {
    /// A home with these files.
    pub fn new(config: &str, credentials: &str) -> Self {
        Self::answering(config, credentials, |request| match &*request.action() {
            "GetCallerIdentity" => Answer::Result(String::new()),
            _ => ABSENT,
        })
    }

    /// The same with its own endpoint.
    pub fn answering(
        config: &str,
        credentials: &str,
        answer: impl Fn(&Request) -> Answer + Send + 'static,
    ) -> Self {
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        let endpoint = Endpoint::serving(move |request, _| {
            log.lock().unwrap().push(request.clone());
            answer(request)
        });
        let sandbox = Sandbox::new();
        sandbox.write(".aws/config", config);
        sandbox.write(".aws/credentials", credentials);
        Self {
            sandbox,
            endpoint,
            requests,
        }
    }

    /// The variable of the endpoint, and additional ones.
    pub fn variables(&self, more: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
        let [url, ..] = self.endpoint.variables();
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
        more.chain([url]).collect()
    }

    /// Runs the binary with these variables only.
    pub fn run(&self, line: &str, variables: &[(&'static str, &str)]) -> Run {
        let variables = self.variables(variables);
        let variables = variables
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect::<Vec<_>>();
        let run = self
            .sandbox
            .run_in("", &line.split(' ').collect::<Vec<_>>(), &variables);
        assert!(!run.to_string().contains("planted-secret"), "{run}");
        run
    }

    /// The same on a terminal, where the test types these steps.
    pub fn sit(&self, line: &str, steps: &[(&str, &str)]) -> Session {
        let variables = self.variables(&[]);
        let variables = variables
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect::<Vec<_>>();
        let words = line.split(' ').collect::<Vec<_>>();
        Session::at(self.sandbox.command("", &words, &variables), steps)
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// The keys that signed the requests, without duplicates.
    pub fn signers(&self) -> Vec<String> {
        let requests = self.requests();
        let signed = requests
            .iter()
            .filter_map(|request| request.header("authorization"));
        let mut ids = signed
            .filter_map(|text| text.split("Credential=").nth(1)?.split('/').next())
            .map(str::to_owned)
            .collect::<Vec<_>>();
        ids.sort();
        ids.dedup();
        ids
    }
}
