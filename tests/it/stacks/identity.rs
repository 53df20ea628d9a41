//! Identity of resources: a deployment of the original apps is updated in place. Every resource keeps its logical ID,
//! type and create-only properties, except those listed here, with the reason.

use crate::support::cli::Sandbox;
use crate::support::deployed::{Deployed, at};
use crate::support::files;
use sa_infra::facts;
use std::collections::BTreeSet;

/// Stacks whose original template is available.
const STACKS: [&str; 2] = ["app-infra-base", "app-infra-compute"];

const SCHEDULER: &str = "EventBridge Scheduler runs the tasks, in exchange time, with one role for all";
const OWN_GROUP: &str = "the tasks use the security group of app-infra-base";
const MOVED: &str = "its statements moved into the managed policy";
const SECRET: &str = "a SecureString, which CloudFormation cannot create: made by deploy from the old value";

/// Resources that the default configuration omits.
const LEFT_OUT: &[(&str, &str)] = &[
    (
        "sarecommendationservicetaskdefinitionEventsRole447F8E11",
        SCHEDULER,
    ),
    (
        "sarecommendationservicetaskdefinitionEventsRoleDefaultPolicy4CEB1265",
        SCHEDULER,
    ),
    (
        "sarecommendationservicescheduledtaskScheduledEventRule1213EA66",
        SCHEDULER,
    ),
    (
        "saportfoliomanagerservicetaskdefinitionEventsRole56F6AA3E",
        SCHEDULER,
    ),
    (
        "saportfoliomanagerservicetaskdefinitionEventsRoleDefaultPolicy87D0A91F",
        SCHEDULER,
    ),
    (
        "saportfoliomanagerservicescheduledtaskScheduledEventRuleF1455A20",
        SCHEDULER,
    ),
    (
        "sarecommendationservicetaskdefinitionSecurityGroupC7B0E83C",
        OWN_GROUP,
    ),
    (
        "saportfoliomanagerservicetaskdefinitionSecurityGroupFFE73215",
        OWN_GROUP,
    ),
    ("rolesaecstaskexecutionDefaultPolicy871883BE", MOVED),
    ("INTRINIOAPIKEY79D056F6", SECRET),
    ("TDAMERITRADECLIENTID15B704AA", SECRET),
    ("TDAMERITRADEREFRESHTOKENC68C9607", SECRET),
];

/// Removed exports.
const EXPORTS_GONE: &[(&str, &str)] = &[(
    "app-infra-base:ExportsOutputRefsavpcD0345A2B673C43F0",
    "only the tasks' own security groups needed the VPC",
)];

/// Create-only properties that may change: type, property, reason.
const REPLACED: &[(&str, &str, &str)] = &[(
    "AWS::ECS::TaskDefinition",
    "ContainerDefinitions",
    "a new revision of the same family; running tasks and data are not touched",
)];

fn original() -> Deployed {
    let name = |stack| format!("tests/it/reference/{stack}.original.json");
    Deployed::new(STACKS.map(|stack| (stack, files::read(name(stack)))))
}

/// The templates of a configuration.
fn ours(config: &str) -> Deployed {
    let sandbox = Sandbox::with_config(config);
    sandbox.run(&["synth"]).exits(0);
    let name = |stack| format!("templates/{stack}.template.json");
    Deployed::new(STACKS.map(|stack| (stack, sandbox.read(&name(stack)))))
}

/// Ids of the original that are missing in ours, or have another type.
fn left_out(ours: &Deployed) -> BTreeSet<String> {
    let original = original();
    let resources = STACKS.map(|stack| (stack, original.resources(stack)));
    let gone = resources.into_iter().flat_map(|(stack, resources)| {
        let ours = ours.resources(stack);
        let same = move |id: &str| {
            ours.get(id)
                .is_some_and(|new| new["Type"] == resources[id]["Type"])
        };
        resources.keys().filter(move |id| !same(id)).cloned()
    });
    gone.collect()
}

fn names(rows: &[(&str, &str)]) -> BTreeSet<String> {
    rows.iter().map(|(name, _)| (*name).to_owned()).collect()
}

#[test]
fn exactly_the_listed_resources_are_left_out() {
    assert_eq!(left_out(&ours("")), names(LEFT_OUT));
}

#[test]
fn the_builds_keep_theirs_too() {
    let sandbox = Sandbox::with_config("");
    sandbox.run(&["synth", "app-infra-develop"]).exits(0);
    let template = sandbox.read("templates/app-infra-develop.template.json");
    let ours = Deployed::new([("app-infra-develop", template)]);
    let ours = ours.resources("app-infra-develop");
    let table = files::read("tests/it/reference/logical-ids.tsv");
    let rows = table.lines().filter(|row| row.starts_with("app-infra-develop/"));
    let rows = rows.map(|row| row.split('\t').collect::<Vec<_>>());
    let gone = rows.filter(|row| ours.get(row[2]).is_none_or(|new| new["Type"] != row[1]));
    let gone = gone.map(|row| row[2].to_owned()).collect::<Vec<_>>();
    assert_eq!(gone, ["rolesacodebuildexecutionDefaultPolicyCDEA58FB"], "{MOVED}");
}

#[test]
fn plain_parameters_keep_theirs() {
    let rows = LEFT_OUT
        .iter()
        .filter(|(_, reason)| *reason != SECRET)
        .copied()
        .collect::<Vec<_>>();
    let plain = ours("stock_advisor.parameters.store = \"plain\"");
    assert_eq!(left_out(&plain), names(&rows));
}

#[test]
fn what_stays_is_not_replaced() {
    let (original, ours) = (original(), ours("stock_advisor.parameters.store = \"plain\""));
    let mut replaced = BTreeSet::new();
    for stack in STACKS {
        for (id, old) in original.resources(stack) {
            let Some(new) = ours.resources(stack).get(id) else {
                continue;
            };
            let kind = old["Type"].as_str().unwrap();
            let facts = facts::resource_type(kind).unwrap();
            for path in facts.create_only.iter().chain(&facts.conditional_create_only) {
                let values = |deployed: &Deployed, resource| {
                    let properties = deployed.value(stack, resource);
                    at(&properties["Properties"], path)
                        .into_iter()
                        .cloned()
                        .collect::<Vec<_>>()
                };
                let (before, after) = (values(&original, old), values(&ours, new));
                if REPLACED
                    .iter()
                    .any(|(of, property, _)| *of == kind && property == path)
                {
                    replaced.insert((kind.to_owned(), path.to_string()));
                } else {
                    assert_eq!(after, before, "{stack}/{id}/{path}");
                }
            }
        }
    }
    assert_eq!(
        replaced.len(),
        REPLACED.len(),
        "an exception that nothing needs: {replaced:?}"
    );
}

#[test]
fn exports_keep_name_and_meaning() {
    let (original, ours) = (original(), ours(""));
    let mut gone = BTreeSet::new();
    for stack in STACKS {
        let now = ours.exports(stack);
        for (name, value) in original.exports(stack) {
            match now.get(&name) {
                Some(new) => assert_eq!(*new, value, "{name}"),
                None => assert!(gone.insert(name)),
            }
        }
    }
    assert_eq!(gone, names(EXPORTS_GONE));
}
