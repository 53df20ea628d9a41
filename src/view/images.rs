//! Images, for people.

use super::{Format, YELLOW, write_table};
use crate::operate::images::Row;
use std::io::{self, Write};

/// A table of the images.
pub fn table(out: &mut dyn Write, rows: &[Row], format: Format) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let cells = rows.iter().map(|row| {
        let tags = if row.tags.is_empty() {
            "-".to_owned()
        } else {
            row.tags.join(", ")
        };
        [
            row.service.clone(),
            if row.runs {
                format!("{tags} (in use)")
            } else {
                tags
            },
            short(&row.digest).to_owned(),
            row.pushed.map_or("-".to_owned(), |at| format.time(at)),
            format!("{} MB", row.bytes.div_ceil(1_000_000)),
            scan(row),
        ]
    });
    let header = ["SERVICE", "TAGS", "DIGEST", "PUSHED", "SIZE", "SCAN"];
    write_table(out, header, cells.collect(), format)
}

/// A unique part of a digest: `sha256:0123456789ab`.
pub fn short(digest: &str) -> &str {
    digest.get(..19).unwrap_or(digest)
}

/// The result of the scan.
pub(crate) fn scan(row: &Row) -> String {
    let Some(scan) = &row.scan else {
        return "not scanned".to_owned();
    };
    let findings = scan.findings.iter().filter(|(_, count)| *count > 0);
    let findings = findings.map(|(severity, count)| format!("{count} {}", severity.to_lowercase()));
    let findings = findings.collect::<Vec<_>>();
    match &*scan.status {
        "COMPLETE" | "ACTIVE" if findings.is_empty() => "nothing found".to_owned(),
        "COMPLETE" | "ACTIVE" => findings.join(", "),
        status => status.to_lowercase(),
    }
}

/// The newest image of a service runs after the next deployment.
pub fn waiting(err: &mut dyn Write, service: &str, stack: &str) -> io::Result<()> {
    writeln!(
        err,
        "{YELLOW}to do{YELLOW:#}: the newest image of {service} is not deployed: run `sa-infra deploy {stack}`"
    )
}

/// Services without an image.
pub fn missing<'a>(err: &mut dyn Write, services: impl Iterator<Item = &'a str>) -> io::Result<()> {
    for service in services {
        writeln!(
            err,
            "{YELLOW}to do{YELLOW:#}: {service} has no image to run: run `sa-infra build {service}`"
        )?;
    }
    Ok(())
}
