//! `check`: the offline check, on the stacks of the app or on any CloudFormation template.

use super::{Context, Failure};
use crate::check::check;
use crate::local::disk;
use crate::model::finding::{Finding, Severity};
use crate::model::template::Template;
use crate::view;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Check templates against AWS's resource schemas, offline.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra check\n  sa-infra check templates/*.template.json")]
pub(super) struct Args {
    /// CloudFormation templates in JSON or YAML, `-` for standard input [default: the stacks of the app]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let (findings, checked) = if args.files.is_empty() {
        let assembly = context.define()?.app.synth();
        assembly.map_or_else(
            |errors| (errors, 0),
            |assembly| (assembly.warnings, assembly.stacks.len()),
        )
    } else {
        let mut findings = Vec::new();
        for file in &args.files {
            findings.extend(check_file(file)?);
        }
        (findings, args.files.len())
    };
    let failed = findings.iter().any(|finding| finding.severity == Severity::Error);
    if context.global.json {
        view::json(context.out, &view::findings::rows(&findings))?;
    } else {
        view::findings::human(context.out, &findings)?;
        let summary = view::findings::summary(&findings);
        if summary.is_empty() {
            writeln!(
                context.out,
                "{} checked, nothing to complain about",
                view::count(checked, "template")
            )?;
        } else {
            writeln!(context.out, "{summary}")?;
        }
    }
    if failed { Err(Failure::Reported) } else { Ok(()) }
}

fn check_file(file: &Path) -> Result<Vec<Finding>, Failure> {
    let name = file.display().to_string();
    let mut text = String::new();
    if name == "-" {
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|error| disk::Error::new("read", Path::new("standard input"), error))?;
    } else {
        text = disk::read_text(file)?;
    }
    Ok(match Template::parse(&text) {
        Ok(template) => check(&name.into(), &template),
        Err(malformed) => malformed
            .into_iter()
            .map(|part| malformed_finding(&name, part))
            .collect(),
    })
}

fn malformed_finding(file: &str, part: crate::model::template::Malformed) -> Finding {
    Finding {
        subject: part.path.into(),
        ..Finding::error(file, part.reason, part.fix)
    }
}
