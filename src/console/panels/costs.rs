//! The costs of what is deployed, in US dollars a month.

use crate::console::instance::Instance;
use crate::console::parts::empty;
use crate::console::problem::Problem;
use crate::operate::costs::{Part, deployed};
use maud::{Markup, html};

pub(super) async fn shown(instance: &Instance<'_>) -> Result<Markup, Problem> {
    let Some(costs) = &instance.costs else {
        return Ok(html! {});
    };
    let parts = deployed(instance.clouds, &instance.stacks(), costs).await?;
    if parts.is_empty() {
        return Ok(empty(
            "Nothing is deployed that costs money",
            "the figures below are estimates for all of it",
        ));
    }
    Ok(html! {
        p.headline { "about " (dollars(parts.iter().map(Part::cents).sum())) " US dollars a month" }
        p.quiet { "An estimate: the figures of the document below, for the number of resources that are deployed" }
        @for part in &parts { (one(part)) }
    })
}

fn one(part: &Part) -> Markup {
    html! {
        h2 { (part.heading) }
        div.wide.costs {
            table {
                thead { tr { th { "what" } th { "deployed" } th { "a month" } } }
                tbody {
                    @for row in &part.rows {
                        tr {
                            td { (row.what) }
                            td { (row.deployed) " " code.plain { (row.kind) } @if row.deployed != row.documented { span.quiet { " (" (row.documented) " in the document)" } } }
                            td { (dollars(row.cents)) }
                        }
                    }
                    tr { td { strong { "together" } } td {} td { strong { (dollars(part.cents())) } } }
                }
            }
        }
    }
}

fn dollars(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
