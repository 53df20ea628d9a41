//! Services that no script has needed so far: to call them is a mistake of the test.

use sa_infra::cloud::Result;
use sa_infra::cloud::ecr::{Ecr, Image};
use sa_infra::cloud::ecs::{DesiredStatus, Ecs, Task};
use sa_infra::cloud::s3::{Cursor, ObjectVersion, Refused, S3, Upload, VersionPage};
use std::io;

/// Buckets, repositories and tasks that nobody may ask for.
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

    async fn get_object(&self, _: &str, _: &ObjectVersion, _: &mut dyn io::Write) -> Result<io::Result<u64>> {
        panic!("no script for GetObject")
    }
}

impl Ecr for Unscripted {
    async fn describe_images(&self, _: &str) -> Result<Vec<Image>> {
        panic!("no script for DescribeImages")
    }

    async fn delete_repository(&self, _: &str) -> Result<bool> {
        panic!("no script for DeleteRepository")
    }
}

impl Ecs for Unscripted {
    async fn list_tasks(&self, _: &str, _: Option<&str>, _: DesiredStatus) -> Result<Vec<String>> {
        panic!("no script for ListTasks")
    }

    async fn describe_tasks(&self, _: &str, _: &[String]) -> Result<Vec<Task>> {
        panic!("no script for DescribeTasks")
    }

    async fn stop_task(&self, _: &str, _: &str, _: &str) -> Result<bool> {
        panic!("no script for StopTask")
    }
}
