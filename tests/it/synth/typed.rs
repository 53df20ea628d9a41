//! Resources at random as the struct literals of a program: they compile, and give the template that the same properties give
//! without a type.

use crate::support::random_types::Values;
use crate::support::typed::{PER_STACK, Structs, program};
use crate::support::{cli::Sandbox, compile};
use proptest::test_runner::TestRunner;
use sa_infra::app::{App, Untyped};
use sa_infra::json::Fields;
use std::collections::BTreeSet;
use std::process::Command;

/// How many resources are drawn. `cargo test --features all-services --test it typed` draws from all services.
const COUNT: usize = if cfg!(feature = "all-services") { 1500 } else { 250 };

fn app(plan: &[(String, &'static str, Fields)]) -> App {
    let mut app = App::new();
    app.tag("owner", "tests");
    for part in plan.chunks(PER_STACK) {
        let stack = app.stack(part[0].0.clone());
        for (id, kind, properties) in part {
            stack.at(id.clone()).put(Untyped::new(*kind, properties.clone()));
        }
    }
    app
}

#[test]
fn structs_at_random_give_the_template_of_their_properties() {
    let (structs, mut runner) = (Structs::new(), TestRunner::default());
    let mut values = Values(&mut runner);
    let drawn = std::iter::repeat_with(|| values.resource()).filter(|(kind, _)| structs.has(kind));
    let plan = drawn.take(COUNT).enumerate();
    let plan = plan.map(|(number, (kind, properties))| (format!("r{number}"), kind, properties));
    let mut plan = plan.collect::<Vec<_>>();
    let findings = app(&plan).synth().err().into_iter().flatten();
    let wrong = findings.map(|finding| finding.subject.split('/').next().unwrap_or_default().to_owned());
    let wrong = wrong.collect::<BTreeSet<_>>();
    plan.retain(|(id, ..)| {
        !wrong
            .iter()
            .any(|wrong| wrong.len() == id.len() + 8 && wrong.starts_with(id))
    });
    assert!(plan.len() > COUNT / 2, "{}", plan.len());
    let (mut literals, mut refused) = (Vec::new(), Vec::new());
    plan.retain(|(id, kind, properties)| match structs.literal(kind, properties) {
        Ok(literal) => {
            literals.push((id.clone(), literal));
            true
        }
        Err(reason) => {
            refused.push(reason);
            false
        }
    });
    // The structs take what the check lets pass.
    assert_eq!(refused, Vec::<String>::new());
    let sandbox = Sandbox::new();
    let program = compile::program(&sandbox.write("main.rs", &program(&literals)), &[]);
    let output = Command::new(&program.path).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let stacks = app(&plan).synth().unwrap().stacks;
    let expected = stacks.iter().map(|stack| stack.template.to_pretty());
    same_lines(
        &expected.collect::<String>(),
        &String::from_utf8(output.stdout).unwrap(),
    );
}

/// Compares line by line: a template is too long for a message.
fn same_lines(expected: &str, found: &str) {
    for (expected, found) in expected.lines().zip(found.lines()) {
        assert_eq!(expected, found);
    }
    assert_eq!(expected.lines().count(), found.lines().count());
}
