//! Least privilege: each role allows exactly the calls of its code, with a wildcard only where AWS supports nothing
//! narrower.

use crate::support::cli::Sandbox;
use crate::support::files;
use crate::support::variants::distinct_templates;
use sa_infra::json::{Call, Fields, Json};
use sa_infra::template::Template;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Each role, by template and logical ID, with every API call of its code.
const CALLS: [(&str, &str, &[&str]); 7] = [
    (
        "app-infra-base",
        "rolesaecstasksC02A8218",
        &[
            "cloudformation:ListExports", // the application finds its bucket and topic
            "s3:GetObject",               // download_file (HeadObject, GetObject)
            "s3:ListBucket",              // a missing object is a 404, not a 403
            "s3:PutObject",               // upload_file, put_object
            "sns:Publish",                // notifications
        ],
    ),
    (
        "app-infra-compute",
        "rolesaecstaskexecution20DB4359",
        &[
            "ecr:BatchCheckLayerAvailability", // image pull
            "ecr:BatchGetImage",
            "ecr:GetAuthorizationToken",
            "ecr:GetDownloadUrlForLayer",
            "logs:CreateLogStream", // awslogs
            "logs:PutLogEvents",
            "ssm:GetParameters", // secrets of the container
        ],
    ),
    (
        "app-infra-compute",
        "saschedulerroleA8BD9B52",
        &[
            "ecs:RunTask",  // the schedule's target
            "iam:PassRole", // the task's two roles
        ],
    ),
    (
        "app-infra-develop",
        "rolesacodebuildexecution37037380",
        &[
            "ecr:BatchCheckLayerAvailability", // docker push
            "ecr:CompleteLayerUpload",
            "ecr:GetAuthorizationToken",
            "ecr:InitiateLayerUpload",
            "ecr:PutImage",
            "ecr:UploadLayerPart",
            "logs:CreateLogStream", // the build's log
            "logs:PutLogEvents",
        ],
    ),
    (
        "simple-trader",
        "SimpleTraderRole2D1357F6",
        &[
            "ec2messages:AcknowledgeMessage", // the agent: Run Command and Session Manager
            "ec2messages:DeleteMessage",
            "ec2messages:FailMessage",
            "ec2messages:GetEndpoint",
            "ec2messages:GetMessages",
            "ec2messages:SendReply",
            "s3:AbortMultipartUpload", // aws s3 cp of logs and ledger
            "s3:GetObject",            // aws s3 cp of the program and its files
            "s3:ListBucket",
            "s3:PutObject",
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ],
    ),
    (
        "simple-trader",
        "FunctionsRole5FB35DA3",
        &[
            "ec2:DescribeInstances",
            "ec2:StartInstances",
            "ec2:StopInstances",
            "logs:CreateLogStream", // the functions' own logs
            "logs:PutLogEvents",
            "s3:GetObject",  // head_object
            "s3:ListBucket", // a missing object is a 404, not a 403
            "ssm:DescribeInstanceInformation",
            "ssm:GetCommandInvocation",
            "ssm:SendCommand",
        ],
    ),
    (
        "simple-trader",
        "ScheduleRole756A1A25",
        &["lambda:InvokeFunction"], // the schedules' targets
    ),
];

/// Actions for which AWS supports no resource at all.
const WITHOUT_RESOURCE: [&str; 16] = [
    "cloudformation:ListExports",
    "ec2:DescribeInstances",
    "ec2messages:AcknowledgeMessage",
    "ec2messages:DeleteMessage",
    "ec2messages:FailMessage",
    "ec2messages:GetEndpoint",
    "ec2messages:GetMessages",
    "ec2messages:SendReply",
    "ecr:GetAuthorizationToken",
    "ssm:DescribeInstanceInformation",
    "ssm:GetCommandInvocation",
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
];

/// Services that do not identify the account for which they assume a role.
const WITHOUT_ACCOUNT: [&str; 2] = ["ec2.amazonaws.com", "lambda.amazonaws.com"];

#[test]
fn each_role_may_do_exactly_what_its_code_calls() {
    let roles = CALLS.iter().map(|(stack, role, calls)| {
        let allowed = statements_of(&template(stack), role)
            .iter()
            .flat_map(actions)
            .collect::<BTreeSet<_>>();
        assert_eq!(
            allowed,
            calls.iter().map(ToString::to_string).collect(),
            "{stack}/{role}"
        );
        (*stack, *role)
    });
    let listed = roles.collect::<BTreeSet<_>>();
    for stack in [
        "app-infra-base",
        "app-infra-compute",
        "app-infra-develop",
        "simple-trader",
    ] {
        let template = template(stack);
        let roles = template
            .resources
            .iter()
            .filter(|(_, resource)| resource.kind == "AWS::IAM::Role");
        roles.for_each(|(id, _)| assert!(listed.contains(&(stack, id)), "{stack}/{id} is not in the list"));
    }
}

