//! Behavior that no emulator has, through the binary: each case is a script that AWS follows, a command, and its
//! expected end.

mod change_sets;
mod credentials;
mod destructions;
mod executions;
mod intercepted;
mod network;
mod states;

use crate::support::endpoint::Answer;
use crate::support::message;
use crate::support::script::Script;
use std::thread;

/// Calls that a deployment never makes unasked.
const HARMFUL: [&str; 6] = [
    "DeleteStack",
    "CancelUpdateStack",
    "RollbackStack",
    "ContinueUpdateRollback",
    "UpdateTerminationProtection",
    "s3 POST",
];
const DEPLOY: &[&str] = &["deploy", "app-infra-base", "--yes"];
const DESTROY: &[&str] = &["destroy", "app-infra-base", "--yes", "--delete-data"];
const DENIED: Answer = Answer::Error(403, "AccessDenied", "no identity-based policy allows it");
const EXPIRED: Answer = Answer::Error(403, "ExpiredToken", "The security token is expired");
const THROTTLED: Answer = Answer::Error(400, "Throttling", "Rate exceeded");
const BUSY: Answer = Answer::Error(503, "ServiceUnavailable", "busy");

/// A script, a command, and its end.
struct Case {
    name: String,
    script: Script,
    command: &'static [&'static str],
    code: i32,
    says: Vec<String>,
    /// Harmful calls that this case may make.
    may: Vec<&'static str>,
    never: Vec<&'static str>,
}

/// The command must end with this code and print all of these strings.
fn case(name: &str, script: Script, command: &'static [&'static str], code: i32, says: &[&str]) -> Case {
    Case {
        name: name.to_owned(),
        script,
        command,
        code,
        says: says.iter().map(|&text| text.to_owned()).collect(),
        may: Vec::new(),
        never: Vec::new(),
    }
}

impl Case {
    fn may(mut self, calls: &[&'static str]) -> Self {
        self.may.extend(calls);
        self
    }

    fn never(mut self, calls: &[&'static str]) -> Self {
        self.never.extend(calls);
        self
    }

    fn run(self) {
        let endpoint = self.script.play();
        let run = endpoint.run(self.command);
        let (name, called) = (self.name, endpoint.called());
        assert_eq!(run.code, self.code, "{name}: {called:?}\n{run}");
        for text in &self.says {
            assert!(
                run.to_string().contains(text),
                "{name}: `{text}`\n{called:?}\n{run}"
            );
        }
        if self.code != 0 {
            let start = run.stderr.find("error: ").unwrap_or_default();
            message::helps(&run.stderr[start..]);
        }
        let harmful = HARMFUL.iter().filter(|call| !self.may.contains(call));
        for call in harmful.chain(&self.never) {
            assert!(
                !called.iter().any(|made| made == call),
                "{name}: {call}\n{called:?}\n{run}"
            );
        }
    }
}

/// Runs the cases in parallel: they mostly wait for the next read of a stack.
fn play(cases: Vec<Case>) {
    let failed = thread::scope(|scope| {
        let runs = cases.into_iter().map(|case| {
            let name = case.name.clone();
            (name, scope.spawn(move || case.run()))
        });
        let runs = runs.collect::<Vec<_>>().into_iter();
        let failed = runs.filter_map(|(name, run)| run.join().err().map(|_| name));
        failed.collect::<Vec<_>>()
    });
    assert!(failed.is_empty(), "{failed:?}");
}

fn update() -> Script {
    Script::at("CREATE_COMPLETE")
}
