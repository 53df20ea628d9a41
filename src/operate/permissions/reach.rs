//! The resources and conditions of an action: roles only for their own services, sessions only with the app's
//! instance, templates only in the own account, and only the policies and boundaries in the templates.

use super::Condition;
use super::scope::{KINDS, ROLE, beside, named, of, partition, resources};
use crate::synth::Artifact;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The resources of an action, and its conditions.
pub(super) struct Reach {
    pub(super) resources: Vec<String>,
    pub(super) conditions: Vec<Condition>,
}

/// Actions that grant permissions to a role.
const EMPOWER: [&str; 4] = [
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
];

/// Services to which an operator passes a role, to run a task or to pause a schedule.
const OPERATED: [&str; 2] = ["ecs-tasks.amazonaws.com", "scheduler.amazonaws.com"];

/// The resources of an action, with its conditions: a wildcard where IAM cannot limit it to the stacks.
pub(super) fn reaches(
    stacks: &[&Artifact],
    service: &str,
    action: &str,
    others: &BTreeSet<&'static str>,
) -> Vec<Reach> {
    match action {
        "iam:PassRole" => return passed(stacks, others.contains("iam:CreateRole")),
        "ssm:StartSession" => return sessions(stacks),
        _ if service == "s3" && action != "s3:CreateBucket" => return objects(stacks),
        _ => {}
    }
    let resources = resources(stacks, service, action);
    let boundary = boundary(stacks).filter(|_| EMPOWER.contains(&action));
    if action == "iam:DeleteRolePermissionsBoundary" && self::boundary(stacks).is_some() {
        // Removing a boundary is not allowed.
        return Vec::new();
    }
    let mut conditions = boundary.into_iter().collect::<Vec<_>>();
    if action == "iam:AttachRolePolicy" {
        conditions.extend(attached(stacks));
    }
    vec![Reach {
        resources,
        conditions,
    }]
}

/// Each role, only for the services in its trust policy.
fn passed(stacks: &[&Artifact], to_all: bool) -> Vec<Reach> {
    let mut roles = BTreeMap::<Vec<String>, Vec<String>>::new();
    for stack in stacks {
        for resource in stack
            .template
            .resources
            .values()
            .filter(|resource| resource.kind == ROLE.1)
        {
            let trust = resource
                .properties
                .get("AssumeRolePolicyDocument")
                .map(serde_json::to_value);
            let mut services = services(&trust.and_then(Result::ok).unwrap_or_default());
            services.retain(|service| to_all || OPERATED.contains(&&**service));
            if !services.is_empty() {
                roles
                    .entry(services)
                    .or_default()
                    .extend(of(stack, resource, ROLE));
            }
        }
    }
    let reach = |(services, mut resources): (Vec<String>, Vec<String>)| {
        resources.sort();
        resources.dedup();
        let conditions = vec![when("StringEquals", "iam:PassedToService", services)];
        Reach {
            resources,
            conditions,
        }
    };
    roles.into_iter().map(reach).collect()
}

/// The services in a trust policy.
fn services(trust: &Value) -> Vec<String> {
    let statements = trust["Statement"].as_array().into_iter().flatten();
    let named = statements.flat_map(|statement| match &statement["Principal"]["Service"] {
        Value::Array(services) => services.clone(),
        one => vec![one.clone()],
    });
    let mut named = named
        .filter_map(|name| Some(name.as_str()?.to_owned()))
        .collect::<Vec<_>>();
    named.sort();
    named.dedup();
    named
}

/// Sessions with an instance. Its id is not known beforehand, so the policy allows the instance that the stack
/// created.
fn sessions(stacks: &[&Artifact]) -> Vec<Reach> {
    let mut reaches = Vec::new();
    for stack in stacks.iter().filter(|stack| stack.machine.is_some()) {
        let region = stack.region.as_deref().unwrap_or("*");
        let partition = partition(stack.region.as_deref());
        reaches.push(Reach {
            resources: vec![format!("arn:{partition}:ec2:{region}:*:instance/*")],
            conditions: vec![when(
                "StringEquals",
                "aws:ResourceTag/aws:cloudformation:stack-name",
                vec![stack.name.to_string()],
            )],
        });
        reaches.push(Reach {
            resources: vec![format!("arn:{partition}:ssm:*::document/AWS-StartSSHSession")],
            conditions: Vec::new(),
        });
    }
    reaches
}

/// The buckets of the stacks. Those for long templates only in the own account, because bucket names are global.
fn objects(stacks: &[&Artifact]) -> Vec<Reach> {
    let of = |arns: BTreeSet<String>, conditions: Vec<Condition>| Reach {
        resources: arns.into_iter().collect(),
        conditions,
    };
    let own = stacks
        .iter()
        .flat_map(|stack| named(stack, "s3"))
        .collect::<BTreeSet<_>>();
    let templates = stacks.iter().flat_map(|stack| beside(stack, "s3", "")).collect();
    let here = when(
        "StringEquals",
        "aws:ResourceAccount",
        vec!["${aws:PrincipalAccount}".to_owned()],
    );
    let mut reaches = vec![of(templates, vec![here])];
    if !own.is_empty() {
        reaches.push(of(own, Vec::new()));
    }
    reaches
}

/// The policies of the stacks' roles: their own, and the AWS managed ones that they name.
fn attached(stacks: &[&Artifact]) -> Option<Condition> {
    let mut policies = BTreeSet::new();
    for stack in stacks {
        for resource in stack.whole().resources.values() {
            let kinds = KINDS
                .iter()
                .filter(|kind| kind.1 == "AWS::IAM::ManagedPolicy" && kind.1 == resource.kind);
            policies.extend(kinds.flat_map(|kind| of(stack, resource, kind)));
            let listed = resource
                .properties
                .get("ManagedPolicyArns")
                .map(serde_json::to_value);
            let listed = listed.and_then(Result::ok).unwrap_or_default();
            let listed = listed.as_array().into_iter().flatten().filter_map(Value::as_str);
            policies.extend(listed.map(str::to_owned));
        }
    }
    let policies = policies.into_iter().collect::<Vec<_>>();
    (!policies.is_empty()).then(|| when("ArnLike", "iam:PolicyARN", policies))
}

/// The permissions boundary of all roles of the stacks.
fn boundary(stacks: &[&Artifact]) -> Option<Condition> {
    let wholes = stacks.iter().map(|stack| stack.whole()).collect::<Vec<_>>();
    let resources = wholes.iter().flat_map(|whole| whole.resources.values());
    let roles = resources.filter(|resource| resource.kind == ROLE.1);
    let found = roles.map(|role| {
        role.properties
            .get("PermissionsBoundary")
            .and_then(|arn| arn.as_text())
    });
    let found = found.collect::<Option<BTreeSet<_>>>()?;
    let only = found.first().filter(|_| found.len() == 1)?;
    Some(when(
        "StringEquals",
        "iam:PermissionsBoundary",
        vec![(*only).to_owned()],
    ))
}

fn when(operator: &'static str, key: &str, values: Vec<String>) -> Condition {
    Condition {
        operator,
        key: key.to_owned(),
        values,
    }
}
