//! The resources that `deploy` does not replace or remove without `--allow-replace`: they hold data, or a name
//! that others know.

#[cfg(test)]
mod tests;

use crate::cloud::cloudformation::{
    Change, ChangeAction, ChangeDetail, PolicyAction, Recreation, Replacement,
};
use crate::facts::resource_type;
use crate::model::template::Template;
use std::collections::HashSet;

/// A change that stops a deployment until somebody names it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Stop {
    /// The logical id.
    pub id: String,
    /// The resource type.
    pub kind: String,
    /// `replaced`, `removed`, or `stopped and started`.
    pub fate: &'static str,
    /// The properties that cause it, when it is replaced.
    pub because: Vec<String>,
}

/// Types whose resources hold data, or a name or an address that something outside of the stack knows.
const HOLDS: [&str; 93] = [
    "AWS::AmazonMQ::Broker",
    "AWS::ApiGateway::DomainName",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::DomainName",
    "AWS::AppSync::GraphQLApi",
    "AWS::Backup::BackupVault",
    "AWS::Cassandra::Keyspace",
    "AWS::Cassandra::Table",
    "AWS::CertificateManager::Certificate",
    "AWS::CloudFormation::Stack",
    "AWS::CloudFront::Distribution",
    "AWS::CodeArtifact::Domain",
    "AWS::CodeArtifact::Repository",
    "AWS::CodeBuild::Project",
    "AWS::CodeCommit::Repository",
    "AWS::Cognito::IdentityPool",
    "AWS::Cognito::UserPool",
    "AWS::DAX::Cluster",
    "AWS::DMS::ReplicationInstance",
    "AWS::DocDB::DBCluster",
    "AWS::DocDB::DBInstance",
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::EC2::EIP",
    "AWS::EC2::Instance",
    "AWS::EC2::KeyPair",
    "AWS::EC2::NatGateway",
    "AWS::EC2::NetworkInterface",
    "AWS::EC2::Subnet",
    "AWS::EC2::TransitGateway",
    "AWS::EC2::VPC",
    "AWS::EC2::VPNConnection",
    "AWS::EC2::Volume",
    "AWS::ECR::Repository",
    "AWS::ECS::Cluster",
    "AWS::EFS::FileSystem",
    "AWS::EKS::Cluster",
    "AWS::EMR::Cluster",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElastiCache::ServerlessCache",
    "AWS::ElasticLoadBalancing::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::Elasticsearch::Domain",
    "AWS::Events::EventBus",
    "AWS::FSx::FileSystem",
    "AWS::Glue::Database",
    "AWS::Glue::SchemaVersion",
    "AWS::Glue::Table",
    "AWS::IAM::AccessKey",
    "AWS::IAM::User",
    "AWS::KMS::Key",
    "AWS::Kinesis::Stream",
    "AWS::KinesisFirehose::DeliveryStream",
    "AWS::Lambda::Function",
    "AWS::Lightsail::Database",
    "AWS::Lightsail::Disk",
    "AWS::Lightsail::Instance",
    "AWS::Logs::LogGroup",
    "AWS::MSK::Cluster",
    "AWS::MemoryDB::Cluster",
    "AWS::Neptune::DBCluster",
    "AWS::Neptune::DBInstance",
    "AWS::NeptuneGraph::Graph",
    "AWS::OpenSearchServerless::Collection",
    "AWS::OpenSearchService::Domain",
    "AWS::Organizations::Account",
    "AWS::QLDB::Ledger",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::RDS::GlobalCluster",
    "AWS::Redshift::Cluster",
    "AWS::RedshiftServerless::Namespace",
    "AWS::Route53::HostedZone",
    "AWS::S3::Bucket",
    "AWS::S3Express::DirectoryBucket",
    "AWS::S3Tables::Table",
    "AWS::S3Tables::TableBucket",
    "AWS::SDB::Domain",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SSM::Parameter",
    "AWS::SageMaker::NotebookInstance",
    "AWS::SecretsManager::Secret",
    "AWS::ServiceDiscovery::PrivateDnsNamespace",
    "AWS::StepFunctions::StateMachine",
    "AWS::Timestream::Database",
    "AWS::Timestream::InfluxDBInstance",
    "AWS::Timestream::Table",
    "AWS::Transfer::Server",
    "AWS::WorkSpaces::Workspace",
];

