//! A second reference for the permissions of CloudFormation's handlers: AWS's list of all actions, by name. The
//! policy must allow every action that is named after a resource type in use, or the exception is explained here.

use super::handing_over::documents;
use crate::support::cli::Sandbox;
use crate::support::iam::{Reference, texts};
use sa_infra::operate::permissions::handlers::of_type;
use serde_json::Value;
use std::collections::BTreeSet;

/// Each type, the service, and the name of the type in its actions.
const NAMES: &[(&str, &str, &[&str])] = &[
    ("AWS::CloudWatch::Alarm", "cloudwatch", &["MetricAlarm", "Alarm"]),
    ("AWS::CodeBuild::Project", "codebuild", &["Project"]),
    ("AWS::Glue::Database", "glue", &["Database"]),
    ("AWS::Glue::Table", "glue", &["Table"]),
    ("AWS::EC2::Instance", "ec2", &["Instance", "InstanceAttribute"]),
    ("AWS::EC2::InternetGateway", "ec2", &["InternetGateway"]),
    ("AWS::EC2::KeyPair", "ec2", &["KeyPair"]),
    ("AWS::EC2::Route", "ec2", &["Route"]),
    ("AWS::EC2::RouteTable", "ec2", &["RouteTable"]),
    (
        "AWS::EC2::SecurityGroup",
        "ec2",
        &["SecurityGroup", "SecurityGroupIngress", "SecurityGroupEgress"],
    ),
    ("AWS::EC2::Subnet", "ec2", &["Subnet", "SubnetAttribute"]),
    ("AWS::EC2::SubnetRouteTableAssociation", "ec2", &["RouteTable"]),
    ("AWS::EC2::VPC", "ec2", &["Vpc", "VpcAttribute"]),
    ("AWS::EC2::VPCGatewayAttachment", "ec2", &["InternetGateway"]),
    (
        "AWS::ECR::Repository",
        "ecr",
        &[
            "Repository",
            "RepositoryPolicy",
            "LifecyclePolicy",
            "ImageScanningConfiguration",
            "ImageTagMutability",
        ],
    ),
    ("AWS::ECS::Cluster", "ecs", &["Cluster", "ClusterSettings"]),
    ("AWS::ECS::TaskDefinition", "ecs", &["TaskDefinition"]),
    ("AWS::Events::Rule", "events", &["Rule", "Targets"]),
    (
        "AWS::IAM::InstanceProfile",
        "iam",
        &[
            "InstanceProfile",
            "RoleToInstanceProfile",
            "RoleFromInstanceProfile",
        ],
    ),
    (
        "AWS::IAM::ManagedPolicy",
        "iam",
        &["Policy", "PolicyVersion", "RolePolicy"],
    ),
    ("AWS::IAM::Policy", "iam", &["RolePolicy"]),
    (
        "AWS::IAM::Role",
        "iam",
        &[
            "Role",
            "RolePolicy",
            "RoleDescription",
            "AssumeRolePolicy",
            "RolePermissionsBoundary",
        ],
    ),
    (
        "AWS::Lambda::EventInvokeConfig",
        "lambda",
        &["FunctionEventInvokeConfig"],
    ),
    (
        "AWS::Lambda::Function",
        "lambda",
        &[
            "Function",
            "FunctionCode",
            "FunctionConfiguration",
            "FunctionConcurrency",
        ],
    ),
    ("AWS::Logs::LogGroup", "logs", &["LogGroup", "RetentionPolicy"]),
    ("AWS::Logs::MetricFilter", "logs", &["MetricFilter"]),
    (
        "AWS::S3::Bucket",
        "s3",
        &[
            "Bucket",
            "BucketTagging",
            "BucketVersioning",
            "EncryptionConfiguration",
            "LifecycleConfiguration",
            "BucketPublicAccessBlock",
        ],
    ),
    ("AWS::S3::BucketPolicy", "s3", &["BucketPolicy"]),
    ("AWS::SNS::Topic", "sns", &["Topic", "TopicAttributes"]),
    ("AWS::SNS::TopicPolicy", "sns", &["TopicAttributes"]),
    ("AWS::SSM::Parameter", "ssm", &["Parameter"]),
    ("AWS::Scheduler::Schedule", "scheduler", &["Schedule"]),
    ("AWS::Scheduler::ScheduleGroup", "scheduler", &["ScheduleGroup"]),
];

