//! The page on costs: its sums are correct, and it counts the resources of the templates.

use crate::support::files;
use serde_json::Value;

/// The rows of a system's table, as columns.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let page = files::read("doc/costs.md");
    let part = page.split(&format!("\n## {heading}\n")).nth(1).unwrap();
    let part = part.split("\n## ").next().unwrap().to_owned();
    let rows = part.lines().filter_map(|line| line.strip_prefix("| "));
    let rows = rows.map(|row| row.trim_end_matches('|').split('|'));
    let rows = rows.map(|columns| columns.map(|column| column.trim().to_owned()).collect::<Vec<_>>());
    rows.filter(|row| row[0] != "what").collect()
}

fn resources(stacks: &[&str], kind: &str) -> Vec<Value> {
    let template = |stack: &&str| {
        let text = files::read(format!("templates/{stack}.template.json"));
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let all = stacks.iter().map(template).collect::<Vec<_>>();
    let all = all
        .iter()
        .flat_map(|template| template["Resources"].as_object().unwrap().values());
    all.filter(|resource| resource["Type"] == kind).cloned().collect()
}

const SYSTEMS: [(&str, &[&str]); 2] = [
    (
        "Stock Advisor",
        &["app-infra-base", "app-infra-compute", "app-infra-develop"],
    ),
    ("Simple Trader", &["simple-trader"]),
];

#[test]
fn the_sums_are_right() {
    for (system, _) in SYSTEMS {
        let rows = rows(system);
        let cents = |row: &Vec<String>| {
            let amount = row[3].trim_matches('*').replace('.', "");
            amount.parse::<u32>().unwrap()
        };
        let (total, parts) = rows.split_last().unwrap();
        assert_eq!(total[0], "**together**");
        assert_eq!(parts.iter().map(cents).sum::<u32>(), cents(total), "{system}");
    }
}

#[test]
fn what_is_counted_is_what_the_templates_make() {
    for (system, stacks) in SYSTEMS {
        let rows = rows(system);
        let amount = |what: &str| rows.iter().find(|row| row[0].starts_with(what)).unwrap()[1].clone();
        let alarms = resources(stacks, "AWS::CloudWatch::Alarm").len();
        let filters = resources(stacks, "AWS::Logs::MetricFilter").len();
        assert_eq!(amount("alarms"), alarms.to_string(), "{system}");
        assert_eq!(amount("metrics"), filters.to_string(), "{system}");
        let paid = [
            "AWS::EC2::NatGateway",
            "AWS::EC2::VPCEndpoint",
            "AWS::SecretsManager::Secret",
            "AWS::KMS::Key",
        ];
        assert!(
            paid.iter().all(|kind| resources(stacks, kind).is_empty()),
            "{system}"
        );
    }
    let (_, stacks) = SYSTEMS[0];
    for task in resources(stacks, "AWS::ECS::TaskDefinition") {
        assert_eq!(
            (&task["Properties"]["Cpu"], &task["Properties"]["Memory"]),
            (&"512".into(), &"1024".into())
        );
    }
    assert_eq!(resources(stacks, "AWS::ECR::Repository").len(), 2);
    for project in resources(stacks, "AWS::CodeBuild::Project") {
        assert_eq!(
            project["Properties"]["Environment"]["ComputeType"],
            "BUILD_GENERAL1_SMALL"
        );
    }
    let machine = &resources(SYSTEMS[1].1, "AWS::EC2::Instance")[0]["Properties"];
    assert_eq!(machine["InstanceType"], "c6g.2xlarge");
    let disk = &machine["BlockDeviceMappings"][0]["Ebs"];
    assert_eq!(
        (&disk["VolumeSize"], &disk["VolumeType"]),
        (&20.into(), &"gp3".into())
    );
}
