//! Findings in SARIF 2.1.0, which code scanning reads.

use super::location;
use crate::model::finding::{Finding, Severity};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes one run with all findings.
pub(super) fn write(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let rules = findings
        .iter()
        .map(|finding| finding.rule)
        .collect::<BTreeSet<_>>();
    let rules = rules
        .into_iter()
        .map(|rule| json!({"id": rule}))
        .collect::<Vec<_>>();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "sa-infra",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    super::super::json(out, &log)
}

fn result(finding: &Finding) -> Value {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let (file, line) = location(finding);
    let mut region = json!({"startLine": line.unwrap_or(1)});
    if let Some(at) = &finding.position {
        region = json!({
            "startLine": at.line,
            "startColumn": at.column,
            "endLine": at.line,
            "endColumn": at.column + at.width,
        });
    }
    json!({
        "ruleId": finding.rule,
        "level": level,
        "message": {"text": format!("{} (fix: {})", finding.reason, finding.fix)},
        "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": uri(&file)}, "region": region},
            "logicalLocations": [{"fullyQualifiedName": finding.place()}],
        }],
    })
}

/// A path as a URI reference.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    let mut uri = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
