//! The values of a stack's secret parameters, which AWS may repeat where it says why something failed. They are read when there is
//! such a reason to show.

use super::live_parameters::{self, Place};
use crate::cloud::cloudformation::StackEvent;
use crate::cloud::ssm::Ssm;
use crate::cloud::{Cloud, Secret};
use crate::synth::Artifact;

/// The names of the parameters: SecureStrings, the plain ones that they replace, and those of `NoEcho` parameters.
pub(super) fn names(stack: &Artifact) -> Vec<String> {
    let template = &*stack.whole();
    let secure = stack.secrets.iter().map(|secret| secret.name.clone());
    let replaced = stack.secrets.iter().filter_map(|secret| secret.replaces.clone());
    let lives = live_parameters::of(template).into_iter().filter_map(|live| {
        let is_hidden = template.parameters.get(&*live.parameter)?.no_echo;
        match live.place {
            Place::Parameter(name) if is_hidden => Some(name),
            _ => None,
        }
    });
    secure.chain(replaced).chain(lives).collect()
}

/// Whether this event says why something failed.
pub(super) fn explains(event: &StackEvent) -> bool {
    event.status.is_failed() && event.reason.is_some()
}

/// What these parameters hold now; nothing without the permission to read them.
pub(super) async fn read(cloud: &impl Cloud, names: &[String]) -> Vec<Secret> {
    if names.is_empty() {
        return Vec::new();
    }
    let found = cloud.ssm().get_parameters(names).await.unwrap_or_default();
    found.into_iter().map(|parameter| parameter.value).collect()
}

/// Text of AWS without the values.
pub(super) fn redact(text: String, secrets: &[Secret]) -> String {
    secrets.iter().fold(text, |text, secret| secret.redact(&text))
}

/// An event without what its reason repeats of the values.
pub(super) fn redacted(event: &StackEvent, secrets: &[Secret]) -> StackEvent {
    let mut event = event.clone();
    event.reason = event.reason.map(|reason| redact(reason, secrets));
    event
}

/// Events of a stack without what their reasons repeat of its secrets.
pub async fn hidden(cloud: &impl Cloud, stack: &Artifact, events: Vec<StackEvent>) -> Vec<StackEvent> {
    if !events.iter().any(explains) {
        return events;
    }
    let secrets = of(cloud, stack).await;
    events.iter().map(|event| redacted(event, &secrets)).collect()
}

/// The values that a stack's events may repeat, for who follows them.
pub async fn of(cloud: &impl Cloud, stack: &Artifact) -> Vec<Secret> {
    read(cloud, &names(stack)).await
}
