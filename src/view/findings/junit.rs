//! Findings as a `JUnit` report: a test case for each file, a failure for each that has errors.

use crate::model::finding::{Finding, Severity};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes a report about these files; those without findings passed.
pub(super) fn write(out: &mut dyn Write, findings: &[Finding], files: &[String]) -> io::Result<()> {
    let of = |file: &str, severity: Severity| {
        let of_file = findings.iter().filter(|finding| &*finding.stack == file);
        let found = of_file.filter(|finding| finding.severity == severity);
        found.collect::<Vec<_>>()
    };
    let failures = files
        .iter()
        .filter(|file| !of(file, Severity::Error).is_empty())
        .count();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites><testsuite name=\"sa-infra check\" tests=\"{}\" failures=\"{failures}\">",
        files.len()
    )?;
    for file in files {
        let (errors, warnings) = (of(file, Severity::Error), of(file, Severity::Warning));
        writeln!(out, "  <testcase classname=\"check\" name=\"{}\">", escape(file))?;
        if let Some(first) = errors.first() {
            let text = errors.iter().map(|finding| line(finding)).collect::<String>();
            let message = format!("{} errors: {}", errors.len(), first.reason);
            writeln!(
                out,
                "    <failure message=\"{}\">{}</failure>",
                escape(&message),
                escape(&text)
            )?;
        }
        if !warnings.is_empty() {
            let text = warnings.iter().map(|finding| line(finding)).collect::<String>();
            writeln!(out, "    <system-out>{}</system-out>", escape(&text))?;
        }
        writeln!(out, "  </testcase>")?;
    }
    writeln!(out, "</testsuite></testsuites>")
}

fn line(finding: &Finding) -> String {
    let at = finding
        .position
        .as_ref()
        .map(|at| format!("{}:{}: ", at.line, at.column));
    format!(
        "{}{}: {}\n",
        at.unwrap_or_default(),
        finding.place(),
        finding.reason
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for sign in text.chars() {
        let _ = match sign {
            '&' => escaped.write_str("&amp;"),
            '<' => escaped.write_str("&lt;"),
            '>' => escaped.write_str("&gt;"),
            '"' => escaped.write_str("&quot;"),
            // XML cannot contain these.
            sign if sign.is_control() && !matches!(sign, '\n' | '\t') => escaped.write_char('\u{fffd}'),
            sign => escaped.write_char(sign),
        };
    }
    escaped
}
