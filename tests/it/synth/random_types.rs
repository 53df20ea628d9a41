//! Apps at random over all resource types: the same bytes each time, and nothing that the check objects to but what the
//! generator itself does wrong, which is taken out.

use crate::support::random_types::Values;
use proptest::test_runner::TestRunner;
use sa_infra::app::{App, Untyped};
use sa_infra::json::Fields;
use std::collections::BTreeSet;

/// Resources by id, in three stacks.
type Plan = Vec<(String, &'static str, Fields)>;

fn plan(count: usize) -> Plan {
    let mut runner = TestRunner::default();
    let mut values = Values(&mut runner);
    let resources = (0..count).map(|number| (format!("r{number}"), values.resource()));
    resources
        .map(|(id, (kind, properties))| (id, kind, properties))
        .collect()
}

fn app(plan: &Plan) -> App {
    let mut app = App::new();
    app.tag("owner", "tests");
    for (number, name) in ["one", "two", "three"].into_iter().enumerate() {
        let stack = app.stack(name);
        for (id, kind, properties) in plan.iter().skip(number).step_by(3) {
            stack.at(id.clone()).put(Untyped::new(*kind, properties.clone()));
        }
    }
    app
}

/// What the check objects to, by the resource it is in: `r7` of `r7ABCDEF12`.
fn objections(plan: &Plan) -> BTreeSet<String> {
    let findings = app(plan).synth().err().into_iter().flatten();
    let ids = findings.map(|finding| finding.subject.split('/').next().unwrap_or_default().to_owned());
    ids.map(|subject| subject.chars().take(subject.len().saturating_sub(8)).collect())
        .collect()
}

#[test]
fn apps_over_all_types_synthesize_twice_alike() {
    let mut kinds = BTreeSet::new();
    for _ in 0..6 {
        let mut plan = plan(90);
        let wrong = objections(&plan);
        plan.retain(|(id, ..)| !wrong.contains(id));
        kinds.extend(plan.iter().map(|(_, kind, _)| *kind));
        let texts = || {
            let stacks = app(&plan).synth().unwrap().stacks;
            let texts = stacks.iter().map(|stack| stack.template.to_pretty());
            let count = stacks
                .iter()
                .map(|stack| stack.template.resources.len())
                .sum::<usize>();
            (texts.collect::<Vec<_>>(), count)
        };
        assert_eq!(texts(), texts());
        assert_eq!(texts().1, plan.len());
    }
    // Most of what is made passes, of types all over AWS.
    assert!(kinds.len() > 250, "{}", kinds.len());
}
