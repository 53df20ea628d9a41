//! The EC2 instance: its state, its agent, its hours, the last results of its functions, and how to log in.

use crate::console::instance::Instance;
use crate::console::parts::{Tone, button, encoded, prose, state, time};
use crate::console::problem::Problem;
use crate::console::terminal_text::{WIDTH, written};
use crate::operate::instance::runs::Run;
use crate::operate::instance::{State, Verb, machine, status};
use crate::operate::scheduled::Timed;
use crate::view;
use crate::view::style::uncolored;
use crate::view::tasks::duration;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};

pub(super) async fn shown(instance: &Instance<'_>) -> Result<Markup, Problem> {
    let now = Timestamp::now();
    let machine = machine(instance.assembly, None)?;
    let deployed = machine.deployed(instance.clouds).await?;
    let found = status::look(instance.clouds, &deployed, now, false).await?;
    let format = view::Format::brief(WIDTH);
    let text = written(|out| view::instance::status(out, &found, &TimeZone::system(), now, format))?;
    let word = found.state.as_ref().map_or("in an unknown state", State::as_str);
    let tone = match &found.state {
        Some(State::Running) => Tone::Good,
        Some(State::Stopped) => Tone::Off,
        Some(State::Terminated | State::ShuttingDown) => Tone::Bad,
        _ => Tone::Busy,
    };
    Ok(html! {
        div.head { span.name { (found.stack) } (state(tone, word)) }
        pre.terminal { (text) }
        div.does { (button("start", &[], "Start", "")) (button("stop", &[], "Stop", "")) }
        @for last in &found.last {
            @if let Some(run) = &last.run { (steps(run, last.verb, machine.timed(last.verb))) }
        }
        p.fix { (prose("to log in, run `sa-infra instance ssh`; it goes through Session Manager if SSH is closed")) }
    })
}

/// What the last invocation of a function did, with the way to its log.
fn steps(run: &Run, verb: Verb, timed: Option<Timed<'_>>) -> Markup {
    html! {
        h2 { "Last " (verb.word()) }
        p.facts {
            span { "began " (time(run.begun)) }
            @if let Some(ended) = run.ended { span { "took " (duration(ended.as_second() - run.begun.as_second())) } }
            @if let Some(timed) = timed {
                span { a href=(format!("/logs?service={}&since={}", encoded(&timed.name), encoded(&run.begun.to_string()))) { "log" } }
            }
        }
        @if run.steps.is_empty() { p.quiet { "It logged no steps" } }
        @else {
            ol.log {
                @for step in &run.steps {
                    li {
                        time datetime=(step.at.to_string()) { (step.at.strftime("%H:%M:%SZ").to_string()) }
                        " " span.text { (uncolored(step.message.trim_end())) }
                    }
                }
            }
        }
    }
}
