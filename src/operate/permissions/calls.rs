//! The calls of each command, in groups: describe, follow, explain, restore.

mod groups;

use crate::model::app::asset::{Asset, Content};
use crate::synth::Artifact;
use groups::{
    BUCKET, CAUSE, DISCARD, DRIFT, EVENTS, GIVE_BACK, IMAGES, IMPORTED, LAUNCH, LIST, SITE, STACK, TASKS,
    WHERE,
};
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;

/// With `commands`: the actions of a command.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Calls {
    /// The command.
    pub command: &'static str,
    /// The purpose.
    #[serde(skip)]
    pub purpose: super::Purpose,
    #[serde(rename = "actions", serialize_with = "flat")]
    groups: &'static [&'static [&'static str]],
}

impl Calls {
    /// Its calls as IAM actions, in alphabetical order.
    pub fn actions(&self) -> BTreeSet<&'static str> {
        all(self.groups).collect()
    }
}

impl Calls {
    /// What it calls for these stacks: nothing of images where none are among the assets.
    pub fn actions_for(&self, stacks: &[&Artifact]) -> BTreeSet<&'static str> {
        let is_image = |asset: &Asset| matches!(asset.content, Content::Image(_));
        let mut actions = self.actions();
        if !stacks.iter().any(|stack| stack.assets.iter().any(is_image)) {
            actions.retain(|action| !IMAGES.contains(action));
        }
        actions
    }
}

