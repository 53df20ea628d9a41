//! A service: its next runs, its last runs in words, and its actions.

use super::{runs, services};
use crate::console::instance::Instance;
use crate::console::problem::Problem;
use maud::{Markup, html};

pub(super) async fn shown(instance: &Instance<'_>, name: &str) -> Result<Markup, Problem> {
    let (all, _) = services::look(instance, &[name.to_owned()]).await?;
    Ok(html! {
        @for shown in &all {
            (services::head(shown, false))
            (services::next(&shown.row))
            (pause_until(&shown.row.service))
            h2 { "Last runs" }
            (runs::strip(&shown.row.service, &shown.runs))
            (runs::unread(&shown.unread))
            (runs::list(&shown.row.service, &shown.runs))
            (services::does(shown))
        }
    })
}

/// A pause until a date.
fn pause_until(service: &str) -> Markup {
    html! {
        form.act.inline data-verb="pause" {
            input type="hidden" name="service" value=(service);
            label { "Pause until " input type="date" name="until" required; }
            button type="submit" { "Pause until then" }
        }
    }
}
