//! What the rows of doc/costs.md count, so that the console shows the costs of what is deployed.

use sa_infra::operate::costs::{Costs, Counted};

const ADVISOR: &str = "Stock Advisor";
const TRADER: &str = "Simple Trader";

const PARTS: &[(&str, &[&str])] = &[
    (
        ADVISOR,
        &["app-infra-base", "app-infra-compute", "app-infra-develop"],
    ),
    (TRADER, &["simple-trader"]),
];

const fn row(part: &'static str, what: &'static str, kind: &'static str, number: u64) -> Counted {
    Counted {
        part,
        what,
        kind,
        number,
    }
}

const COUNTED: &[Counted] = &[
    row(
        ADVISOR,
        "Fargate, two runs each weekday",
        "AWS::Scheduler::Schedule",
        2,
    ),
    row(
        ADVISOR,
        "public address while a task runs",
        "AWS::Scheduler::Schedule",
        2,
    ),
    row(ADVISOR, "alarms", "AWS::CloudWatch::Alarm", 4),
    row(
        ADVISOR,
        "metrics of the error filters",
        "AWS::Logs::MetricFilter",
        2,
    ),
    row(ADVISOR, "images in ECR", "AWS::ECR::Repository", 2),
    row(ADVISOR, "logs", "AWS::Logs::LogGroup", 4),
    row(ADVISOR, "data bucket", "AWS::S3::Bucket", 1),
    row(ADVISOR, "builds", "AWS::CodeBuild::Project", 2),
    row(TRADER, "instance", "AWS::EC2::Instance", 1),
    row(TRADER, "public address while it runs", "AWS::EC2::Instance", 1),
    row(TRADER, "disk", "AWS::EC2::Instance", 1),
    row(TRADER, "alarms", "AWS::CloudWatch::Alarm", 4),
    row(
        TRADER,
        "metrics of the warning filter",
        "AWS::Logs::MetricFilter",
        1,
    ),
    row(TRADER, "bucket", "AWS::S3::Bucket", 1),
    row(TRADER, "logs of the functions", "AWS::Logs::LogGroup", 2),
];

/// The document, without the section of a part that has none of these stacks.
pub fn of(stacks: &[&str]) -> Costs {
    let has = |ids: &[&str]| ids.iter().any(|id| stacks.contains(id));
    let missing = PARTS
        .iter()
        .filter(|(_, ids)| !has(ids))
        .map(|(heading, _)| format!("{heading}\n"));
    let missing = missing.collect::<Vec<_>>();
    let sections = include_str!("../doc/costs.md").split("\n## ");
    let kept = sections.filter(|section| !missing.iter().any(|heading| section.starts_with(heading)));
    Costs {
        document: kept.collect::<Vec<_>>().join("\n## "),
        parts: PARTS,
        counted: COUNTED,
    }
}
