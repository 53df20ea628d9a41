//! The condition keys of a real request, for IAM's simulation: the values in the policy's conditions, the tags of the
//! stacks, the region, and that CloudFormation calls on behalf of the deployer.

use super::scope::named;
use super::{CALLS, Calls, Condition, Grant};
use crate::cloud::iam::{ContextEntry, ContextKind};
use crate::cloud::sts::Identity;
use crate::synth::Artifact;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Actions whose requests carry tags. A test compares them with a list of all actions.
pub const WITH_TAGS: &[&str] = &[
    "cloudformation:CreateChangeSet",
    "cloudformation:TagResource",
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:TagResource",
    "codebuild:CreateProject",
    "codebuild:UpdateProject",
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:CreateInternetGateway",
    "ec2:CreateKeyPair",
    "ec2:CreateRouteTable",
    "ec2:CreateSecurityGroup",
    "ec2:CreateSubnet",
    "ec2:CreateTags",
    "ec2:CreateVpc",
    "ec2:CreateVpcEncryptionControl",
    "ec2:DeleteTags",
    "ec2:ImportKeyPair",
    "ec2:RunInstances",
    "ecr:CreateRepository",
    "ecr:ListTagsForResource",
    "ecr:TagResource",
    "ecs:CreateCluster",
    "ecs:RegisterTaskDefinition",
    "ecs:RunTask",
    "ecs:TagResource",
    "events:PutRule",
    "events:TagResource",
    "glue:CreateConnection",
    "glue:CreateDatabase",
    "iam:CreateInstanceProfile",
    "iam:CreatePolicy",
    "iam:CreateRole",
    "iam:TagRole",
    "lambda:CreateFunction",
    "lambda:TagResource",
    "logs:CreateLogGroup",
    "logs:TagResource",
    "s3:CreateBucket",
    "s3:TagResource",
    "scheduler:CreateScheduleGroup",
    "scheduler:TagResource",
    "sns:CreateTopic",
    "sns:TagResource",
    "ssm:AddTagsToResource",
    "ssm:PutParameter",
];

/// The services' own condition keys for tags of their resources.
const OWN_TAGS: [&str; 5] = [
    "ec2:ResourceTag",
    "ecr:ResourceTag",
    "ecs:ResourceTag",
    "iam:ResourceTag",
    "ssm:resourceTag",
];

/// The common properties of these stacks' requests.
pub(super) struct Requests<'a> {
    identity: &'a Identity,
    region: &'a str,
    stacks: &'a [&'a Artifact],
    /// The actions that the commands call themselves.
    own: BTreeSet<&'static str>,
}

/// The values of a key, one per simulation, and their type.
type Said = BTreeMap<String, (ContextKind, Vec<String>)>;

