//! The EC2 instance: its state, its agent, its hours, the last results of its functions, and how to log in.

use crate::console::instance::Instance;
use crate::console::parts::{Tone, button, prose, state};
use crate::console::problem::Problem;
use crate::console::terminal_text::{WIDTH, written};
use crate::operate::instance::{State, machine, status};
use crate::view;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};

pub(super) async fn shown(instance: &Instance<'_>) -> Result<Markup, Problem> {
    let now = Timestamp::now();
    let machine = machine(instance.assembly, None)?;
    let deployed = machine.deployed(instance.clouds).await?;
    let found = status::look(instance.clouds, &deployed, now).await?;
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
        p.fix { (prose("to log in, run `sa-infra instance ssh`; it goes through Session Manager if SSH is closed")) }
    })
}
