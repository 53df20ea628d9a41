//! Services that no script uses: a call is an error of the test.

mod alarms;

use sa_infra::cloud::Result;
use sa_infra::cloud::cloudcontrol::{CloudControl, Instance};
use sa_infra::cloud::codebuild::{Build, CodeBuild};
use sa_infra::cloud::ec2::Ec2;
use sa_infra::cloud::ecr::{Authorization, Ecr, Image};
use sa_infra::cloud::ecs::{DesiredStatus, Ecs, NewTask, Task};
use sa_infra::cloud::events::{Events, NewEvent, Rule};
use sa_infra::cloud::iam::{ContextEntry, Iam, Verdict};
use sa_infra::cloud::lambda::Lambda;
use sa_infra::cloud::log_groups::{LogGroup, LogGroups};
use sa_infra::cloud::logs::{LogPage, LogQuery, LogStream, Logs};
use sa_infra::cloud::quotas::Quotas;
use sa_infra::cloud::s3::{
    About, Cursor, NewObject, Object, ObjectVersion, Read, Refused, S3, Setting, Upload, VersionPage,
};
use sa_infra::cloud::sns::{Protocol, Sns, Subscription};
use std::io;
use std::path::Path;

/// Buckets, repositories and tasks, none of which a test may call.
pub struct Unscripted;

impl S3 for Unscripted {
    async fn list_object_versions(&self, _: &str, _: Option<&Cursor>) -> Result<VersionPage> {
        panic!("no script for ListObjectVersions")
    }

    async fn delete_objects(&self, _: &str, _: &[ObjectVersion]) -> Result<Vec<Refused>> {
        panic!("no script for DeleteObjects")
    }

    async fn list_multipart_uploads(&self, _: &str) -> Result<Vec<Upload>> {
        panic!("no script for ListMultipartUploads")
    }

    async fn abort_multipart_upload(&self, _: &str, _: &Upload) -> Result<()> {
        panic!("no script for AbortMultipartUpload")
    }

    async fn head_bucket(&self, _: &str, _: &str) -> Result<Option<String>> {
        panic!("no script for HeadBucket")
    }

    async fn get_bucket_setting(&self, _: &str, _: &str, _: Setting) -> Result<Option<String>> {
        panic!("no script for the settings of a bucket")
    }

    async fn create_bucket(&self, _: &str) -> Result<()> {
        panic!("no script for CreateBucket")
    }

    async fn put_public_access_block(&self, _: &str, _: &str) -> Result<()> {
        panic!("no script for PutPublicAccessBlock")
    }

    async fn put_bucket_encryption(&self, _: &str, _: &str) -> Result<()> {
        panic!("no script for PutBucketEncryption")
    }

    async fn put_bucket_policy(&self, _: &str, _: &str, _: &str) -> Result<()> {
        panic!("no script for PutBucketPolicy")
    }

    async fn put_bucket_lifecycle(&self, _: &str, _: &str, _: i32) -> Result<()> {
        panic!("no script for PutBucketLifecycleConfiguration")
    }

    async fn put_bucket_versioning(&self, _: &str, _: &str) -> Result<()> {
        panic!("no script for PutBucketVersioning")
    }

    async fn list_objects(&self, _: &str, _: &str, _: &str) -> Result<Vec<Object>> {
        panic!("no script for ListObjectsV2")
    }

    async fn put_object(&self, _: &str, _: &str, _: &NewObject) -> Result<Option<String>> {
        panic!("no script for PutObject")
    }

    fn object_url(&self, _: &str, _: &str, _: Option<&str>) -> String {
        panic!("no script for the address of an object")
    }

    async fn put_file(&self, _: (&str, &str), _: &str, _: &Path, _: &About) -> Result<io::Result<()>> {
        panic!("no script for PutObject of a file")
    }

    async fn get_object(
        &self,
        _: &str,
        _: &ObjectVersion,
        _: &mut dyn io::Write,
    ) -> Result<io::Result<Read>> {
        panic!("no script for GetObject")
    }
}

impl Ecr for Unscripted {
    async fn describe_images(&self, _: &str) -> Result<Vec<Image>> {
        panic!("no script for DescribeImages")
    }

    async fn repository_uri(&self, _: &str) -> Result<Option<String>> {
        panic!("no script for DescribeRepositories")
    }

    async fn create_repository(&self, _: &str) -> Result<()> {
        panic!("no script for CreateRepository")
    }

    async fn authorization(&self) -> Result<Authorization> {
        panic!("no script for GetAuthorizationToken")
    }

    async fn delete_images(&self, _: &str, _: &[String]) -> Result<()> {
        panic!("no script for BatchDeleteImage")
    }

    async fn delete_repository(&self, _: &str) -> Result<bool> {
        panic!("no script for DeleteRepository")
    }
}

