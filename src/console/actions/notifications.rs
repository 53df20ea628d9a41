//! Adds a subscriber, and sends a test message.

use super::said;
use crate::console::board::Board;
use crate::console::instance::Instance;
use crate::console::notice::Notice;
use crate::console::panel::Panel;
use crate::console::problem::Problem;
use crate::operate::notify;
use crate::view;

pub(super) async fn subscribe(
    instance: &Instance<'_>,
    board: &Board,
    address: &str,
) -> Result<Notice, Problem> {
    notify::protocol(address)?;
    let topics = notify::topics(&instance.stacks());
    let topic = notify::choose(&topics, None)?;
    let state = notify::add(instance.clouds, topic, address).await?;
    board.refresh(|panel| matches!(panel, Panel::Notifications | Panel::Verdict));
    Ok(Notice::done(&said(|out| {
        view::notify::added(out, address, state)
    })?))
}

pub(super) async fn test(instance: &Instance<'_>) -> Result<Notice, Problem> {
    let topics = notify::topics(&instance.stacks());
    let topic = notify::choose(&topics, None)?;
    let (id, told) = notify::test(instance.clouds, topic).await?;
    if told == 0 {
        return Err(Problem::new(
            "no subscriber is confirmed, so no one would receive the message",
            "add an address, then confirm the e-mail",
        ));
    }
    Ok(Notice::done(&said(|out| view::notify::tested(out, &id, told))?))
}
