//! Views of a deletion: what will be lost, the progress, what still exists.

use super::format::exact;
use super::prose::all_of;
use super::size::size;
use super::tasks::duration;
use super::{BOLD, DIM, Format, RED, YELLOW, count, link, root_cause};
use crate::deploy::destroy::{Because, Failure, Inventory, Survivor};
use crate::deploy::ui::{Event, Question};
use std::io::{self, Write};

/// One event of a destruction, for people.
pub(super) fn line(out: &mut dyn Write, event: &Event) -> io::Result<()> {
    match event {
        Event::Inventory {
            stack,
            inventory,
            delete_secrets,
        } => shown(out, stack, inventory, *delete_secrets),
        Event::BackedUp {
            stack,
            path,
            objects,
            parameters,
            bytes,
            encrypted,
        } => {
            writeln!(
                out,
                "{BOLD}{stack}{BOLD:#}: copied {} ({}) and {} to {}",
                count(*objects, "object"),
                size(*bytes),
                count(*parameters, "parameter"),
                path.display()
            )?;
            if *parameters == 0 && *objects == 0 {
                return Ok(());
            }
            let note = if *encrypted {
                "note: the backup is encrypted; only the recipients can read it"
            } else if *parameters == 0 {
                "note: the backup is not encrypted; objects may hold secrets. Only you can read its files"
            } else {
                "note: the backup holds the values of parameters, including secrets, and is not encrypted. Only you can read its \
                 files; use --recipient to encrypt it"
            };
            writeln!(out, "{BOLD}{stack}{BOLD:#}: {YELLOW}{note}{YELLOW:#}")
        }
        Event::Deleting { stack, resources, .. } => writeln!(
            out,
            "{BOLD}{stack}{BOLD:#}: deleting {}",
            count(*resources, "resource")
        ),
        Event::Emptied {
            stack,
            bucket,
            versions,
        } => writeln!(
            out,
            "{BOLD}{stack}{BOLD:#}: {} deleted from {bucket}",
            count(*versions, "version")
        ),
        Event::Survivors { stack, survivors } => {
            writeln!(
                out,
                "{BOLD}{stack}{BOLD:#}: these resources still exist, and may cost money:"
            )?;
            survivors.iter().try_for_each(|survivor| left(out, survivor))
        }
        _ => Ok(()),
    }
}

fn shown(out: &mut dyn Write, stack: &str, inventory: &Inventory, delete_secrets: bool) -> io::Result<()> {
    let deleted = inventory.resources.len().saturating_sub(inventory.retained.len());
    writeln!(
        out,
        "{BOLD}{stack}{BOLD:#}: {RED}destroy{RED:#} {}",
        count(deleted, "resource")
    )?;
    for bucket in &inventory.buckets {
        let parts = [
            (bucket.objects, "object"),
            (bucket.versions, "version"),
            (bucket.delete_markers, "delete marker"),
            (bucket.uploads, "unfinished upload"),
        ];
        let holds = holds(&parts, bucket.bytes);
        writeln!(out, "  {RED}-{RED:#} bucket {}: {holds}", bucket.name)?;
    }
    for repository in &inventory.repositories {
        let holds = holds(&[(repository.images, "image")], repository.bytes);
        writeln!(out, "  {RED}-{RED:#} repository {}: {holds}", repository.name)?;
    }
    for thing in &inventory.holders {
        let what = if thing.kind == "AWS::SSM::Parameter" {
            "a value that you set"
        } else {
            "with its data"
        };
        writeln!(out, "  {RED}-{RED:#} {} {}: {what}", thing.kind, thing.name)?;
    }
    for schedule in &inventory.schedules {
        writeln!(
            out,
            "  {RED}-{RED:#} schedule {}: will be turned off first",
            schedule.name
        )?;
    }
    for task in &inventory.tasks {
        let since = task.since.map(|since| format!(" since {}", exact(since)));
        let (id, family, since) = (&task.id, &task.family, since.unwrap_or_default());
        writeln!(
            out,
            "  {RED}-{RED:#} task {id} of {family}: running{since}, will be stopped"
        )?;
    }
    for secret in &inventory.secrets {
        if delete_secrets {
            writeln!(out, "  {RED}-{RED:#} secret {secret}")?;
        } else {
            writeln!(
                out,
                "  {YELLOW}={YELLOW:#} secret {secret}: kept, unless you pass --delete-secrets"
            )?;
        }
    }
    for thing in &inventory.retained {
        writeln!(
            out,
            "  {YELLOW}={YELLOW:#} {} {}: kept, as the template says",
            thing.kind, thing.name
        )?;
    }
    if inventory.protected {
        writeln!(out, "  {YELLOW}termination protection{YELLOW:#}")?;
    }
    Ok(())
}

