//! The other services as a script.

use super::Fake;
use sa_infra::cloud::Result;
use sa_infra::cloud::ecr::{Ecr, Image};
use sa_infra::cloud::s3::{Cursor, ObjectVersion, Refused, S3, Upload, VersionPage};
use sa_infra::cloud::scheduler::{Schedule, ScheduleState, Scheduler};
use sa_infra::cloud::ssm::{NewParameter, Parameter, Ssm};
use sa_infra::cloud::sts::{Identity, Sts};
use std::io;

impl Ssm for Fake {
    async fn get_parameters(&self, _: &[String]) -> Result<Vec<Parameter>> {
        panic!("no script for GetParameters")
    }

    async fn put_parameter(&self, _: &NewParameter) -> Result<()> {
        panic!("no script for PutParameter")
    }

    async fn delete_parameter(&self, _: &str) -> Result<bool> {
        panic!("no script for DeleteParameter")
    }
}

impl Scheduler for Fake {
    async fn get_schedule(&self, _: &str, _: &str) -> Result<Option<Schedule>> {
        panic!("no script for GetSchedule")
    }

    async fn set_schedule_state(&self, _: &str, _: &str, _: &ScheduleState) -> Result<()> {
        panic!("no script for UpdateSchedule")
    }
}

impl Sts for Fake {
    async fn get_caller_identity(&self) -> Result<Identity> {
        panic!("no script for GetCallerIdentity")
    }

    async fn decode_authorization_message(&self, _: &str) -> Result<String> {
        panic!("no script for DecodeAuthorizationMessage")
    }
}

impl S3 for Fake {
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

impl Ecr for Fake {
    async fn describe_images(&self, _: &str) -> Result<Vec<Image>> {
        panic!("no script for DescribeImages")
    }

    async fn delete_repository(&self, _: &str) -> Result<bool> {
        panic!("no script for DeleteRepository")
    }
}
