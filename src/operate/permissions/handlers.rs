//! The permissions that CloudFormation needs from the caller: those of the handlers in AWS's schemas, without those
//! that IAM does not know or that these templates never need, and with those that the schemas lack.

use crate::facts;
use crate::synth::Artifact;
use serde_json::Value;

/// Names in AWS's schemas that are not IAM actions. A test compares them with a list of all actions.
pub const NO_ACTIONS: &[&str] = &[
    "lakeformation:CreateTable",
    "lambda:AssociateRuntimeAlias",
    "s3:DeleteBucketAnalyticsConfiguration",
    "s3:DeleteBucketCors",
    "s3:DeleteBucketEncryption",
    "s3:DeleteBucketLifecycle",
    "s3:DeleteBucketMetricsConfiguration",
    "s3:DeleteBucketReplication",
    "s3:PutBucketReplication",
    "s3:PutObjectLockConfiguration",
    "s3:REST.PUT.OBJECT",
];

/// The IAM names of some of them.
const CALLED: &[(&str, &str)] = &[
    ("s3:DeleteBucketEncryption", "s3:PutEncryptionConfiguration"),
    ("s3:DeleteBucketLifecycle", "s3:PutLifecycleConfiguration"),
    ("s3:DeleteBucketCors", "s3:PutBucketCORS"),
];

/// Types whose schemas name no permission, and the calls of their handlers.
const SILENT: &[(&str, &[&str], &[&str])] = &[(
    "AWS::CodeBuild::Project",
    &["codebuild:BatchGetProjects"],
    &[
        "codebuild:CreateProject",
        "codebuild:DeleteProject",
        "codebuild:UpdateProject",
        "iam:PassRole",
    ],
)];

/// Actions that a handler needs only when a resource has one of these properties.
const ONLY_WITH: &[(&str, &[&str])] = &[
    (
        "kms:",
        &[
            "KmsKeyId",
            "KmsKeyArn",
            "KMSKeyId",
            "KmsMasterKeyId",
            "KMSMasterKeyID",
            "KmsKey",
            "EncryptionKey",
        ],
    ),
    (
        "s3tables:",
        &["MetadataTableConfiguration", "MetadataConfiguration"],
    ),
    ("firehose:", &["FirehoseArn", "DeliveryStreamArn"]),
    (
        "elasticfilesystem:",
        &["FileSystemConfigs", "EFSVolumeConfiguration"],
    ),
    ("s3files:", &["FileSystemConfigs", "S3FilesVolumeConfiguration"]),
    ("lambda:GetCodeSigningConfig", &["CodeSigningConfigArn"]),
    ("lambda:GetLayerVersion", &["Layers"]),
    ("lambda:PassCapacityProvider", &["CapacityProviderConfig"]),
    ("ssm:CreateAssociation", &["SsmAssociations"]),
    ("ssm:DeleteAssociation", &["SsmAssociations"]),
    ("iam:AttachUserPolicy", &["Users"]),
    ("iam:DetachUserPolicy", &["Users"]),
    ("iam:PutUserPolicy", &["Users"]),
    ("iam:DeleteUserPolicy", &["Users"]),
    ("iam:GetUserPolicy", &["Users"]),
    ("iam:AttachGroupPolicy", &["Groups"]),
    ("iam:DetachGroupPolicy", &["Groups"]),
    ("iam:PutGroupPolicy", &["Groups"]),
    ("iam:DeleteGroupPolicy", &["Groups"]),
    ("iam:GetGroupPolicy", &["Groups"]),
];

