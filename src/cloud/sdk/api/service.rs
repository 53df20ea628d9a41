//! The services that are called without an SDK crate, as their models describe them.

/// The properties of a service.
#[derive(Debug)]
pub(in crate::cloud::sdk) struct Service {
    /// The id in its model. Configuration uses it: `AWS_ENDPOINT_URL_SERVICE_QUOTAS`, `service_quotas =`.
    pub(super) id: &'static str,
    /// Its name in the SDK, in the user agent and for its retry quota.
    pub(super) name: &'static str,
    /// Its name in signatures.
    pub(super) signing_name: &'static str,
    pub(super) protocol: Protocol,
    pub(super) hosts: Hosts,
}

/// The protocol of requests and responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// JSON of this version, with `x-amz-target: PREFIX.Operation`.
    Json(&'static str, &'static str),
    /// JSON, with the operation in method and path.
    RestJson,
    /// A form with this version of the service, and XML.
    Query(&'static str),
    /// XML, with the operation in method and path.
    RestXml,
}

/// How its host names are built.
#[derive(Debug)]
pub(super) enum Hosts {
    /// `PREFIX.REGION.SUFFIX`.
    Regional {
        prefix: &'static str,
        /// In place of the prefix for dual stack.
        dual_stack: &'static str,
        gov: Gov,
    },
    /// IAM's: one for each partition.
    Iam,
    /// S3's: `s3.REGION.SUFFIX`, after the bucket where that is possible.
    S3,
}

/// Which `GovCloud` hosts have no `-fips` in their names: all of them comply with FIPS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gov {
    /// All have it.
    Dashed,
    /// Those without dual stack do not have it.
    Plain,
    /// None has it.
    AlwaysPlain,
}

const fn regional(prefix: &'static str, gov: Gov) -> Hosts {
    Hosts::Regional {
        prefix,
        dual_stack: prefix,
        gov,
    }
}

/// AWS Systems Manager.
pub(in crate::cloud::sdk) const SSM: &Service = &Service {
    id: "SSM",
    name: "ssm",
    signing_name: "ssm",
    protocol: Protocol::Json("1.1", "AmazonSSM"),
    hosts: regional("ssm", Gov::Plain),
};

/// Amazon ECS.
pub(in crate::cloud::sdk) const ECS: &Service = &Service {
    id: "ECS",
    name: "ecs",
    signing_name: "ecs",
    protocol: Protocol::Json("1.1", "AmazonEC2ContainerServiceV20141113"),
    hosts: regional("ecs", Gov::Dashed),
};

/// Amazon `CloudWatch` Logs.
pub(in crate::cloud::sdk) const LOGS: &Service = &Service {
    id: "CloudWatch Logs",
    name: "cloudwatchlogs",
    signing_name: "logs",
    protocol: Protocol::Json("1.1", "Logs_20140328"),
    hosts: regional("logs", Gov::Plain),
};

/// Amazon `CloudWatch`. It also accepts newer protocols; every endpoint accepts this one.
pub(in crate::cloud::sdk) const CLOUDWATCH: &Service = &Service {
    id: "CloudWatch",
    name: "cloudwatch",
    signing_name: "monitoring",
    protocol: Protocol::Query("2010-08-01"),
    hosts: regional("monitoring", Gov::AlwaysPlain),
};

/// AWS CodeBuild.
pub(in crate::cloud::sdk) const CODEBUILD: &Service = &Service {
    id: "CodeBuild",
    name: "codebuild",
    signing_name: "codebuild",
    protocol: Protocol::Json("1.1", "CodeBuild_20161006"),
    hosts: regional("codebuild", Gov::Dashed),
};

/// Amazon ECR.
pub(in crate::cloud::sdk) const ECR: &Service = &Service {
    id: "ECR",
    name: "ecr",
    signing_name: "ecr",
    protocol: Protocol::Json("1.1", "AmazonEC2ContainerRegistry_V20150921"),
    hosts: Hosts::Regional {
        prefix: "api.ecr",
        dual_stack: "ecr",
        gov: Gov::Dashed,
    },
};

/// `EventBridge`.
pub(in crate::cloud::sdk) const EVENTS: &Service = &Service {
    id: "EventBridge",
    name: "eventbridge",
    signing_name: "events",
    protocol: Protocol::Json("1.1", "AWSEvents"),
    hosts: regional("events", Gov::AlwaysPlain),
};

/// IAM.
pub(in crate::cloud::sdk) const IAM: &Service = &Service {
    id: "IAM",
    name: "iam",
    signing_name: "iam",
    protocol: Protocol::Query("2010-05-08"),
    hosts: Hosts::Iam,
};

/// AWS Lambda.
pub(in crate::cloud::sdk) const LAMBDA: &Service = &Service {
    id: "Lambda",
    name: "lambda",
    signing_name: "lambda",
    protocol: Protocol::RestJson,
    hosts: regional("lambda", Gov::Dashed),
};

/// Service Quotas.
pub(in crate::cloud::sdk) const QUOTAS: &Service = &Service {
    id: "Service Quotas",
    name: "servicequotas",
    signing_name: "servicequotas",
    protocol: Protocol::Json("1.1", "ServiceQuotasV20190624"),
    hosts: regional("servicequotas", Gov::Plain),
};

/// `EventBridge` Scheduler.
pub(in crate::cloud::sdk) const SCHEDULER: &Service = &Service {
    id: "Scheduler",
    name: "scheduler",
    signing_name: "scheduler",
    protocol: Protocol::RestJson,
    hosts: regional("scheduler", Gov::Dashed),
};

/// Amazon EC2. Its forms have lists without `member`, and its responses no result element.
pub(in crate::cloud::sdk) const EC2: &Service = &Service {
    id: "EC2",
    name: "ec2",
    signing_name: "ec2",
    protocol: Protocol::Query("2016-11-15"),
    hosts: regional("ec2", Gov::AlwaysPlain),
};

/// Amazon SNS.
pub(in crate::cloud::sdk) const SNS: &Service = &Service {
    id: "SNS",
    name: "sns",
    signing_name: "sns",
    protocol: Protocol::Query("2010-03-31"),
    hosts: regional("sns", Gov::Plain),
};

/// Amazon S3.
pub(in crate::cloud::sdk) const S3: &Service = &Service {
    id: "S3",
    name: "s3",
    signing_name: "s3",
    protocol: Protocol::RestXml,
    hosts: Hosts::S3,
};

/// Cloud Control.
pub(in crate::cloud::sdk) const CLOUDCONTROL: &Service = &Service {
    id: "CloudControl",
    name: "cloudcontrol",
    signing_name: "cloudcontrolapi",
    protocol: Protocol::Json("1.0", "CloudApiService"),
    hosts: regional("cloudcontrolapi", Gov::Dashed),
};
