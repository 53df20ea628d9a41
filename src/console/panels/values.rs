//! The values that services read: whether each is set, since when and by whom. The page can set a value, and never
//! shows one.

use crate::console::instance::Instance;
use crate::console::parts::{Tone, empty, state, time};
use crate::console::problem::Problem;
use crate::operate::secrets::{self, Row, State};
use crate::view;
use jiff::Timestamp;
use maud::{Markup, html};

pub(super) async fn shown(instance: &Instance<'_>, service: Option<&str>) -> Result<Markup, Problem> {
    let mut services = instance.services();
    services.retain(|one| service.is_none_or(|name| one.name == name));
    let needed = secrets::needed(&services);
    if needed.is_empty() {
        return Ok(empty(
            "No values are needed",
            "nothing here reads the Parameter Store",
        ));
    }
    let rows = secrets::list(instance.clouds, &needed, Timestamp::now()).await?;
    Ok(html! { ul.values { @for row in &rows { (one(row)) } } })
}

fn one(row: &Row) -> Markup {
    let tone = match row.state {
        State::Missing => Tone::Bad,
        State::Placeholder => Tone::Open,
        State::Set if row.expired => Tone::Bad,
        State::Set => Tone::Good,
    };
    html! {
        li id=(format!("value-{}", row.name)) {
            div.head { span.name { (row.name) } (state(tone, view::secrets::state(row))) }
            div.facts {
                @if let Some(at) = row.modified { span { "written " (time(at)) } }
                @if let Some(by) = &row.by { span { "by " (view::secrets::who(by)) } }
                @if let Some(at) = row.expires { span { "expires " (time(at)) } }
                span { "read by " (row.services.join(", ")) }
            }
            form.act.inline data-verb="set" autocomplete="off" {
                input type="hidden" name="name" value=(row.name);
                label { span.hidden { "New value of " (row.name) }
                    input type="password" name="value" required autocomplete="new-password" spellcheck="false" placeholder="new value, never shown";
                }
                button type="submit" { "Set" }
            }
        }
    }
}
