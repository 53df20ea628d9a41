//! What must be given back if a deployment ends badly, kept where a lost laptop cannot lose it: an encrypted parameter
//! of the account, written before the execution and removed when the values are known to be right.

use super::live::{self, Live, Place, Value};
use crate::cloud::cloudformation::{CloudFormation, Stack};
use crate::cloud::ssm::{NewParameter, Parameter, ParameterKind, Ssm};
use crate::cloud::{Cloud, Result, Secret};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The name of a stack's journal.
pub(super) fn name(stack: &str) -> String {
    format!("/sa-infra/{stack}/live-values")
}

#[derive(Serialize, Deserialize)]
struct Line {
    parameter: String,
    group: Option<String>,
    name: String,
    value: String,
}

/// Writes down the values that are there.
pub(super) async fn write(cloud: &impl Cloud, stack: &str, values: &[Value]) -> Result<()> {
    let line = |value: &Value| {
        let (group, name) = match &value.live.place {
            Place::Parameter(name) => (None, name.clone()),
            Place::Schedule(group, name) => (Some(group.clone()), name.clone()),
        };
        let text = value.now.as_ref()?.expose().to_owned();
        Some(Line {
            parameter: value.live.parameter.clone(),
            group,
            name,
            value: text,
        })
    };
    let lines = values.iter().filter_map(line).collect::<Vec<_>>();
    let parameter = NewParameter {
        name: name(stack),
        kind: ParameterKind::SecureString,
        value: Secret::new(serde_json::to_string(&lines).unwrap_or_default()),
        description: Some(
            "What a deployment that was cut short has to give back; sa-infra removes it".to_owned(),
        ),
        tags: Vec::new(),
        overwrite: true,
    };
    cloud.ssm().put_parameter(&parameter).await
}

/// Removes it: everything is as it should be.
pub(super) async fn clear(cloud: &impl Cloud, stack: &str) -> Result<()> {
    cloud.ssm().delete_parameter(&name(stack)).await.map(|_| ())
}

/// The journal of a stack; `None` when nothing has to be given back.
pub(super) async fn find(cloud: &impl Cloud, stack: &str) -> Result<Option<Parameter>> {
    let found = cloud.ssm().get_parameters(&[name(stack)]).await?;
    Ok(found.into_iter().next())
}

/// Writes down what people have set, before something that writes over it begins. What the journal remembers already
/// counts, unless it was set again since.
pub(super) async fn keep(cloud: &impl Cloud, stack: &Stack, lives: &[Live]) -> Result<()> {
    let noted = find(cloud, &stack.name).await?.map(|journal| read(&journal));
    let noted = noted.unwrap_or_default();
    let ended = last_event(cloud, stack).await?;
    let mut lives = lives.to_vec();
    for Value { live, .. } in &noted {
        if !lives.iter().any(|known| known.place == live.place) {
            lives.push(live.clone());
        }
    }
    let mut values = live::read(cloud, &lives).await?;
    for value in &mut values {
        let noted = noted.iter().find(|noted| noted.live.place == value.live.place);
        if let Some(noted) = noted
            && value.modified <= ended
        {
            value.now.clone_from(&noted.now);
        }
    }
    write(cloud, &stack.name, &values).await
}

/// Gives back what the journal of a stack remembers, and removes it. What was set after the last event was set by
/// people again, and stays. Who mends a stack that is stuck may let it go on overwriting: its journal is kept.
pub(super) async fn settle(cloud: &impl Cloud, stack: &Stack, journal: &Parameter) -> Result<Vec<Live>> {
    let ended = last_event(cloud, stack).await?;
    let restored = live::restore(cloud, &read(journal), ended).await?;
    if !stack.status.needs_recovery() {
        clear(cloud, &stack.name).await?;
    }
    Ok(restored)
}

/// Whether nothing has happened to the stack since its journal was written: what it is about may be just about to begin,
/// and whoever begins it needs it.
pub(super) async fn is_for_what_comes(
    cloud: &impl Cloud,
    stack: &Stack,
    journal: &Parameter,
) -> Result<bool> {
    Ok(journal.modified > last_event(cloud, stack).await?)
}

/// When something last happened to a stack.
async fn last_event(cloud: &impl Cloud, stack: &Stack) -> Result<Option<Timestamp>> {
    let page = cloud
        .cloudformation()
        .describe_stack_events(&stack.arn, None)
        .await?;
    Ok(page.events.iter().map(|event| event.at).max())
}

/// The values that a deployment cut short left to give back.
pub(super) fn read(journal: &Parameter) -> Vec<Value> {
    let lines = serde_json::from_str::<Vec<Line>>(journal.value.expose()).unwrap_or_default();
    let value = |line: Line| {
        let place = match line.group {
            None => Place::Parameter(line.name),
            Some(group) => Place::Schedule(group, line.name),
        };
        Value {
            live: Live {
                parameter: line.parameter,
                place,
            },
            now: Some(Secret::new(line.value)),
            modified: None,
        }
    };
    lines.into_iter().map(value).collect()
}
