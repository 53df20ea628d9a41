//! A deployment: what would change, what happens, what came of it.

use super::{BOLD, DIM, GREEN, RED, YELLOW, adopt, count, destroy, recover, root_cause};
use crate::deploy::deployment::Failure;
use crate::deploy::ui::{Event, Interrupted, Outcome, Output, Question, Row, Setting};
use std::io::{self, Write};

/// One event, for programs.
pub fn json_line(out: &mut dyn Write, event: &Event) -> io::Result<()> {
    if let Event::Access { stack, diff } = event {
        return super::diff::access_line(out, stack, diff);
    }
    serde_json::to_writer(&mut *out, event)?;
    writeln!(out)
}

/// One event, for people.
pub fn line(out: &mut dyn Write, event: &Event, width: usize) -> io::Result<()> {
    match event {
        Event::Waiting { stack, status } => {
            writeln!(
                out,
                "{BOLD}{stack}{BOLD:#}: waiting, another operation is under way ({status})"
            )
        }
        Event::Changes { stack, new, changes } => shown(out, stack, *new, changes),
        Event::Note { stack, text } => writeln!(out, "{BOLD}{stack}{BOLD:#}: {YELLOW}note{YELLOW:#}: {text}"),
        Event::Started { stack, resources, .. } => {
            let changes = resources.map(|resources| count(resources, "change") + " ");
            let changes = changes.unwrap_or_default();
            writeln!(out, "{BOLD}{stack}{BOLD:#}: {changes}under way")
        }
        Event::Resource { stack, event } => {
            let status = event.status.as_str();
            let style = match (event.status.is_failed(), event.status.is_complete()) {
                (true, _) => RED,
                (_, true) => GREEN,
                _ => DIM,
            };
            let time = event.at.strftime("%H:%M:%S");
            let kind = &event.resource_type;
            writeln!(
                out,
                "{stack} {DIM}{time}{DIM:#} {style}{status:<20}{style:#} {kind} {}",
                event.logical_id
            )?;
            match &event.reason {
                Some(reason) if event.status.is_failed() => writeln!(out, "    {reason}"),
                _ => Ok(()),
            }
        }
        Event::Done {
            stack,
            outcome,
            seconds,
            ..
        } => {
            let word = match outcome {
                Outcome::Created => "created",
                Outcome::Updated => "updated",
                Outcome::Begun => "under way, not watched",
                Outcome::Restored => "as it was before",
                Outcome::Unchanged => "unchanged",
                Outcome::Shown => "shown, and left as it is",
                Outcome::Deleted => "gone",
                Outcome::Absent => "not there, nothing to do",
            };
            writeln!(
                out,
                "{BOLD}{stack}{BOLD:#}: {GREEN}{word}{GREEN:#} {DIM}({seconds} s){DIM:#}"
            )
        }
        Event::Settings { settings, .. } => settings.iter().try_for_each(|change| setting(out, change)),
        Event::Adoption { stack, adoption } => adopt::line(out, stack, adoption),
        Event::Access { stack, diff } => {
            writeln!(out, "{BOLD}{stack}{BOLD:#}: who may do what")?;
            super::diff::access(out, diff, width)?;
            writeln!(out)
        }
        Event::Failed { .. } => Ok(()),
        Event::Explained { stack, status, why } => recover::explained(out, stack, status, why, width),
        event => destroy::line(out, event),
    }
}

