//! Properties of every app: the same bytes each time, no dangling reference, no finding of the check, and no two
//! resources merged silently.

use crate::support::cli::Sandbox;
use crate::support::lint::lint;
use crate::support::random::{Plan, plan};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sa_infra::app::App;
use sa_infra::aws::sqs;
use sa_infra::check::check;
use sa_infra::finding::Finding;
use sa_infra::json::{Call, Json};
use sa_infra::synth::Assembly;
use sa_infra::template::Template;
use std::collections::BTreeSet;

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn synth(plan: &Plan) -> Result<Assembly, Vec<Finding>> {
    plan.build().synth().map_err(|findings| findings.0)
}

/// Every function in a template, wherever it is.
fn calls<'a>(template: &'a Template, visit: &mut impl FnMut(&'a Call)) {
    for resource in template.resources.values() {
        resource
            .properties
            .iter()
            .for_each(|(_, value)| value.visit_calls(visit));
    }
    for output in template.outputs.values() {
        output.value.visit_calls(visit);
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn two_resources_never_become_one_silently(plan in plan()) {
        let places = plan.places();
        let distinct = places.iter().collect::<BTreeSet<_>>();
        match synth(&plan) {
            Ok(assembly) => {
                prop_assert_eq!(distinct.len(), places.len());
                let resources = assembly.stacks.iter().map(|stack| stack.template.resources.len());
                prop_assert_eq!(resources.sum::<usize>(), places.len());
            }
            Err(findings) => {
                prop_assert!(distinct.len() < places.len(), "{}", findings[0]);
                let second = findings.iter().filter(|finding| finding.reason.contains("has the same logical id"));
                prop_assert_eq!(second.count(), places.len() - distinct.len());
            }
        }
    }

    #[test]
    fn the_same_app_is_the_same_bytes(plan in plan()) {
        let texts = |assembly: Assembly| {
            let stacks = assembly.stacks.into_iter();
            stacks.map(|stack| (stack.id, stack.dependencies, stack.template.to_pretty())).collect::<Vec<_>>()
        };
        match (synth(&plan), synth(&plan)) {
            (Ok(one), Ok(other)) => prop_assert_eq!(texts(one), texts(other)),
            (one, other) => prop_assert_eq!(one.unwrap_err(), other.unwrap_err()),
        }
    }

    #[test]
    fn nothing_dangles(plan in plan()) {
        let Ok(assembly) = synth(&plan) else { return Ok(()) };
        let mut exported = BTreeSet::new();
        for stack in &assembly.stacks {
            let template = &stack.template;
            let mut faults = Vec::new();
            calls(template, &mut |call| match call {
                Call::Ref(target) | Call::GetAtt(target, _) => {
                    let here = template.resources.contains_key(&target.id) || target.id.starts_with("AWS::");
                    faults.extend((!here).then(|| format!("{target:?}")));
                }
                Call::Function(name, Json::Text(export)) if name == "Fn::ImportValue" => {
                    let producer = export.split(':').next().unwrap();
                    let known = stack.dependencies.iter().any(|id| &**id == producer);
                    faults.extend((!known || !exported.contains(&**export)).then(|| format!("{export}")));
                }
                Call::Function(..) => {}
            });
            prop_assert_eq!(faults, Vec::<String>::new(), "in {}", stack.id);
            let names = template.outputs.values().filter_map(|output| output.export.as_ref());
            exported.extend(names.filter_map(Json::as_text));
        }
    }

    #[test]
    fn the_check_agrees_with_what_was_written(plan in plan()) {
        let Ok(assembly) = synth(&plan) else { return Ok(()) };
        prop_assert_eq!(assembly.warnings, []);
        for stack in assembly.stacks {
            let read = Template::parse(&stack.template.to_pretty()).unwrap();
            prop_assert_eq!(check(&stack.id, &read), []);
        }
    }
}

#[test]
fn cfn_lint_finds_no_error_either() {
    let sandbox = Sandbox::new();
    let mut random = TestRunner::deterministic();
    let mut templates = Vec::new();
    while templates.len() < 20 {
        let plan = plan().new_tree(&mut random).unwrap().current();
        let stacks = synth(&plan).map(|assembly| assembly.stacks).unwrap_or_default();
        let stacks = stacks.iter().filter(|stack| !stack.template.resources.is_empty());
        for stack in stacks {
            let name = format!("{}/{}.template.json", templates.len(), stack.id);
            templates.push(sandbox.write(&name, &stack.template.to_pretty()));
        }
    }
    let errors = lint(&templates, &["us-east-1"])
        .into_iter()
        .filter(|finding| finding.rule.starts_with('E'));
    assert_eq!(errors.collect::<Vec<_>>(), []);
}

#[test]
fn an_id_that_leaves_no_letter_is_refused() {
    for id in ["", "--", "日本"] {
        let mut app = App::new();
        app.stack("one").at(id).put_bare(sqs::Queue::default());
        let findings = app.synth().unwrap_err();
        assert!(
            findings.iter().any(|finding| finding.origin.is_some()),
            "{id}: {findings:?}"
        );
    }
}
