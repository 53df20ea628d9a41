//! Tasks, for people.

use super::{DIM, Format, RED, write_table};
use crate::operate::tasks::Row;
use crate::operate::tasks::explain::Explained;
use std::io::{self, Write};

/// The shown length of a task's id: enough to distinguish tasks. ECS accepts only full ids anyway.
const ID: usize = 8;

/// A table of the tasks, and below it the reasons of failures.
pub fn table(out: &mut dyn Write, rows: &[Row], format: Format) -> io::Result<()> {
    let cells = rows.iter().map(|row| {
        [
            row.service.clone(),
            row.task.chars().take(ID).collect(),
            row.status.to_string().to_lowercase(),
            row.created.map_or("-".to_owned(), |at| format.time(at)),
            row.seconds.map_or("-".to_owned(), duration),
            row.exit_code.map_or("-".to_owned(), |code| code.to_string()),
            started_by(row.started_by.as_deref()).to_owned(),
        ]
    });
    let header = [
        "SERVICE",
        "TASK",
        "STATUS",
        "ASKED FOR",
        "RAN",
        "EXIT",
        "STARTED BY",
    ];
    write_table(out, header, cells.collect(), format)?;
    for row in rows {
        if let Some(explained) = &row.explained {
            let id = row.task.chars().take(ID).collect::<String>();
            why(out, &format!("{} {id}", row.service), explained)?;
        }
    }
    Ok(())
}

/// Why a task failed.
pub fn why(out: &mut dyn Write, what: &str, explained: &Explained) -> io::Result<()> {
    let Explained { because, fix, said } = explained;
    writeln!(out, "{RED}failed{RED:#}: {what}: {because}")?;
    if !said.is_empty() {
        writeln!(out, "  {DIM}AWS says:{DIM:#} {said}")?;
    }
    writeln!(out, "  fix: {fix}")
}

fn started_by(by: Option<&str>) -> &str {
    match by {
        Some(by) if by.starts_with("chronos-schedule") => "schedule",
        Some(by) => by,
        None => "-",
    }
}

/// `45s`, `3m 05s`, `1h 02m`.
pub fn duration(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{seconds}s"),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h {:02}m", seconds / 3600, seconds / 60 % 60),
    }
}

/// There are no tasks.
pub fn none(err: &mut dyn Write) -> io::Result<()> {
    writeln!(
        err,
        "{DIM}no task is running, and none stopped in the last hour; `sa-infra logs SERVICE` shows earlier logs{DIM:#}"
    )
}
