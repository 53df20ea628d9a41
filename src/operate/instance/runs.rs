//! The lines that the functions of an instance log about themselves, at the start and at the end of an
//! invocation, and the lines that Lambda adds.

use crate::cloud::logs::LogEvent;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An invocation of a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The request id of Lambda.
    pub request: String,
    /// When it started.
    #[serde(rename = "started")]
    pub begun: Timestamp,
    /// When it ended; `None` while it runs.
    pub ended: Option<Timestamp>,
    /// How.
    #[serde(flatten)]
    pub outcome: Option<Outcome>,
    /// The stream it writes to.
    #[serde(skip)]
    stream: String,
    /// The token of the request.
    #[serde(skip)]
    token: Option<String>,
    /// Its lines about itself, oldest first.
    #[serde(skip)]
    pub steps: Vec<LogEvent>,
}

/// How an invocation ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// The state of the instance: `started`, `not started`, `stopped`.
    pub state: Option<String>,
    /// The reason.
    pub reason: Option<String>,
    /// Warnings.
    pub warnings: Vec<String>,
    /// The error, if it failed.
    pub error: Option<String>,
}

/// The lines that a function logs when it starts, and when it ends.
#[derive(Deserialize)]
struct Written {
    request: String,
    token: Option<String>,
    #[serde(flatten)]
    outcome: Outcome,
}

/// Invocations, parsed from log lines.
#[derive(Clone, Debug, Default)]
pub struct Runs(Vec<Run>);

impl Runs {
    /// Reads lines, oldest first. Returns the other lines of the functions, each with the index of its invocation.
    pub fn take(&mut self, lines: &[LogEvent]) -> Vec<(usize, LogEvent)> {
        let lines = lines.iter().flat_map(apart);
        let place = |line| self.one(&line).map(|at| (at, line));
        let told = lines.filter_map(place).collect::<Vec<_>>();
        for (at, line) in &told {
            self.0[*at].steps.push(line.clone());
        }
        told
    }

    /// Reads a line. Returns the index of the invocation if the line is for the user.
    fn one(&mut self, line: &LogEvent) -> Option<usize> {
        let text = line.message.trim_end();
        if let Some(request) = request(text, "START RequestId: ") {
            self.begun(request, line);
            return None;
        }
        if let Some(begun) = written(text, "BEGIN ") {
            self.begun(&begun.request, line).token = begun.token;
            return None;
        }
        if let Some(ended) = written(text, "RESULT ") {
            if let Some(run) = self.of(&ended.request) {
                run.outcome = Some(ended.outcome);
            }
            return None;
        }
        if let Some(request) = request(text, "REPORT RequestId: ") {
            if let Some(run) = self.of(request) {
                run.ended = Some(line.at);
                run.outcome.get_or_insert_with(|| cut_off(text));
            }
            return None;
        }
        let is_of_lambda = ["END RequestId: ", "INIT_START ", "EXTENSION\t", "[ERROR]"];
        let is_of_lambda = is_of_lambda.iter().any(|begin| text.starts_with(begin));
        if is_of_lambda || text.contains(" Task timed out after ") {
            return None;
        }
        self.0.iter().rposition(|run| run.stream == line.stream)
    }

    /// A new or a known invocation: lines of the same moment come in any order.
    fn begun(&mut self, request: &str, line: &LogEvent) -> &mut Run {
        let known = self.0.iter().rposition(|run| run.request == request);
        let at = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push(Run {
                request: request.to_owned(),
                begun: line.at,
                ended: None,
                outcome: None,
                stream: line.stream.clone(),
                token: None,
                steps: Vec::new(),
            });
        }
        &mut self.0[at]
    }

    fn of(&mut self, request: &str) -> Option<&mut Run> {
        self.0.iter_mut().rev().find(|run| run.request == request)
    }

    /// The newest invocation.
    pub fn last(&self) -> Option<&Run> {
        self.0.iter().max_by_key(|run| run.begun)
    }

    /// The invocation with this token, and its index.
    pub fn asked(&self, token: &str) -> Option<(usize, &Run)> {
        let mut runs = self.0.iter().enumerate();
        runs.find(|(_, run)| run.token.as_deref() == Some(token))
    }
}

