//! The resources of a stack, with their physical ids.

use super::events::find;
use crate::cloud::cloudformation::StackResource;
use crate::console::instance::Instance;
use crate::console::parts::{Tone, encoded, state};
use crate::console::problem::Problem;
use crate::deploy::deployed_stacks::look_up_one;
use crate::deploy::nested;
use maud::{Markup, html};
use std::collections::HashMap;

pub(super) async fn shown(instance: &Instance<'_>, id: &str) -> Result<Markup, Problem> {
    let stack = find(instance, id)?;
    let deployed = look_up_one(instance.clouds, stack).await?;
    let found = match &deployed.stack {
        Some(there) => nested::resources(&deployed.cloud, &there.arn).await?,
        None => Vec::new(),
    };
    let found = found
        .iter()
        .map(|one| (&*one.logical_id, one))
        .collect::<HashMap<_, _>>();
    Ok(html! {
        div.wide {
            table {
                thead { tr { th { "Resource" } th { "Type" } th { "Physical id" } th { "State" } } }
                tbody {
                    @for (logical, resource) in &stack.whole().resources {
                        tr {
                            td { a href=(format!("/resource?stack={}&id={}", encoded(id), encoded(logical))) { (logical) } }
                            td.quiet { (resource.kind) }
                            td { code.plain { (found.get(&**logical).and_then(|one| one.physical_id.as_deref()).unwrap_or("-")) } }
                            td { (how(found.get(&**logical).copied())) }
                        }
                    }
                }
            }
        }
    })
}

/// The state of a resource, as CloudFormation names it.
pub(super) fn how(found: Option<&StackResource>) -> Markup {
    let Some(found) = found else {
        return state(Tone::Off, "not deployed");
    };
    let tone = match (found.status.is_failed(), found.status.is_complete()) {
        (true, _) => Tone::Bad,
        (_, true) => Tone::Good,
        _ => Tone::Busy,
    };
    state(tone, found.status.as_str())
}
