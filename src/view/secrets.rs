//! The state of the values, for people. Never the values.

use super::{Format, GREEN, RED, YELLOW, write_table};
use crate::operate::secrets::file::Cleaned;
use crate::operate::secrets::{Outcome, Row, State, Written};
use std::io::{self, Write};
use std::path::Path;

/// A table of all values.
pub fn table(out: &mut dyn Write, rows: &[Row], format: Format) -> io::Result<()> {
    let cells = rows.iter().map(|row| {
        [
            row.name.clone(),
            state(row).to_owned(),
            row.modified.map_or("-".to_owned(), |at| format.time(at)),
            row.by.as_deref().map_or("-", who).to_owned(),
            row.version.map_or("-".to_owned(), |version| version.to_string()),
            row.services.join(", "),
        ]
    });
    write_table(
        out,
        ["NAME", "STATE", "WRITTEN", "BY", "VERSION", "READ BY"],
        cells.collect(),
        format,
    )
}

/// The state of a value.
pub(crate) fn state(row: &Row) -> &'static str {
    match row.state {
        State::Missing => "missing",
        State::Placeholder => "placeholder",
        State::Set if row.expired => "set, expired",
        State::Set => "set",
    }
}

/// The end of an ARN: `user/jo`.
pub(crate) fn who(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or(arn)
}

/// What to do about values that are missing or expired.
pub fn hints(err: &mut dyn Write, rows: &[Row]) -> io::Result<()> {
    for row in rows {
        let name = &row.name;
        let what = match row.state {
            State::Missing => "is not set",
            State::Placeholder => "still has its placeholder",
            State::Set if row.expired => "has expired and will be refused",
            State::Set => continue,
        };
        writeln!(
            err,
            "{YELLOW}to do{YELLOW:#}: {name} {what}: run `sa-infra secrets set {name}`"
        )?;
    }
    Ok(())
}

/// The result of writing a value.
pub fn written(out: &mut dyn Write, written: &Written) -> io::Result<()> {
    let word = match written.outcome {
        Outcome::Created | Outcome::Changed => "set",
        Outcome::Unchanged => "unchanged",
    };
    writeln!(
        out,
        "{GREEN}{word}{GREEN:#} {} ({})",
        written.name, written.parameter
    )
}

/// What was removed from a value.
pub fn trimmed(err: &mut dyn Write, name: &str, cleaned: &Cleaned) -> io::Result<()> {
    let word = format!("{YELLOW}trimmed{YELLOW:#}");
    if cleaned.mark {
        writeln!(err, "{word}: {name}: removed the byte order mark from the value")?;
    }
    if cleaned.line_end {
        writeln!(err, "{word}: {name}: removed the trailing newline from the value")?;
    }
    if cleaned.spaces {
        writeln!(err, "{word}: {name}: removed the spaces around the value")?;
    }
    Ok(())
}

/// A file with secrets that others can read.
pub fn open(err: &mut dyn Write, path: &Path) -> io::Result<()> {
    let path = path.display();
    writeln!(
        err,
        "{RED}insecure{RED:#}: other users can read {path}: run `chmod 600 {path}`, or delete it"
    )
}