fn shown(out: &mut dyn Write, stack: &str, new: bool, changes: &[Row]) -> io::Result<()> {
    let what = if new { "a new stack, " } else { "" };
    writeln!(
        out,
        "{BOLD}{stack}{BOLD:#}: {what}{}",
        count(changes.len(), "change")
    )?;
    let width = changes.iter().map(|row| row.kind.len()).max().unwrap_or(0);
    for row in changes {
        let (style, sign) = match &*row.action {
            "Add" => (GREEN, '+'),
            "Remove" => (RED, '-'),
            "Import" => (GREEN, '<'),
            _ => (YELLOW, '~'),
        };
        write!(out, "  {style}{sign}{style:#} {:<width$} {}", row.kind, row.id)?;
        match row.replacement.as_deref() {
            Some("True") => write!(out, " {RED}replace{RED:#}")?,
            Some(_) => write!(out, " {YELLOW}may be replaced{YELLOW:#}")?,
            None => {}
        }
        if row.action == "Modify" && !row.properties.is_empty() {
            write!(out, " {DIM}({}){DIM:#}", row.properties.join(", "))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn setting(out: &mut dyn Write, setting: &Setting) -> io::Result<()> {
    let Setting { what, name, .. } = setting;
    match (setting.before.as_deref(), setting.after.as_deref()) {
        (None, Some("")) => writeln!(out, "  {GREEN}+{GREEN:#} {what} {name}"),
        (None, Some(after)) => writeln!(out, "  {GREEN}+{GREEN:#} {what} {name}={after}"),
        (Some(before), Some(after)) => {
            writeln!(
                out,
                "  {YELLOW}~{YELLOW:#} {what} {name}={after} {DIM}(was {before}){DIM:#}"
            )
        }
        _ => writeln!(out, "  {RED}-{RED:#} {what} {name}"),
    }
}

/// The outputs of a stack: the result.
pub fn outputs(out: &mut dyn Write, stack: &str, outputs: &[Output]) -> io::Result<()> {
    let told = outputs.iter().filter(|output| super::is_news(&output.name));
    told.into_iter()
        .try_for_each(|output| writeln!(out, "{stack}.{} = {}", output.name, output.value))
}

/// What is asked.
pub fn question(question: &Question) -> String {
    match question {
        Question::Approve { stack, opens: false } => format!("make these changes to {stack}?"),
        Question::Approve { stack, opens: true } => {
            format!("{stack} opens what was closed (see above). Make these changes?")
        }
        Question::Disturb { stack, running, due } => format!(
            "{}: make these changes to {stack} all the same?",
            [&**running, &**due].concat().join(", ")
        ),
        Question::Acknowledge { stack, warnings } => format!(
            "CloudFormation warns of data that {stack} may lose, or be stopped by ({}, see above). Go on?",
            count(*warnings, "warning")
        ),
        Question::TemplateBucket { stack, bucket } => format!(
            "the template of {stack} does not fit into a request. Make the bucket {bucket} for it, private and \
             encrypted, in which everything expires after a day?"
        ),
        Question::Recreate { stack, survivors } => format!(
            "the creation of {stack} failed, and it can only be deleted and made anew; {} in it. Delete it?",
            count(survivors.len(), "resource")
        ),
        Question::Mend { stack, remedy } => recover::question(stack, remedy),
        Question::Abandon { stack, ids, deletes } => recover::abandon(stack, ids, *deletes),
        question => destroy::question(question),
    }
}

/// What the first signal does.
pub fn interrupted(err: &mut dyn Write, signal: &str) -> io::Result<()> {
    writeln!(
        err,
        "{YELLOW}{signal}{YELLOW:#}: nothing more is begun; once more leaves at once"
    )
}

/// What may become of what is under way.
pub fn choices(err: &mut dyn Write, interrupted: &Interrupted, stacks: &[String]) -> io::Result<()> {
    let (stacks, stack) = (stacks.join(", "), &interrupted.stack);
    writeln!(err, "{BOLD}{stacks}{BOLD:#}: under way at AWS")?;
    writeln!(
        err,
        "  {BOLD}w{BOLD:#}  watch it to its end, and begin nothing more"
    )?;
    writeln!(
        err,
        "  {BOLD}l{BOLD:#}  leave it; `sa-infra watch {stack}` comes back to it"
    )?;
    if interrupted.undo.is_some() {
        writeln!(
            err,
            "  {BOLD}u{BOLD:#}  undo it: an update is rolled back, a stack that is being created is deleted"
        )?;
    }
    Ok(())
}

/// Why a stack was not deployed, and what to do.
pub fn failure(err: &mut dyn Write, stack: &str, failure: &Failure) -> io::Result<()> {
    writeln!(err, "{RED}error{RED:#}: {BOLD}{stack}{BOLD:#}: {failure}")?;
    if let Failure::Refused { findings, .. } = failure {
        findings
            .iter()
            .try_for_each(|finding| writeln!(err, "  {finding}"))?;
    }
    if let Failure::Ended { cause: why, .. } = failure {
        root_cause::cause(err, why)?;
    }
    writeln!(err, "  {DIM}fix:{DIM:#} {}", fix(stack, failure))
}

fn fix(stack: &str, failure: &Failure) -> String {
    match failure {
        Failure::Call(error) => error.fix(),
        Failure::Unasked(unasked) => format!("read what would change, then answer it with {}", unasked.flag),
        Failure::Declined => "nothing to do; run it again when you have decided".to_owned(),
        Failure::Overtaken(_) => "see who else deploys it, then deploy again".to_owned(),
        Failure::Uncertain(_) => {
            format!(
                "look at `sa-infra events {stack}` and at the console, then deploy again; values are given back then"
            )
        }
        Failure::Interrupted | Failure::Undone => "run it again when you are ready".to_owned(),
        Failure::Lost(error) => format!("{}; `sa-infra watch {stack}` comes back to it", error.fix()),
        Failure::Left => format!("`sa-infra watch {stack}` comes back to it"),
        Failure::Stuck { fix, .. } => fix.clone(),
        Failure::Stopped(stops) => {
            let ids = stops
                .iter()
                .map(|stop| format!("--allow-replace {}", stop.id))
                .collect::<Vec<_>>();
            format!("save what it holds, then add {}", ids.join(" "))
        }
        Failure::Unrollable(_) => {
            "omit --on-failure keep, so that CloudFormation can roll the stack back; or make the change \
             without replacing them"
                .to_owned()
        }
        Failure::Refused { .. } => "mend what it complains about, then deploy again".to_owned(),
        Failure::Exists { is_foreign: true, .. } => {
            "choose another `namespace` in sa-infra.toml, or with --namespace: what another stack owns must stay as \
             it is"
                .to_owned()
        }
        Failure::Exists { .. } => {
            "give them the DeletionPolicy Retain or RetainExceptOnCreate, with which the stack adopts \
                               what is there; or delete or rename what is there; then deploy again"
                .to_owned()
        }
        Failure::Imported { .. } => "let that stack import something else first".to_owned(),
        Failure::TooLong(_) => "divide the stack".to_owned(),
        Failure::TemplateBucket(_) => {
            "name a bucket of yours, in the region of the stack, with --template-bucket".to_owned()
        }
        Failure::Adoption(unfit) => unfit.fix(),
        Failure::Halfway => "deploy again when you are ready: it goes on from there".to_owned(),
        Failure::Values(_) => "see who else works on them, then deploy again".to_owned(),
        Failure::Ended { .. } if failure.is_stuck() => {
            format!("`sa-infra recover {stack}` says what keeps it, and helps it out")
        }
        Failure::Ended { cause, .. } => match root_cause::remedy(cause) {
            Some(remedy) => format!("{remedy}, then deploy again"),
            None => {
                format!("mend the cause, then deploy again; `sa-infra events {stack}` has the whole story")
            }
        },
        Failure::Absent(_) => "`sa-infra status` shows what is; --region looks elsewhere".to_owned(),
        Failure::Late => format!(
            "`sa-infra diff {stack}` shows how it differs from the template; deploy what it should be"
        ),
        Failure::Unstoppable(_) => format!("`sa-infra watch {stack}` waits for its end"),
        Failure::Waiting(needed) => format!("mend {needed} first"),
        Failure::Template(_) => "look at it in the console, which shows it as it was sent".to_owned(),
    }
}
