//! The offline check, which runs on every synth. It reports every error in a template that can be known before AWS
//! sees it, all at once, each with a place, a reason and a suggested fix.
//!
//! A rule is a function over the context. To add one, add a file below `check/` and a line in `RULES`.

mod accept;
mod across;
mod agree;
mod certainty;
mod cidr;
mod conditions;
mod context;
mod document;
mod existence;
mod expand;
mod fargate;
mod firewall;
mod graph;
mod intrinsics;
mod lambda;
mod mappings;
mod names;
mod naming;
mod order;
mod outputs;
mod parameters;
mod place;
mod policy;
mod quota;
mod related;
mod report;
mod resources;
mod schedule;
mod service;
mod shape;
mod shown;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod types;
mod value;
mod walk;

use crate::facts;
use crate::model::finding::Finding;
use crate::model::template::Template;
use context::{Context, Facts, Source};
use report::Report;
use std::sync::Arc;

pub use accept::Acceptance;
pub use across::check_across;
pub use document::{check_document, corrected};

/// The rule about types that are not AWS's. Its finding applies to a whole run.
pub const FOREIGN_TYPE: &str = "foreign-type";

type Rule = fn(&Context<'_>, &mut Report<'_>);

const RULES: &[(&str, Rule)] = &[
    ("quota", quota::check),
    ("logical-id", names::check),
    ("name", naming::check),
    ("parameter", parameters::check),
    ("mapping", mappings::check),
    ("condition", conditions::check),
    ("resource-type", types::check),
    ("resource-attribute", resources::check),
    ("property", shape::check),
    ("service", service::check),
    ("agreement", agree::check),
    ("agreement", related::check),
    ("function", intrinsics::check),
    ("dependency", graph::check),
    ("output", outputs::check),
    ("text", text::check),
    ("tag", tags::check),
    ("policy", policy::check),
    ("network", cidr::check),
    ("firewall", firewall::check),
    ("schedule", schedule::check),
    ("fargate", fargate::check),
    ("lambda", lambda::check),
];

/// A custom resource: its schema lacks most properties that its provider accepts, and all of its attributes.
const CUSTOM: &str = "AWS::CloudFormation::CustomResource";

/// The built-in facts.
const FACTS: Facts = Facts {
    lookup: |name| facts::resource_type(name).filter(|known| known.name != CUSTOM),
    names: || facts::names().collect(),
};

/// Checks a template. `stack` is the construct id of its stack, or the file it was read from. The findings are in the
/// order of the template. Only those of severity `Error` prevent a deployment.
pub fn check(stack: &Arc<str>, template: &Template) -> Vec<Finding> {
    check_in(stack, template, None)
}

/// Checks a template for a deployment to a region.
pub fn check_in(stack: &Arc<str>, template: &Template, region: Option<&str>) -> Vec<Finding> {
    let source = Source { region, bytes: None };
    check_with(stack, template, FACTS, source)
}

/// Checks a template against the given facts in place of the built-in ones.
fn check_with(stack: &Arc<str>, template: &Template, facts: Facts, source: Source<'_>) -> Vec<Finding> {
    let cx = Context::new(stack, template, facts, source);
    let mut report = Report::new(stack, template);
    for (name, rule) in RULES {
        report.rule = name;
        rule(&cx, &mut report);
    }
    let mut findings = report.finish();
    certainty::soften(&cx, &mut findings);
    accept::apply(&cx, stack, &mut findings);
    findings
}

/// Rules that are not functions over the template: about the file, and about what other rules say.
const OTHERS: [&str; 6] = ["accept", "aspect", "file", FOREIGN_TYPE, "macro", "structure"];

/// The names of all rules, as in findings and in accepted findings.
pub fn rule_names() -> impl Iterator<Item = &'static str> {
    let mut names = RULES.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    names.dedup();
    names.into_iter().chain(OTHERS)
}

fn is_rule(name: &str) -> bool {
    rule_names().any(|known| known == name)
}
