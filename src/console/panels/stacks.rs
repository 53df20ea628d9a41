//! The stacks: the state of each, and since when.

use super::events;
use crate::console::instance::Instance;
use crate::console::parts::{Tone, button, encoded, prose, state, time};
use crate::console::problem::Problem;
use crate::deploy::status::{Code, Condition, State, Status, status};
use crate::view;
use futures_util::future::try_join_all;
use maud::{Markup, html};

/// How many of the last events of a running operation are told.
const EVENTS: usize = 4;

pub(super) async fn shown(instance: &Instance<'_>) -> Result<Markup, Problem> {
    let states = status(instance.clouds, &instance.stacks()).await?;
    let progress = try_join_all(states.iter().map(|stack| progress(instance, stack))).await?;
    Ok(html! {
        ul.cards { @for (stack, progress) in states.iter().zip(&progress) { (one(stack, progress)) } }
    })
}

/// What happens to a stack while an operation on it is running, whoever started it.
async fn progress(instance: &Instance<'_>, stack: &Status) -> Result<Markup, Problem> {
    let busy = stack
        .deployed
        .as_ref()
        .filter(|state| state.condition == Condition::Busy);
    let Some(state) = busy else {
        return Ok(html! {});
    };
    let artifact = events::find(instance, &stack.stack)?;
    let events = events::last(&instance.cloud(artifact)?, artifact, &state.arn).await?;
    let done = events.iter().filter(|event| event.status.is_complete()).count();
    let latest = &events[events.len().saturating_sub(EVENTS)..];
    let lines = events::lines(latest)?;
    Ok(html! {
        p.note.busy { (view::count(done, "resource")) " complete" }
        pre.terminal { (lines) }
    })
}

fn one(stack: &Status, progress: &Markup) -> Markup {
    let page = format!("/stack?stack={}", encoded(&stack.stack));
    html! {
        li.card {
            div.head {
                a.name href=(page) { (stack.stack) }
                @match &stack.deployed {
                    Some(deployed) => (state(tone(deployed.condition), view::status::words(&deployed.status))),
                    None => (state(Tone::Off, "not deployed")),
                }
            }
            div.facts {
                span { (stack.region) }
                @if let Some(deployed) = &stack.deployed { span { "changed " (time(deployed.since)) } (facts(deployed)) }
            }
            @if let Some(deployed) = &stack.deployed { (notes(&stack.stack, deployed)) }
            (progress)
            div.does { (way(stack)) }
        }
    }
}

/// The tone of a condition.
pub(super) fn tone(condition: Condition) -> Tone {
    match condition {
        Condition::Good => Tone::Good,
        Condition::Busy => Tone::Busy,
        Condition::Stuck => Tone::Bad,
        Condition::RolledBack | Condition::Unknown => Tone::Open,
        Condition::Review | Condition::Gone => Tone::Off,
    }
}

fn facts(state: &State) -> Markup {
    html! {
        @match state.code {
            Code::UpToDate => span.good { "up to date" },
            Code::Differs { resources, others } => span.open { "differs from the code: " (view::diff::counts(resources, others)) },
            Code::Unknown => {}
        }
        @match state.drift.as_str() {
            "DRIFTED" => span.bad { "drifted" },
            "IN_SYNC" => span { "no drift" },
            _ => {}
        }
        @if state.termination_protection { span { "termination protection" } }
    }
}

fn notes(id: &str, state: &State) -> Markup {
    html! {
        @for alarm in &state.alarms {
            p.note.bad {
                strong { "alarm " (alarm.name) } ": " (alarm.description.as_deref().unwrap_or("no description"))
                @if let Some(since) = alarm.since { " " (time(since)) }
            }
        }
        @if let Some(failure) = &state.last_failure {
            p.note.bad {
                strong { (failure.logical_id) } " (" (failure.resource_type) "): "
                (failure.reason.as_deref().unwrap_or("no reason is given").trim())
            }
        } @else if let Some(reason) = &state.reason { p.note { (reason.trim()) } }
        @if !state.paused.is_empty() {
            p.note.open {
                "paused: "
                @for (at, paused) in state.paused.iter().enumerate() {
                    @if at > 0 { ", " }
                    (paused.schedule)
                    @if let Some(until) = paused.until { " until " (time(until)) }
                }
            }
        }
        @for export in &state.carried { p.note.open { "retained export: " (export) } }
        @if state.to_give_back && state.condition != Condition::Busy {
            p.note.open { (prose(&format!("interrupted: run `sa-infra watch {id}` to restore the live parameters that a deployment overwrote"))) }
        }
    }
}

/// The suggested action.
fn way(stack: &Status) -> Markup {
    let deploy = |label| button("deploy", &[("stack", &stack.stack)], label, "");
    html! {
        @match &stack.deployed {
            None => (deploy("Deploy")),
            Some(state) => {
                @match (state.condition, state.code) {
                    (Condition::Stuck, _) => p.fix { (prose(&format!("run `sa-infra recover {}`", stack.stack))) },
                    (Condition::Busy, _) => p.fix { (prose(&format!("`sa-infra cancel {}` cancels it", stack.stack))) },
                    (_, Code::Differs { .. }) => (deploy("Review and deploy")),
                    _ => {}
                }
            }
        }
    }
}
