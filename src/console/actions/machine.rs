//! Starts and stops the instance, by the functions that its schedules invoke.

use crate::console::board::Board;
use crate::console::instance::Instance;
use crate::console::notice::Notice;
use crate::console::panel::Panel;
use crate::console::parts::button;
use crate::console::problem::Problem;
use crate::operate::instance::function::{self, Ended, Ready};
use crate::operate::instance::{Verb, is_open, machine};
use crate::view;
use jiff::Timestamp;
use maud::html;

pub(super) async fn switch(
    instance: &Instance<'_>,
    board: &Board,
    verb: Verb,
    yes: bool,
) -> Result<Notice, Problem> {
    let (machine, now) = (machine(instance.assembly, None)?, Timestamp::now());
    let deployed = machine.deployed(instance.clouds).await?;
    let name = &*machine.artifact.id;
    let note = match function::ready(&deployed, verb, now).await? {
        Ready::Already(state) => {
            let ended = Ended::already(name, verb, state);
            return Ok(Notice::done(&super::said(|out| {
                view::instance::already(out, &ended)
            })?));
        }
        Ready::Go(note) => note,
    };
    if verb == Verb::Stop && !yes && is_open(&deployed.schedules(instance.clouds, now).await?) {
        let body = html! { div.does { (button("stop", &[("yes", "1")], "Stop it", "danger")) } };
        let title = format!("{name}: the market is open and jobs may be running; stop the instance?");
        return Ok(Notice::ask(&title, &body));
    }
    function::ask(&deployed, verb, false, now).await?;
    board.refresh(|panel| *panel == Panel::Machine);
    let asked = super::said(|out| view::instance::asked(out, name, verb))?;
    Ok(Notice::done(
        &note.map_or(asked.clone(), |note| format!("{asked}; {note}")),
    ))
}
