//! The files that are uploaded in addition to the archive: keys, tokens, requirements. They are validated, and
//! their contents are never shown.

use super::walk;
use crate::cloud::s3::NewObject;
use crate::local::disk;
use crate::model::app::{Payload, PayloadFile};
use crate::operate::refusal::Refusal;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use serde::de::IgnoredAny;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The maximum size of these files, in bytes.
const MOST: u64 = 64 << 20;

/// Reads the wanted files that exist. A missing file that is not optional is an error.
pub(super) fn read(
    root: &Path,
    payload: &Payload,
    is_wanted: &impl Fn(&str) -> bool,
    allow_old: bool,
    now: Timestamp,
) -> Result<Vec<NewObject>, Refusal> {
    let (mut objects, mut missing) = (Vec::new(), Vec::new());
    for file in payload.files.iter().filter(|file| is_wanted(&file.name)) {
        let Some(path) = find(root, &file.name)? else {
            if !file.optional {
                missing.push(&*file.name);
            }
            continue;
        };
        let body = disk::read(&path, MOST)
            .map_err(|error| Refusal::state(format!("upload: {error}"), error.fix()))?;
        well_formed(&file.name, &body)?;
        if file.daily && !allow_old {
            of_today(file, &path, &payload.timezone, now)?;
        }
        objects.push(NewObject {
            key: file.name.to_string(),
            body,
            content_type: content_type(&file.name),
        });
    }
    if missing.is_empty() {
        return Ok(objects);
    }
    Err(Refusal::state(
        format!("upload: {} has no {}", root.display(), missing.join(", no ")),
        "create it, or select what to upload with --only",
    ))
}

/// The file itself. The target of a link must be in the directory, too.
fn find(root: &Path, name: &str) -> Result<Option<PathBuf>, Refusal> {
    let path = root.join(name);
    let whole = match path.canonicalize() {
        Ok(whole) => whole,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(walk::unreadable(&path, error)),
    };
    if whole.starts_with(root) {
        return Ok(Some(whole));
    }
    let reason = format!("upload: {name} is a link to a file outside the directory");
    Err(Refusal::state(reason, "replace the link with the file"))
}

/// For invalid JSON, the error contains only the place.
fn well_formed(name: &str, body: &[u8]) -> Result<(), Refusal> {
    let is_json = Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "json");
    if body.trim_ascii().is_empty() && name != "requirements.txt" {
        return Err(Refusal::state(
            format!("upload: {name} is empty"),
            "write the file, then upload it",
        ));
    }
    match serde_json::from_slice::<IgnoredAny>(body) {
        Err(error) if is_json => Err(Refusal::state(
            format!(
                "upload: {name} is not valid JSON: line {}, column {}",
                error.line(),
                error.column()
            ),
            "correct it, then upload it",
        )),
        _ => Ok(()),
    }
}

/// Refuses a file from an earlier day: in the bucket, it would look like today's.
fn of_today(file: &PayloadFile, path: &Path, timezone: &str, now: Timestamp) -> Result<(), Refusal> {
    let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    let written = path.metadata().and_then(|found| found.modified());
    let written = written.map_err(|error| walk::unreadable(path, error))?;
    let day = |time: Timestamp| -> civil::Date { time.to_zoned(zone.clone()).date() };
    let today = day(now);
    let of = Timestamp::try_from(written).map_or(today, day);
    if of >= today {
        return Ok(());
    }
    let name = &file.name;
    Err(Refusal::state(
        format!(
            "upload: {name} is from {of}, not from today ({today} in {timezone}); in the bucket it would look like today's"
        ),
        format!("create today's {name}, exclude it with --only, or upload it anyway with --allow-old"),
    ))
}

fn content_type(name: &str) -> &'static str {
    match Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
    {
        Some("json") => "application/json",
        Some("txt" | "py") => "text/plain",
        _ => "application/octet-stream",
    }
}
