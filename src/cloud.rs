//! The boundary to AWS: a small trait for each service, with only the calls that are used, in our own types.
//!
//! Code that calls AWS is generic over [`Cloud`]; [`SdkCloud`] is the real one, and tests use fakes. The program is
//! single-threaded, so no future has to be `Send`. Only the files below `sdk` name the SDK. Without the feature `aws`
//! the SDK is not built, and [`SdkClouds`] has no values.

/// Runs a macro with the module and the trait of each service.
macro_rules! each_service {
    ($with:ident) => {
        $with! {
            cloudcontrol CloudControl;
            cloudformation CloudFormation;
            cloudwatch CloudWatch;
            codebuild CodeBuild;
            ec2 Ec2;
            ecr Ecr;
            ecs Ecs;
            events Events;
            iam Iam;
            lambda Lambda;
            logs Logs;
            quotas Quotas;
            s3 S3;
            scheduler Scheduler;
            sns Sns;
            ssm Ssm;
            sts Sts;
        }
    };
}

mod access;
mod clock;
pub mod cloudcontrol;
pub mod cloudformation;
pub mod cloudwatch;
pub mod codebuild;
pub mod ec2;
pub mod ecr;
pub mod ecs;
#[cfg_attr(not(feature = "aws"), allow(dead_code, reason = "used by the SDK's side"))]
mod error;
pub mod events;
pub mod iam;
pub mod lambda;
pub mod log_groups;
pub mod logs;
pub mod quotas;
pub mod s3;
pub mod scheduler;
#[cfg(feature = "aws")]
mod sdk;
#[cfg_attr(not(feature = "aws"), allow(dead_code, reason = "used by the SDK's side"))]
mod secret;
pub mod sns;
pub mod ssm;
pub mod sts;
pub mod trace;
pub mod walk;
#[cfg(not(feature = "aws"))]
mod without;
mod words;

pub use crate::model::environment::Environment;
pub use access::Access;
pub use error::{Error, Kind};
#[cfg(feature = "aws")]
pub use sdk::{SdkCloud, SdkClouds};
pub use secret::Secret;
#[cfg(not(feature = "aws"))]
pub use without::{SdkCloud, SdkClouds};

/// The result of an AWS call.
pub type Result<T> = std::result::Result<T, Error>;

/// The services of one account in one region. Cheap to clone.
pub trait Cloud: Clone {
    /// Stacks.
    type CloudFormation: cloudformation::CloudFormation;
    /// Parameters outside of templates.
    type Ssm: ssm::Ssm;
    /// Schedules.
    type Scheduler: scheduler::Scheduler;
    /// The caller's identity.
    type Sts: sts::Sts;
    /// Buckets.
    type S3: s3::S3;
    /// Image repositories.
    type Ecr: ecr::Ecr;
    /// Alarms.
    type CloudWatch: cloudwatch::CloudWatch;
    /// Builds.
    type CodeBuild: codebuild::CodeBuild;
    /// Log events and log groups.
    type Logs: logs::Logs + log_groups::LogGroups;
    /// Topics.
    type Sns: sns::Sns;
    /// Tasks.
    type Ecs: ecs::Ecs;
    /// Rules.
    type Events: events::Events;
    /// Permissions of identities.
    type Iam: iam::Iam;
    /// Quotas.
    type Quotas: quotas::Quotas;
    /// Functions.
    type Lambda: lambda::Lambda;
    /// The live state of resources.
    type CloudControl: cloudcontrol::CloudControl;
    /// Prerequisites of EC2 instances.
    type Ec2: ec2::Ec2;

    /// The account, as far as it is known without a call.
    fn account(&self) -> Option<&str>;
    /// The region.
    fn region(&self) -> &str;
    /// Stacks.
    fn cloudformation(&self) -> &Self::CloudFormation;
    /// Parameters outside of templates.
    fn ssm(&self) -> &Self::Ssm;
    /// Schedules.
    fn scheduler(&self) -> &Self::Scheduler;
    /// The caller's identity.
    fn sts(&self) -> &Self::Sts;
    /// Buckets.
    fn s3(&self) -> &Self::S3;
    /// Image repositories.
    fn ecr(&self) -> &Self::Ecr;
    /// Alarms.
    fn cloudwatch(&self) -> &Self::CloudWatch;
    /// Builds.
    fn codebuild(&self) -> &Self::CodeBuild;
    /// Log events and log groups.
    fn logs(&self) -> &Self::Logs;
    /// Topics.
    fn sns(&self) -> &Self::Sns;
    /// Tasks.
    fn ecs(&self) -> &Self::Ecs;
    /// Rules.
    fn events(&self) -> &Self::Events;
    /// Permissions of identities.
    fn iam(&self) -> &Self::Iam;
    /// Quotas.
    fn quotas(&self) -> &Self::Quotas;
    /// Functions.
    fn lambda(&self) -> &Self::Lambda;
    /// The live state of resources.
    fn cloudcontrol(&self) -> &Self::CloudControl;
    /// Prerequisites of EC2 instances.
    fn ec2(&self) -> &Self::Ec2;
}

/// What two clouds have in common only if they are the same account and region.
pub type AccountRegion = (Option<String>, String);

/// The account, as far as it is known, and the region of a cloud.
pub fn account_region(cloud: &impl Cloud) -> AccountRegion {
    (cloud.account().map(str::to_owned), cloud.region().to_owned())
}

/// Every account that a command works in, in every region.
pub trait Clouds {
    /// One account in one region.
    type Cloud: Cloud;

    /// The account and the region of a stack. Without an account, that of the credentials; without a region, that of the
    /// user's AWS configuration. An account for which no credentials were verified is an error.
    fn at(&self, environment: Environment<'_>) -> Result<Self::Cloud>;
}
