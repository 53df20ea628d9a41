//! The offline check, run on every synth: everything about a template that can be known to be wrong before AWS sees
//! it, all at once, each with a place, a reason and a way out.
//!
//! A rule is a function over the context; adding one is a file below `check/` and a line in `RULES`.

mod across;
mod cidr;
mod conditions;
mod context;
mod existence;
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
mod report;
mod resources;
mod schedule;
mod shape;
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
use context::{Context, Facts};
use report::Report;
use std::sync::Arc;

pub use across::check_across;

type Rule = fn(&Context<'_>, &mut Report<'_>);

const RULES: &[Rule] = &[
    quota::check,
    names::check,
    naming::check,
    parameters::check,
    mappings::check,
    conditions::check,
    types::check,
    resources::check,
    shape::check,
    intrinsics::check,
    graph::check,
    outputs::check,
    text::check,
    tags::check,
    policy::check,
    cidr::check,
    firewall::check,
    schedule::check,
    fargate::check,
    lambda::check,
];

/// A custom resource: its schema says little of the properties that its provider takes, and of its attributes nothing.
const CUSTOM: &str = "AWS::CloudFormation::CustomResource";

/// The facts that are built in.
const FACTS: Facts = Facts {
    lookup: |name| facts::resource_type(name).filter(|known| known.name != CUSTOM),
    names: || facts::names().collect(),
};

/// Checks a template. `stack` is the construct id of its stack, or the file it was read from. Findings are in the
/// order of the template; only a severity of `Error` says that it cannot be deployed.
pub fn check(stack: &Arc<str>, template: &Template) -> Vec<Finding> {
    check_with(stack, template, FACTS)
}

/// Checks a template against other facts than those built in.
fn check_with(stack: &Arc<str>, template: &Template, facts: Facts) -> Vec<Finding> {
    let cx = Context::new(stack, template, facts);
    let mut report = Report::new(stack, template);
    for rule in RULES {
        rule(&cx, &mut report);
    }
    report.finish()
}