#[test]
fn a_star_stands_only_where_aws_knows_nothing_narrower() {
    for (name, template) in of_every_configuration() {
        for statement in every_statement(&template) {
            if text(statement.get("Effect")) == "Deny" {
                continue;
            }
            let actions = actions(&statement);
            let wild =
                actions.iter().any(|action| action.contains('*')) || statement.get("NotAction").is_some();
            assert!(!wild, "{name}: {statement:?}");
            let resources = values(statement.get("Resource"));
            let everything = resources.iter().any(|json| json.as_text() == Some("*"));
            let unlimited = actions
                .iter()
                .all(|action| WITHOUT_RESOURCE.contains(&action.as_str()));
            assert!(!everything || unlimited, "{name}: {statement:?}");
        }
    }
}

#[test]
fn every_role_is_assumed_within_the_account_only() {
    for (name, template) in of_every_configuration() {
        for (role, resource) in template
            .resources
            .iter()
            .filter(|(_, resource)| resource.kind == "AWS::IAM::Role")
        {
            let trust = resource.properties.get("AssumeRolePolicyDocument").unwrap();
            for statement in values(trust.get("Statement")) {
                let service = statement
                    .get("Principal")
                    .and_then(|principal| principal.get("Service"));
                let condition = statement
                    .get("Condition")
                    .and_then(|condition| condition.get("StringEquals"));
                let account = condition.and_then(|keys| keys.get("aws:SourceAccount"));
                let limited = account.is_some_and(|account| account.as_call().is_some());
                let silent = WITHOUT_ACCOUNT.contains(&text(service).as_str());
                assert!(limited || silent, "{name}/{role}: {statement:?}");
            }
        }
    }
}

/// The templates of every configuration, by file.
fn of_every_configuration() -> Vec<(String, Template)> {
    let sandbox = Sandbox::new();
    let paths = distinct_templates(&sandbox).into_iter();
    let read = |path: PathBuf| (path.display().to_string(), std::fs::read_to_string(path).unwrap());
    paths
        .map(read)
        .map(|(name, text)| (name, Template::parse(&text).unwrap()))
        .collect()
}

fn template(stack: &str) -> Template {
    Template::parse(&files::read(format!("templates/{stack}.template.json"))).unwrap()
}

/// The statements of a role's inline policies, and of its managed policies in the stack.
fn statements_of(template: &Template, role: &str) -> Vec<Json> {
    let properties = &template.resources[role].properties;
    let inline = values(properties.get("Policies"))
        .iter()
        .filter_map(|policy| policy.get("PolicyDocument"));
    let managed = values(properties.get("ManagedPolicyArns"))
        .iter()
        .map(|arn| match arn.as_call() {
            Some(Call::Ref(target)) => template.resources[&*target.id]
                .properties
                .get("PolicyDocument")
                .unwrap(),
            _ => panic!("{role} has a policy from elsewhere: {arn:?}"),
        });
    let refers = |json: &Json| matches!(json.as_call(), Some(Call::Ref(target)) if &*target.id == role);
    let attached = template.resources.values().filter(|resource| {
        resource.kind == "AWS::IAM::Policy" && values(resource.properties.get("Roles")).iter().any(refers)
    });
    let attached = attached.filter_map(|policy| policy.properties.get("PolicyDocument"));
    inline
        .chain(managed)
        .chain(attached)
        .flat_map(|document| values(document.get("Statement")))
        .cloned()
        .collect()
}

/// Every statement anywhere in the template.
fn every_statement(template: &Template) -> Vec<Json> {
    fn collect(json: &Json, found: &mut Vec<Json>) {
        found.extend(json.get("Effect").map(|_| json.clone()));
        values(Some(json))
            .iter()
            .filter(|_| json.as_list().is_some())
            .for_each(|item| collect(item, found));
        json.as_map()
            .into_iter()
            .flat_map(Fields::iter)
            .for_each(|(_, value)| collect(value, found));
    }
    let mut found = Vec::new();
    for resource in template.resources.values() {
        resource
            .properties
            .iter()
            .for_each(|(_, value)| collect(value, &mut found));
    }
    assert!(!found.is_empty());
    found
}

fn actions(statement: &Json) -> Vec<String> {
    values(statement.get("Action"))
        .iter()
        .map(|action| text(Some(action)))
        .collect()
}

/// IAM writes a list of one element as that element.
fn values(json: Option<&Json>) -> &[Json] {
    match json {
        None => &[],
        Some(json) => json.as_list().unwrap_or(std::slice::from_ref(json)),
    }
}

fn text(json: Option<&Json>) -> String {
    json.and_then(Json::as_text).unwrap_or_default().to_owned()
}
