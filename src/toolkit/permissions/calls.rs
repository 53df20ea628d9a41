//! What each command calls, as IAM names it.

use serde::Serialize;

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
        &["cloudformation:DescribeStacks", "cloudformation:GetTemplate"],
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
    calls(
        "instance",
        &[
            "cloudformation:DescribeStacks",
            "cloudformation:GetResource",
            "cloudformation:GetTemplate",
            "cloudformation:ListStackResources",
            "lambda:InvokeFunction",
            "logs:FilterLogEvents",
            "scheduler:GetSchedule",
            "ssm:DescribeInstanceInformation",
            "ssm:GetParameters",
            "ssm:StartSession",
            // What Cloud Control reads in the name of who asks for a machine.
            "ec2:DescribeInstanceAttribute",
            "ec2:DescribeInstanceCreditSpecifications",
            "ec2:DescribeInstances",
            "ec2:DescribeLaunchTemplates",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeVolumes",
            "ssm:DescribeAssociation",
            "ssm:ListAssociations",
        ],
    ),
];
