//! Five well-known applications, the examples of that name: each is right by our check and by cfn-lint, and is deployed to the
//! emulator as far as that has its services.

#[path = "../../../examples/database.rs"]
#[allow(dead_code, reason = "a test needs no `main`")]
mod database;
#[path = "../../../examples/private_network.rs"]
#[allow(dead_code, reason = "a test needs no `main`")]
mod private_network;
#[path = "../../../examples/queue_worker.rs"]
#[allow(dead_code, reason = "a test needs no `main`")]
mod queue_worker;
#[path = "../../../examples/rest_service.rs"]
#[allow(dead_code, reason = "a test needs no `main`")]
mod rest_service;
#[path = "../../../examples/web_site.rs"]
#[allow(dead_code, reason = "a test needs no `main`")]
mod web_site;

use crate::deploy::assets::deploy;
use crate::support::lint::lint;
use crate::support::ministack::Account;
use crate::support::{cli, files};
use sa_infra::app::App;
use sa_infra::deploy::ui::Outcome;
use sa_infra::local::emulator::reduce::reduce;
use sa_infra::synth::Assembly;

/// Each with its stacks.
const APPLICATIONS: [(&str, fn(&mut App)); 5] = [
    ("web_site", web_site::stacks),
    ("rest_service", rest_service::stacks),
    ("private_network", private_network::stacks),
    ("queue_worker", queue_worker::stacks),
    ("database", database::stacks),
];

fn synth(name: &str, stacks: fn(&mut App)) -> Assembly {
    let mut app = App::new();
    stacks(&mut app);
    app.synth()
        .unwrap_or_else(|findings| panic!("{name}: {findings}"))
}

#[test]
fn each_is_right_by_our_check_and_by_cfn_lint() {
    let sandbox = cli::Sandbox::new();
    let template = |(name, stacks): (&str, fn(&mut App))| {
        let assembly = synth(name, stacks);
        assert_eq!(assembly.warnings, [], "{name}");
        sandbox.write(
            &format!("{name}.template.json"),
            &assembly.stacks[0].template.to_pretty(),
        )
    };
    let templates = APPLICATIONS.map(template);
    let found = lint(&templates, &["us-east-1"]).into_iter();
    let wrong = found.filter(|finding| finding.rule.starts_with(['E', 'W']));
    let wrong = wrong.map(|finding| finding.to_string()).collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn each_is_deployed_to_the_emulator() {
    for (name, stacks) in APPLICATIONS {
        let mut assembly = synth(name, stacks);
        // Addresses, NAT gateways and rotations are no part of the emulator.
        let dropped = reduce(&mut assembly.stacks[0].template);
        assert!(dropped.len() <= 3, "{name}: {dropped:?}");
        let results = deploy(&Account::new(), &assembly).await;
        assert!(
            matches!(results.as_slice(), [Ok(Outcome::Created)]),
            "{name}: {results:?}"
        );
    }
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
    let network = lines("examples/parts/two_zones.rs");
    for (name, stacks) in APPLICATIONS {
        let (ours, theirs) = (
            lines(&format!("examples/{name}.rs")),
            lines(&format!("benches/cdk/{name}.ts")),
        );
        let uses_network = files::read(format!("examples/{name}.rs")).contains("two_zones");
        let ours = if uses_network {
            format!("{ours} + {network}")
        } else {
            ours.to_string()
        };
        let resources = synth(name, stacks).stacks[0].template.resources.len();
        let row = format!("| [{name}](../examples/{name}.rs) | {ours} | {theirs} | {resources} |");
        assert!(guide.contains(&row), "doc/library.md has no row {row}");
    }
}