/// The EC2 calls by which CloudFormation validates parameters of these types, with the caller's permissions.
const PARAMETERS: &[(&str, &str)] = &[
    (
        "AWS::EC2::AvailabilityZone::Name",
        "ec2:DescribeAvailabilityZones",
    ),
    ("AWS::EC2::Image::Id", "ec2:DescribeImages"),
    ("AWS::EC2::Instance::Id", "ec2:DescribeInstances"),
    ("AWS::EC2::KeyPair::KeyName", "ec2:DescribeKeyPairs"),
    ("AWS::EC2::SecurityGroup::Id", "ec2:DescribeSecurityGroups"),
    ("AWS::EC2::SecurityGroup::GroupName", "ec2:DescribeSecurityGroups"),
    ("AWS::EC2::Subnet::Id", "ec2:DescribeSubnets"),
    ("AWS::EC2::Volume::Id", "ec2:DescribeVolumes"),
    ("AWS::EC2::VPC::Id", "ec2:DescribeVpcs"),
    ("AWS::Route53::HostedZone::Id", "route53:ListHostedZones"),
    ("AWS::SSM::Parameter::", "ssm:GetParameters"),
];

/// The calls of `Fn::GetAZs`: the zones, and whether the account has default subnets in them.
const ZONES: &[&str] = &[
    "ec2:DescribeAccountAttributes",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeSubnets",
];

/// The calls of a type's handlers, to read and to change. None for an unknown type.
pub fn of_type(kind: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    if let Some((_, read, change)) = SILENT.iter().find(|(silent, ..)| *silent == kind) {
        return (read.to_vec(), change.to_vec());
    }
    let Some(kind) = facts::resource_type(kind) else {
        return (Vec::new(), Vec::new());
    };
    let known = kind.permissions();
    let all = |lists: &[&'static Vec<String>]| {
        let actions = lists.iter().flat_map(|list| list.iter().map(String::as_str));
        actions.filter_map(called).collect::<Vec<_>>()
    };
    (
        all(&[&known.read]),
        all(&[&known.create, &known.update, &known.delete]),
    )
}

/// The actions of CloudFormation during a change.
pub(super) fn changing(stack: &Artifact) -> Vec<&'static str> {
    let whole = stack.whole();
    let template = serde_json::to_value(&*whole).unwrap_or_default();
    let types = whole.resources.values().map(|resource| of_type(&resource.kind));
    let mut actions = types
        .flat_map(|(read, change)| read.into_iter().chain(change))
        .collect::<Vec<_>>();
    actions.retain(|action| is_led_to(action, &template));
    if has(&template, &["Fn::GetAZs"]) {
        actions.extend(ZONES);
    }
    let parameters = template["Parameters"].as_object().into_iter().flatten();
    for (_, parameter) in parameters {
        let kind = parameter["Type"].as_str().unwrap_or_default();
        let asked = PARAMETERS.iter().filter(|(known, _)| kind.contains(known));
        actions.extend(asked.map(|(_, action)| *action));
    }
    actions
}

/// The actions of CloudFormation during drift detection.
pub(super) fn reading(stack: &Artifact) -> Vec<&'static str> {
    let whole = stack.whole();
    let template = serde_json::to_value(&*whole).unwrap_or_default();
    let types = whole
        .resources
        .values()
        .flat_map(|resource| of_type(&resource.kind).0);
    types.filter(|action| is_led_to(action, &template)).collect()
}

fn called(action: &'static str) -> Option<&'static str> {
    let called = CALLED
        .iter()
        .find(|(schema, _)| *schema == action)
        .map(|(_, name)| *name);
    called.or_else(|| (!NO_ACTIONS.contains(&action)).then_some(action))
}

/// Whether a template has a property that makes a handler call it.
fn is_led_to(action: &str, template: &Value) -> bool {
    let needs = ONLY_WITH.iter().filter(|(start, _)| action.starts_with(start));
    needs.fold(true, |led, (_, keys)| led && has(template, keys))
}

/// Whether the value contains one of these keys, at any depth.
fn has(json: &Value, keys: &[&str]) -> bool {
    match json {
        Value::Object(members) => members
            .iter()
            .any(|(key, value)| keys.contains(&&**key) || has(value, keys)),
        Value::Array(items) => items.iter().any(|item| has(item, keys)),
        _ => false,
    }
}
