//! A resource: its physical id, its properties from the template, and its drift.

use super::{events::find, resources::how};
use crate::cloud::cloudformation::StackResource;
use crate::console::instance::Instance;
use crate::console::parts::{Tone, button, state, time};
use crate::console::problem::Problem;
use crate::console::terminal_text::{WIDTH, written};
use crate::deploy::deployed_stacks::look_up_one;
use crate::deploy::{drift, nested};
use crate::diff::conceal;
use crate::model::json::{Call, Json};
use crate::view;
use maud::{Markup, html};

pub(super) async fn shown(instance: &Instance<'_>, stack: &str, id: &str) -> Result<Markup, Problem> {
    let artifact = find(instance, stack)?;
    let template = artifact.whole();
    let Some(resource) = template.resources.get(id) else {
        return Err(Problem::new(
            format!("unknown resource \"{id}\""),
            "open the page of its stack",
        ));
    };
    let deployed = look_up_one(instance.clouds, artifact).await?;
    let (mut found, mut drift, mut page) = (None, None, None);
    if let Some(there) = &deployed.stack {
        let all = nested::resources(&deployed.cloud, &there.arn).await?;
        let group = resource
            .properties
            .get("GroupName")
            .and_then(|group| named(group, &all));
        let of = |one: &StackResource| {
            view::console::resource(&there.arn, &resource.kind, one.physical_id.as_deref()?, group)
        };
        let one = all.iter().find(|one| one.logical_id == id);
        page = one.and_then(of).map(|page| (page, "AWS console"));
        page = page.or_else(|| Some((view::console::stack(&there.arn)?, "Stack in the AWS console")));
        found = one.cloned();
        if there.drift_checked.is_some() {
            drift = drift::known(&deployed.cloud, artifact, there, id).await?;
        }
    }
    let is_detected = deployed.stack.is_some_and(|there| there.drift_checked.is_some());
    let drifted = drift
        .as_ref()
        .map(|(_, drift)| drift)
        .filter(|drift| drift.status != "IN_SYNC");
    let shown = drifted.map(|drift| written(|out| view::drift::resource(out, drift, WIDTH)));
    let differences = shown.transpose()?;
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
                    None if is_detected => "not checked: the type does not support drift detection",
                    None => "not detected yet",
                    Some((at, drift)) => {
                        @if drift.status == "IN_SYNC" { (state(Tone::Good, "no drift")) } @else { (state(if drift.drifted { Tone::Bad } else { Tone::Open }, &drift.status)) }
                        " " span.quiet { "checked " (time(*at)) }
                    }
                }
            }
        }
        div.does {
            (button("drift", &[("stack", stack)], "Detect drift", ""))
            @if let Some((page, label)) = page { a.button href=(page) rel="noreferrer" target="_blank" { (label) } }
        }
        @if let Some(differences) = differences { h2 { "Drift" } pre.terminal { (differences) } }
        h2 { "Properties in the template" }
        pre.terminal.tall tabindex="0" { (properties) }
    })
}

/// The name in a property: a literal, or a reference to a resource of the stack.
fn named<'a>(property: &'a Json, all: &'a [StackResource]) -> Option<&'a str> {
    match property {
        Json::Text(name) => Some(name),
        Json::Call(call) => {
            let Call::Ref(target) = &**call else { return None };
            let target = all.iter().find(|one| *one.logical_id == *target.id)?;
            target.physical_id.as_deref()
        }
        _ => None,
    }
}
