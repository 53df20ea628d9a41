//! The changes that a deployment of a stack would make, access and network first, as in `diff`.

use super::events::find;
use crate::console::instance::Instance;
use crate::console::problem::Problem;
use crate::console::terminal_text::{WIDTH, written};
use crate::deploy::deployment::Options;
use crate::deploy::diff;
use crate::view;
use maud::{Markup, html};

pub(super) async fn shown(instance: &Instance<'_>, id: &str) -> Result<Markup, Problem> {
    let stack = find(instance, id)?;
    let options = Options::default();
    let compared = diff::deployed(instance.clouds, [stack], &options, instance.is_local).await?;
    let format = view::Format::brief(WIDTH);
    let text = written(|out| view::diff::human(out, &compared, format))?;
    Ok(html! { pre.terminal.tall tabindex="0" { (text) } })
}
