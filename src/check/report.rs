//! Collects findings and sorts them into the order of the template.

use super::order::positions;
use super::place::{Area, Place, path};
use crate::model::finding::{Correction, Finding, Severity};
use crate::model::template::Template;
use std::sync::Arc;

/// The maximum number of errors, and of warnings, that are kept for one template. Wording and locating more would
/// take longer than the check.
const MOST: usize = 1_000;

/// The findings of one check.
pub(crate) struct Report<'a> {
    stack: &'a Arc<str>,
    template: &'a Template,
    found: Vec<Found>,
    /// The number of errors and of warnings.
    counts: [usize; 2],
    /// Whether the last finding was kept.
    is_kept: bool,
    /// The current rule.
    pub(crate) rule: &'static str,
}

struct Found {
    /// Section, part, and the position of every step below it.
    order: (Area, usize, Vec<usize>),
    finding: Finding,
}

impl<'a> Report<'a> {
    pub(crate) fn new(stack: &'a Arc<str>, template: &'a Template) -> Self {
        Self {
            stack,
            template,
            found: Vec::new(),
            counts: [0; 2],
            is_kept: false,
            rule: "",
        }
    }

    /// Reports an error: the deployment would fail.
    pub(crate) fn error(&mut self, place: &Place<'_>, reason: impl Into<String>, fix: impl Into<String>) {
        self.add(Severity::Error, place, reason.into(), fix.into());
    }

    /// Reports a warning.
    pub(crate) fn warning(&mut self, place: &Place<'_>, reason: impl Into<String>, fix: impl Into<String>) {
        self.add(Severity::Warning, place, reason.into(), fix.into());
    }

    /// Reports an error or a warning.
    pub(crate) fn add(&mut self, severity: Severity, place: &Place<'_>, reason: String, fix: String) {
        let [errors, warnings] = &mut self.counts;
        let count = match severity {
            Severity::Error => errors,
            Severity::Warning => warnings,
        };
        *count += 1;
        self.is_kept = *count <= MOST;
        if !self.is_kept {
            return;
        }
        let (part, steps) = (place.root(), place.steps());
        self.found.push(Found {
            order: (part.area, part.index, positions(self.template, &part, &steps)),
            finding: Finding {
                severity,
                stack: self.stack.clone(),
                subject: part.subject(),
                path: path(&steps),
                origin: part.origin,
                reason,
                fix,
                rule: self.rule,
                correction: None,
                position: None,
            },
        });
    }

    /// Whether no more errors are kept. Then checks that only produce errors can be skipped.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full_of(Severity::Error)
    }

    /// Whether no more findings of this severity are kept.
    pub(crate) fn is_full_of(&self, severity: Severity) -> bool {
        let [errors, warnings] = self.counts;
        MOST < match severity {
            Severity::Error => errors,
            Severity::Warning => warnings,
        }
    }

    /// Adds a correction to the last finding.
    pub(crate) fn correct(&mut self, correction: Correction) {
        if let Some(last) = self.found.last_mut().filter(|_| self.is_kept) {
            last.finding.correction = Some(correction);
        }
    }

    /// Sets the rule of the last finding.
    pub(crate) fn last_rule(&mut self, rule: &'static str) {
        if let Some(last) = self.found.last_mut().filter(|_| self.is_kept) {
            last.finding.rule = rule;
        }
    }

    /// All findings, in the order of the template, without duplicates.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        self.found.sort_by(|one, other| one.order.cmp(&other.order));
        let mut findings = self
            .found
            .into_iter()
            .map(|found| found.finding)
            .collect::<Vec<_>>();
        findings.dedup();
        let [errors, warnings] = self.counts.map(|count| count > MOST);
        if errors || warnings {
            let what = if errors { "errors" } else { "warnings" };
            findings.push(Finding {
                severity: Severity::Warning,
                rule: "quota",
                ..Finding::error(
                    self.stack.clone(),
                    format!("more than {MOST} {what}: the rest is not shown"),
                    "correct these first",
                )
            });
        }
        findings
    }
}
