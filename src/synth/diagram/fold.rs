//! Which resources only serve another one, and which one that is.

use super::references::References;
use super::units::Units;

/// Types that belong to the resource that this property refers to.
const GUESTS: [(&str, &str); 29] = [
    ("AWS::ApiGateway::Deployment", "RestApiId"),
    ("AWS::CloudWatch::AnomalyDetector", "MetricName"),
    ("AWS::EC2::Route", "RouteTableId"),
    ("AWS::EC2::RouteTable", "VpcId"),
    ("AWS::EC2::SecurityGroup", "VpcId"),
    ("AWS::EC2::SecurityGroupEgress", "GroupId"),
    ("AWS::EC2::SecurityGroupIngress", "GroupId"),
    ("AWS::EC2::Subnet", "VpcId"),
    ("AWS::EC2::SubnetRouteTableAssociation", "RouteTableId"),
    ("AWS::EC2::VPCEndpoint", "VpcId"),
    ("AWS::EC2::VPCGatewayAttachment", "VpcId"),
    ("AWS::EC2::VolumeAttachment", "VolumeId"),
    ("AWS::Glue::Table", "DatabaseName"),
    ("AWS::IAM::InstanceProfile", "Roles"),
    ("AWS::IAM::Policy", "Roles"),
    ("AWS::IAM::RolePolicy", "RoleName"),
    ("AWS::Lambda::Alias", "FunctionName"),
    ("AWS::Lambda::EventInvokeConfig", "FunctionName"),
    ("AWS::Lambda::Permission", "FunctionName"),
    ("AWS::Lambda::Url", "TargetFunctionArn"),
    ("AWS::Lambda::Version", "FunctionName"),
    ("AWS::Logs::LogStream", "LogGroupName"),
    ("AWS::Logs::MetricFilter", "LogGroupName"),
    ("AWS::Logs::SubscriptionFilter", "LogGroupName"),
    ("AWS::S3::BucketPolicy", "Bucket"),
    ("AWS::SNS::Subscription", "TopicArn"),
    ("AWS::SNS::TopicInlinePolicy", "TopicArn"),
    ("AWS::SNS::TopicPolicy", "Topics"),
    ("AWS::SQS::QueuePolicy", "Queues"),
];

/// Types that belong to the resource that refers to them, if that is one kind of resource in their own stack.
const SERVANTS: [&str; 5] = [
    "AWS::EC2::InternetGateway",
    "AWS::EC2::KeyPair",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Role",
    "AWS::Scheduler::ScheduleGroup",
];

/// For each resource, the one whose box contains it; mostly itself.
pub(super) fn hosts(units: &Units<'_>, references: &References) -> Vec<usize> {
    let mut hosts = (0..units.all.len()).collect::<Vec<_>>();
    for (guest, property, host) in &references.by_property {
        let is_guest = GUESTS.contains(&(units.all[*guest].kind, property));
        if is_guest && hosts[*guest] == *guest && units.all[*guest].stack == units.all[*host].stack {
            hosts[*guest] = *host;
        }
    }
    // Repeated, for a policy that belongs to a role that belongs to an instance.
    for _ in 0..SERVANTS.len() {
        for servant in 0..hosts.len() {
            if hosts[servant] == servant && SERVANTS.contains(&units.all[servant].kind) {
                hosts[servant] = master(servant, units, references, &hosts);
            }
        }
    }
    (0..hosts.len()).map(|unit| outermost(unit, &hosts)).collect()
}

/// The first of those that refer to it, or itself when they are of several kinds or stacks.
fn master(servant: usize, units: &Units<'_>, references: &References, hosts: &[usize]) -> usize {
    let users = references
        .plain
        .iter()
        .filter(|(_, to)| outermost(*to, hosts) == servant);
    let users = users
        .map(|(from, _)| outermost(*from, hosts))
        .filter(|from| *from != servant);
    let mut users = users.collect::<Vec<_>>();
    // An alarm does not use the resource that it watches.
    users.retain(|user| units.all[*user].kind != "AWS::CloudWatch::Alarm");
    let stack = units.all[servant].stack;
    let Some(first) = users.first() else {
        return servant;
    };
    let kind = units.all[*first].kind;
    let alike = |user: &usize| units.all[*user].kind == kind && units.all[*user].stack == stack;
    if users.iter().all(alike) { *first } else { servant }
}

/// Follows hosts of hosts to the last one; a circle ends where it began.
fn outermost(unit: usize, hosts: &[usize]) -> usize {
    let mut at = unit;
    for _ in 0..8 {
        at = hosts[at];
    }
    at
}
