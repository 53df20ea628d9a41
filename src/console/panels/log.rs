//! A live log: new lines are added, and all of their content is text.

use crate::cloud::SdkCloud;
use crate::cloud::logs::LogQuery;
use crate::console::board::Board;
use crate::console::instance::Instance;
use crate::console::panel::{LogOf, Panel};
use crate::console::parts::{Tone, empty, state};
use crate::console::problem::Problem;
use crate::operate::logs::{self, Lines, LogEvent, Tail};
use crate::operate::{scheduled, services};
use crate::view::style::uncolored;
use jiff::Timestamp;
use maud::{Markup, html};

/// Follows a log, and remembers the lines it has seen.
#[derive(Default)]
pub(in crate::console) struct Follower {
    tail: Option<Tail<SdkCloud>>,
}

impl Follower {
    /// Adds the lines since the last call.
    pub(in crate::console) async fn look(
        &mut self,
        instance: &Instance<'_>,
        board: &Board,
        panel: &Panel,
        of: &LogOf,
    ) -> Result<Markup, Problem> {
        if self.tail.is_none() {
            board.clear_lines(panel);
            self.tail = Some(begin(instance, of)?);
        }
        let Some(tail) = &mut self.tail else {
            return Ok(html! {});
        };
        match tail.poll().await? {
            Lines::New(lines) => {
                if !lines.is_empty() {
                    board.add_lines(panel, lines.iter().map(line));
                }
                Ok(html! { p.live { (state(Tone::Good, "live")) span.quiet { "new lines appear below" } } })
            }
            Lines::NoLog => Ok(empty(
                "There is no log yet",
                "deploy the stack of the service, then run it",
            )),
        }
    }
}

fn begin(instance: &Instance<'_>, of: &LogOf) -> Result<Tail<SdkCloud>, Problem> {
    let since = logs::since(&of.since, Timestamp::now())?;
    let all = instance.services();
    let service = services::find(&all, &of.service);
    let (stack, group) = if of.build {
        let service = service.as_ref().map_err(Clone::clone)?;
        (
            service.build.map_or(service.artifact, |(stack, _)| stack),
            logs::of_builds(service)?,
        )
    } else {
        let timed = scheduled::find(&instance.timed(), &of.service)?;
        (timed.artifact, logs::of_timed(&timed)?)
    };
    let stream = |task: &String| service.as_ref().ok()?.log_stream(task);
    let query = LogQuery {
        group,
        streams: of.task.iter().filter_map(stream).collect(),
        since: Some(since),
        filter: of.filter.clone(),
    };
    Ok(Tail::new(&instance.cloud(stack)?, query))
}

fn line(line: &LogEvent) -> Markup {
    let task = line.stream.rsplit('/').next().unwrap_or(&line.stream);
    let text = uncolored(line.message.trim_end_matches(['\r', '\n']));
    html! {
        li {
            time datetime=(line.at.to_string()) title=(line.stream) { (line.at.strftime("%m-%d %H:%M:%SZ").to_string()) }
            " " span.task { (task.get(..8).unwrap_or(task)) } " "
            span.text { (text) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::line;
    use crate::operate::logs::LogEvent;

    #[test]
    fn markup_and_escapes_in_a_line_are_text() {
        let event = LogEvent {
            id: "1".to_owned(),
            at: "2026-11-20T14:30:00Z".parse().unwrap(),
            stream: "x/y/<script>".to_owned(),
            message: "\u{1b}[31m<img src=x onerror=alert(1)>\u{1b}[0m\n".to_owned(),
        };
        let html = line(&event).into_string();
        assert!(
            html.contains("&lt;img src=x onerror=alert(1)&gt;</span>"),
            "{html}"
        );
        assert!(!html.contains("<script>") && !html.contains('\u{1b}'), "{html}");
    }
}