/// Actions that no handler of these types calls, and why.
const NOT_DONE: &[(&str, &[&str])] = &[
    (
        "lists all of the account; a handler reads its own by name",
        &[
            "codebuild:ListProjects",
            "ecs:ListClusters",
            "ecs:ListTaskDefinitions",
            "events:ListRules",
            "glue:GetDatabases",
            "glue:GetTables",
            "glue:SearchTables",
            "iam:ListInstanceProfiles",
            "iam:ListRoles",
            "lambda:ListFunctionEventInvokeConfigs",
            "lambda:ListFunctions",
            "logs:ListLogGroups",
            "scheduler:ListScheduleGroups",
            "sns:ListTopics",
            "ssm:DescribeParameters",
        ],
    ),
    (
        "what the resource does, not what it is",
        &[
            "ec2:RebootInstances",
            "lambda:InvokeFunction",
            "logs:TestMetricFilter",
        ],
    ),
    (
        "another way to have one",
        &["ec2:BundleInstance", "ec2:ImportInstance", "glue:RenameTable"],
    ),
    (
        "the same by another action that is allowed",
        &[
            "ec2:ResetInstanceAttribute",
            "ecs:DeleteTaskDefinitions",
            "events:DisableRule",
            "events:EnableRule",
            "lambda:GetFunctionConcurrency",
            "lambda:GetFunctionConfiguration",
            "logs:TagLogGroup",
            "logs:UntagLogGroup",
            "ssm:DeleteParameters",
            "ssm:GetParameter",
        ],
    ),
    (
        "the type has no tags in CloudFormation",
        &[
            "iam:TagInstanceProfile",
            "iam:TagPolicy",
            "iam:UntagInstanceProfile",
            "iam:UntagPolicy",
        ],
    ),
];

/// Types whose handlers read nothing on their own: CloudFormation detects no drift of them.
const UNREAD: &[&str] = &["AWS::IAM::Policy", "AWS::SNS::TopicPolicy"];

/// The types of all stacks in the configurations.
fn types() -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    for config in [
        "[simple_trader]\n",
        "[simple_trader]\nledger_table = true\n",
        "[stock_advisor.parameters]\nstore = \"plain\"\n",
    ] {
        let sandbox = Sandbox::with_config(config);
        sandbox.run(&["synth"]).exits(0);
        for file in std::fs::read_dir(sandbox.path().join("templates")).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let Ok(template) = serde_json::from_str::<Value>(&text) else {
                continue;
            };
            let resources = template["Resources"].as_object().unwrap().values();
            types.extend(resources.map(|resource| resource["Type"].as_str().unwrap().to_owned()));
        }
    }
    types
}

#[test]
fn every_action_named_after_a_type_in_use_is_allowed_or_argued() {
    let known = NAMES
        .iter()
        .map(|(kind, ..)| (*kind).to_owned())
        .collect::<BTreeSet<_>>();
    assert_eq!(types(), known);
    let reference = Reference::pinned();
    let allowed = printed();
    let mut open = BTreeSet::new();
    for (kind, service, nouns) in NAMES {
        let (read, change) = of_type(kind);
        assert!(!change.is_empty(), "{kind}");
        assert_eq!(read.is_empty(), UNREAD.contains(kind), "{kind}: {read:?}");
        let names = reference.of(service);
        let about = names
            .iter()
            .filter(|name| nouns.iter().any(|noun| is_about(name, noun)));
        assert!(about.clone().count() > 1, "{kind}: {nouns:?}");
        let actions = about.map(|name| format!("{service}:{name}"));
        open.extend(actions.filter(|action| !allowed.contains(action)));
    }
    let argued = NOT_DONE.iter().flat_map(|(_, actions)| *actions);
    let argued = argued.map(|&action| action.to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(open, argued);
}

/// Whether an action is a verb with this name, or its plural.
fn is_about(action: &str, noun: &str) -> bool {
    let one = action.strip_suffix('s').filter(|_| !noun.ends_with('s'));
    let verb = one.unwrap_or(action).strip_suffix(noun);
    verb.is_some_and(|verb| {
        verb.starts_with(|first: char| first.is_ascii_uppercase())
            && verb.chars().skip(1).all(|letter| letter.is_ascii_lowercase())
    })
}

/// The actions of the policy for deployers.
fn printed() -> BTreeSet<String> {
    let mut printed = BTreeSet::new();
    for document in documents("[simple_trader]\nledger_table = true\n", &["deploy"]) {
        let statements = document["Statement"].as_array().unwrap();
        let actions = statements
            .iter()
            .flat_map(|statement| texts(&statement["Action"]));
        printed.extend(actions.map(str::to_owned));
    }
    printed
}

#[test]
fn what_the_handlers_need_is_in_the_printed_policy() {
    let printed = printed();
    for (kind, ..) in NAMES {
        for action in of_type(kind).0 {
            assert!(
                printed.contains(action) || CONDITIONAL.iter().any(|start| action.starts_with(start)),
                "{kind}: {action}"
            );
        }
    }
}

/// Reads that a handler makes only for properties that no stack uses.
const CONDITIONAL: &[&str] = &[
    "kms:",
    "s3tables:",
    "lambda:GetCodeSigningConfig",
    "lambda:GetLayerVersion",
    "iam:GetUserPolicy",
    "iam:GetGroupPolicy",
];