impl<'a> Requests<'a> {
    pub(super) fn new(stacks: &'a [&'a Artifact], identity: &'a Identity, region: &'a str) -> Self {
        Self {
            identity,
            region,
            stacks,
            own: CALLS.iter().flat_map(Calls::actions).collect(),
        }
    }

    /// The grant as simulations: actions with the same context, each with that context. A key with several values,
    /// such as the tag of several stacks, is simulated with each of them.
    pub(super) fn of(&self, grant: &Grant) -> Vec<(Vec<&'static str>, Vec<ContextEntry>)> {
        let tags = self.tags(grant);
        let mut asked = BTreeMap::<Vec<ContextEntry>, Vec<&'static str>>::new();
        for action in &grant.actions {
            let said = self.said(action, &grant.conditions, &tags);
            let turns = said.values().filter(|(kind, _)| *kind != ContextKind::StringList);
            let turns = turns.map(|(_, values)| values.len()).max().unwrap_or_default();
            for turn in 0..turns {
                asked.entry(at(&said, turn)).or_default().push(action);
            }
        }
        asked.into_iter().map(|(said, actions)| (actions, said)).collect()
    }

    fn said(&self, action: &str, conditions: &[Condition], tags: &[(String, Vec<String>)]) -> Said {
        let mut said = Said::new();
        let mut say = |key: &str, kind: ContextKind, values: Vec<String>| {
            if !values.is_empty() {
                said.insert(key.to_owned(), (kind, values));
            }
        };
        let account = &self.identity.account;
        let one = |value: &str| vec![value.to_owned()];
        say(
            "aws:RequestedRegion",
            ContextKind::String,
            one(self.region(action)),
        );
        say("aws:ResourceAccount", ContextKind::String, one(account));
        say("aws:PrincipalAccount", ContextKind::String, one(account));
        say("aws:SecureTransport", ContextKind::Boolean, one("true"));
        if !self.own.contains(action) {
            let service = "cloudformation.amazonaws.com";
            say("aws:CalledVia", ContextKind::StringList, one(service));
            say("aws:CalledViaFirst", ContextKind::String, one(service));
            say("aws:CalledViaLast", ContextKind::String, one(service));
            say("aws:ViaAWSService", ContextKind::Boolean, one("true"));
        }
        let service = action.split(':').next();
        let name = action.split_once(':').map_or(action, |(_, name)| name);
        // A new resource has no tags yet, and lists have no resource.
        let has_tags = name.starts_with("ListTags")
            || !["Create", "Describe", "List"]
                .iter()
                .any(|verb| name.starts_with(verb));
        for (key, values) in tags {
            // CloudFormation's own tags are on resources only.
            if WITH_TAGS.contains(&action) && !key.starts_with("aws:") {
                say(
                    &format!("aws:RequestTag/{key}"),
                    ContextKind::String,
                    values.clone(),
                );
            }
            if has_tags {
                say(
                    &format!("aws:ResourceTag/{key}"),
                    ContextKind::String,
                    values.clone(),
                );
                // Some services have their own key for the same.
                if let Some(own) = OWN_TAGS.iter().find(|own| own.split(':').next() == service) {
                    say(&format!("{own}/{key}"), ContextKind::String, values.clone());
                }
            }
        }
        if WITH_TAGS.contains(&action) {
            let keys = tags.iter().map(|(key, _)| key.clone());
            let keys = keys.filter(|key| !key.starts_with("aws:")).collect();
            say("aws:TagKeys", ContextKind::StringList, keys);
        }
        for Condition { key, values, .. } in conditions {
            let known = |value: &String| {
                let value = value.replace("${aws:PrincipalAccount}", account);
                self.identity.known(&value, self.region)
            };
            say(key, ContextKind::String, values.iter().map(known).collect());
        }
        said
    }

    /// The tags that the grant's stacks give to all of their resources, with their values.
    fn tags(&self, grant: &Grant) -> Vec<(String, Vec<String>)> {
        let service = grant.actions.first().and_then(|action| action.split(':').next());
        let is_about = |stack: &&&Artifact| {
            let own = named(stack, service.unwrap_or_default());
            own.iter().any(|arn| grant.resources.contains(arn))
        };
        let mut stacks = self.stacks.iter().filter(is_about).collect::<Vec<_>>();
        if stacks.is_empty() {
            stacks.extend(self.stacks);
        }
        let mut found = BTreeMap::<String, BTreeSet<String>>::new();
        if let [only] = stacks.as_slice() {
            let key = "aws:cloudformation:stack-name".to_owned();
            found.entry(key).or_default().insert(only.name.to_string());
        }
        for stack in stacks {
            for (key, value) in common(stack) {
                found.entry(key).or_default().insert(value);
            }
        }
        let found = found.into_iter();
        found
            .map(|(key, values)| (key, values.into_iter().collect()))
            .collect()
    }

    /// IAM's own API is in one region of each partition.
    fn region(&self, action: &str) -> &'a str {
        match self.region.split('-').next() {
            _ if !action.starts_with("iam:") => self.region,
            Some("cn") => "cn-north-1",
            Some("us") if self.region.starts_with("us-gov-") => "us-gov-west-1",
            _ => "us-east-1",
        }
    }
}

/// The context of one simulation.
fn at(said: &Said, turn: usize) -> Vec<ContextEntry> {
    let entry = |(key, (kind, values)): (&String, &(ContextKind, Vec<String>))| ContextEntry {
        key: key.clone(),
        kind: *kind,
        values: match kind {
            ContextKind::StringList => values.clone(),
            _ => values.get(turn % values.len()).cloned().into_iter().collect(),
        },
    };
    said.iter().map(entry).collect()
}

/// The literal tags that have one value in a stack.
fn common(stack: &Artifact) -> Vec<(String, String)> {
    let mut found = BTreeMap::<String, BTreeSet<String>>::new();
    for resource in stack.whole().resources.values() {
        let tags = resource.properties.get("Tags").map(serde_json::to_value);
        let Some(Ok(Value::Array(tags))) = tags else {
            continue;
        };
        for tag in &tags {
            if let (Some(key), Some(value)) = (tag["Key"].as_str(), tag["Value"].as_str()) {
                found.entry(key.to_owned()).or_default().insert(value.to_owned());
            }
        }
    }
    let single = found.into_iter().filter(|(_, values)| values.len() == 1);
    single
        .filter_map(|(key, values)| Some((key, values.into_iter().next()?)))
        .collect()
}
