//! `policy`: the least that IAM has to allow, for deploying these stacks and for operating them. Offline: from the
//! templates, from what AWS says its handlers need, and from the calls that the commands make.

mod calls;

use super::expression::offline;
use crate::app::Initial;
use crate::facts;
use crate::json::Json;
use crate::policy::{Document, Statement, allow, document};
use crate::synth::Artifact;
use std::collections::{BTreeMap, BTreeSet};

pub use calls::{CALLS, Calls};

/// What somebody is to be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To create, update and delete the stacks.
    Deploy,
    /// To look at them and at what runs, to set secrets, to run and to build.
    Operate,
}

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
    let mut grants = BTreeMap::<(&str, Vec<String>), Vec<&str>>::new();
    for action in actions {
        let service = action.split(':').next().unwrap_or(action);
        let on = resources(stacks, service, action);
        grants.entry((service, on)).or_default().push(action);
    }
    let statements = grants.into_iter().map(|((_, on), actions)| {
        if on.is_empty() {
            allow(actions).on("*")
        } else {
            allow(actions).on_each(on)
        }
    });
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

/// What an action has to be allowed on; nothing when it cannot be said beforehand.
fn resources(stacks: &[&Artifact], service: &str, action: &str) -> Vec<String> {
    if EVERYWHERE.contains(&action) {
        return Vec::new();
    }
    let machines = stacks.iter().filter(|stack| stack.machine.is_some());
    let each = |arn: &dyn Fn(&Artifact) -> String| stacks.iter().map(|stack| arn(stack)).collect();
    match service {
        "cloudformation" => each(&|stack| {
            format!(
                "arn:aws:cloudformation:{}:*:stack/{}/*",
                region(stack),
                stack.name
            )
        }),
        "iam" => roles(stacks),
        "lambda" if action == "lambda:InvokeFunction" => machines
            .map(|stack| format!("arn:aws:lambda:{}:*:function:{}-*", region(stack), stack.name))
            .collect(),
        "ssm" if action == "ssm:StartSession" => machines
            .map(|stack| format!("arn:aws:ec2:{}:*:instance/*", region(stack)))
            .chain(["arn:aws:ssm:*::document/AWS-StartSSHSession".to_owned()])
            .collect(),
        "ssm" => parameters(stacks),
        _ => Vec::new(),
    }
}

/// Actions that IAM cannot limit to a resource.
const EVERYWHERE: [&str; 10] = [
    "cloudformation:DescribeEvents",
    "cloudformation:GetHookResult",
    "cloudformation:GetResource",
    "cloudformation:ListExports",
    "cloudformation:ListImports",
    "iam:CreateServiceLinkedRole",
    "ssm:DescribeAssociation",
    "ssm:DescribeInstanceInformation",
    "ssm:DescribeParameters",
    "ssm:ListAssociations",
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

/// Parameters of the stacks, the SecureStrings they need, the key of a machine, what AWS publishes that they begin with,
/// and the notes that deploy keeps.
fn parameters(stacks: &[&Artifact]) -> Vec<String> {
    let mut arns = BTreeSet::new();
    for stack in stacks {
        let resources = stack.template.resources.values();
        let own = resources.filter(|resource| resource.kind == "AWS::SSM::Parameter");
        let own = own.filter_map(|resource| offline(&stack.template, resource.properties.get("Name")?));
        let secrets = stack.secrets.iter().map(|secret| secret.name.clone());
        let notes = format!("/sa-infra/{}/*", stack.id);
        let keys = stack.machine.iter().map(|_| "/ec2/keypair/*".to_owned());
        for name in own.chain(secrets).chain(keys).chain([notes]) {
            let name = name.trim_start_matches('/');
            arns.insert(format!("arn:aws:ssm:{}:*:parameter/{name}", region(stack)));
        }
        for (_, initial) in &stack.initial_values {
            if let Initial::Published(path) = initial {
                let path = path.trim_start_matches('/');
                arns.insert(format!("arn:aws:ssm:{}::parameter/{path}", region(stack)));
            }
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
