//! The templates of every configuration: the committed ones are current, and neither cfn-lint nor our own check has
//! findings.

use crate::support::cli::Sandbox;
use crate::support::files;
use crate::support::lint::{complaints, exceptions, lint};
use crate::support::variants::{REGIONS, distinct_templates};

#[test]
fn cfn_lint_has_nothing_to_say_about_any_configuration() {
    let sandbox = Sandbox::new();
    let findings = lint(&distinct_templates(&sandbox), REGIONS);
    let list = files::read("tests/it/cfn-lint-exceptions.txt");
    let complaints = complaints(&findings, &exceptions(&list));
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn our_own_check_has_nothing_to_say_either() {
    let sandbox = Sandbox::new();
    let mut arguments = vec!["check".into()];
    arguments.extend(distinct_templates(&sandbox));
    let run = sandbox.run(&arguments).exits(0);
    assert!(
        run.stdout.contains("templates checked, no problems found"),
        "{run}"
    );
}

#[test]
fn the_committed_templates_are_those_of_the_default_configuration() {
    let sandbox = Sandbox::new();
    let committed = files::root().join("templates");
    sandbox
        .run(&["synth", "--check", "--out", committed.to_str().unwrap()])
        .exits(0);
}
