//! Aspects: what looks at every resource of an app before synth, to change it or to report it.

use super::{App, Stack};
use crate::model::finding::{Finding, Severity};
use crate::model::template::Resource;
use std::fmt;

/// A resource that an aspect visits.
#[derive(Debug)]
pub struct Visit<'a> {
    /// The id of its stack.
    pub stack: &'a str,
    /// Its logical id.
    pub logical_id: &'a str,
    /// The resource itself: its type, properties and policies.
    pub resource: &'a mut Resource,
    findings: &'a mut Vec<Finding>,
}

type Look = Box<dyn Fn(&mut Visit<'_>) + Send + Sync>;

/// The aspects of an app.
#[derive(Default)]
pub(crate) struct Aspects(Vec<Look>);

impl fmt::Debug for Aspects {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Aspects({})", self.0.len())
    }
}

impl Visit<'_> {
    /// Reports an error: synth fails, and shows the line that put the resource there.
    pub fn error(&mut self, reason: impl Into<String>, fix: impl Into<String>) {
        self.report(Severity::Error, reason.into(), fix.into());
    }

    /// Reports a warning.
    pub fn warning(&mut self, reason: impl Into<String>, fix: impl Into<String>) {
        self.report(Severity::Warning, reason.into(), fix.into());
    }

    fn report(&mut self, severity: Severity, reason: String, fix: String) {
        self.findings.push(Finding {
            severity,
            subject: self.logical_id.into(),
            origin: self.resource.origin,
            rule: "aspect",
            ..Finding::error(self.stack, reason, fix)
        });
    }
}

impl App {
    /// Visits every resource of every stack before synth, in the order of the stacks, each followed by its nested stacks, with what
    /// earlier aspects left.
    ///
    /// ```
    /// # use sa_infra::app::App;
    /// # use sa_infra::aws::s3;
    /// let mut app = App::new();
    /// app.aspect(|visit| {
    ///     if visit.resource.kind == "AWS::S3::Bucket" && visit.resource.properties.get("VersioningConfiguration").is_none() {
    ///         visit.warning("the bucket keeps no old versions", "set versioning_configuration");
    ///     }
    /// });
    /// app.stack("files").at("uploads").put(s3::Bucket::default());
    /// assert_eq!(app.synth().unwrap().warnings[0].rule, "aspect");
    /// ```
    pub fn aspect(&mut self, look: impl Fn(&mut Visit<'_>) + Send + Sync + 'static) {
        self.aspects.0.push(Box::new(look));
    }

    /// Lets every aspect look at every resource.
    pub(crate) fn visit(&mut self, findings: &mut Vec<Finding>) {
        for look in std::mem::take(&mut self.aspects).0 {
            let mut visit = |stack: &mut Stack| {
                for (logical_id, resource) in &mut stack.template.resources {
                    look(&mut Visit {
                        stack: &stack.id,
                        logical_id,
                        resource,
                        findings,
                    });
                }
            };
            self.stacks
                .iter_mut()
                .for_each(|stack| stack.each_mut(&mut visit));
        }
    }
}
