//! URLs of pages of the AWS console.

use crate::model::arn::partition;
use std::fmt::Write;

/// The page of a stack, by its ARN.
pub fn stack(arn: &str) -> Option<String> {
    let region = arn.split(':').nth(3).filter(|region| !region.is_empty())?;
    let page = format!("#/stacks/stackinfo?stackId={}", encoded(arn));
    Some(format!(
        "{}/cloudformation/home?region={region}{page}",
        host(region)
    ))
}

/// The page of a resource of a stack, by its type and its physical ID; `None` for types without a page of their own.
/// `group` is the schedule group of a schedule.
pub fn resource(stack: &str, kind: &str, id: &str, group: Option<&str>) -> Option<String> {
    let mut parts = stack.split(':').skip(3);
    let (region, account) = (parts.next()?, parts.next()?);
    let last = id.rsplit('/').next().unwrap_or(id);
    let (name, last) = (encoded(id), encoded(last));
    let page = match kind {
        "AWS::CloudFormation::Stack" => return self::stack(id),
        "AWS::Logs::LogGroup" => return Some(log_group(region, id)),
        "AWS::CloudWatch::Alarm" => format!("cloudwatch/home?region={region}#alarmsV2:alarm/{name}"),
        "AWS::CodeBuild::Project" => format!("codesuite/codebuild/{account}/projects/{name}?region={region}"),
        "AWS::DynamoDB::Table" => format!("dynamodbv2/home?region={region}#table?name={name}"),
        "AWS::EC2::Instance" => format!("ec2/home?region={region}#InstanceDetails:instanceId={name}"),
        "AWS::EC2::KeyPair" => format!("ec2/home?region={region}#KeyPairs:search={name}"),
        "AWS::EC2::SecurityGroup" => format!("ec2/home?region={region}#SecurityGroup:groupId={name}"),
        "AWS::EC2::Volume" => format!("ec2/home?region={region}#VolumeDetails:volumeId={name}"),
        "AWS::EC2::InternetGateway" => {
            format!("vpcconsole/home?region={region}#InternetGateway:internetGatewayId={name}")
        }
        "AWS::EC2::NatGateway" => {
            format!("vpcconsole/home?region={region}#NatGatewayDetails:natGatewayId={name}")
        }
        "AWS::EC2::RouteTable" => {
            format!("vpcconsole/home?region={region}#RouteTableDetails:RouteTableId={name}")
        }
        "AWS::EC2::Subnet" => format!("vpcconsole/home?region={region}#SubnetDetails:subnetId={name}"),
        "AWS::EC2::VPC" => format!("vpcconsole/home?region={region}#VpcDetails:VpcId={name}"),
        "AWS::ECR::Repository" => format!(
            "ecr/repositories/private/{account}/{id}?region={region}",
            id = path(id)
        ),
        "AWS::ECS::Cluster" => format!("ecs/v2/clusters/{last}?region={region}"),
        "AWS::ECS::TaskDefinition" => {
            let (family, revision) = id.rsplit('/').next()?.split_once(':')?;
            let (family, revision) = (encoded(family), encoded(revision));
            format!("ecs/v2/task-definitions/{family}/{revision}?region={region}")
        }
        // The ID of a rule of another event bus names the bus too.
        "AWS::Events::Rule" if !id.contains('|') => {
            format!("events/home?region={region}#/eventbus/default/rules/{last}")
        }
        "AWS::IAM::ManagedPolicy" => format!("iam/home?region={region}#/policies/details/{name}"),
        "AWS::IAM::Role" => format!("iam/home?region={region}#/roles/details/{name}"),
        "AWS::KMS::Key" => format!("kms/home?region={region}#/kms/keys/{name}"),
        "AWS::Lambda::Function" => format!("lambda/home?region={region}#/functions/{name}"),
        "AWS::S3::Bucket" => format!("s3/buckets/{name}?region={region}"),
        "AWS::SNS::Topic" => format!("sns/v3/home?region={region}#/topic/{name}"),
        "AWS::SQS::Queue" => format!("sqs/v3/home?region={region}#/queues/{name}"),
        "AWS::SSM::Parameter" => {
            let name = encoded(&name);
            format!("systems-manager/parameters/{name}/description?region={region}")
        }
        "AWS::Scheduler::Schedule" => {
            let (group, schedule) = id.split_once('|').or(group.map(|group| (group, id)))?;
            let (group, schedule) = (encoded(group), encoded(schedule));
            format!("scheduler/home?region={region}#schedules/{group}/{schedule}")
        }
        "AWS::StepFunctions::StateMachine" => {
            format!("states/home?region={region}#/statemachines/view/{name}")
        }
        _ => return None,
    };
    Some(format!("{}/{page}", host(region)))
}

