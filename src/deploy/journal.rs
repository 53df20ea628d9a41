//! The live parameters to restore if a deployment fails. They are in an encrypted parameter of the account, so that a
//! lost laptop does not lose them: written before the execution and deleted once the values are verified.

pub(super) mod parts;

use super::last_operation::{self, Request};
use super::live_parameters::{self, Live, Place, Restored, Value, Work};
use super::nested::events::with_nested;
use crate::cloud::cloudformation::{ChangeSet, CloudFormation, ExecutionStatus, Stack, StackEvent};
use crate::cloud::ssm::{Parameter, Ssm};
use crate::cloud::{Cloud, Error, Kind, Result, Secret};
use crate::local::token;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How often the stack is read to see whether an operation started after all, and the pause in between.
const LOOKS: u32 = 20;
const PAUSE: Duration = Duration::from_secs(1);

/// The name of a stack's journal.
pub(super) fn name(stack: &str) -> String {
    format!("/sa-infra/{stack}/live-values")
}

/// The contents of the journal: which operation may overwrite which values.
#[derive(Serialize, Deserialize)]
struct Note {
    /// The ARN of the stack.
    stack: String,
    /// The operation.
    what: What,
    values: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
enum What {
    /// The execution of a change set: its ARN, and the token of the request.
    Execution {
        change_set: String,
        token: String,
        /// The creation time of the change set, by AWS's clock.
        #[serde(default)]
        created: Option<Timestamp>,
    },
    /// All operations after this time.
    Since(Timestamp),
}

#[derive(Serialize, Deserialize)]
struct Line {
    parameter: String,
    id: String,
    group: Option<String>,
    name: String,
    value: String,
    before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
}

impl Note {
    /// A note about the execution of a change set, whose name is the token.
    fn about(change_set: &ChangeSet, values: &[Value]) -> Self {
        Self {
            stack: change_set.stack_arn.clone(),
            what: What::Execution {
                change_set: change_set.arn.clone(),
                token: change_set.name.clone(),
                created: change_set.created,
            },
            values: values.iter().filter_map(Line::new).collect(),
        }
    }

    fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Line {
    fn new(value: &Value) -> Option<Self> {
        let (group, name) = match &value.live.place {
            Place::Parameter(name) => (None, name.clone()),
            Place::Schedule(group, name) => (Some(group.clone()), name.clone()),
        };
        let text = |secret: &Secret| secret.expose().to_owned();
        Some(Self {
            parameter: value.live.parameter.clone(),
            id: value.live.id.clone(),
            group,
            name,
            value: value.now.as_ref().map(text)?,
            before: value.live.before.as_ref().map(text),
            until: value.until,
        })
    }

    fn value(self) -> Value {
        let place = match self.group {
            None => Place::Parameter(self.name),
            Some(group) => Place::Schedule(group, self.name),
        };
        Value {
            live: Live {
                parameter: self.parameter,
                id: self.id,
                place,
                before: self.before.map(Secret::new),
            },
            now: Some(Secret::new(self.value)),
            until: self.until,
            modified: None,
            target: None,
        }
    }
}

/// Writes the current values into the journal, before the execution of the change set whose name is the token. An
/// existing journal is never overwritten: another operation is in progress, or an earlier one must be settled first.
pub(super) async fn write(cloud: &impl Cloud, change_set: &ChangeSet, values: &[Value]) -> Result<()> {
    let text = Note::about(change_set, values).text();
    parts::write(
        cloud,
        &name(&change_set.stack_name),
        &change_set.name,
        &text,
        false,
    )
    .await
}

/// Removes the parameters of [`write`]: the values are correct.
pub(super) async fn clear(cloud: &impl Cloud, change_set: &ChangeSet, values: &[Value]) -> Result<()> {
    let (name, text) = (
        name(&change_set.stack_name),
        Note::about(change_set, values).text(),
    );
    parts::delete(cloud, &name, &parts::names(&name, &change_set.name, &text)).await
}

/// Removes a journal, including one of another process.
pub(super) async fn remove(cloud: &impl Cloud, journal: &Parameter) -> Result<()> {
    parts::delete(cloud, &journal.name, &parts::of(journal)).await
}

/// The journal of a stack; `None` when there is nothing to restore.
pub(super) async fn find(cloud: &impl Cloud, stack: &str) -> Result<Option<Parameter>> {
    let found = cloud.ssm().get_parameters(&[name(stack)]).await?;
    Ok(found.into_iter().next())
}

/// Writes the values that people set into the journal, before an operation that overwrites them. A value that is
/// already in the journal counts, unless it was set again since.
pub(super) async fn keep(cloud: &impl Cloud, stack: &Stack, lives: &[Live]) -> Result<()> {
    let journal = find(cloud, &stack.name).await?;
    let known = match &journal {
        Some(journal) => read(cloud, journal).await?,
        None => None,
    };
    let mut note = match known {
        Some(note) => note,
        None => Note {
            stack: stack.arn.clone(),
            what: What::Since(last_event(cloud, stack).await?.unwrap_or(stack.created)),
            values: Vec::new(),
        },
    };
    let work = match journal {
        Some(_) => Work::of(&with_nested(cloud.cloudformation(), events(cloud, &note).await?).await),
        None => Work::default(),
    };
    let values = note.values.drain(..).map(Line::value).collect::<Vec<_>>();
    let mut lives = lives.to_vec();
    lives.retain(|live| !values.iter().any(|value| value.live.place == live.place));
    let noted = values.iter().map(|value| value.live.clone());
    lives.extend(noted);
    for found in live_parameters::read(cloud, &lives, None).await? {
        let noted = values.iter().find(|value| value.live.place == found.live.place);
        let kept = noted.filter(|noted| found.is_overwritten(noted, &work));
        note.values.extend(Line::new(kept.unwrap_or(&found)));
    }
    parts::write(cloud, &name(&stack.name), &token::fresh(), &note.text(), true).await?;
    if let Some(journal) = &journal {
        parts::delete_all(cloud, &parts::of(journal)).await?;
    }
    Ok(())
}

/// Restores the values of a stack's journal, and removes the journal; `None` while its operation is in progress.
/// Values that people set since then stay. Recovering a stuck stack may overwrite the values again, so its journal is
/// kept.
pub(super) async fn settle(
    cloud: &impl Cloud,
    stack: &Stack,
    journal: &Parameter,
) -> Result<Option<Restored>> {
    let Some(note) = read(cloud, journal).await? else {
        // The execution starts only after the journal is complete.
        remove(cloud, journal).await?;
        return Ok(Some(Restored::default()));
    };
    let events = events(cloud, &note).await?;
    let own = events.iter().rfind(|event| event.is_of_the_stack());
    if own.is_some_and(|last| last.status.is_in_progress()) {
        return Ok(None);
    }
    let values = note.values.into_iter().map(Line::value).collect::<Vec<_>>();
    let events = with_nested(cloud.cloudformation(), events).await;
    let restored = live_parameters::restore(cloud, &values, &Work::of(&events)).await?;
    if !stack.status.needs_recovery() {
        remove(cloud, journal).await?;
    }
    Ok(Some(restored))
}

/// Whether no operation has started since the journal was written. Its operation may be about to start, and will need
/// it.
pub(super) async fn is_for_what_comes(
    cloud: &impl Cloud,
    stack: &Stack,
    journal: &Parameter,
) -> Result<bool> {
    Ok(journal.modified > last_event(cloud, stack).await?)
}

/// The time of a stack's last event.
async fn last_event(cloud: &impl Cloud, stack: &Stack) -> Result<Option<Timestamp>> {
    let page = cloud
        .cloudformation()
        .describe_stack_events(&stack.arn, None)
        .await?;
    Ok(page.events.iter().map(|event| event.at).max())
}

/// The events since the operation started; empty if it never did. Reads lag behind writes, so a missing start is
/// trusted only if the change set still waits, or after a while.
async fn events(cloud: &impl Cloud, note: &Note) -> Result<Vec<StackEvent>> {
    let api = cloud.cloudformation();
    for _ in 0..LOOKS {
        let events = match &note.what {
            What::Execution { token, created, .. } => {
                let request = Request {
                    token: token.clone(),
                    since: *created,
                    deletes: false,
                };
                last_operation::begun_by(api, &note.stack, &request).await
            }
            What::Since(time) => last_operation::after(api, &note.stack, *time).await,
        };
        let events = match events {
            // AWS deletes the events of deleted stacks after a while.
            Err(error) if error.is_not_found() => return Ok(Vec::new()),
            events => events?,
        };
        if !events.is_empty() {
            return Ok(events);
        }
        if let What::Execution { change_set, .. } = &note.what
            && let Some(change_set) = api.describe_change_set(change_set).await?
            && change_set.execution == ExecutionStatus::Available
        {
            return Ok(events);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(Vec::new())
}

/// Reads the journal, which only this program writes. One that cannot be read is left for a person to examine. `None`
/// when a part of it is missing.
async fn read(cloud: &impl Cloud, journal: &Parameter) -> Result<Option<Note>> {
    let Some(text) = parts::read(cloud, journal).await? else {
        return Ok(None);
    };
    let note = serde_json::from_str(text.expose()).map_err(|_| Error {
        call: "ssm:GetParameters",
        kind: Kind::Validation,
        message: format!(
            "{} is not a journal of this version: it has values that a deployment may have overwritten; restore them, \
             then delete it",
            journal.name
        ),
    });
    note.map(Some)
}
