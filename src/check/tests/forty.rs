//! The forty types that other people's templates use most: a right example of each, and three mistakes planted in it.

use crate::check::check_document;
use crate::model::finding::{Finding, Severity};

/// The type, a right example of its properties, and a property that takes no list of lists.
const TYPES: [(&str, &str, &str); 40] = [
    (
        "AWS::ApiGateway::RestApi",
        r#"{"Name": "api", "Description": "x"}"#,
        "Description",
    ),
    (
        "AWS::ApiGateway::Resource",
        r#"{"ParentId": "a", "PathPart": "b", "RestApiId": "c"}"#,
        "PathPart",
    ),
    (
        "AWS::ApiGateway::Method",
        r#"{"HttpMethod": "GET", "ResourceId": "a", "RestApiId": "b", "AuthorizationType": "NONE"}"#,
        "HttpMethod",
    ),
    (
        "AWS::ApiGateway::Deployment",
        r#"{"RestApiId": "a", "Description": "x"}"#,
        "RestApiId",
    ),
    (
        "AWS::ApiGateway::Stage",
        r#"{"RestApiId": "a", "StageName": "prod", "DeploymentId": "b"}"#,
        "StageName",
    ),
    (
        "AWS::ApiGatewayV2::Api",
        r#"{"Name": "api", "ProtocolType": "HTTP"}"#,
        "Name",
    ),
    (
        "AWS::AppSync::GraphQLApi",
        r#"{"Name": "api", "AuthenticationType": "API_KEY"}"#,
        "Name",
    ),
    (
        "AWS::AutoScaling::AutoScalingGroup",
        r#"{"MinSize": "1", "MaxSize": "2", "AvailabilityZones": {"Fn::GetAZs": ""}, "LaunchTemplate": {"LaunchTemplateId": "lt-0123456789abcdef0", "Version": "1"}}"#,
        "MinSize",
    ),
    (
        "AWS::Backup::BackupVault",
        r#"{"BackupVaultName": "vault"}"#,
        "BackupVaultName",
    ),
    (
        "AWS::CertificateManager::Certificate",
        r#"{"DomainName": "example.com", "ValidationMethod": "DNS"}"#,
        "DomainName",
    ),
    (
        "AWS::CloudFront::Distribution",
        r#"{"DistributionConfig": {"Enabled": true, "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "https-only", "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"}, "Origins": [{"Id": "o", "DomainName": "example.com", "CustomOriginConfig": {"OriginProtocolPolicy": "https-only"}}]}}"#,
        "DistributionConfig",
    ),
    (
        "AWS::Cognito::UserPool",
        r#"{"UserPoolName": "users", "MfaConfiguration": "OFF"}"#,
        "UserPoolName",
    ),
    (
        "AWS::Cognito::UserPoolClient",
        r#"{"UserPoolId": "us-east-1_abc", "ClientName": "web"}"#,
        "ClientName",
    ),
    (
        "AWS::DynamoDB::Table",
        r#"{"BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}"#,
        "BillingMode",
    ),
    ("AWS::EC2::EIP", r#"{"Domain": "vpc"}"#, "Domain"),
    (
        "AWS::EC2::LaunchTemplate",
        r#"{"LaunchTemplateName": "lt1", "LaunchTemplateData": {"InstanceType": "t3.micro"}}"#,
        "LaunchTemplateName",
    ),
    (
        "AWS::EC2::NatGateway",
        r#"{"SubnetId": "subnet-0123456789abcdef0", "AllocationId": "eipalloc-0123456789abcdef0"}"#,
        "SubnetId",
    ),
    (
        "AWS::EC2::SecurityGroupEgress",
        r#"{"GroupId": "sg-0123456789abcdef0", "IpProtocol": "-1", "CidrIp": "10.0.0.0/8"}"#,
        "IpProtocol",
    ),
    (
        "AWS::EC2::Volume",
        r#"{"AvailabilityZone": "us-east-1a", "Size": 10, "VolumeType": "gp3"}"#,
        "VolumeType",
    ),
    (
        "AWS::EC2::VPCEndpoint",
        r#"{"VpcId": "vpc-0123456789abcdef0", "ServiceName": "com.amazonaws.us-east-1.s3"}"#,
        "ServiceName",
    ),
    (
        "AWS::ECS::Service",
        r#"{"Cluster": "c", "TaskDefinition": "t:1", "DesiredCount": 1}"#,
        "Cluster",
    ),
    (
        "AWS::EFS::FileSystem",
        r#"{"Encrypted": true, "PerformanceMode": "generalPurpose"}"#,
        "PerformanceMode",
    ),
    (
        "AWS::EKS::Cluster",
        r#"{"RoleArn": "arn:aws:iam::123456789012:role/eks", "ResourcesVpcConfig": {"SubnetIds": ["subnet-0123456789abcdef0"]}}"#,
        "RoleArn",
    ),
    (
        "AWS::ElastiCache::SubnetGroup",
        r#"{"Description": "x", "SubnetIds": ["subnet-0123456789abcdef0"]}"#,
        "Description",
    ),
    (
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        r#"{"Type": "application", "Scheme": "internal", "Subnets": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]}"#,
        "Scheme",
    ),
    (
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        r#"{"Port": 80, "Protocol": "HTTP", "VpcId": "vpc-0123456789abcdef0"}"#,
        "Protocol",
    ),
    (
        "AWS::ElasticLoadBalancingV2::Listener",
        r#"{"LoadBalancerArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/a/b", "Port": 80, "Protocol": "HTTP", "DefaultActions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}]}"#,
        "Protocol",
    ),
    ("AWS::IAM::User", r#"{"UserName": "user"}"#, "UserName"),
    (
        "AWS::KMS::Key",
        r#"{"Description": "x", "EnableKeyRotation": true, "KeyPolicy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}, "Action": "kms:*", "Resource": "*"}]}}"#,
        "Description",
    ),
    (
        "AWS::Kinesis::Stream",
        r#"{"ShardCount": 1, "Name": "stream"}"#,
        "Name",
    ),
    (
        "AWS::KinesisFirehose::DeliveryStream",
        r#"{"DeliveryStreamName": "s", "DeliveryStreamType": "DirectPut"}"#,
        "DeliveryStreamName",
    ),
    (
        "AWS::Lambda::EventSourceMapping",
        r#"{"FunctionName": "f", "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:q", "BatchSize": 10}"#,
        "FunctionName",
    ),
    (
        "AWS::Lambda::LayerVersion",
        r#"{"LayerName": "l", "Content": {"S3Bucket": "bucket", "S3Key": "k"}}"#,
        "LayerName",
    ),
    (
        "AWS::Pipes::Pipe",
        r#"{"Name": "p", "RoleArn": "arn:aws:iam::123456789012:role/p", "Source": "arn:aws:sqs:us-east-1:123456789012:q", "Target": "arn:aws:sqs:us-east-1:123456789012:r"}"#,
        "Name",
    ),
    (
        "AWS::RDS::DBInstance",
        r#"{"Engine": "postgres", "DBInstanceClass": "db.t3.micro", "AllocatedStorage": "20", "MasterUsername": "admin1", "ManageMasterUserPassword": true}"#,
        "DBInstanceClass",
    ),
    (
        "AWS::RDS::DBSubnetGroup",
        r#"{"DBSubnetGroupDescription": "x", "SubnetIds": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]}"#,
        "DBSubnetGroupDescription",
    ),
    (
        "AWS::Route53::RecordSet",
        r#"{"Name": "a.example.com", "Type": "A", "TTL": "60", "HostedZoneName": "example.com.", "ResourceRecords": ["10.0.0.1"]}"#,
        "Name",
    ),
    (
        "AWS::SecretsManager::Secret",
        r#"{"Name": "s", "GenerateSecretString": {"PasswordLength": 32}}"#,
        "Name",
    ),
    (
        "AWS::StepFunctions::StateMachine",
        r#"{"RoleArn": "arn:aws:iam::123456789012:role/s", "DefinitionString": "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"End\": true}}}"}"#,
        "RoleArn",
    ),
    (
        "AWS::WAFv2::IPSet",
        r#"{"Addresses": ["10.0.0.0/8"], "IPAddressVersion": "IPV4", "Scope": "REGIONAL"}"#,
        "Scope",
    ),
];

fn check(kind: &str, properties: &str, attribute: &str) -> Vec<Finding> {
    let output = match attribute {
        "" => String::new(),
        name => format!(r#", "Outputs": {{"O": {{"Value": {{"Fn::GetAtt": ["R", "{name}"]}}}}}}"#),
    };
    let text =
        format!(r#"{{"Resources": {{"R": {{"Type": "{kind}", "Properties": {properties}}}}}{output}}}"#);
    let mut found = check_document(&kind.into(), &text, None);
    found.retain(|finding| finding.severity == Severity::Error);
    found
}

#[test]
fn forty_types_have_a_right_example_and_three_mistakes() {
    let mut wrong = Vec::new();
    for (kind, properties, property) in TYPES {
        let right = check(kind, properties, "");
        wrong.extend(right.iter().map(|finding| format!("right: {finding}")));
        let misspelt = properties.replacen(&format!("\"{property}\""), &format!("\"{property}x\""), 1);
        let mut value = serde_json::from_str::<serde_json::Value>(properties).unwrap();
        value[property] = serde_json::json!([["a"]]);
        for (mistake, properties, attribute, place) in [
            (
                "a misspelt property",
                misspelt.as_str(),
                "",
                format!("{kind}/R/Properties/{property}x"),
            ),
            (
                "a list",
                &value.to_string(),
                "",
                format!("{kind}/R/Properties/{property}"),
            ),
            (
                "an attribute",
                properties,
                "Nopes",
                format!("{kind}/Outputs/O/Value"),
            ),
        ] {
            let found = check(kind, properties, attribute);
            if !found
                .iter()
                .any(|finding| finding.place() == place && finding.position.is_some())
            {
                wrong.push(format!("{kind}: {mistake} is not found: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
