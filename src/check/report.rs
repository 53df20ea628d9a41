//! Gathers findings and puts them into the order of the template.

use super::order::positions;
use super::place::{Area, Place, path};
use crate::model::finding::{Correction, Finding, Severity};
use crate::model::template::Template;
use std::sync::Arc;

/// The findings of one check.
pub(crate) struct Report<'a> {
    stack: &'a Arc<str>,
    template: &'a Template,
    found: Vec<Found>,
    /// The rule that is looking.
    pub(crate) rule: &'static str,
}

struct Found {
    /// Section, part, and the position of every step below it.
    order: (Area, usize, Vec<usize>),
    finding: Finding,
}

impl<'a> Report<'a> {
    pub(crate) fn new(stack: &'a Arc<str>, template: &'a Template) -> Self {
        let found = Vec::new();
        Self {
            stack,
            template,
            found,
            rule: "",
        }
    }

    /// The deployment would fail, or do what nobody wants.
    pub(crate) fn error(&mut self, place: &Place<'_>, reason: impl Into<String>, fix: impl Into<String>) {
        self.add(Severity::Error, place, reason.into(), fix.into());
    }

    /// Worth knowing.
    pub(crate) fn warning(&mut self, place: &Place<'_>, reason: impl Into<String>, fix: impl Into<String>) {
        self.add(Severity::Warning, place, reason.into(), fix.into());
    }

    /// One or the other.
    pub(crate) fn add(&mut self, severity: Severity, place: &Place<'_>, reason: String, fix: String) {
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

    /// Says what is right in place of what was reported last.
    pub(crate) fn correct(&mut self, correction: Correction) {
        if let Some(last) = self.found.last_mut() {
            last.finding.correction = Some(correction);
        }
    }

    /// Names the rule of what was reported last.
    pub(crate) fn last_rule(&mut self, rule: &'static str) {
        if let Some(last) = self.found.last_mut() {
            last.finding.rule = rule;
        }
    }

    /// Everything found, in the order of the template, each once.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        self.found.sort_by(|one, other| one.order.cmp(&other.order));
        let mut findings = self
            .found
            .into_iter()
            .map(|found| found.finding)
            .collect::<Vec<_>>();
        findings.dedup();
        findings
    }
}
