//! The last runs of a service as a strip of cells, each with its exit code and its reason.

use crate::console::parts::{Tone, encoded, prose, state};
use crate::console::problem::Problem;
use crate::operate::schedules::{PastResult, PastRun};
use crate::view::exact;
use maud::{Markup, html};

/// How many runs are described in words.
const TOLD: usize = 8;

fn look(result: PastResult) -> (Tone, &'static str) {
    match result {
        PastResult::Running => (Tone::Busy, "running"),
        PastResult::Done => (Tone::Good, "done"),
        PastResult::Failed => (Tone::Bad, "failed"),
        PastResult::Dropped => (Tone::Open, "dropped"),
        PastResult::Paused => (Tone::Off, "paused"),
    }
}

/// A cell for each run, oldest first.
pub(super) fn strip(service: &str, runs: &[PastRun]) -> Markup {
    html! {
        @if runs.is_empty() { p.quiet { "No runs yet" } }
        @else {
            ol.strip aria-label=(format!("Last runs of {service}, oldest first")) {
                @for run in runs {
                    @let (tone, word) = look(run.result);
                    @let told = told(run, word);
                    li class=(format!("cell {}", tone.class())) {
                        @match &run.task {
                            Some(task) => a href=(log(service, task)) title=(told) { span.hidden { (told) } },
                            None => span title=(told) { span.hidden { (told) } },
                        }
                    }
                }
            }
        }
    }
}

/// Why some runs are missing, or their results.
pub(super) fn unread(problems: &[Problem]) -> Markup {
    html! {
        @for problem in problems {
            p.note.open {
                "This needs more rights: " (problem.reason) "; some runs are missing here, or their results. "
                (prose(&format!("fix: {}", problem.fix)))
            }
        }
    }
}

/// The latest runs, newest first, in words.
pub(super) fn list(service: &str, runs: &[PastRun]) -> Markup {
    html! {
        @if !runs.is_empty() {
            ol.runs {
                @for run in runs.iter().rev().take(TOLD) {
                    @let (tone, word) = look(run.result);
                    li {
                        (state(tone, word))
                        (crate::console::parts::time(run.at))
                        @if let Some(code) = run.exit_code { span.quiet { "exit code " (code) } }
                        @if let Some(because) = &run.because { span.what { (because) } }
                        @if let Some(task) = &run.task { a href=(log(service, task)) { "log" } }
                    }
                }
            }
        }
    }
}

fn told(run: &PastRun, word: &str) -> String {
    let code = run.exit_code.map(|code| format!(", exit code {code}"));
    let because = run.because.as_ref().map(|because| format!(": {because}"));
    let (code, because) = (code.unwrap_or_default(), because.unwrap_or_default());
    format!("{} {word}{code}{because}", exact(run.at))
}

fn log(service: &str, task: &str) -> String {
    format!(
        "/logs?service={}&task={}&since=90d",
        encoded(service),
        encoded(task)
    )
}

#[cfg(test)]
mod tests {
    use super::{list, strip};
    use crate::operate::schedules::{PastResult, PastRun};

    #[test]
    fn a_cell_says_what_its_color_says() {
        let run = PastRun {
            at: "2026-11-20T14:30:00Z".parse().unwrap(),
            result: PastResult::Failed,
            task: Some("a&b".to_owned()),
            exit_code: Some(3),
            because: Some("\"<b>\"".to_owned()),
        };
        let html = strip("reports", std::slice::from_ref(&run)).into_string();
        let told = "2026-11-20 14:30:00Z failed, exit code 3: &quot;&lt;b&gt;&quot;";
        assert!(
            html.contains("class=\"cell bad\"") && html.contains(told),
            "{html}"
        );
        assert!(html.contains("/logs?service=reports&amp;task=a%26b"), "{html}");
        assert!(list("reports", &[run]).into_string().contains("exit code 3"));
    }
}
