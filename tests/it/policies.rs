//! Least privilege: no policy allows more than the calls that the code behind its role makes.

use crate::support::cli::Sandbox;
use crate::support::files;
use crate::support::variants::distinct_templates;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// What each policy of the default configuration is for: the calls that are made with it.
const CALLS: &[(&str, &str)] = &[
    // The application: finds bucket and topic by their exports, reads and writes its data, notifies.
    ("policysaecstasks7770330A", "cloudformation:ListExports"),
    ("policysaecstasks7770330A", "s3:GetObject"),
    ("policysaecstasks7770330A", "s3:ListBucket"),
    ("policysaecstasks7770330A", "s3:PutObject"),
    ("policysaecstasks7770330A", "sns:Publish"),
    // ECS, before the container starts: the image, the secrets, the log stream.
    (
        "policysaecstaskexecution1423E0FB",
        "ecr:BatchCheckLayerAvailability",
    ),
    ("policysaecstaskexecution1423E0FB", "ecr:BatchGetImage"),
    ("policysaecstaskexecution1423E0FB", "ecr:GetAuthorizationToken"),
    ("policysaecstaskexecution1423E0FB", "ecr:GetDownloadUrlForLayer"),
    ("policysaecstaskexecution1423E0FB", "logs:CreateLogStream"),
    ("policysaecstaskexecution1423E0FB", "logs:PutLogEvents"),
    ("policysaecstaskexecution1423E0FB", "ssm:GetParameters"),
    // The scheduler: starts the tasks with their two roles.
    ("saschedulerroleA8BD9B52", "ecs:RunTask"),
    ("saschedulerroleA8BD9B52", "iam:PassRole"),
    // The build: logs in, pushes, writes its log.
    (
        "policysacodebuildexecutionE5A08B99",
        "ecr:BatchCheckLayerAvailability",
    ),
    ("policysacodebuildexecutionE5A08B99", "ecr:CompleteLayerUpload"),
    ("policysacodebuildexecutionE5A08B99", "ecr:GetAuthorizationToken"),
    ("policysacodebuildexecutionE5A08B99", "ecr:InitiateLayerUpload"),
    ("policysacodebuildexecutionE5A08B99", "ecr:PutImage"),
    ("policysacodebuildexecutionE5A08B99", "ecr:UploadLayerPart"),
    ("policysacodebuildexecutionE5A08B99", "logs:CreateLogStream"),
    ("policysacodebuildexecutionE5A08B99", "logs:PutLogEvents"),
];

/// Calls for which AWS knows no resource narrower than `*`.
const NOTHING_NARROWER: &[&str] = &["cloudformation:ListExports", "ecr:GetAuthorizationToken"];

/// Services that give no `aws:SourceAccount` when they assume a role.
const NO_SOURCE_ACCOUNT: &[&str] = &["ec2.amazonaws.com", "lambda.amazonaws.com"];

/// The resources of a template, by logical id.
fn resources(text: &str) -> BTreeMap<String, Value> {
    let template = serde_json::from_str::<Value>(text).unwrap();
    serde_json::from_value(template["Resources"].clone()).unwrap()
}

/// One text, or each of a list.
fn texts(value: &Value) -> Vec<&Value> {
    value
        .as_array()
        .map_or_else(|| vec![value], |items| items.iter().collect())
}

/// The statements that allow something to whom a resource is attached to, or who it lets in.
fn allowed(resource: &Value) -> Vec<&Value> {
    let properties = &resource["Properties"];
    let inline = texts(&properties["Policies"])
        .into_iter()
        .map(|policy| &policy["PolicyDocument"]);
    let documents = inline.chain([&properties["PolicyDocument"]]);
    let statements = documents.flat_map(|document| texts(&document["Statement"]));
    statements
        .filter(|statement| statement["Effect"] == "Allow")
        .collect()
}

#[test]
fn no_configuration_allows_anything_and_everything() {
    let sandbox = Sandbox::new();
    let mut wide = BTreeSet::new();
    for path in distinct_templates(&sandbox) {
        for (id, resource) in resources(&fs::read_to_string(&path).unwrap()) {
            for statement in allowed(&resource) {
                let actions = texts(&statement["Action"])
                    .into_iter()
                    .map(|action| action.as_str().unwrap());
                let everywhere = texts(&statement["Resource"])
                    .into_iter()
                    .any(|resource| resource == "*");
                for action in actions {
                    assert!(!action.contains('*'), "{}: {id} allows {action}", path.display());
                    if everywhere {
                        wide.insert(action.to_owned());
                    }
                }
                assert!(
                    statement["NotAction"].is_null() && statement["NotResource"].is_null(),
                    "{id}"
                );
                assert!(
                    statement["Principal"] != "*" || !statement["Condition"].is_null(),
                    "{id} lets all in"
                );
            }
        }
    }
    assert_eq!(wide, NOTHING_NARROWER.iter().map(ToString::to_string).collect());
}

#[test]
fn each_policy_allows_the_calls_that_are_made_and_no_other() {
    let mut found = BTreeSet::new();
    for path in files::below("templates") {
        for (id, resource) in resources(&files::read(path)) {
            let identity = resource["Type"].as_str().unwrap().starts_with("AWS::IAM::");
            for statement in allowed(&resource).into_iter().filter(|_| identity) {
                let actions = texts(&statement["Action"]).into_iter();
                found.extend(actions.map(|action| (id.clone(), action.as_str().unwrap().to_owned())));
            }
        }
    }
    let calls = CALLS
        .iter()
        .map(|(id, call)| ((*id).to_owned(), (*call).to_owned()));
    assert_eq!(found, calls.collect());
}

#[test]
fn roles_are_assumed_on_behalf_of_this_account_only() {
    let sandbox = Sandbox::new();
    for path in distinct_templates(&sandbox) {
        for (id, role) in resources(&fs::read_to_string(&path).unwrap()) {
            for trust in texts(&role["Properties"]["AssumeRolePolicyDocument"]["Statement"]) {
                let service = trust["Principal"]["Service"].as_str().unwrap_or("nobody");
                let account = &trust["Condition"]["StringEquals"]["aws:SourceAccount"]["Ref"];
                let fine = account == "AWS::AccountId" || NO_SOURCE_ACCOUNT.contains(&service);
                assert!(fine || trust.is_null(), "{}: {id}: {trust}", path.display());
            }
        }
    }
}
