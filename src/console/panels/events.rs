//! The outputs of a stack, and the events of its last operation.

use crate::cloud::cloudformation::StackEvent;
use crate::cloud::{Cloud as _, SdkCloud};
use crate::console::instance::Instance;
use crate::console::parts::{button, empty};
use crate::console::problem::Problem;
use crate::console::terminal_text::{WIDTH, written};
use crate::deploy::deployed_stacks::look_up_one;
use crate::deploy::events::{self, Event};
use crate::deploy::outputs;
use crate::synth::Artifact;
use crate::view;
use maud::{Markup, html};
use std::io;

/// The stack of this id.
pub(super) fn find<'a>(instance: &Instance<'a>, id: &str) -> Result<&'a Artifact, Problem> {
    let unknown = || {
        Problem::new(
            format!("unknown stack \"{id}\""),
            "`sa-infra ls` lists all stacks",
        )
    };
    instance.assembly.stack(id).ok_or_else(unknown)
}

/// The events of the last operation of a stack, without what their reasons repeat of its secrets.
pub(super) async fn last(cloud: &SdkCloud, stack: &Artifact, arn: &str) -> Result<Vec<StackEvent>, Problem> {
    Ok(events::last(cloud, stack, arn).await?)
}

/// A line for each event.
pub(super) fn lines(events: &[StackEvent]) -> io::Result<Markup> {
    let format = view::Format::brief(WIDTH);
    written(|out| {
        let mut events = events.iter();
        events.try_for_each(|event| view::events::line(out, &Event::from(event), format))
    })
}

pub(super) async fn shown(instance: &Instance<'_>, id: &str) -> Result<Markup, Problem> {
    let artifact = find(instance, id)?;
    let deployed = look_up_one(instance.clouds, artifact).await?;
    let Some(stack) = deployed.stack else {
        let region = deployed.cloud.region();
        return Ok(html! {
            (empty(&format!("Not deployed in {region}"), &format!("run `sa-infra deploy {id}`, or use the button")))
            div.does { (button("deploy", &[("stack", id)], "Deploy", "")) }
        });
    };
    let lines = lines(&last(&deployed.cloud, artifact, &stack.arn).await?)?;
    let outputs = outputs::sorted(stack.outputs.clone());
    let outputs = outputs
        .iter()
        .filter(|output| view::is_news(&output.name))
        .collect::<Vec<_>>();
    let page = view::console::stack(&stack.arn).filter(|_| !instance.is_emulated);
    Ok(html! {
        pre.terminal.tall tabindex="0" { (lines) }
        h2 { "Outputs" }
        @if outputs.is_empty() { p.quiet { "This stack has no outputs" } }
        dl.outputs { @for output in outputs { dt { (output.name) } dd { code.plain { (output.value) } } } }
        div.does {
            (button("deploy", &[("stack", id)], "Review and deploy", ""))
            (button("drift", &[("stack", id)], "Detect drift", ""))
            @if let Some(page) = page { a.button href=(page) rel="noreferrer" target="_blank" { "AWS console" } }
        }
    })
}