/// `3 objects, 4 versions, 1.2 MB`, or `empty`.
fn holds(parts: &[(usize, &str)], bytes: u64) -> String {
    let held = parts.iter().filter(|(number, _)| *number > 0);
    let held = held
        .map(|(number, noun)| count(*number, noun))
        .collect::<Vec<_>>();
    if held.is_empty() {
        return "empty".to_owned();
    }
    format!("{}, {}", held.join(", "), size(bytes))
}

/// The number of deleted stacks, and the duration.
pub fn ending(err: &mut dyn Write, stacks: usize, seconds: u64) -> io::Result<()> {
    let took = duration(i64::try_from(seconds).unwrap_or(i64::MAX));
    writeln!(err, "{BOLD}{} deleted{BOLD:#} in {took}", count(stacks, "stack"))
}

fn left(out: &mut dyn Write, survivor: &Survivor) -> io::Result<()> {
    let because = match survivor.because {
        Because::Retained => "kept, as the template says",
        Because::Skipped => "skipped by CloudFormation",
        Because::Secret => "a secret; --delete-secrets deletes it",
        Because::Logged => "created by AWS if anything was logged",
    };
    let Survivor { kind, name, .. } = survivor;
    writeln!(out, "  {YELLOW}={YELLOW:#} {kind} {name} {DIM}({because}){DIM:#}")
}

fn named(stacks: &[String]) -> String {
    all_of(&stacks.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The text of a question.
pub(super) fn question(question: &Question) -> String {
    match question {
        Question::Destroy { stacks, loses } if loses.is_empty() => {
            format!("delete {}? No data is lost", named(stacks))
        }
        Question::Destroy { stacks, loses } => {
            let typed = question.typed().unwrap_or_default();
            let loses = loses.iter().map(String::as_str).collect::<Vec<_>>();
            format!(
                "{} will be deleted permanently with {}. Type \"{typed}\" to confirm",
                named(stacks),
                all_of(&loses)
            )
        }
        Question::StopTasks { stacks, tasks } => {
            format!(
                "{} of {} (see above) will be stopped in the middle of its work. Stop?",
                count(*tasks, "running task"),
                named(stacks)
            )
        }
        Question::Unprotect { stacks } => {
            let (has, them) = if stacks.len() == 1 {
                ("has", "the stack")
            } else {
                ("have", "the stacks")
            };
            format!(
                "{} {has} termination protection. Disable it and delete {them}?",
                named(stacks)
            )
        }
        _ => String::new(),
    }
}

/// Why a stack was not destroyed, and what to do.
pub fn failure(err: &mut dyn Write, stack: &str, failure: &Failure, format: Format) -> io::Result<()> {
    let arn = match failure {
        Failure::Ended { arn, .. } => Some(&**arn),
        _ => None,
    };
    let name = link::to_stack(arn, stack, format);
    match failure {
        // The question names its stacks.
        Failure::Unasked(_) => writeln!(err, "{RED}error{RED:#}: {failure}")?,
        _ => writeln!(err, "{RED}error{RED:#}: {BOLD}{name}{BOLD:#}: {failure}")?,
    }
    if let Failure::Refused { refused, .. } = failure {
        for refused in refused.iter().take(10) {
            writeln!(err, "  {}: {}", refused.key, refused.reason)?;
        }
    }
    if let Failure::Ended { cause, .. } = failure {
        root_cause::cause(err, cause)?;
    }
    writeln!(err, "  {DIM}fix:{DIM:#} {}", fix(stack, failure))
}

fn fix(stack: &str, failure: &Failure) -> String {
    match failure {
        Failure::Call(error) => error.fix(),
        Failure::Unasked(unasked) => {
            format!("review what would be deleted, then pass {}", unasked.flag)
        }
        Failure::Declined | Failure::Interrupted => "run it again when you have decided".to_owned(),
        Failure::Left => {
            format!("run the same command again to finish; `sa-infra watch {stack}` shows the progress")
        }
        Failure::Uncertain => {
            format!("check `sa-infra events {stack}` and the console, then run the same command again")
        }
        Failure::Lost(error) => format!(
            "{}; `sa-infra watch {stack}` shows the progress, and the same command finishes",
            error.fix()
        ),
        Failure::Stuck { fix, .. } => fix.replace("{stack}", stack),
        Failure::Needed { by, ours: true } => {
            format!("name {} too, or pass --all", by.join(" and "))
        }
        Failure::Needed { .. } => {
            "update these stacks, which are not in this app, so that they no longer import it".to_owned()
        }
        Failure::Refused { .. } => {
            "check what protects these objects (a lock, a policy), then run the same command again".to_owned()
        }
        Failure::Backup(error) => error.fix(),
        Failure::Ended { cause, .. } => match root_cause::remedy(cause) {
            Some(remedy) => format!("{remedy}, then run the same command again"),
            None => format!(
                "resolve the cause, then run the same command again to continue; or leave behind what \
                     fails with `sa-infra recover {stack}`"
            ),
        },
        Failure::Waiting(other) => format!("delete {other} first"),
        Failure::Template(_) => {
            "open the stack in the AWS console, which shows the template as it was sent".to_owned()
        }
    }
}
