//! Five well-known applications, the examples of that name: each passes our check, cfn-lint and the rules of other tools, and is
//! deployed to the emulator.

#[rustfmt::skip]
#[path = "../../../examples/applications/database.rs"]
#[allow(dead_code, reason = "a test needs no `main`")]
#[allow(clippy::duplicate_mod, reason = "two programs share the network")]
mod database;
#[rustfmt::skip]
#[path = "../../../examples/applications/private_network.rs"]
#[allow(dead_code, reason = "a test needs no `main`")]
#[allow(clippy::duplicate_mod, reason = "two programs share the network")]
mod private_network;
#[rustfmt::skip]
#[path = "../../../examples/applications/queue_worker.rs"]
#[allow(dead_code, reason = "a test needs no `main`")]
mod queue_worker;
#[rustfmt::skip]
#[path = "../../../examples/applications/rest_service.rs"]
#[allow(dead_code, reason = "a test needs no `main`")]
mod rest_service;
#[rustfmt::skip]
#[path = "../../../examples/applications/web_site.rs"]
#[allow(dead_code, reason = "a test needs no `main`")]
mod web_site;

mod deployed;

use crate::support::lint::lint;
use crate::support::{cli, files, judges};
use sa_infra::app::App;
use sa_infra::synth::Assembly;
use std::collections::BTreeSet;

/// What fills an app.
type Define = fn(&mut App);

/// Each with its stacks.
const APPLICATIONS: [(&str, Define); 5] = [
    ("web_site", web_site::stacks),
    ("rest_service", rest_service::stacks),
    ("private_network", private_network::stacks),
    ("queue_worker", queue_worker::stacks),
    ("database", database::stacks),
];

fn synth(name: &str, stacks: Define) -> Assembly {
    let mut app = App::new();
    stacks(&mut app);
    app.synth()
        .unwrap_or_else(|findings| panic!("{name}: {findings}"))
}
#[test]
fn each_passes_our_check_and_those_of_others() {
    let sandbox = cli::Sandbox::new();
    let template = |(name, stacks): (&str, Define)| {
        let assembly = synth(name, stacks);
        assert_eq!(assembly.warnings, [], "{name}");
        let template = assembly.stacks[0].template.to_pretty();
        sandbox.write(&format!("{}.template.json", name.replace('_', "-")), &template)
    };
    let templates = APPLICATIONS.map(template);
    let found = lint(&templates, &["us-east-1"]);
    let wrong = found.iter().filter(|finding| !finding.rule.starts_with('I'));
    let wrong = wrong.map(ToString::to_string).collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let Some(found) = judges::findings(&templates) else {
        return;
    };
    // What is left costs money, or needs a domain, a key or a bucket for logs. CloudFormation's own rules begin with E.
    let rules = found
        .iter()
        .map(|(rule, _)| rule.as_str())
        .collect::<BTreeSet<_>>();
    let of_aws = rules
        .iter()
        .filter(|rule| rule.starts_with('E'))
        .collect::<Vec<_>>();
    assert!(of_aws.is_empty(), "{of_aws:?}");
    let rules = rules.into_iter().collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!("what_other_tools_advise_for_the_applications", rules);
}

/// Lines of code: neither empty nor comments.
fn lines(path: &str) -> usize {
    let text = files::read(path);
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    text.lines().filter(is_code).count()
}

#[test]
fn the_table_of_the_guide_counts_their_lines_and_resources() {
    let guide = files::read("doc/library.md");
    for (name, stacks) in APPLICATIONS {
        let ours = format!("examples/applications/{name}.rs");
        let has_network = files::read(&ours).contains("two_zones");
        let with = |path: &str, network: &str| lines(path) + if has_network { lines(network) } else { 0 };
        let ours = with(&ours, "examples/applications/two_zones.rs");
        let same = with(
            &format!("benches/cdk/l1/{name}.ts"),
            "benches/cdk/l1/two_zones.ts",
        );
        let highest = lines(&format!("benches/cdk/l2/{name}.ts"));
        assert!(ours < same, "{name}: {ours} lines, with the CDK {same}");
        let resources = synth(name, stacks).stacks[0].template.resources.len();
        let name = format!("[{name}](../examples/applications/{name}.rs)");
        let row = format!("| {name} | {resources} | {ours} | {same} | {highest} |");
        assert!(guide.contains(&row), "doc/library.md has no row {row}");
    }
}
