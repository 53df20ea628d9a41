//! `notify test --watchdog`: sends test events through the deployed rule to its topic. AWS does not let users
//! send events with the source of its services, so a rule that can be tested has a second source in its pattern.

mod message;
mod sample;

use self::message::{Message, messages};
use super::deployed_stack::DeployedStack;
use super::notify::{Announcement, confirmed};
use super::refusal::{Failure, Refusal};
use crate::cloud::events::{Events, NewEvent, RuleState};
use crate::cloud::{Cloud, Clouds};
use crate::local::token;
use crate::model::json::{Call, Json};
use crate::model::template::Resource;
use crate::synth::Artifact;
use jiff::Timestamp;
use serde::Serialize;

/// A rule that notifies a topic, and also accepts events of our own source.
#[derive(Clone, Copy, Debug)]
pub struct Watchdog<'a> {
    /// Its stack.
    pub artifact: &'a Artifact,
    /// Its logical id.
    pub id: &'a str,
    resource: &'a Resource,
}

/// The events that were sent.
#[derive(Clone, Debug, Serialize)]
pub struct Tried {
    /// The rule.
    pub rule: String,
    /// The events, one for each branch of the pattern.
    pub events: Vec<Sent>,
    /// How many subscribers are confirmed.
    pub confirmed: usize,
}

/// An event that was sent.
#[derive(Clone, Debug, Serialize)]
pub struct Sent {
    /// The branch of the pattern, such as `detail.stopCode`; empty if there is only one.
    pub branch: String,
    /// The id of the event.
    pub event_id: String,
}

/// The rules that notify this topic and can be tested.
pub fn watchdogs<'a>(stacks: &[&'a Artifact], topic: &Announcement<'_>) -> Vec<Watchdog<'a>> {
    let rules = stacks.iter().flat_map(|&artifact| {
        let resources = artifact.template.resources.iter();
        let rules = resources.filter(|(_, resource)| resource.kind == "AWS::Events::Rule");
        rules.map(move |(id, resource)| Watchdog {
            artifact,
            id,
            resource,
        })
    });
    let fits = |rule: &Watchdog<'_>| rule.tells(topic, stacks) && rule.can_be_tried();
    rules.filter(fits).collect()
}

impl Watchdog<'_> {
    fn tells(&self, topic: &Announcement<'_>, stacks: &[&Artifact]) -> bool {
        let targets = self.resource.properties.get("Targets").and_then(Json::as_list);
        let mut arns = targets
            .into_iter()
            .flatten()
            .filter_map(|target| target.get("Arn")?.as_call());
        arns.any(|arn| match arn {
            Call::Ref(target) => *self.artifact.id == *topic.artifact.id && *target.id == *topic.id,
            Call::Function(name, export) if name == "Fn::ImportValue" => exports(topic, export, stacks),
            _ => false,
        })
    }

    /// Whether its pattern has another source than AWS's. The source may be known only after the deployment.
    fn can_be_tried(&self) -> bool {
        let pattern = self.resource.properties.get("EventPattern");
        let sources = pattern.and_then(|pattern| pattern.get("source")?.as_list());
        let is_ours = |source: &Json| source.as_text().is_none_or(|source| !source.starts_with("aws."));
        sources.is_some_and(|sources| sources.iter().any(is_ours))
    }
}

/// The source in a deployed pattern other than AWS's.
fn source(pattern: &str) -> Option<String> {
    let pattern = serde_json::from_str::<serde_json::Value>(pattern).ok()?;
    let mut sources = pattern["source"]
        .as_array()?
        .iter()
        .filter_map(serde_json::Value::as_str);
    sources
        .find(|source| !source.starts_with("aws."))
        .map(str::to_owned)
}

/// Whether an export is that of the topic.
fn exports(topic: &Announcement<'_>, export: &Json, stacks: &[&Artifact]) -> bool {
    let of_topic = stacks.iter().filter(|stack| *stack.id == *topic.artifact.id);
    let mut outputs = of_topic.flat_map(|stack| stack.template.outputs.values());
    outputs.any(|output| {
        let of_it = matches!(output.value.as_call(), Some(Call::Ref(target)) if *target.id == *topic.id);
        of_it && output.export.as_ref() == Some(export)
    })
}

/// Sends an event for each branch of the deployed rule, after AWS confirms that it matches them, and after the
/// deployed message was tested with difficult values.
pub async fn attempt<C: Clouds>(
    clouds: &C,
    topic: &Announcement<'_>,
    watchdog: &Watchdog<'_>,
    now: Timestamp,
) -> Result<Tried, Failure> {
    let site = DeployedStack::of(clouds, watchdog.artifact).await?;
    let (name, stack) = (site.name(watchdog.id)?, &watchdog.artifact.id);
    let refuse = |reason: &str| {
        let fix = format!(
            "run `sa-infra deploy {stack}` to update it; `sa-infra drift {stack}` shows what differs"
        );
        Failure::from(Refusal::state(format!("notify: the rule {name} {reason}"), fix))
    };
    let events = site.cloud.events();
    let rule = events.rule(name).await?.ok_or_else(|| refuse("does not exist"))?;
    if rule.state == RuleState::Disabled {
        return Err(refuse("is disabled, so failed tasks are not reported"));
    }
    let template = site.template().await?;
    let deployed = template.resources.get(watchdog.id);
    let targets = deployed.and_then(|rule| rule.properties.get("Targets"));
    let messages = targets.map(messages).unwrap_or_default();
    let paths = messages.iter().flat_map(Message::paths).map(str::to_owned);
    let pattern = rule.pattern.unwrap_or_default();
    let source = source(&pattern).unwrap_or_default();
    let samples = sample::events(&pattern, &source, &paths.collect::<Vec<_>>());
    if samples.is_empty() {
        return Err(refuse("does not accept test events yet"));
    }
    for event in &samples {
        // EventBridge adds these members to a sent event, and requires them in a tested one.
        let arn = site.stack.arn.split(':').collect::<Vec<_>>();
        let whole = serde_json::json!({
            "version": "0", "id": token::fresh(), "source": event.source, "detail-type": event.detail_type,
            "account": arn.get(4), "region": arn.get(3), "time": now.to_string(), "resources": [],
            "detail": event.detail,
        });
        if !events.test_event_pattern(&pattern, &whole.to_string()).await? {
            return Err(refuse("does not match an event made from its own pattern"));
        }
        if !messages.iter().all(|message| message.survives(&whole)) {
            return Err(refuse(
                "loses its message if a reason contains quotes or newlines, which EventBridge does not escape",
            ));
        }
    }
    let mut sent = Vec::new();
    for event in samples {
        let new = NewEvent {
            source: event.source,
            detail_type: event.detail_type,
            detail: event.detail.to_string(),
        };
        let event_id = events.put_event(&new).await?;
        let branch = event.branch;
        sent.push(Sent { branch, event_id });
    }
    Ok(Tried {
        rule: name.to_owned(),
        events: sent,
        confirmed: confirmed(clouds, topic).await?,
    })
}
