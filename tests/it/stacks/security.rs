//! The page on security: its tables name every role of the templates and every action of a role, and nothing else.

use crate::support::files;
use serde_json::Value;
use std::collections::BTreeSet;

const STACKS: [&str; 4] = [
    "app-infra-base",
    "app-infra-compute",
    "app-infra-develop",
    "simple-trader",
];

/// Words in the tables that stand for several actions.
const WORDS: [(&str, &[&str]); 4] = [
    (
        "| pull |",
        &[
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:GetDownloadUrlForLayer",
        ],
    ),
    (
        "| push |",
        &[
            "ecr:BatchCheckLayerAvailability",
            "ecr:CompleteLayerUpload",
            "ecr:InitiateLayerUpload",
            "ecr:PutImage",
            "ecr:UploadLayerPart",
        ],
    ),
    ("| write |", &["logs:CreateLogStream", "logs:PutLogEvents"]),
    (
        "| the calls of the Systems Manager agent |",
        &[
            "ec2messages:AcknowledgeMessage",
            "ec2messages:DeleteMessage",
            "ec2messages:FailMessage",
            "ec2messages:GetEndpoint",
            "ec2messages:GetMessages",
            "ec2messages:SendReply",
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ],
    ),
];

/// The part of the page with the tables.
fn tables() -> String {
    let page = files::read("doc/security.md");
    let part = page.split("## Who may do what\n").nth(1).unwrap();
    part.split("\n## ").next().unwrap().to_owned()
}

/// The actions in the column, in full.
fn told() -> BTreeSet<String> {
    let tables = tables();
    let mut told = BTreeSet::new();
    for row in tables.lines().filter(|row| row.starts_with("| ")) {
        let column = row.split('|').nth(3).unwrap();
        let mut service = "";
        for action in column.split('`').skip(1).step_by(2) {
            // `s3:GetObject`, `PutObject`: the service is written once.
            service = action.split_once(':').map_or(service, |(service, _)| service);
            told.insert(format!("{service}:{}", action.rsplit(':').next().unwrap()));
        }
    }
    let words = WORDS.iter().filter(|(word, _)| tables.contains(word));
    told.extend(words.flat_map(|(_, actions)| actions.iter().map(|action| (*action).to_owned())));
    told
}

fn resources() -> Vec<(String, Value)> {
    let template = |stack: &str| {
        let text = files::read(format!("templates/{stack}.template.json"));
        serde_json::from_str::<Value>(&text).unwrap()["Resources"].clone()
    };
    let all = STACKS.map(template);
    let all = all
        .iter()
        .flat_map(|resources| resources.as_object().unwrap().clone());
    all.collect()
}

/// The actions that statements below a value allow, except in trust policies.
fn allowed(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) if fields.get("Effect").is_some_and(|effect| effect == "Allow") => {
            let actions = &fields["Action"];
            let actions = actions
                .as_array()
                .cloned()
                .unwrap_or_else(|| vec![actions.clone()]);
            found.extend(actions.iter().map(|action| action.as_str().unwrap().to_owned()));
        }
        Value::Object(fields) => fields.values().for_each(|value| allowed(value, found)),
        Value::Array(items) => items.iter().for_each(|value| allowed(value, found)),
        _ => {}
    }
}

#[test]
fn the_page_tells_every_action_that_is_allowed_and_no_other() {
    let mut found = BTreeSet::new();
    for (_, resource) in resources() {
        allowed(&resource["Properties"], &mut found);
    }
    found.remove("sts:AssumeRole");
    assert_eq!(told(), found);
}

#[test]
fn the_page_tells_every_role() {
    let tables = tables();
    for (id, resource) in resources()
        .iter()
        .filter(|(_, resource)| resource["Type"] == "AWS::IAM::Role")
    {
        let name = resource["Properties"]["RoleName"].as_str().unwrap_or(id);
        // A role without a fixed name is identified by its logical ID without the hash.
        let place = &id[..id.len().saturating_sub(8)];
        let plain = tables.replace('-', "");
        let is_told = tables.contains(&format!("`{name}`")) || plain.contains(&format!("`{place}`"));
        assert!(is_told, "{id} ({name}) is not in the tables");
    }
}

/// A user who may only send events does not know the source that the watchdog accepts.
#[test]
fn the_source_of_test_events_is_drawn() {
    let template: Value =
        serde_json::from_str(&files::read("templates/app-infra-compute.template.json")).unwrap();
    let rules = template["Resources"].as_object().unwrap().values();
    let mut rules = rules.filter(|resource| resource["Type"] == "AWS::Events::Rule");
    let sources = rules.next().unwrap()["Properties"]["EventPattern"]["source"].to_string();
    assert!(
        sources.contains("aws.ecs") && sources.contains("AWS::StackId"),
        "{sources}"
    );
    assert!(!sources.contains("\"sa-infra.test\""), "{sources}");
}
