//! The resources of an action: those of the stacks, by the names that the templates or CloudFormation give them,
//! or everything where IAM supports nothing narrower.

use crate::model::app::Initial;
use crate::model::template::Resource;
use crate::synth::Artifact;
use crate::synth::resolve::offline;
use std::collections::BTreeSet;

/// The ARNs of a resource type: the IAM service, the type, the property with the name, and the part after region and
/// account; `{}` is the name.
pub(super) struct Kind(
    pub(super) &'static str,
    pub(super) &'static str,
    &'static str,
    &'static [&'static str],
);

const ROLES: Kind = Kind("iam", "AWS::IAM::Role", "RoleName", &["role/{}"]);
pub(super) const ROLE: &Kind = &ROLES;

pub(super) const KINDS: &[Kind] = &[
    Kind("cloudwatch", "AWS::CloudWatch::Alarm", "AlarmName", &["alarm:{}"]),
    Kind("codebuild", "AWS::CodeBuild::Project", "Name", &["project/{}"]),
    Kind(
        "ecr",
        "AWS::ECR::Repository",
        "RepositoryName",
        &["repository/{}"],
    ),
    Kind(
        "ecs",
        "AWS::ECS::Cluster",
        "ClusterName",
        &["cluster/{}", "task/{}/*"],
    ),
    Kind(
        "ecs",
        "AWS::ECS::TaskDefinition",
        "Family",
        &["task-definition/{}:*"],
    ),
    Kind("events", "AWS::Events::Rule", "Name", &["rule/{}"]),
    ROLES,
    Kind(
        "iam",
        "AWS::IAM::ManagedPolicy",
        "ManagedPolicyName",
        &["policy/{}"],
    ),
    Kind(
        "iam",
        "AWS::IAM::InstanceProfile",
        "InstanceProfileName",
        &["instance-profile/{}"],
    ),
    Kind(
        "lambda",
        "AWS::Lambda::Function",
        "FunctionName",
        &["function:{}", "function:{}:*"],
    ),
    Kind(
        "logs",
        "AWS::Logs::LogGroup",
        "LogGroupName",
        &["log-group:{}", "log-group:{}:*"],
    ),
    Kind("s3", "AWS::S3::Bucket", "BucketName", &["{}", "{}/*"]),
    Kind(
        "scheduler",
        "AWS::Scheduler::Schedule",
        "Name",
        &["schedule/*/{}"],
    ),
    Kind(
        "scheduler",
        "AWS::Scheduler::ScheduleGroup",
        "Name",
        &["schedule-group/{}"],
    ),
    Kind("sns", "AWS::SNS::Topic", "TopicName", &["{}"]),
    Kind("sqs", "AWS::SQS::Queue", "QueueName", &["{}"]),
    Kind("ssm", "AWS::SSM::Parameter", "Name", &["parameter/{}"]),
];

/// Actions that apply to no resource of a stack, in services that are limited otherwise.
const EVERYWHERE: &[&str] = &[
    "cloudformation:DescribeEvents",
    "cloudformation:DescribeStackDriftDetectionStatus",
    "cloudformation:GetHookResult",
    "cloudformation:GetResource",
    "cloudformation:ListExports",
    "cloudformation:ListImports",
    "cloudformation:ListStacks",
    "ecr:GetAuthorizationToken",
    "ecs:DeregisterTaskDefinition",
    "ecs:DescribeTaskDefinition",
    "ecs:ListTasks",
    "ecs:PutAccountSetting",
    "ecs:PutAccountSettingDefault",
    "events:PutEvents",
    "events:TestEventPattern",
    "iam:CreateServiceLinkedRole",
    "iam:ListAccountAliases",
    "iam:SimulatePrincipalPolicy",
    "lambda:GetCodeSigningConfig",
    "lambda:GetLayerVersion",
    "lambda:PassCapacityProvider",
    "logs:CreateLogDelivery",
    "logs:DeleteIndexPolicy",
    "logs:DeleteResourcePolicy",
    "logs:DescribeIndexPolicies",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:PutIndexPolicy",
    "logs:PutResourcePolicy",
    "scheduler:ListSchedules",
    "ssm:CreateAssociation",
    "ssm:DeleteAssociation",
    "ssm:DescribeAssociation",
    "ssm:DescribeInstanceInformation",
    "ssm:DescribeParameters",
    "ssm:ListAssociations",
];

/// The ARNs of the stacks' resources, or a wildcard.
pub(super) fn resources(stacks: &[&Artifact], service: &str, action: &str) -> Vec<String> {
    let mut arns = BTreeSet::new();
    for stack in stacks.iter().filter(|_| !EVERYWHERE.contains(&action)) {
        arns.extend(named(stack, service));
        arns.extend(beside(stack, service, action));
    }
    if arns.is_empty() {
        return vec!["*".to_owned()];
    }
    arns.into_iter().collect()
}

