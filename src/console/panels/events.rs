//! The outputs of a stack, and the events of its last operation.

use crate::cloud::Cloud as _;
use crate::console::instance::Instance;
use crate::console::parts::{button, empty};
use crate::console::problem::Problem;
use crate::console::terminal_text::{WIDTH, written};
use crate::deploy::deployed_stacks::look_up_one;
use crate::deploy::events::Event;
use crate::deploy::{last_operation, outputs};
use crate::synth::Artifact;
use crate::view;
use maud::{Markup, html};

/// The stack of this id.
pub(super) fn find<'a>(instance: &Instance<'a>, id: &str) -> Result<&'a Artifact, Problem> {
    let mut all = instance.assembly.stacks.iter();
    let unknown = || {
        Problem::new(
            format!("unknown stack \"{id}\""),
            "`sa-infra ls` lists all stacks",
        )
    };
    all.find(|stack| *stack.id == *id).ok_or_else(unknown)
}

pub(super) async fn shown(instance: &Instance<'_>, id: &str) -> Result<Markup, Problem> {
    let deployed = look_up_one(instance.clouds, find(instance, id)?).await?;
    let Some(stack) = deployed.stack else {
        let region = deployed.cloud.region();
        return Ok(html! {
            (empty(&format!("Not deployed in {region}"), &format!("run `sa-infra deploy {id}`, or use the button")))
            div.does { (button("deploy", &[("stack", id)], "Deploy", "")) }
        });
    };
    let events = last_operation::last(deployed.cloud.cloudformation(), &stack.arn).await?;
    let format = view::Format::brief(WIDTH);
    let lines = written(|out| {
        events
            .iter()
            .try_for_each(|event| view::events::line(out, &Event::from(event), format))
    })?;
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
