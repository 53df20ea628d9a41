//! Properties that identify the same kind of resource in every service, by the end of their names.

/// The end of a name, and the resource that it identifies.
const TABLE: &[(&str, &str)] = &[
    ("RoleArn", "AWS::IAM::Role.Arn"),
    ("RoleARN", "AWS::IAM::Role.Arn"),
    ("SecurityGroupIds", "AWS::EC2::SecurityGroup.Id"),
    ("SubnetIds", "AWS::EC2::Subnet.Id"),
    ("SubnetId", "AWS::EC2::Subnet.Id"),
    ("VpcId", "AWS::EC2::VPC.Id"),
    ("UserPoolId", "AWS::Cognito::UserPool.Id"),
    ("HostedZoneId", "AWS::Route53::HostedZone.Id"),
    ("StateMachineArn", "AWS::StepFunctions::StateMachine.Arn"),
    ("TargetGroupArn", "AWS::ElasticLoadBalancingV2::TargetGroup.Arn"),
];

/// The resource that the property called `name` identifies, as `AWS::IAM::Role.Arn`.
pub(crate) fn of(name: &str) -> Option<&'static str> {
    let mut rows = TABLE.iter().filter(|(end, _)| name.ends_with(end));
    rows.next().map(|(_, what)| *what)
}