/// What belongs to the groups, and what every command asks before it begins.
fn all(groups: &'static [&'static [&'static str]]) -> impl Iterator<Item = &'static str> {
    groups.iter().copied().chain([WHERE]).flatten().copied()
}

fn flat<S: Serializer>(
    groups: &&'static [&'static [&'static str]],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(all(groups).collect::<BTreeSet<_>>())
}

const fn deploys(command: &'static str, groups: &'static [&'static [&'static str]]) -> Calls {
    let purpose = super::Purpose::Deploy;
    Calls {
        command,
        purpose,
        groups,
    }
}

const fn operates(command: &'static str, groups: &'static [&'static [&'static str]]) -> Calls {
    let purpose = super::Purpose::Operate;
    Calls {
        command,
        purpose,
        groups,
    }
}

/// The calls of each command, besides those that CloudFormation makes on its behalf.
pub const CALLS: &[Calls] = &[
    deploys(
        "diff",
        &[
            STACK,
            BUCKET,
            &[
                "cloudformation:GetTemplate",
                "ecr:DescribeImages",
                "sts:GetCallerIdentity",
            ],
        ],
    ),
    deploys(
        "deploy",
        &[
            SITE,
            EVENTS,
            CAUSE,
            GIVE_BACK,
            IMPORTED,
            DISCARD,
            BUCKET,
            IMAGES,
            &[
                "cloudformation:CreateChangeSet",
                "cloudformation:DescribeEvents",
                "cloudformation:ExecuteChangeSet",
                "cloudformation:GetHookResult",
                "cloudformation:ListExports",
                "cloudformation:ListHookResults",
                "cloudformation:ListImports",
                "cloudformation:TagResource",
                "cloudformation:UpdateTerminationProtection",
                "ec2:DescribeImages",
                "ec2:DescribeInstanceTypeOfferings",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcs",
                "ecr:DescribeImages",
                "events:DescribeRule",
                "s3:CreateBucket",
                "s3:DeleteObject",
                "s3:DeleteObjectVersion",
                "s3:GetObject",
                "s3:GetObjectVersion",
                "s3:PutBucketOwnershipControls",
                "s3:PutBucketPolicy",
                "s3:PutBucketPublicAccessBlock",
                "s3:PutBucketVersioning",
                "s3:PutEncryptionConfiguration",
                "s3:PutLifecycleConfiguration",
                "s3:PutObject",
                "servicequotas:GetAWSDefaultServiceQuota",
                "servicequotas:GetServiceQuota",
                "sts:GetCallerIdentity",
            ],
        ],
    ),
    deploys(
        "gc",
        &[
            LIST,
            STACK,
            &[
                "cloudformation:GetTemplate",
                "ecr:BatchDeleteImage",
                "ecr:DescribeImages",
                "s3:DeleteObject",
                "s3:DeleteObjectVersion",
                "s3:ListBucket",
            ],
        ],
    ),
    deploys(
        "destroy",
        &[
            SITE,
            EVENTS,
            CAUSE,
            GIVE_BACK,
            &[
                "cloudformation:DeleteStack",
                "cloudformation:GetTemplate",
                "cloudformation:ListChangeSets",
                "cloudformation:ListExports",
                "cloudformation:ListImports",
                "cloudformation:ListStacks",
                "cloudformation:UpdateTerminationProtection",
                "ecr:DeleteRepository",
                "ecr:DescribeImages",
                "ecs:StopTask",
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
                "s3:DeleteObjectVersion",
                "s3:GetObjectVersion",
                "s3:GetObjectVersionTagging",
                "s3:ListBucketMultipartUploads",
                "s3:ListBucketVersions",
                "scheduler:ListSchedules",
            ],
        ],
    ),
    operates(
        "restore",
        &[
            SITE,
            &[
                "ecr:DescribeImages",
                "iam:PassRole",
                "s3:ListBucketVersions",
                "s3:PutObject",
                "s3:PutObjectTagging",
                "scheduler:GetSchedule",
                "scheduler:UpdateSchedule",
                "ssm:DeleteParameter",
                "ssm:GetParameters",
                "ssm:PutParameter",
            ],
        ],
    ),
    operates(
        "status",
        &[
            EVENTS,
            &[
                "cloudformation:GetTemplate",
                "cloudwatch:DescribeAlarms",
                "ecr:DescribeImages",
                "scheduler:GetSchedule",
                "ssm:GetParameters",
            ],
        ],
    ),
    operates("outputs", &[STACK]),
    operates("events", &[EVENTS, &["ssm:GetParameters"]]),
    operates(
        "drift",
        &[
            SITE,
            DRIFT,
            &["cloudformation:GetTemplate", "cloudformation:ListExports"],
        ],
    ),
    deploys("watch", &[SITE, EVENTS, CAUSE, GIVE_BACK, IMPORTED]),
    deploys(
        "cancel",
        &[
            SITE,
            EVENTS,
            CAUSE,
            GIVE_BACK,
            IMPORTED,
            DISCARD,
            &["cloudformation:CancelUpdateStack"],
        ],
    ),
    deploys(
        "recover",
        &[
            SITE,
            EVENTS,
            CAUSE,
            GIVE_BACK,
            IMPORTED,
            DISCARD,
            &[
                "cloudformation:ContinueUpdateRollback",
                "cloudformation:GetTemplate",
                "cloudformation:RollbackStack",
            ],
        ],
    ),
    operates(
        "secrets",
        &[
            LIST,
            &[
                "ssm:DeleteParameter",
                "ssm:DescribeParameters",
                "ssm:GetParameters",
                "ssm:PutParameter",
            ],
        ],
    ),
    operates(
        "notify",
        &[
            LIST,
            SITE,
            &[
                "cloudformation:GetTemplate",
                "events:DescribeRule",
                "events:PutEvents",
                "events:TestEventPattern",
                "sns:ListSubscriptionsByTopic",
                "sns:Publish",
                "sns:Subscribe",
                "sns:Unsubscribe",
            ],
        ],
    ),
    operates(
        "schedule",
        &[
            LIST,
            TASKS,
            &[
                "iam:PassRole",
                "logs:DescribeLogStreams",
                "logs:FilterLogEvents",
                "scheduler:GetSchedule",
                "scheduler:UpdateSchedule",
            ],
        ],
    ),
    operates("logs", &[LIST, &["logs:FilterLogEvents"]]),
    operates(
        "tasks",
        &[
            LIST,
            SITE,
            TASKS,
            &["scheduler:GetSchedule", "scheduler:ListSchedules"],
        ],
    ),
    operates(
        "images",
        &[LIST, &["cloudformation:GetTemplate", "ecr:DescribeImages"]],
    ),
    operates(
        "run",
        &[
            LIST,
            LAUNCH,
            TASKS,
            &[
                "ecr:DescribeImages",
                "ecs:RunTask",
                "ecs:StopTask",
                "iam:PassRole",
                "logs:FilterLogEvents",
                "ssm:DescribeParameters",
                "ssm:GetParameters",
            ],
        ],
    ),
    operates(
        "build",
        &[
            LIST,
            SITE,
            &[
                "codebuild:BatchGetBuilds",
                "codebuild:ListBuildsForProject",
                "codebuild:StartBuild",
                "codebuild:StopBuild",
                "ecr:DescribeImages",
                "logs:FilterLogEvents",
            ],
        ],
    ),
    operates(
        "instance",
        &[
            LAUNCH,
            &[
                "cloudformation:GetResource",
                "lambda:InvokeFunction",
                "logs:FilterLogEvents",
                "scheduler:GetSchedule",
                "ssm:DescribeInstanceInformation",
                "ssm:GetParameters",
                "ssm:StartSession",
                // Cloud Control reads these with the permissions of the caller who creates an instance.
                "ec2:DescribeInstanceAttribute",
                "ec2:DescribeInstanceCreditSpecifications",
                "ec2:DescribeInstances",
                "ec2:DescribeLaunchTemplates",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeVolumes",
                "ssm:DescribeAssociation",
                "ssm:ListAssociations",
            ],
        ],
    ),
    operates("upload", &[SITE, &["s3:PutObject"]]),
    operates(
        "doctor",
        &[
            LIST,
            SITE,
            EVENTS,
            TASKS,
            &[
                "cloudformation:GetTemplate",
                "cloudformation:ListExports",
                "cloudwatch:DescribeAlarms",
                "ec2:DescribeImages",
                "ec2:DescribeInstanceTypeOfferings",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcs",
                "ecr:DescribeImages",
                "iam:GetRole",
                "iam:SimulatePrincipalPolicy",
                "logs:DescribeLogStreams",
                "logs:FilterLogEvents",
                "scheduler:GetSchedule",
                "servicequotas:GetAWSDefaultServiceQuota",
                "servicequotas:GetServiceQuota",
                "sns:ListSubscriptionsByTopic",
                "ssm:DescribeParameters",
                "ssm:GetParameters",
                "sts:GetCallerIdentity",
            ],
        ],
    ),
    operates(
        "policy",
        &[&[
            "iam:GetRole",
            "iam:SimulatePrincipalPolicy",
            "sts:GetCallerIdentity",
        ]],
    ),
];
