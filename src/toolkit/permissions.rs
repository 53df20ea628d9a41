//! `policy`: the least that IAM has to allow, for deploying these stacks and for operating them. Offline: from the
//! templates, from what AWS says its handlers need, and from the calls that the commands make.

use super::expression::offline;
use crate::facts;
use crate::json::Json;
use crate::policy::{Document, Statement, allow, document};
use crate::synth::Artifact;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What somebody is to be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To create, update and delete the stacks.
    Deploy,
    /// To look at them and at what runs, to set secrets, to run and to build.
    Operate,
}

/// The calls of a command.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Calls {
    /// The command.
    pub command: &'static str,
    /// What it calls, as IAM names it.
    pub actions: &'static [&'static str],
}

const fn calls(command: &'static str, actions: &'static [&'static str]) -> Calls {
    Calls { command, actions }
}

/// What each command calls, beside what CloudFormation does in its place.
pub const CALLS: &[Calls] = &[
    calls(
        "diff",
        &[
            "cloudformation:DescribeStacks",
            "cloudformation:GetTemplate",
            "s3:GetBucketNotification",
            "s3:GetBucketOwnershipControls",
            "s3:GetBucketPolicy",
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketTagging",
            "s3:GetBucketVersioning",
            "s3:GetEncryptionConfiguration",
            "s3:GetLifecycleConfiguration",
            "s3:ListBucket",
            "sts:GetCallerIdentity",
        ],
    ),
    calls(
        "deploy",
        &[
            "cloudformation:CreateChangeSet",
            "cloudformation:DeleteChangeSet",
            "cloudformation:DeleteStack",
            "cloudformation:DescribeChangeSet",
            "cloudformation:DescribeEvents",
            "cloudformation:DescribeStackEvents",
            "cloudformation:DescribeStacks",
            "cloudformation:ExecuteChangeSet",
            "cloudformation:GetHookResult",
            "cloudformation:GetTemplate",
            "cloudformation:ListChangeSets",
            "cloudformation:ListExports",
            "cloudformation:ListHookResults",
            "cloudformation:ListImports",
            "cloudformation:ListStackResources",
            "cloudformation:TagResource",
            "cloudformation:UpdateTerminationProtection",
            "ecs:DescribeTasks",
            "ecs:ListTasks",
            "events:DescribeRule",
            "s3:CreateBucket",
            "s3:GetBucketNotification",
            "s3:GetBucketOwnershipControls",
            "s3:GetBucketPolicy",
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketTagging",
            "s3:GetBucketVersioning",
            "s3:GetEncryptionConfiguration",
            "s3:GetLifecycleConfiguration",
            "s3:ListBucket",
            "s3:PutBucketPolicy",
            "s3:PutBucketPublicAccessBlock",
            "s3:PutEncryptionConfiguration",
            "s3:PutLifecycleConfiguration",
            "s3:PutObject",
            "scheduler:GetSchedule",
            "scheduler:UpdateSchedule",
            "ssm:DeleteParameter",
            "ssm:GetParameters",
            "ssm:PutParameter",
            "sts:DecodeAuthorizationMessage",
            "sts:GetCallerIdentity",
        ],
    ),
    calls(
        "destroy",
        &[
            "cloudformation:DeleteStack",
            "cloudformation:DescribeStackEvents",
            "cloudformation:DescribeStacks",
            "cloudformation:GetTemplate",
            "cloudformation:ListStackResources",
            "cloudformation:UpdateTerminationProtection",
            "ecr:DeleteRepository",
            "ecr:DescribeImages",
            "ecs:DescribeTasks",
            "ecs:ListTasks",
            "ecs:StopTask",
            "s3:AbortMultipartUpload",
            "s3:DeleteObject",
            "s3:DeleteObjectVersion",
            "s3:GetObjectVersion",
            "s3:ListBucketMultipartUploads",
            "s3:ListBucketVersions",
            "scheduler:GetSchedule",
            "scheduler:UpdateSchedule",
            "ssm:DeleteParameter",
            "ssm:GetParameters",
        ],
    ),
    calls(
        "status",
        &[
            "cloudformation:DescribeStackEvents",
            "cloudformation:DescribeStacks",
        ],
    ),
    calls("outputs", &["cloudformation:DescribeStacks"]),
    calls(
        "events",
        &[
            "cloudformation:DescribeStackEvents",
            "cloudformation:DescribeStacks",
        ],
    ),
    calls(
        "watch",
        &[
            "cloudformation:DescribeStackEvents",
            "cloudformation:DescribeStacks",
        ],
    ),
    calls(
        "cancel",
        &[
            "cloudformation:CancelUpdateStack",
            "cloudformation:DescribeStacks",
        ],
    ),
    calls(
        "recover",
        &[
            "cloudformation:ContinueUpdateRollback",
            "cloudformation:DeleteStack",
            "cloudformation:DescribeStackDriftDetectionStatus",
            "cloudformation:DescribeStackEvents",
            "cloudformation:DescribeStackResourceDrifts",
            "cloudformation:DescribeStacks",
            "cloudformation:DetectStackDrift",
            "cloudformation:ListStackResources",
            "cloudformation:RollbackStack",
        ],
    ),
    calls(
        "secrets",
        &["ssm:DescribeParameters", "ssm:GetParameters", "ssm:PutParameter"],
    ),
    calls(
        "notify",
        &[
            "cloudformation:DescribeStacks",
            "cloudformation:ListStackResources",
            "sns:ListSubscriptionsByTopic",
            "sns:Publish",
            "sns:Subscribe",
            "sns:Unsubscribe",
        ],
    ),
    calls(
        "schedule",
        &[
            "scheduler:GetSchedule",
            "scheduler:UpdateSchedule",
            "iam:PassRole",
        ],
    ),
    calls("logs", &["logs:FilterLogEvents"]),
    calls(
        "tasks",
        &[
            "cloudformation:DescribeStacks",
            "cloudformation:GetTemplate",
            "cloudformation:ListExports",
            "cloudformation:ListStackResources",
            "ecs:DescribeTasks",
            "ecs:ListTasks",
        ],
    ),
    calls("images", &["ecr:DescribeImages"]),
    calls(
        "run",
        &[
            "cloudformation:DescribeStacks",
            "cloudformation:GetTemplate",
            "cloudformation:ListExports",
            "cloudformation:ListStackResources",
            "ecr:DescribeImages",
            "ecs:DescribeTasks",
            "ecs:ListTasks",
            "ecs:RunTask",
            "ecs:StopTask",
            "iam:PassRole",
            "logs:FilterLogEvents",
            "ssm:DescribeParameters",
            "ssm:GetParameters",
        ],
    ),
    calls(
        "build",
        &[
            "cloudformation:DescribeStacks",
            "cloudformation:ListStackResources",
            "codebuild:BatchGetBuilds",
            "codebuild:ListBuildsForProject",
            "codebuild:StartBuild",
            "codebuild:StopBuild",
            "ecr:DescribeImages",
            "logs:FilterLogEvents",
        ],
    ),
];

/// The commands that change stacks; the others operate what is deployed.
const DEPLOYING: [&str; 5] = ["deploy", "destroy", "cancel", "recover", "diff"];

/// The most characters that IAM takes in one managed policy, white space aside.
pub const LIMIT: usize = 6144;

/// The least policy for a purpose: documents that each fit into a managed policy.
pub fn policy(stacks: &[&Artifact], purpose: Purpose) -> Vec<Json> {
    let mut actions = BTreeSet::new();
    for calls in CALLS {
        if (purpose == Purpose::Deploy) == DEPLOYING.contains(&calls.command) {
            actions.extend(calls.actions.iter().copied());
        }
    }
    if purpose == Purpose::Deploy {
        actions.extend(stacks.iter().flat_map(|stack| handlers(stack)));
    }
    let mut services = BTreeMap::<&str, Vec<&str>>::new();
    for action in actions {
        let service = action.split(':').next().unwrap_or(action);
        services.entry(service).or_default().push(action);
    }
    let statements = services
        .into_iter()
        .flat_map(|(service, actions)| statements(stacks, service, &actions));
    documents(statements.collect())
}

/// What CloudFormation's handlers do in the name of who deploys.
fn handlers(stack: &Artifact) -> Vec<&'static str> {
    let kinds = stack.template.resources.values().map(|resource| &*resource.kind);
    let known = kinds.filter_map(facts::resource_type);
    known
        .flat_map(|kind| {
            let facts::Permissions {
                create,
                read,
                update,
                delete,
            } = &kind.permissions;
            [create, read, update, delete]
                .into_iter()
                .flat_map(|actions| actions.iter().copied())
        })
        .collect()
}

