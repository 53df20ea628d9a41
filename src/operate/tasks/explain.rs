//! Why a task failed: ECS's reason as a message with a suggested fix.

#[cfg(test)]
mod tests;

use crate::cloud::ecs::{StopCode, Task, TaskStatus};
use serde::Serialize;

/// Why a task failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// Why it failed; absent if it did not.
    #[serde(rename = "reason")]
    pub because: String,
    /// How to fix it; absent if it did not fail.
    pub fix: String,
    /// The reason that AWS gives; absent if it did not fail.
    #[serde(rename = "aws_reason")]
    pub said: String,
}

/// Fragments of ECS's messages, what they mean, and what to do about it; `{service}` is the service. The first match
/// counts: a host that cannot be reached comes before an image that is missing there.
const MEANINGS: [(&[&str], &str, &str); 9] = [
    (
        &[
            "i/o timeout",
            "request canceled",
            "connection issue",
            "no route to host",
            "dial tcp",
            "timed out",
        ],
        "the task could not reach the AWS services",
        "its subnets need a route to the internet and its schedule a public address: run `sa-infra diff` to see what changed",
    ),
    (
        &["accessdenied", "access denied", "not authorized"],
        "a role of the task lacks a permission",
        "`sa-infra drift` shows whether someone changed a role; `sa-infra deploy --all` restores it",
    ),
    (
        &[
            "pull secrets",
            "invalid ssm parameters",
            "parameternotfound",
            "unable to retrieve secret",
            "secrets manager",
        ],
        "a value that it reads from Parameter Store is missing",
        "run `sa-infra secrets` to see which",
    ),
    (
        &[
            "cannotpullcontainer",
            "manifest for",
            "image not found",
            "not found: manifest",
            "pull image",
        ],
        "its image does not exist or could not be pulled",
        "`sa-infra images` shows the existing images, `sa-infra build {service}` builds one",
    ),
    (
        &[
            "capacity is unavailable",
            "resource:",
            "insufficient capacity",
            "capacity",
        ],
        "AWS had no capacity for it",
        "run it again in a few minutes; the schedule retries automatically",
    ),
    (
        &["log group", "awslogs", "logstream", "log stream", "loggingdriver"],
        "its log stream could not be created",
        "`sa-infra deploy --all` makes the log group again",
    ),
    (
        &["outofmemory"],
        "it ran out of memory",
        "raise `memory` of the service in the configuration, then `sa-infra deploy --all`",
    ),
    (
        &["spot", "termination notice", "host maintenance"],
        "AWS stopped its host",
        "run it again: `sa-infra run {service}`",
    ),
    (
        &[
            "cannotstartcontainer",
            "containerruntimeerror",
            "exec format error",
            "no such file",
        ],
        "its program could not be started",
        "check that the image has the right architecture and command: `sa-infra logs {service} --build`",
    ),
];

/// Why a task stopped too early; `None` for one that is running, or succeeded.
pub fn explain(task: &Task, service: &str) -> Option<Explained> {
    if task.status != TaskStatus::Stopped {
        return None;
    }
    let ended = task.containers.iter().filter_map(|container| container.exit_code);
    let exit_code = ended.clone().find(|code| *code != 0).or(ended.clone().next());
    let reasons = task
        .containers
        .iter()
        .filter_map(|container| container.reason.as_deref());
    let said = task.stopped_reason.as_deref().into_iter().chain(reasons);
    let said = said.collect::<Vec<_>>().join("; ");
    let by_hand = task.stop_code == Some(StopCode::UserInitiated);
    if exit_code == Some(0) && !by_hand {
        return None;
    }
    let text = said.to_lowercase();
    let meant = MEANINGS
        .iter()
        .find(|(fragments, ..)| fragments.iter().any(|fragment| text.contains(fragment)));
    let (because, fix) = match (meant, exit_code) {
        _ if by_hand => (
            "someone stopped it".to_owned(),
            "run it again: `sa-infra run {service}`",
        ),
        (Some((_, because, fix)), _) => ((*because).to_owned(), *fix),
        (None, Some(code)) => (
            format!("its program exited with {}", code_in_words(code)),
            "`sa-infra logs {service}` shows its last log lines",
        ),
        (None, None) => (
            "it never started".to_owned(),
            "`sa-infra logs {service}` shows its log; `sa-infra doctor` checks what it needs",
        ),
    };
    Some(Explained {
        because,
        fix: fix.replace("{service}", service),
        said,
    })
}

fn code_in_words(code: i32) -> String {
    match code {
        137 => "137: it was killed, usually because it ran out of memory".to_owned(),
        139 => "139: it crashed".to_owned(),
        143 => "143: it was asked to stop".to_owned(),
        code => code.to_string(),
    }
}

/// Why ECS refused to start a task, from its message.
pub fn refused(said: &str, service: &str) -> Option<Explained> {
    let text = said.to_lowercase();
    let meant = MEANINGS
        .iter()
        .find(|(fragments, ..)| fragments.iter().any(|fragment| text.contains(fragment)));
    meant.map(|(_, because, fix)| Explained {
        because: (*because).to_owned(),
        fix: fix.replace("{service}", service),
        said: said.to_owned(),
    })
}
