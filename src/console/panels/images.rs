//! The images of a service, with their scan findings, and its last builds.

use crate::console::instance::Instance;
use crate::console::parts::{empty, time};
use crate::console::problem::Problem;
use crate::operate::{images, services};
use crate::view;
use maud::{Markup, html};

pub(super) async fn shown(instance: &Instance<'_>, name: &str) -> Result<Markup, Problem> {
    let all = instance.services();
    let Ok(service) = services::find(&all, name) else {
        return Ok(empty("A function has no image", "its code is in the template"));
    };
    let rows = images::images(instance.clouds, &[service]).await?;
    if rows.is_empty() {
        return Ok(empty(
            "There is no image to run",
            &format!("run `sa-infra build {name}`, or use the button above"),
        ));
    }
    Ok(html! {
        div.wide {
            table {
                thead { tr { th { "Tags" } th { "Digest" } th { "Pushed" } th { "Size" } th { "Scan" } } }
                tbody {
                    @for row in &rows {
                        tr {
                            td { @if row.tags.is_empty() { "-" } @else { (row.tags.join(", ")) } @if row.runs { " (in use)" } }
                            td { code.plain { (view::images::short(&row.digest)) } }
                            td { @if let Some(at) = row.pushed { (time(at)) } @else { "-" } }
                            td { (row.bytes.div_ceil(1_000_000)) " MB" }
                            td { (view::images::scan(row)) }
                        }
                    }
                }
            }
        }
    })
}
