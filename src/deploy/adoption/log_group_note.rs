//! The log groups that a change set imports. The note is written before the execution. The command that sees the end
//! sets the log groups to what the template says. If no command watches, the next deployment does it.

use super::log_groups;
use crate::cloud::cloudformation::ChangeSet;
use crate::cloud::ssm::{NewParameter, Parameter, ParameterKind, Ssm};
use crate::cloud::{Cloud, Result, Secret};
use crate::model::template::Template;
use serde::{Deserialize, Serialize};

/// The name of a stack's note.
pub(in crate::deploy) fn name(stack: &str) -> String {
    format!("/sa-infra/{stack}/imported-log-groups")
}

/// The contents of the note.
#[derive(Serialize, Deserialize)]
struct Note {
    /// The ARN of the stack: a later stack of the same name has imported other log groups.
    stack: String,
    /// The logical ids of the log groups.
    ids: Vec<String>,
}

/// Writes the note about the log groups to import.
pub(in crate::deploy) async fn write(
    cloud: &impl Cloud,
    change_set: &ChangeSet,
    ids: &[String],
) -> Result<()> {
    let note = Note {
        stack: change_set.stack_arn.clone(),
        ids: ids.to_vec(),
    };
    let parameter = NewParameter {
        name: name(&change_set.stack_name),
        kind: ParameterKind::String,
        value: Secret::new(serde_json::to_string(&note).unwrap_or_default()),
        description: Some("Imported log groups whose settings sa-infra deploy still has to set".to_owned()),
        tags: Vec::new(),
        overwrite: true,
    };
    cloud.ssm().put_parameter(&parameter).await.map(drop)
}

/// The log groups of a note, if it is about this stack.
pub(in crate::deploy) fn noted(note: &Parameter, stack_arn: &str) -> Vec<String> {
    let note = serde_json::from_str::<Note>(note.value.expose()).ok();
    let own = note.filter(|note| note.stack == stack_arn);
    own.map(|note| note.ids).unwrap_or_default()
}

/// Sets the log groups of a note to what the deployed template says, and removes the note when all are set. Returns
/// what it did.
pub(in crate::deploy) async fn settle(
    cloud: &impl Cloud,
    (stack, arn): (&str, &str),
    note: &Parameter,
    deployed: &Template,
) -> Result<Vec<String>> {
    let mended = log_groups::mend(cloud, &noted(note, arn), deployed).await;
    if mended.is_done {
        clear(cloud, stack).await?;
    }
    Ok(mended.notes)
}

/// Removes the note.
pub(in crate::deploy) async fn clear(cloud: &impl Cloud, stack: &str) -> Result<()> {
    cloud.ssm().delete_parameter(&name(stack)).await.map(drop)
}
