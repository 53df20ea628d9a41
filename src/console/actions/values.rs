//! Sets a value. It is sent once, and never shown.

use super::said;
use crate::cloud::Secret;
use crate::console::board::Board;
use crate::console::instance::Instance;
use crate::console::notice::Notice;
use crate::console::panel::Panel;
use crate::console::problem::Problem;
use crate::operate::secrets::{self, file};
use crate::view;

pub(super) async fn set(
    instance: &Instance<'_>,
    board: &Board,
    name: &str,
    value: &Secret,
) -> Result<Notice, Problem> {
    let services = instance.services();
    let needed = secrets::needed(&services);
    let needed = secrets::find(&needed, name)?;
    let cleaned = file::clean(name, value.expose())?;
    let note = said(|out| view::secrets::trimmed(out, name, &cleaned))?;
    let written = secrets::write(instance.clouds, &[(needed, cleaned.value)], || false).await?;
    board.refresh(|panel| matches!(panel, Panel::Values(_) | Panel::Verdict));
    let done = said(|out| {
        written
            .iter()
            .try_for_each(|one| view::secrets::written(out, one))
    })?;
    Ok(Notice::done(format!("{done} {note}").trim()))
}