/// The lines of an event. Several lines written at once may be one event.
fn apart(event: &LogEvent) -> Vec<LogEvent> {
    let line = |text: &str| LogEvent {
        message: text.to_owned(),
        ..event.clone()
    };
    event.message.lines().map(line).collect()
}

/// The request id in a line of Lambda.
fn request<'a>(line: &'a str, begin: &str) -> Option<&'a str> {
    line.strip_prefix(begin)?.split_whitespace().next()
}

fn written(line: &str, begin: &str) -> Option<Written> {
    serde_json::from_str(line.strip_prefix(begin)?).ok()
}

/// The outcome of an invocation that did not log it, according to Lambda's report.
fn cut_off(report: &str) -> Outcome {
    let field = |name: &str| {
        let (_, rest) = report.split_once(name)?;
        rest.split(['\t', '\n']).next().map(str::trim)
    };
    let error = match (field("Status: "), field("Error Type: ")) {
        (Some("timeout"), _) => format!(
            "Lambda stopped it after {}, before it was done",
            field("\tDuration: ").unwrap_or("it timed out")
        ),
        (_, Some(kind)) => format!("it could not run: {kind}"),
        _ => "it ended without a result: it is older than this program, or was interrupted".to_owned(),
    };
    Outcome {
        error: Some(error),
        ..Outcome::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(lines: &[&str]) -> (Runs, Vec<(usize, String)>) {
        let mut runs = Runs::default();
        let event = |(at, text): (usize, &&str)| LogEvent {
            id: at.to_string(),
            at: Timestamp::from_second(i64::try_from(at).unwrap()).unwrap(),
            stream: "s".to_owned(),
            message: format!("{text}\n"),
        };
        let left = runs.take(&lines.iter().enumerate().map(event).collect::<Vec<_>>());
        let left = left
            .into_iter()
            .map(|(at, line)| (at, line.message.trim().to_owned()));
        let left = left.collect();
        (runs, left)
    }

    fn error(lines: &[&str]) -> Option<String> {
        runs(lines).0.last()?.outcome.clone()?.error
    }

    #[test]
    fn an_invocation_says_how_it_ended() {
        let (runs, left) = runs(&[
            "INIT_START Runtime Version: python:3.13",
            r#"BEGIN {"request": "a", "token": "t"}"#,
            "START RequestId: a Version: $LATEST",
            "sent the command c\n== fetching repo.zip",
            r#"RESULT {"request": "a", "token": "t", "state": "started", "warnings": ["w"]}"#,
            "END RequestId: a",
            "REPORT RequestId: a\tDuration: 1 ms",
            "START RequestId: b Version: $LATEST",
            "half a line",
        ]);
        let left = left.iter().map(|(at, line)| format!("{at} {line}"));
        let left = left.collect::<Vec<_>>();
        assert_eq!(
            left,
            ["0 sent the command c", "0 == fetching repo.zip", "1 half a line"]
        );
        let (at, run) = runs.asked("t").unwrap();
        assert_eq!((at, run.ended.unwrap().as_second()), (0, 6));
        let outcome = run.outcome.clone().unwrap();
        assert_eq!(
            (outcome.state.as_deref(), &*outcome.warnings),
            (Some("started"), &["w".to_owned()][..])
        );
        let last = runs.last().unwrap();
        assert_eq!((&*last.request, last.ended, &last.outcome), ("b", None, &None));
        assert_eq!((run.steps.len(), last.steps.len()), (2, 1));
    }

    #[test]
    fn one_that_lambda_ended_is_told_by_its_report() {
        let start = "START RequestId: a Version: $LATEST";
        let timeout = "REPORT RequestId: a\tDuration: 900000.00 ms\tStatus: timeout";
        let late = "2027-01-27T03:30:00.000Z a Task timed out after 900.00 seconds";
        assert!(
            error(&[start, late, timeout])
                .unwrap()
                .contains("stopped it after 900000.00 ms")
        );
        let broken = "REPORT RequestId: a\tStatus: error\tError Type: Runtime.ImportModuleError";
        assert!(
            error(&[start, broken])
                .unwrap()
                .contains("Runtime.ImportModuleError")
        );
        assert!(
            error(&[start, "REPORT RequestId: a\tDuration: 1 ms"])
                .unwrap()
                .contains("without a result")
        );
        assert_eq!(
            error(&["REPORT RequestId: nobody\t", "RESULT {", "BEGIN x"]),
            None
        );
    }
}