/// The actions of one service, each on no more than it has to be.
fn statements(stacks: &[&Artifact], service: &str, actions: &[&'static str]) -> Vec<Statement> {
    let narrow = match service {
        "cloudformation" => stacks
            .iter()
            .map(|stack| {
                format!(
                    "arn:aws:cloudformation:{}:*:stack/{}/*",
                    region(stack),
                    stack.name
                )
            })
            .collect(),
        "iam" => roles(stacks),
        "ssm" => parameters(stacks),
        _ => Vec::new(),
    };
    let (wide, bound) = actions
        .iter()
        .partition::<Vec<&'static str>, _>(|action| narrow.is_empty() || EVERYWHERE.contains(*action));
    let mut statements = Vec::new();
    if !bound.is_empty() {
        statements.push(allow(bound).on_each(narrow));
    }
    if !wide.is_empty() {
        statements.push(allow(wide).on("*"));
    }
    statements
}

/// Actions that IAM cannot limit to a resource.
const EVERYWHERE: [&str; 6] = [
    "cloudformation:DescribeEvents",
    "cloudformation:GetHookResult",
    "cloudformation:ListExports",
    "cloudformation:ListImports",
    "iam:CreateServiceLinkedRole",
    "ssm:DescribeParameters",
];

fn region(stack: &Artifact) -> &str {
    stack.region.as_deref().unwrap_or("*")
}

/// Roles and policies of the stacks: by name, or by the name that CloudFormation gives them.
fn roles(stacks: &[&Artifact]) -> Vec<String> {
    let mut arns = BTreeSet::new();
    for stack in stacks {
        for resource in stack.template.resources.values() {
            let (kind, property) = match &*resource.kind {
                "AWS::IAM::Role" => ("role", "RoleName"),
                "AWS::IAM::ManagedPolicy" => ("policy", "ManagedPolicyName"),
                _ => continue,
            };
            let name = resource.properties.get(property);
            let name = name.and_then(|name| offline(&stack.template, name));
            let name = name.unwrap_or_else(|| format!("{}-*", stack.name));
            arns.insert(format!("arn:aws:iam::*:{kind}/{name}"));
        }
    }
    arns.into_iter().collect()
}

/// Parameters of the stacks, the SecureStrings they need, and the notes that deploy keeps.
fn parameters(stacks: &[&Artifact]) -> Vec<String> {
    let mut arns = BTreeSet::new();
    for stack in stacks {
        let resources = stack.template.resources.values();
        let own = resources.filter(|resource| resource.kind == "AWS::SSM::Parameter");
        let own = own.filter_map(|resource| offline(&stack.template, resource.properties.get("Name")?));
        let secrets = stack.secrets.iter().map(|secret| secret.name.clone());
        let notes = format!("/sa-infra/{}/*", stack.id);
        for name in own.chain(secrets).chain([notes]) {
            let name = name.trim_start_matches('/');
            arns.insert(format!("arn:aws:ssm:{}:*:parameter/{name}", region(stack)));
        }
    }
    arns.into_iter().collect()
}

/// As few documents as hold all statements.
fn documents(statements: Vec<Statement>) -> Vec<Json> {
    let mut documents = Vec::new();
    let mut open = Vec::<Statement>::new();
    for statement in statements {
        let mut longer = open.clone();
        longer.push(statement.clone());
        if !open.is_empty() && size(&document(longer.clone())) > LIMIT {
            documents.push(json(document(std::mem::take(&mut open))));
            open.push(statement);
        } else {
            open = longer;
        }
    }
    documents.push(json(document(open)));
    documents
}

fn json(document: Document) -> Json {
    use crate::value::ToJson;
    document.to_json()
}

fn size(document: &Document) -> usize {
    let text = serde_json::to_string(&json(document.clone())).unwrap_or_default();
    text.chars().filter(|sign| !sign.is_whitespace()).count()
}
