//! The subscribers of the topics: confirmed, pending, missing.

use crate::console::instance::Instance;
use crate::console::parts::{Tone, button, empty, prose, state};
use crate::console::problem::Problem;
use crate::operate::notify::{self, Row, State};
use maud::{Markup, html};

pub(super) async fn shown(instance: &Instance<'_>) -> Result<Markup, Problem> {
    let topics = notify::topics(&instance.stacks());
    if topics.is_empty() {
        return Ok(empty(
            "This app has no topic",
            "define one to be notified of failures",
        ));
    }
    let rows = notify::list(instance.clouds, &topics).await?;
    Ok(html! {
        @if rows.is_empty() { (empty("No one is notified of failures", "add an address below, then confirm the e-mail")) }
        @else { ul.values { @for row in &rows { (one(row)) } } }
        form.act.inline data-verb="subscribe" {
            label { "Address " input type="text" name="address" required placeholder="jo@example.com, +15551234567, https://…"; }
            button type="submit" { "Add" }
        }
        div.does { (button("test", &[], "Send a test message", "")) }
    })
}

fn one(row: &Row) -> Markup {
    let (tone, word) = match row.state {
        State::Confirmed => (Tone::Good, "confirmed"),
        State::Pending => (Tone::Open, "pending"),
        State::Gone => (Tone::Bad, "missing"),
    };
    html! {
        li {
            div.head { span.name { (row.address) } (state(tone, word)) }
            div.facts {
                span { (row.protocol.to_string()) }
                span { (row.stack) }
                @if row.configured { span { "in the configuration" } }
            }
            p.fix { (prose(&format!("`sa-infra notify remove {}` removes it, also from the configuration", row.address))) }
        }
    }
}
