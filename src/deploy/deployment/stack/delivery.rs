//! Sending a template: within the request, or through a bucket when it is too long for that.
//!
//! What is put into the bucket goes again as soon as CloudFormation has read it, whatever came of the change set; an
//! upload that is cut short expires within a day. Everything that makes the bucket safe is said again each time, so that
//! one that was cut short in the making is whole before anything is put there.

use super::One;
use crate::cloud::cloudformation::{NewChangeSet, TemplateSource};
use crate::cloud::s3::{NewObject, ObjectVersion, S3};
use crate::cloud::sts::Sts;
use crate::cloud::{Cloud, Clouds, Kind};
use crate::deploy::deployment::Failure;
use crate::deploy::deployment::change_set::{self, Made};
use crate::deploy::ui::Question;
use crate::model::arn::partition;
use crate::model::template::{BUCKET_LIMIT, INLINE_LIMIT};

/// After how many days what is left in the bucket goes.
const DAYS: i32 = 1;

impl<C: Clouds> One<'_, C> {
    /// Makes the change set.
    pub(super) async fn send(&self, mut new: NewChangeSet) -> Result<Made, Failure> {
        let TemplateSource::Body(text) = &new.template else {
            return change_set::make(&self.cloud, &new, self.deployment.interrupts).await;
        };
        if text.len() > BUCKET_LIMIT {
            return Err(Failure::TooLong(text.len()));
        }
        if text.len() <= INLINE_LIMIT {
            return change_set::make(&self.cloud, &new, self.deployment.interrupts).await;
        }
        let (bucket, owner) = self.bucket().await?;
        let key = format!("sa-infra/{}/{}.json", self.name(), new.name);
        let object = NewObject {
            key,
            body: text.as_bytes().to_vec(),
            content_type: "application/json",
        };
        let version = self.cloud.s3().put_object(&bucket, &owner, &object).await?;
        let NewObject { key, .. } = object;
        self.note(format!(
            "the template has {} bytes, too many for a request: using the bucket {bucket}",
            text.len()
        ));
        new.template = TemplateSource::Url(self.cloud.s3().object_url(&bucket, &key));
        let made = change_set::make(&self.cloud, &new, self.deployment.interrupts).await;
        let object = ObjectVersion {
            key,
            version,
            bytes: 0,
            is_latest: true,
            is_delete_marker: false,
        };
        // CloudFormation has its own copy by now; what stays here expires.
        let _ = self.cloud.s3().delete_objects(&bucket, &[object]).await;
        made
    }

    /// The bucket for templates, and the account it belongs to.
    async fn bucket(&self) -> Result<(String, String), Failure> {
        let owner = self.cloud.sts().get_caller_identity().await?.account;
        let s3 = self.cloud.s3();
        let given = self.deployment.options.template_bucket.clone();
        let is_given = given.is_some();
        let bucket = given.unwrap_or_else(|| format!("sa-infra-templates-{owner}-{}", self.cloud.region()));
        let found = s3
            .head_bucket(&bucket, &owner)
            .await
            .map_err(|error| match error.kind {
                Kind::AccessDenied { .. } => {
                    Failure::TemplateBucket(format!("you have no access to the bucket {bucket}"))
                }
                _ => error.into(),
            })?;
        if is_given && found.is_none() {
            return Err(Failure::TemplateBucket(format!(
                "the bucket {bucket} does not exist"
            )));
        }
        if is_given {
            return Ok((bucket, owner));
        }
        if found.is_none() {
            self.create(&bucket).await?;
        }
        // Nothing is put there before it is shut, encrypted, and deaf to plain HTTP.
        s3.put_public_access_block(&bucket, &owner).await?;
        s3.put_bucket_encryption(&bucket, &owner).await?;
        s3.put_bucket_policy(
            &bucket,
            &owner,
            &encrypted_transport_only(&bucket, self.cloud.region()),
        )
        .await?;
        s3.put_bucket_lifecycle(&bucket, &owner, DAYS).await?;
        Ok((bucket, owner))
    }

    async fn create(&self, bucket: &str) -> Result<(), Failure> {
        if self.deployment.options.dry_run {
            return Err(Failure::TemplateBucket(format!(
                "the template is too large for a request, and a dry run does not create the bucket {bucket}"
            )));
        }
        let question = Question::TemplateBucket {
            stack: self.stack.id.to_string(),
            bucket: bucket.to_owned(),
        };
        self.deployment.asks(&question)?;
        match self.cloud.s3().create_bucket(bucket).await {
            // Somebody with the same account was faster; whose it is, the next calls verify.
            Err(error) if error.kind == Kind::AlreadyExists => Ok(()),
            result => Ok(result?),
        }
    }
}

/// Denies whatever comes without TLS.
fn encrypted_transport_only(bucket: &str, region: &str) -> String {
    let arn = format!("arn:{}:s3:::{bucket}", partition(region));
    serde_json::json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, format!("{arn}/*")],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }]})
    .to_string()
}
