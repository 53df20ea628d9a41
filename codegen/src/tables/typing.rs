//! What a string denotes where the schema does not say: the type, `Property` or `Definition.Property` in it, and the
//! format. A list or map stands for its elements.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typing {
    /// The string has this format.
    Format(&'static str),
    /// In the schema any JSON value; actually a string.
    Text,
}

const ROLE_ARN: Typing = Typing::Format("AWS::IAM::Role.Arn");
const BUCKET_ARN: Typing = Typing::Format("AWS::S3::Bucket.Arn");
const BUCKET_NAME: Typing = Typing::Format("AWS::S3::Bucket.Name");
const QUEUE_ARN: Typing = Typing::Format("AWS::SQS::Queue.Arn");
const TOPIC_ARN: Typing = Typing::Format("AWS::SNS::Topic.Arn");
const TASK_DEFINITION_ARN: Typing = Typing::Format("AWS::ECS::TaskDefinition.Arn");
const ROUTE_TABLE: Typing = Typing::Format("AWS::EC2::RouteTable.Id");
const INTERNET_GATEWAY: Typing = Typing::Format("AWS::EC2::InternetGateway.Id");
const FUNCTION_ARN: Typing = Typing::Format("AWS::Lambda::Function.Arn");
const FUNCTION_NAME: Typing = Typing::Format("AWS::Lambda::Function.Name");
const LOG_GROUP_NAME: Typing = Typing::Format("AWS::Logs::LogGroup.Name");
const ROLE_NAME: Typing = Typing::Format("AWS::IAM::Role.Name");

const TABLE: &[(&str, &str, Typing)] = &[
    ("AWS::CodeBuild::Project", "ServiceRole", ROLE_ARN),
    (
        "AWS::CodeBuild::Project",
        "CloudWatchLogsConfig.GroupName",
        LOG_GROUP_NAME,
    ),
    (
        "AWS::EC2::Instance",
        "IamInstanceProfile",
        Typing::Format("AWS::IAM::InstanceProfile.Name"),
    ),
    (
        "AWS::EC2::Instance",
        "KeyName",
        Typing::Format("AWS::EC2::KeyPair.Name"),
    ),
    (
        "AWS::EC2::Instance",
        "SecurityGroupIds",
        Typing::Format("AWS::EC2::SecurityGroup.Id"),
    ),
    ("AWS::EC2::Route", "RouteTableId", ROUTE_TABLE),
    (
        "AWS::EC2::SubnetRouteTableAssociation",
        "RouteTableId",
        ROUTE_TABLE,
    ),
    (
        "AWS::EC2::VPCGatewayAttachment",
        "InternetGatewayId",
        INTERNET_GATEWAY,
    ),
    ("AWS::EC2::RouteTable", "RouteTableId", ROUTE_TABLE),
    ("AWS::EC2::InternetGateway", "InternetGatewayId", INTERNET_GATEWAY),
    (
        "AWS::ECS::TaskDefinition",
        "TaskDefinitionArn",
        TASK_DEFINITION_ARN,
    ),
    // Its definition and the rule's are one struct only while they agree.
    ("AWS::Events::EventBus", "DeadLetterConfig.Arn", QUEUE_ARN),
    ("AWS::Events::Rule", "DeadLetterConfig.Arn", QUEUE_ARN),
    (
        "AWS::Events::Rule",
        "EcsParameters.TaskDefinitionArn",
        TASK_DEFINITION_ARN,
    ),
    ("AWS::IAM::InstanceProfile", "Roles", ROLE_NAME),
    ("AWS::IAM::ManagedPolicy", "Roles", ROLE_NAME),
    ("AWS::IAM::Policy", "Roles", ROLE_NAME),
    ("AWS::Lambda::EventInvokeConfig", "FunctionName", FUNCTION_NAME),
    ("AWS::Lambda::Function", "Role", ROLE_ARN),
    // Lambda accepts only strings; CloudFormation turns numbers and booleans into strings.
    ("AWS::Lambda::Function", "Environment.Variables", Typing::Text),
    ("AWS::Lambda::Permission", "FunctionName", FUNCTION_NAME),
    ("AWS::S3::Bucket", "Destination.BucketArn", BUCKET_ARN),
    ("AWS::S3::Bucket", "LambdaConfiguration.Function", FUNCTION_ARN),
    (
        "AWS::S3::Bucket",
        "LoggingConfiguration.DestinationBucketName",
        BUCKET_NAME,
    ),
    ("AWS::S3::Bucket", "QueueConfiguration.Queue", QUEUE_ARN),
    ("AWS::S3::Bucket", "ReplicationConfiguration.Role", ROLE_ARN),
    ("AWS::S3::Bucket", "ReplicationDestination.Bucket", BUCKET_ARN),
    ("AWS::S3::Bucket", "TopicConfiguration.Topic", TOPIC_ARN),
    ("AWS::S3::BucketPolicy", "Bucket", BUCKET_NAME),
    ("AWS::SNS::TopicPolicy", "Topics", TOPIC_ARN),
    ("AWS::Scheduler::Schedule", "DeadLetterConfig.Arn", QUEUE_ARN),
    (
        "AWS::Scheduler::Schedule",
        "EcsParameters.TaskDefinitionArn",
        TASK_DEFINITION_ARN,
    ),
    (
        "AWS::Scheduler::Schedule",
        "GroupName",
        Typing::Format("AWS::Scheduler::ScheduleGroup.Name"),
    ),
    (
        "AWS::Glue::Table",
        "DatabaseName",
        Typing::Format("AWS::Glue::Database.Name"),
    ),
];

/// The rows about one resource type.
pub(crate) fn of(name: &str) -> impl Iterator<Item = (&'static str, Typing)> {
    let name = name.to_owned();
    TABLE
        .iter()
        .filter(move |(resource, _, _)| *resource == name)
        .map(|(_, place, typing)| (*place, *typing))
}
