//! Views of a deletion: what will be lost, the progress, what still exists.

use super::size::size;
use super::{BOLD, DIM, RED, YELLOW, count, root_cause};
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
        Event::Deleting { stack, resources } => writeln!(
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
            writeln!(out, "{BOLD}{stack}{BOLD:#}: still exists, and may cost money:")?;
            survivors.iter().try_for_each(|survivor| left(out, survivor))
        }
        _ => Ok(()),
    }
}

fn shown(out: &mut dyn Write, stack: &str, inventory: &Inventory, delete_secrets: bool) -> io::Result<()> {
    writeln!(
        out,
        "{BOLD}{stack}{BOLD:#}: {RED}destroy{RED:#} {}",
        count(inventory.resources.len(), "resource")
    )?;
    for bucket in &inventory.buckets {
        writeln!(
            out,
            "  {RED}-{RED:#} bucket {}: {}, {}, {}, {}, {}",
            bucket.name,
            count(bucket.objects, "object"),
            count(bucket.versions, "version"),
            count(bucket.delete_markers, "delete marker"),
            count(bucket.uploads, "unfinished upload"),
            size(bucket.bytes)
        )?;
    }
    for repository in &inventory.repositories {
        let images = count(repository.images, "image");
        let (name, bytes) = (&repository.name, size(repository.bytes));
        writeln!(out, "  {RED}-{RED:#} repository {name}: {images}, {bytes}")?;
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
        let since = task
            .since
            .map(|since| format!(" since {}", super::events::time(since)));
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

/// What is asked.
pub(super) fn question(question: &Question) -> String {
    match question {
        Question::Destroy {
            stack,
            loses_data: true,
        } => format!(
            "{stack} and the data above will be deleted permanently. Type the name of the stack to confirm"
        ),
        Question::Destroy { stack, .. } => format!("type {stack} to delete the stack"),
        Question::StopTasks { stack, tasks } => {
            format!(
                "{} of {stack} (see above) will be stopped in the middle of its work. Stop?",
                count(*tasks, "running task")
            )
        }
        Question::Unprotect { stack } => {
            format!("{stack} has termination protection. Disable it and delete the stack?")
        }
        _ => String::new(),
    }
}

/// Why a stack was not destroyed, and what to do.
pub fn failure(err: &mut dyn Write, stack: &str, failure: &Failure) -> io::Result<()> {
    writeln!(err, "{RED}error{RED:#}: {BOLD}{stack}{BOLD:#}: {failure}")?;
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
        Failure::Template(_) => "look at it in the console, which shows it as it was sent".to_owned(),
    }
}
