//! A resource: its physical id, its properties from the template, and its drift.

use super::{events::find, resources::how};
use crate::cloud::Cloud as _;
use crate::cloud::cloudformation::CloudFormation as _;
use crate::console::instance::Instance;
use crate::console::parts::{button, prose};
use crate::console::problem::Problem;
use crate::deploy::deployed_stacks::look_up_one;
use crate::diff::conceal;
use crate::model::json::Json;
use crate::view;
use maud::{Markup, html};

pub(super) async fn shown(instance: &Instance<'_>, stack: &str, id: &str) -> Result<Markup, Problem> {
    let artifact = find(instance, stack)?;
    let Some(resource) = artifact.template.resources.get(id) else {
        return Err(Problem::new(
            format!("unknown resource \"{id}\""),
            "open the page of its stack",
        ));
    };
    let deployed = look_up_one(instance.clouds, artifact).await?;
    let (mut found, mut drift) = (None, None);
    if let Some(there) = &deployed.stack {
        let api = deployed.cloud.cloudformation();
        let all = api.list_stack_resources(&there.arn).await?;
        found = all.into_iter().find(|one| one.logical_id == id);
        if there.drift_checked.is_some() {
            let drifts = api.describe_stack_resource_drifts(&there.arn).await?;
            drift = drifts.into_iter().find(|one| one.logical_id == id);
        }
    }
    let page = deployed
        .stack
        .as_ref()
        .and_then(|there| view::console::stack(&there.arn));
    let page = page.filter(|_| !instance.is_emulated);
    let mut properties = Json::Map(resource.properties.clone());
    conceal(&mut properties, "", id);
    let properties = serde_json::to_string_pretty(&properties).unwrap_or_default();
    Ok(html! {
        div.head { span.quiet { (resource.kind) } (how(found.as_ref())) }
        dl.outputs {
            dt { "Physical id" } dd { code.plain { (found.as_ref().and_then(|one| one.physical_id.as_deref()).unwrap_or("-")) } }
            dt { "Path" } dd { (resource.path) }
            dt { "Drift" }
            dd {
                @match &drift {
                    None => (prose("not detected yet")),
                    Some(drift) => (drift.status.as_str()),
                }
            }
        }
        div.does {
            (button("drift", &[("stack", stack)], "Detect drift", ""))
            @if let Some(page) = page { a.button href=(page) rel="noreferrer" target="_blank" { "AWS console" } }
        }
        h2 { "Properties in the template" }
        pre.terminal.tall tabindex="0" { (properties) }
    })
}