/// The list of the stacks of a region.
pub fn stacks(region: &str) -> String {
    format!("{}/cloudformation/home?region={region}#/stacks", host(region))
}

/// The page of a log group. The console encodes its name twice, and writes `$` for the percent sign.
pub fn log_group(region: &str, group: &str) -> String {
    let group = encoded(&encoded(group)).replace('%', "$");
    let page = format!("#logsV2:log-groups/log-group/{group}");
    format!("{}/cloudwatch/home?region={region}{page}", host(region))
}

fn host(region: &str) -> String {
    let domain = match partition(region) {
        "aws-cn" => "console.amazonaws.cn",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        _ => "console.aws.amazon.com",
    };
    format!("https://{region}.{domain}")
}

/// Percent-encodes the parts of a path.
fn path(text: &str) -> String {
    text.split('/').map(encoded).collect::<Vec<_>>().join("/")
}

/// Percent-encodes everything except characters that are safe in every part of a URL.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_addresses_in_every_partition() {
        let arn = "arn:aws:cloudformation:eu-west-1:111122223333:stack/app/0-1";
        let url = "https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/stackinfo?stackId=\
                   arn%3Aaws%3Acloudformation%3Aeu-west-1%3A111122223333%3Astack%2Fapp%2F0-1";
        assert_eq!(stack(arn).as_deref(), Some(url));
        assert_eq!(stack("app"), None);
        assert!(stacks("cn-north-1").starts_with("https://cn-north-1.console.amazonaws.cn/"));
        assert!(stacks("us-gov-west-1").starts_with("https://us-gov-west-1.console.amazonaws-us-gov.com/"));
        let group = "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/\
                     $252Fecs$252Fa";
        assert_eq!(log_group("us-east-1", "/ecs/a"), group);
    }

    #[test]
    fn a_resource_has_the_page_of_its_service() {
        let arn = "arn:aws:cloudformation:eu-west-1:111122223333:stack/app/0-1";
        let page = |kind: &str, id: &str, group| {
            let url = resource(arn, kind, id, group)?;
            Some(
                url.strip_prefix("https://eu-west-1.console.aws.amazon.com/")?
                    .to_owned(),
            )
        };
        for (kind, id, url) in [
            ("AWS::S3::Bucket", "data", "s3/buckets/data?region=eu-west-1"),
            (
                "AWS::SSM::Parameter",
                "/sa/KEY",
                "systems-manager/parameters/%252Fsa%252FKEY/description?region=eu-west-1",
            ),
            (
                "AWS::ECS::TaskDefinition",
                "arn:aws:ecs:eu-west-1:111122223333:task-definition/jobs:7",
                "ecs/v2/task-definitions/jobs/7?region=eu-west-1",
            ),
            (
                "AWS::ECR::Repository",
                "team/jobs",
                "ecr/repositories/private/111122223333/team/jobs?region=eu-west-1",
            ),
            (
                "AWS::EC2::VPC",
                "vpc-0?a#b&c\"<",
                "vpcconsole/home?region=eu-west-1#VpcDetails:VpcId=vpc-0%3Fa%23b%26c%22%3C",
            ),
        ] {
            assert_eq!(page(kind, id, None).as_deref(), Some(url), "{kind}");
        }
        let schedule = "AWS::Scheduler::Schedule";
        let url = "scheduler/home?region=eu-west-1#schedules/sa/daily";
        assert_eq!(page(schedule, "daily", Some("sa")).as_deref(), Some(url));
        assert_eq!(page(schedule, "sa|daily", None).as_deref(), Some(url));
        assert_eq!(page(schedule, "daily", None), None);
        assert_eq!(page("AWS::ECS::TaskDefinition", "jobs", None), None);
        assert_eq!(page("AWS::SNS::TopicPolicy", "x", None), None);
        assert_eq!(resource("app", "AWS::S3::Bucket", "data", None), None);
    }
}
