//! Findings as GitHub workflow commands, which become annotations of a pull request.

use super::location;
use crate::model::finding::Finding;
use std::io::{self, Write};

/// Writes a line for each finding.
pub(super) fn write(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    for finding in findings {
        let (file, line) = location(finding);
        let mut place = format!("file={}", property(&file));
        if let Some(line) = line {
            place.extend([",line=", &line.to_string()]);
        }
        if let Some(at) = &finding.position {
            let (column, end) = (at.column.to_string(), (at.column + at.width).to_string());
            place.extend([",col=", &column, ",endColumn=", &end]);
        }
        let message = format!("{}: {}\nfix: {}", finding.place(), finding.reason, finding.fix);
        let (word, rule) = (finding.severity.word(), property(finding.rule));
        writeln!(out, "::{word} {place},title={rule}::{}", data(&message))?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
