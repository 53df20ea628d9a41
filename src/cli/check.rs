//! `check`: the offline check, on the stacks of the app or on any CloudFormation template.

use super::{Context, Failure};
use crate::check::{Acceptance, check_document, corrected};
use crate::local::disk;
use crate::local::template_files;
use crate::model::finding::{Finding, Findings, Severity};
use crate::view;
use crate::view::findings::Report;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Check templates offline against AWS's resource schemas.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra check\n  sa-infra check templates/ 'more/**/*.yaml'\n  sa-infra check --format sarif templates/ > check.sarif"
)]
pub(super) struct Args {
    /// CloudFormation templates in JSON or YAML, directories, patterns; `-` for standard input [default: the stacks of the
    /// app]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Text, conflicts_with = "json")]
    format: Format,
    /// Correct typos that have exactly one correct spelling, and show the changes
    #[arg(long, requires = "files")]
    fix: bool,
    /// Accept findings of this rule, at this place only (`*` for any part of it); may be repeated
    #[arg(long, value_name = "RULE[:PLACE]", value_parser = Acceptance::parse)]
    accept: Vec<Acceptance>,
}

/// The forms of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For code scanning
    Sarif,
    /// Annotations of a pull request on GitHub
    Github,
    /// A test report
    Junit,
}

/// The result of the check.
#[derive(Default)]
struct Checked {
    files: Vec<String>,
    findings: Vec<Finding>,
    /// Files that could not be read.
    errors: Vec<disk::Error>,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let checked = if args.files.is_empty() {
        stacks(context)?
    } else {
        let region = context.global.region.clone();
        let mut checked = Checked::default();
        for word in &args.files {
            checked.word(word, region.as_deref(), args.fix, context)?;
        }
        checked
    };
    let Checked {
        files,
        mut findings,
        mut errors,
    } = checked;
    if let (1, Some(only)) = (files.len(), errors.pop()) {
        return Err(only.into());
    }
    once(&mut findings);
    let found = findings.len();
    findings.retain(|finding| !args.accept.iter().any(|acceptance| acceptance.covers(finding)));
    let accepted = found - findings.len();
    let failed = findings.iter().any(|finding| finding.severity == Severity::Error);
    let out = &mut context.out;
    match args.format {
        _ if context.global.json => view::json(out, &view::findings::rows(&findings))?,
        Format::Json => view::json(out, &view::findings::rows(&findings))?,
        Format::Sarif => view::findings::report(out, Report::Sarif, &findings, &files)?,
        Format::Github => view::findings::report(out, Report::Github, &findings, &files)?,
        Format::Junit => view::findings::report(out, Report::Junit, &findings, &files)?,
        Format::Text => {
            view::findings::human(out, &findings)?;
            let checked = view::count(files.len(), "template");
            let summary = view::findings::summary(&findings);
            let correctable = findings
                .iter()
                .filter(|finding| finding.correction.is_some())
                .count();
            let accepted = match accepted {
                0 => String::new(),
                count => format!("; {count} accepted"),
            };
            match (summary.is_empty(), correctable) {
                (true, _) => writeln!(out, "{checked} checked, no problems found{accepted}")?,
                (false, 0) => writeln!(out, "{summary} in {checked}{accepted}")?,
                (false, count) => writeln!(out, "{summary} in {checked}{accepted}; --fix corrects {count}")?,
            }
        }
    }
    if failed { Err(Failure::Reported) } else { Ok(()) }
}

/// The stacks of the app.
fn stacks(context: &mut Context<'_>) -> Result<Checked, Failure> {
    let app = context.define()?.app;
    Ok(match app.synth() {
        Ok(assembly) => Checked {
            files: assembly.stacks.iter().map(|stack| stack.id.to_string()).collect(),
            findings: assembly.warnings,
            errors: Vec::new(),
        },
        Err(Findings(findings)) => {
            let mut files = findings
                .iter()
                .map(|finding| finding.stack.to_string())
                .collect::<Vec<_>>();
            files.dedup();
            Checked {
                files,
                findings,
                errors: Vec::new(),
            }
        }
    })
}

/// Reports a finding about the whole run only once.
fn once(findings: &mut Vec<Finding>) {
    let mut told = std::collections::HashSet::new();
    findings
        .retain(|finding| finding.rule != crate::check::FOREIGN_TYPE || told.insert(finding.reason.clone()));
}

impl Checked {
    /// Checks what one argument stands for. A file that cannot be read becomes a finding, and the check continues.
    fn word(
        &mut self,
        word: &Path,
        region: Option<&str>,
        fix: bool,
        context: &mut Context<'_>,
    ) -> Result<(), Failure> {
        if word.as_os_str() == "-" {
            match template_files::read_input() {
                Ok(text) => self.document("-", &text, region),
                Err(error) => self.unreadable("-", error),
            }
            return Ok(());
        }
        let (files, is_named) = match template_files::find(word) {
            Ok(found) => found,
            Err(error) => {
                self.unreadable(&word.display().to_string(), error);
                return Ok(());
            }
        };
        for file in files {
            let name = file.display().to_string();
            match template_files::read(&file) {
                Ok(text) if !is_named && !template_files::looks_like_template(&text) => {}
                Ok(text) => {
                    self.document(&name, &text, region);
                    if fix {
                        self.correct(&file, &name, &text, region, context)?;
                    }
                }
                Err(error) => self.unreadable(&name, error),
            }
        }
        Ok(())
    }

    fn document(&mut self, name: &str, text: &str, region: Option<&str>) {
        let name: Arc<str> = name.into();
        self.findings.extend(check_document(&name, text, region));
        self.files.push(name.to_string());
    }

    fn unreadable(&mut self, name: &str, error: disk::Error) {
        let reason = format!("cannot be read: {}", error.reason());
        self.findings.push(Finding {
            rule: "file",
            ..Finding::error(name, reason, error.fix())
        });
        self.files.push(name.to_owned());
        self.errors.push(error);
    }

    /// Writes the corrected text, shows the differences, and reports the remaining findings.
    fn correct(
        &mut self,
        file: &Path,
        name: &str,
        text: &str,
        region: Option<&str>,
        context: &mut Context<'_>,
    ) -> Result<(), Failure> {
        let of_file = |finding: &Finding| &*finding.stack == name;
        let findings = self
            .findings
            .iter()
            .filter(|finding| of_file(finding))
            .cloned()
            .collect::<Vec<_>>();
        let (fixed, count) = corrected(text, &findings);
        if count == 0 {
            return Ok(());
        }
        disk::replace(file, fixed.as_bytes())?;
        view::findings::difference(context.err, name, text, &fixed)?;
        self.findings.retain(|finding| !of_file(finding));
        self.findings.extend(check_document(&name.into(), &fixed, region));
        Ok(())
    }
}
