//! Views of a deployment: the plan, the progress, the result.

mod failure;

use super::prose::all_of;
use super::tasks::duration;
use super::{BOLD, DIM, Format, GREEN, RED, YELLOW, count, destroy, link, recover, stack_setting, style};
use crate::deploy::ui::{Event, Interrupted, Outcome, Output, Question, StackEvent};
use std::io::{self, Write};

pub use failure::{failure, stopped};

/// One event, for programs.
pub fn json_line(out: &mut dyn Write, event: &Event) -> io::Result<()> {
    if let Event::Access { stack, diff } = event {
        return super::diff::access_line(out, stack, diff);
    }
    super::json_line(out, event)
}

/// One event, for people.
pub fn line(out: &mut dyn Write, event: &Event, format: Format) -> io::Result<()> {
    match event {
        Event::Waiting { stack, status } => {
            writeln!(
                out,
                "{BOLD}{stack}{BOLD:#}: waiting for another operation ({status})"
            )
        }
        Event::Plan { compared, .. } => super::diff::planned(out, compared, format),
        Event::Changes {
            compared, is_planned, ..
        } => match is_planned {
            false => super::diff::planned(out, compared, format),
            true if compared.kept.is_empty() => Ok(()),
            true => {
                writeln!(out, "{BOLD}{}{BOLD:#}", compared.stack)?;
                super::diff::kept(out, compared, format)
            }
        },
        Event::Note { stack, text } => writeln!(out, "{BOLD}{stack}{BOLD:#}: {YELLOW}note{YELLOW:#}: {text}"),
        Event::Started { stack, resources, .. } => {
            let changes = resources.map(|resources| count(resources, "change") + " ");
            let changes = changes.unwrap_or_default();
            writeln!(out, "{BOLD}{stack}{BOLD:#}: {changes}in progress")
        }
        Event::Resource { stack, event } => resource(out, stack, event, &event.logical_id, format),
        // The changes, or the note that no operation is running, have shown it already.
        Event::Access { .. }
        | Event::Adoption { .. }
        | Event::Failed { .. }
        | Event::Done { is_earlier: true, .. } => Ok(()),
        Event::Done {
            stack,
            arn,
            outcome,
            seconds,
            ..
        } => {
            let word = match outcome {
                Outcome::Created => "created",
                Outcome::Updated => "updated",
                Outcome::Begun => "in progress, not watched",
                Outcome::Restored => "rolled back",
                Outcome::Unchanged => "unchanged",
                Outcome::Shown => "shown, not changed",
                Outcome::Deleted => "deleted",
                Outcome::Absent => "does not exist, nothing to do",
            };
            let name = link::to_stack(arn.as_deref(), stack, format);
            writeln!(
                out,
                "{BOLD}{name}{BOLD:#}: {GREEN}{word}{GREEN:#} {DIM}({}){DIM:#}",
                duration(i64::try_from(*seconds).unwrap_or(i64::MAX))
            )
        }
        Event::Settings { settings, .. } => settings
            .iter()
            .try_for_each(|change| stack_setting::line(out, change)),
        Event::Explained { stack, status, why } => recover::explained(out, stack, status, why, format.width),
        event => destroy::line(out, event),
    }
}

/// One event of a resource, by its display name.
pub fn resource(
    out: &mut dyn Write,
    stack: &str,
    event: &StackEvent,
    name: &str,
    format: Format,
) -> io::Result<()> {
    let status = event.status.as_str();
    let style = match (event.status.is_failed(), event.status.is_complete()) {
        (true, _) => RED,
        (_, true) => GREEN,
        _ => DIM,
    };
    let (time, kind) = (event.at.strftime("%H:%M:%S"), &event.resource_type);
    write!(
        out,
        "{stack} {DIM}{time}{DIM:#} {style}{status:<20}{style:#} {kind} {name}"
    )?;
    if format.verbose && name != event.logical_id {
        write!(out, " {DIM}{}{DIM:#}", event.logical_id)?;
    }
    writeln!(out)?;
    match &event.reason {
        Some(reason) if event.status.is_failed() => writeln!(out, "    {}", style::line(reason)),
        _ => Ok(()),
    }
}

/// The outputs of a stack: the result.
pub fn outputs(out: &mut dyn Write, stack: &str, outputs: &[Output]) -> io::Result<()> {
    let told = outputs.iter().filter(|output| super::is_news(&output.name));
    told.into_iter()
        .try_for_each(|output| writeln!(out, "{stack}.{} = {}", output.name, output.value))
}

