//! Calls that several commands make together.

/// In which account it is, and as whom.
pub(super) const WHERE: &[&str] = &["iam:ListAccountAliases", "sts:GetCallerIdentity"];

/// Which instances there are.
pub(super) const LIST: &[&str] = &["cloudformation:ListStacks"];
/// How a stack is.
pub(super) const STACK: &[&str] = &["cloudformation:DescribeStacks"];
/// What a deployed stack is made of.
pub(super) const SITE: &[&str] = &[
    "cloudformation:DescribeStacks",
    "cloudformation:ListStackResources",
];
/// What a schedule would run.
pub(super) const LAUNCH: &[&str] = &[
    "cloudformation:DescribeStacks",
    "cloudformation:GetTemplate",
    "cloudformation:ListExports",
    "cloudformation:ListStackResources",
];
/// What happens to a stack.
pub(super) const EVENTS: &[&str] = &[
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStacks",
];
/// Why something failed.
pub(super) const CAUSE: &[&str] = &[
    "cloudformation:DescribeStackResources",
    "ecs:DescribeTasks",
    "ecs:ListTasks",
    "sts:DecodeAuthorizationMessage",
];
/// What owners set, put back after an operation.
pub(super) const GIVE_BACK: &[&str] = &[
    "cloudformation:DescribeChangeSet",
    "iam:PassRole",
    "scheduler:GetSchedule",
    "scheduler:UpdateSchedule",
    "ssm:DeleteParameter",
    "ssm:GetParameters",
    "ssm:PutParameter",
];
/// What a template says of log groups that were imported, set after an operation.
pub(super) const IMPORTED: &[&str] = &[
    "cloudformation:GetTemplate",
    "logs:DescribeLogGroups",
    "logs:ListTagsForResource",
    "logs:PutRetentionPolicy",
    "logs:TagResource",
];
/// What a change set that nobody wants leaves behind.
pub(super) const DISCARD: &[&str] = &[
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:ListChangeSets",
];
/// How a bucket is that is to be adopted.
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
/// The search for drift.
pub(super) const DRIFT: &[&str] = &[
    "cloudformation:DescribeStackDriftDetectionStatus",
    "cloudformation:DescribeStackResourceDrifts",
    "cloudformation:DetectStackDrift",
    "cloudformation:DetectStackResourceDrift",
];
