//! Calls that several commands make together.

/// The account and the identity.
pub(super) const WHERE: &[&str] = &["iam:ListAccountAliases", "sts:GetCallerIdentity"];

/// The existing instances of the app.
pub(super) const LIST: &[&str] = &["cloudformation:ListStacks"];
/// The state of a stack.
pub(super) const STACK: &[&str] = &["cloudformation:DescribeStacks"];
/// The resources of a deployed stack.
pub(super) const SITE: &[&str] = &[
    "cloudformation:DescribeStacks",
    "cloudformation:ListStackResources",
];
/// The task that a schedule would run.
pub(super) const LAUNCH: &[&str] = &[
    "cloudformation:DescribeStacks",
    "cloudformation:GetTemplate",
    "cloudformation:ListExports",
    "cloudformation:ListStackResources",
];
/// The events of a stack.
pub(super) const EVENTS: &[&str] = &[
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStacks",
];
/// The cause of a failure.
pub(super) const CAUSE: &[&str] = &[
    "cloudformation:DescribeStackResources",
    "ecs:DescribeTasks",
    "ecs:ListTasks",
    "sts:DecodeAuthorizationMessage",
];
/// Restores live parameters after an operation.
pub(super) const GIVE_BACK: &[&str] = &[
    "cloudformation:DescribeChangeSet",
    "iam:PassRole",
    "scheduler:GetSchedule",
    "scheduler:UpdateSchedule",
    "ssm:DeleteParameter",
    "ssm:GetParameters",
    "ssm:PutParameter",
];
/// Sets the properties of imported log groups after an operation.
pub(super) const IMPORTED: &[&str] = &[
    "cloudformation:GetTemplate",
    "logs:DescribeLogGroups",
    "logs:ListTagsForResource",
    "logs:PutRetentionPolicy",
    "logs:TagResource",
];
/// What deletes an abandoned change set and what it created.
pub(super) const DISCARD: &[&str] = &[
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:ListChangeSets",
];
/// The settings of a bucket to import.
pub(super) const BUCKET: &[&str] = &[
    "s3:GetBucketNotification",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketTagging",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:ListBucket",
];
/// Images among the assets: made a place for, pushed, deleted.
pub(super) const IMAGES: &[&str] = &[
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchDeleteImage",
    "ecr:CompleteLayerUpload",
    "ecr:CreateRepository",
    "ecr:DescribeRepositories",
    "ecr:GetAuthorizationToken",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
];
/// Tasks and their ends.
pub(super) const TASKS: &[&str] = &["ecs:DescribeTasks", "ecs:ListTasks"];
/// Drift detection.
pub(super) const DRIFT: &[&str] = &[
    "cloudformation:DescribeStackDriftDetectionStatus",
    "cloudformation:DescribeStackResourceDrifts",
    "cloudformation:DetectStackDrift",
    "cloudformation:DetectStackResourceDrift",
];