/// The text of a question.
pub fn question(question: &Question) -> String {
    match question {
        Question::Approve { stacks, opens } => approve(stacks, opens),
        Question::Disturb { stack, running, due } => format!(
            "{}: deploy these changes to {stack} anyway?",
            [&**running, &**due].concat().join(", ")
        ),
        Question::Acknowledge { stack, warnings } => format!(
            "CloudFormation warns that {stack} may lose data or that existing data may stop the deployment ({}, see above). Continue?",
            count(*warnings, "warning")
        ),
        Question::TemplateBucket { stack, bucket } => format!(
            "the template of {stack} is too large for a request. Create the bucket {bucket} for it, private and \
             encrypted, with objects that expire after a day?"
        ),
        Question::AssetStore { stack, store } => {
            format!(
                "{stack} has assets to upload. Create {store} for the assets of this account and region, private and encrypted?"
            )
        }
        Question::Recreate { stack, survivors } => format!(
            "the creation of {stack} failed, so it must be deleted and created again. It contains: {}. Delete it?",
            count(survivors.len(), "resource")
        ),
        Question::Mend { stack, remedy } => recover::question(stack, remedy),
        Question::Abandon { stack, ids, deletes } => recover::abandon(stack, ids, *deletes),
        question => destroy::question(question),
    }
}

fn approve(stacks: &[(String, bool)], opens: &[String]) -> String {
    let names = all_of(&stacks.iter().map(|(stack, _)| stack.as_str()).collect::<Vec<_>>());
    if !opens.is_empty() {
        let opening = all_of(&opens.iter().map(String::as_str).collect::<Vec<_>>());
        let all = if opens.len() == stacks.len() {
            "them"
        } else {
            &names
        };
        return format!("these changes to {opening} broaden access or network (listed above). Deploy {all}?");
    }
    let new = stacks.iter().filter(|(_, new)| *new).count();
    match (new, stacks.len()) {
        (0, _) => format!("deploy these changes to {names}?"),
        (new, all) if new == all => format!("create {names}?"),
        _ => format!("deploy {names}, {new} of them new?"),
    }
}

/// The effect of the first signal.
pub fn interrupted(err: &mut dyn Write, signal: &str) -> io::Result<()> {
    writeln!(
        err,
        "{YELLOW}{signal}{YELLOW:#}: no further stacks are started; press Ctrl-C again to detach now"
    )
}

/// The choices for an operation in progress.
pub fn choices(err: &mut dyn Write, interrupted: &Interrupted, stacks: &[String]) -> io::Result<()> {
    let (stacks, stack) = (stacks.join(", "), &interrupted.stack);
    writeln!(err, "{BOLD}{stacks}{BOLD:#}: in progress in AWS")?;
    writeln!(
        err,
        "  {BOLD}w{BOLD:#}  keep watching, and start no further stacks"
    )?;
    writeln!(
        err,
        "  {BOLD}d{BOLD:#}  detach; `sa-infra watch {stack}` reattaches"
    )?;
    if interrupted.undo.is_some() {
        writeln!(
            err,
            "  {BOLD}u{BOLD:#}  undo: roll back an update, delete a stack that is being created"
        )?;
    }
    Ok(())
}

/// The number of deployed stacks, by outcome, and the duration.
pub fn ending(err: &mut dyn Write, outcomes: &[Outcome], seconds: u64) -> io::Result<()> {
    let words = [
        (Outcome::Created, "created"),
        (Outcome::Updated, "updated"),
        (Outcome::Begun, "in progress"),
        (Outcome::Unchanged, "unchanged"),
    ];
    let number = |wanted| outcomes.iter().filter(|outcome| **outcome == wanted).count();
    let counts = words.into_iter().map(|(outcome, word)| (number(outcome), word));
    let counts = counts.filter(|(number, _)| *number > 0);
    let counts = counts.map(|(number, word)| format!("{number} {word}"));
    let counts = counts.collect::<Vec<_>>().join(", ");
    let stacks = count(outcomes.len(), "stack");
    let took = duration(i64::try_from(seconds).unwrap_or(i64::MAX));
    writeln!(err, "{BOLD}{stacks}{BOLD:#} in {took}: {counts}")
}

/// The user declined the changes to one of several stacks, which is not an error.
pub fn declined(err: &mut dyn Write, stack: &str) -> io::Result<()> {
    writeln!(err, "{BOLD}{stack}{BOLD:#}: declined; nothing was changed")
}

/// A stack depends on one that the user declined.
pub fn waits(err: &mut dyn Write, stack: &str, needed: &str) -> io::Result<()> {
    writeln!(
        err,
        "{BOLD}{stack}{BOLD:#}: not deployed, because {needed} was not"
    )
}