/// The resources of a stack in a service.
pub(super) fn named(stack: &Artifact, service: &str) -> Vec<String> {
    let whole = stack.whole();
    let resources = whole.resources.values();
    let arns = resources.flat_map(|resource| {
        let kinds = KINDS
            .iter()
            .filter(|kind| kind.0 == service && kind.1 == resource.kind);
        kinds
            .flat_map(|kind| of(stack, resource, kind))
            .collect::<Vec<_>>()
    });
    arns.collect()
}

pub(super) fn of(
    stack: &Artifact,
    resource: &Resource,
    Kind(service, _, property, ends): &Kind,
) -> Vec<String> {
    let name = resource.properties.get(property);
    let name = name.and_then(|name| offline(&stack.template, name));
    let name = match name {
        Some(name) => known(stack, &name),
        None if *service == "s3" => generated(&stack.name.to_lowercase()),
        None => generated(&stack.name),
    };
    let end = |end: &&str| {
        arn(
            stack,
            service,
            &end.replace("{}", &name).replace("parameter//", "parameter/"),
        )
    };
    ends.iter().map(end).collect()
}

/// The names that CloudFormation generates: the stack's name, the logical ID and a random suffix. If a service limits
/// the length, CloudFormation shortens the stack's name, to at least this length.
const SHORTENED: usize = 24;

fn generated(stack: &str) -> String {
    match stack.get(..SHORTENED) {
        Some(start) if stack.len() > SHORTENED => format!("{start}*"),
        _ => format!("{stack}-*"),
    }
}

/// A name without the parts that only AWS knows.
fn known(stack: &Artifact, name: &str) -> String {
    let region = stack.region.as_deref().unwrap_or("*");
    let name = name.replace("${AWS::Region}", region);
    name.replace("${AWS::AccountId}", "*")
        .replace("${AWS::StackName}", &stack.name)
}

/// The resources that the commands themselves need besides those of a stack: the stack, its values, and the bucket
/// for long templates.
pub(super) fn beside(stack: &Artifact, service: &str, action: &str) -> Vec<String> {
    match service {
        "cloudformation" => vec![arn(stack, service, &format!("stack/{}/*", stack.name))],
        "ssm" => {
            let region = stack.region.as_deref().unwrap_or("*");
            let secrets = stack.secrets.iter().map(|secret| secret.name.clone());
            let notes = format!("/sa-infra/{}/*", stack.name);
            let keys = stack.machine.iter().map(|_| "/ec2/keypair/*".to_owned());
            let reads = action.starts_with("ssm:Get");
            let own = secrets.chain(keys.filter(|_| reads)).chain([notes]);
            let own = own.map(|name| {
                let name = name.trim_start_matches('/');
                arn(stack, service, &format!("parameter/{name}"))
            });
            let published = stack
                .initial_values
                .iter()
                .filter(|_| reads)
                .filter_map(|(_, initial)| match initial {
                    Initial::Published(path) => {
                        let path = path.trim_start_matches('/');
                        Some(format!(
                            "arn:{}:ssm:{region}::parameter/{path}",
                            partition(stack.region.as_deref())
                        ))
                    }
                    Initial::Value(_) => None,
                });
            own.chain(published).collect()
        }
        "s3" => {
            let region = stack.region.as_deref().unwrap_or("*");
            let assets = (!stack.assets.is_empty()).then_some("sa-infra-assets");
            let buckets = ["sa-infra-templates"].into_iter().chain(assets);
            let buckets = buckets.map(|prefix| format!("{prefix}-*-{region}"));
            let ends = buckets.flat_map(|bucket| [format!("{bucket}/*"), bucket]);
            ends.map(|end| arn(stack, service, &end)).collect()
        }
        "ecr" if !stack.assets.is_empty() => vec![arn(stack, service, "repository/sa-infra-assets")],
        _ => Vec::new(),
    }
}

fn arn(stack: &Artifact, service: &str, end: &str) -> String {
    let region = stack.region.as_deref().unwrap_or("*");
    let partition = partition(stack.region.as_deref());
    match service {
        "s3" => format!("arn:{partition}:s3:::{end}"),
        "iam" => format!("arn:{partition}:iam::*:{end}"),
        _ => format!("arn:{partition}:{service}:{region}:*:{end}"),
    }
}

/// The AWS partition of a region.
pub(super) fn partition(region: Option<&str>) -> &'static str {
    let starts = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-isob-", "aws-iso-b"),
        ("us-isof-", "aws-iso-f"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-iso-", "aws-iso"),
        ("eusc-", "aws-eusc"),
    ];
    let found = starts
        .iter()
        .find(|(start, _)| region.is_some_and(|region| region.starts_with(start)));
    found.map_or("aws", |(_, partition)| partition)
}