impl CodeBuild for Unscripted {
    async fn start_build(&self, _: &str, _: Option<&str>, _: &str) -> Result<Build> {
        panic!("no script for StartBuild")
    }

    async fn batch_get_builds(&self, _: &[String]) -> Result<Vec<Build>> {
        panic!("no script for BatchGetBuilds")
    }

    async fn list_builds_for_project(&self, _: &str) -> Result<Vec<String>> {
        panic!("no script for ListBuildsForProject")
    }

    async fn stop_build(&self, _: &str) -> Result<()> {
        panic!("no script for StopBuild")
    }
}

impl Logs for Unscripted {
    async fn filter_log_events(&self, _: &LogQuery, _: Option<&str>) -> Result<Option<LogPage>> {
        panic!("no script for FilterLogEvents")
    }

    async fn last_streams(&self, _: &str, _: u8) -> Result<Vec<LogStream>> {
        panic!("no script for DescribeLogStreams")
    }
}

impl LogGroups for Unscripted {
    async fn describe_log_group(&self, _: &str) -> Result<Option<LogGroup>> {
        panic!("no script for DescribeLogGroups")
    }

    async fn list_log_group_tags(&self, _: &str) -> Result<Vec<(String, String)>> {
        panic!("no script for ListTagsForResource")
    }

    async fn put_retention_policy(&self, _: &str, _: i64) -> Result<()> {
        panic!("no script for PutRetentionPolicy")
    }

    async fn tag_log_group(&self, _: &str, _: &[(String, String)]) -> Result<()> {
        panic!("no script for TagResource")
    }
}

impl Sns for Unscripted {
    async fn list_subscriptions_by_topic(&self, _: &str) -> Result<Vec<Subscription>> {
        panic!("no script for ListSubscriptionsByTopic")
    }

    async fn subscribe(&self, _: &str, _: &Protocol, _: &str) -> Result<()> {
        panic!("no script for Subscribe")
    }

    async fn unsubscribe(&self, _: &str) -> Result<()> {
        panic!("no script for Unsubscribe")
    }

    async fn publish(&self, _: &str, _: &str, _: &str) -> Result<String> {
        panic!("no script for Publish")
    }
}

impl Ecs for Unscripted {
    async fn list_tasks(&self, _: &str, _: Option<&str>, _: DesiredStatus) -> Result<Vec<String>> {
        panic!("no script for ListTasks")
    }

    async fn describe_tasks(&self, _: &str, _: &[String]) -> Result<Vec<Task>> {
        panic!("no script for DescribeTasks")
    }

    async fn run_task(&self, _: &NewTask) -> Result<Task> {
        panic!("no script for RunTask")
    }

    async fn stop_task(&self, _: &str, _: &str, _: &str) -> Result<bool> {
        panic!("no script for StopTask")
    }
}

impl Events for Unscripted {
    async fn rule(&self, _: &str) -> Result<Option<Rule>> {
        panic!("no script for DescribeRule")
    }

    async fn test_event_pattern(&self, _: &str, _: &str) -> Result<bool> {
        panic!("no script for TestEventPattern")
    }

    async fn put_event(&self, _: &NewEvent) -> Result<String> {
        panic!("no script for PutEvents")
    }
}

impl Iam for Unscripted {
    async fn account_alias(&self) -> Result<Option<String>> {
        panic!("no script for ListAccountAliases")
    }

    async fn role_arn(&self, _: &str) -> Result<Option<String>> {
        panic!("no script for GetRole")
    }

    async fn simulate(&self, _: &str, _: &[&str], _: &[String], _: &[ContextEntry]) -> Result<Vec<Verdict>> {
        panic!("no script for SimulatePrincipalPolicy")
    }
}

impl Quotas for Unscripted {
    async fn quota(&self, _: &str, _: &str) -> Result<Option<f64>> {
        panic!("no script for GetServiceQuota")
    }
}

impl Lambda for Unscripted {
    async fn invoke(&self, _: &str, _: &str) -> Result<()> {
        panic!("no script for Invoke")
    }
}

impl CloudControl for Unscripted {
    async fn get_instance(&self, _: &str) -> Result<Option<Instance>> {
        panic!("no script for GetResource")
    }
}

impl Ec2 for Unscripted {
    async fn default_vpc(&self) -> Result<Option<String>> {
        panic!("no script for DescribeVpcs")
    }

    async fn default_subnet_zones(&self) -> Result<Vec<String>> {
        panic!("no script for DescribeSubnets")
    }

    async fn instance_type_zones(&self, _: &str) -> Result<Vec<String>> {
        panic!("no script for DescribeInstanceTypeOfferings")
    }

    async fn image_exists(&self, _: &str) -> Result<bool> {
        panic!("no script for DescribeImages")
    }
}