/// Properties of a machine whose change replaces it only where its disk goes with it; otherwise it is stopped and
/// started, in the middle of its work.
const RESTARTS: [&str; 5] = [
    "EbsOptimized",
    "InstanceType",
    "KernelId",
    "RamdiskId",
    "UserData",
];

/// The changes of a change set that stop it. `deployed` tells which roles have a name of their own.
pub(super) fn stops(changes: &[Change], deployed: &Template, allowed: &[String]) -> Vec<Stop> {
    let replaced = replaced(changes);
    let stop = |change: &Change| {
        let fate = fate(change, &replaced)?;
        let named = holds(&change.resource_type) || has_fixed_name(deployed, &change.logical_id);
        let stops = named && !allowed.contains(&change.logical_id);
        stops.then(|| Stop {
            id: change.logical_id.clone(),
            kind: change.resource_type.clone(),
            fate,
            because: causes(change, &replaced),
        })
    };
    changes.iter().filter_map(stop).collect()
}

/// The resources that really get a new one in their place. AWS says Conditional of harmless things too, and of
/// whatever refers to them: only a create-only property counts, and a reference only when what it names is replaced.
fn replaced(changes: &[Change]) -> HashSet<&str> {
    let mut replaced = HashSet::new();
    loop {
        let before = replaced.len();
        for change in changes
            .iter()
            .filter(|change| change.action == ChangeAction::Modify)
        {
            let conditional = change.replacement == Some(Replacement::Conditional);
            if change.replacement == Some(Replacement::True)
                || conditional && !causes(change, &replaced).is_empty()
            {
                replaced.insert(&*change.logical_id);
            }
        }
        if replaced.len() == before {
            return replaced;
        }
    }
}

/// Whether resources of a type hold data, or a name that others know.
pub(super) fn holds(kind: &str) -> bool {
    HOLDS.binary_search(&kind).is_ok()
}

/// A role that others name in their policies.
fn has_fixed_name(deployed: &Template, id: &str) -> bool {
    let role = deployed
        .resources
        .get(id)
        .filter(|resource| resource.kind == "AWS::IAM::Role");
    role.is_some_and(|role| role.properties.get("RoleName").is_some())
}

fn fate(change: &Change, replaced: &HashSet<&str>) -> Option<&'static str> {
    match change.action {
        // What the stack merely lets go of stays where it is.
        ChangeAction::Remove if change.policy_action == Some(PolicyAction::Retain) => None,
        ChangeAction::Remove => Some("removed"),
        _ if !replaced.contains(&*change.logical_id) => None,
        _ if restarts(change, replaced) => Some("stopped and started"),
        _ => Some("replaced"),
    }
}

/// Whether it is a machine that stays the same one.
fn restarts(change: &Change, replaced: &HashSet<&str>) -> bool {
    let stays = |name: &String| RESTARTS.contains(&name.as_str());
    change.resource_type == "AWS::EC2::Instance"
        && change.replacement == Some(Replacement::Conditional)
        && causes(change, replaced).iter().all(stays)
}

/// The changed properties that replace the resource, by AWS's word or by its schema.
fn causes(change: &Change, replaced: &HashSet<&str>) -> Vec<String> {
    let facts = resource_type(&change.resource_type);
    let create_only = |name: &str| {
        // Of a type without facts nobody knows: AWS's word is taken.
        let Some(facts) = facts else { return true };
        let mut paths = facts.create_only.iter().chain(&facts.conditional_create_only);
        paths.any(|path| path.split('/').next() == Some(name))
    };
    let mut names = Vec::new();
    for detail in &change.details {
        let Some(name) = &detail.name else { continue };
        let recreates = detail.recreation == Some(Recreation::Always) || create_only(name);
        if recreates && really_changes(detail, replaced) && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// A property that only refers to another resource changes when that one is replaced.
fn really_changes(detail: &ChangeDetail, replaced: &HashSet<&str>) -> bool {
    let refers = detail
        .source
        .as_deref()
        .is_some_and(|source| source.starts_with("Resource"));
    let named = detail.cause.as_deref().and_then(|cause| cause.split('.').next());
    !refers || named.is_none_or(|id| replaced.contains(id))
}
