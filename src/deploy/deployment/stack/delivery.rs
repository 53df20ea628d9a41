//! Sends a template: within the request, or through a bucket when it is too long.
//!
//! The object is deleted as soon as CloudFormation has read it, whatever the result of the change set. After an
//! interrupted upload it expires within a day. All protective settings of the bucket are set each time, so that a
//! bucket whose creation was interrupted is complete before anything is uploaded.

use super::One;
use crate::cloud::cloudformation::{ChangeSet, CloudFormation, NewChangeSet, TemplateSource, Value};
use crate::cloud::s3::{NewObject, ObjectVersion, S3};
use crate::cloud::sts::Sts;
use crate::cloud::{Cloud, Clouds, Kind};
use crate::deploy::deployment::Failure;
use crate::deploy::deployment::change_set::{self, Made};
use crate::deploy::ui::Question;
use crate::model::arn::partition;
use crate::model::hex::hex;
use crate::model::template::{BUCKET_LIMIT, INLINE_LIMIT};
use sha2::{Digest, Sha256};

/// The number of days after which objects in the bucket expire.
const DAYS: i32 = 1;

/// A template that was sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    template: String,
    /// The bucket through which it was sent.
    bucket: Option<String>,
}

impl<C: Clouds> One<'_, C> {
    /// Creates the change set, and compares its template with the one that was sent.
    pub(super) async fn send(&self, new: NewChangeSet) -> Result<Made, Failure> {
        let given = new
            .parameters
            .iter()
            .filter_map(|parameter| match &parameter.value {
                Value::Given(value) => Some(value.clone()),
                Value::Previous => None,
            });
        self.known.borrow_mut().extend(given);
        self.sent_whole(new)
            .await
            .map_err(|failure| self.redacted(failure))
    }

    async fn made(&self, new: &NewChangeSet) -> Result<Made, Failure> {
        change_set::make(&self.cloud, new, self.deployment.interrupts, |text| {
            self.note(text);
        })
        .await
    }

    /// Removes secret values that AWS repeats in an error.
    fn redacted(&self, failure: Failure) -> Failure {
        let known = self.known.borrow();
        let redact = |text: String| known.iter().fold(text, |text, secret| secret.redact(&text));
        match failure {
            Failure::Refused { reason, findings } => Failure::Refused {
                reason: redact(reason),
                findings: findings.into_iter().map(redact).collect(),
            },
            other => other,
        }
    }

    async fn sent_whole(&self, new: NewChangeSet) -> Result<Made, Failure> {
        let TemplateSource::Body(text) = new.template.clone() else {
            return self.made(&new).await;
        };
        if text.len() > BUCKET_LIMIT {
            return Err(Failure::TooLong(text.len()));
        }
        let (made, bucket) = if text.len() <= INLINE_LIMIT {
            let made = self.made(&new).await;
            (made?, None)
        } else {
            let (made, bucket) = self.send_through_bucket(new, &text).await?;
            (made, Some(bucket))
        };
        let template = text;
        self.sent.replace(Sent { template, bucket });
        if let Made::Ready(ready, _) = &made
            && let Err(failure) = self.is_as_sent(ready).await
        {
            self.drop_change_set(ready).await;
            return Err(failure);
        }
        Ok(made)
    }

    /// The object's name is the hash of its contents, and CloudFormation gets exactly that version: another writer to
    /// the bucket has no effect.
    async fn send_through_bucket(
        &self,
        mut new: NewChangeSet,
        text: &str,
    ) -> Result<(Made, String), Failure> {
        let (bucket, owner) = self.bucket().await?;
        let hash = hex(&Sha256::digest(text));
        let object = NewObject {
            key: format!("sa-infra/{}/{hash}/{}.json", self.name(), new.name),
            body: text.as_bytes().to_vec(),
            content_type: "application/json",
        };
        let version = self.cloud.s3().put_object(&bucket, &owner, &object).await?;
        let NewObject { key, .. } = object;
        self.note(format!(
            "the template has {} bytes, too many for a request: using the bucket {bucket}",
            text.len()
        ));
        new.template = TemplateSource::Url(self.cloud.s3().object_url(&bucket, &key, version.as_deref()));
        let made = self.made(&new).await;
        let object = ObjectVersion {
            key,
            version,
            bytes: 0,
            is_latest: true,
            is_delete_marker: false,
        };
        // CloudFormation has its own copy now. If the deletion fails, the object expires.
        let _ = self.cloud.s3().delete_objects(&bucket, &[object]).await;
        Ok((made?, bucket))
    }

    /// Compares the template of a change set with the one that was sent, byte for byte. A change set that no longer
    /// exists has no template, and its execution fails.
    pub(super) async fn is_as_sent(&self, ready: &ChangeSet) -> Result<(), Failure> {
        let found = self
            .cloud
            .cloudformation()
            .get_change_set_template(&ready.arn)
            .await?;
        let sent = self.sent.borrow();
        if found.is_none_or(|found| is_same(&sent.template, &found)) {
            return Ok(());
        }
        let bucket = sent.bucket.clone();
        Err(Failure::Swapped { bucket })
    }

    /// The bucket for templates, and the account that owns it.
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
        // Before an upload, the bucket is private, encrypted and versioned, and denies other accounts and plain HTTP.
        s3.put_public_access_block(&bucket, &owner).await?;
        s3.put_bucket_encryption(&bucket, &owner).await?;
        s3.put_bucket_policy(
            &bucket,
            &owner,
            &own_account_only(&bucket, &owner, self.cloud.region()),
        )
        .await?;
        s3.put_bucket_lifecycle(&bucket, &owner, DAYS).await?;
        s3.put_bucket_versioning(&bucket, &owner).await?;
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
            // Another process with the same account was faster. The next calls verify the owner.
            Err(error) if error.kind == Kind::AlreadyExists => Ok(()),
            result => Ok(result?),
        }
    }
}

/// A policy that denies all requests without TLS or from another account.
fn own_account_only(bucket: &str, owner: &str, region: &str) -> String {
    let arn = format!("arn:{}:s3:::{bucket}", partition(region));
    let deny = |condition: serde_json::Value| {
        serde_json::json!({
            "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, format!("{arn}/*")],
            "Condition": condition,
        })
    };
    let plain = deny(serde_json::json!({"Bool": {"aws:SecureTransport": "false"}}));
    let others = deny(serde_json::json!({"StringNotEquals": {"aws:PrincipalAccount": owner}}));
    serde_json::json!({"Version": "2012-10-17", "Statement": [plain, others]}).to_string()
}

/// Whether `CloudFormation` returns what was sent: it replaces every character beyond ASCII by a `?`.
fn is_same(sent: &str, found: &str) -> bool {
    let mut found = found.chars();
    let is_told = |char: char| {
        found
            .next()
            .is_some_and(|told| told == char || told == '?' && !char.is_ascii())
    };
    sent.chars().all(is_told) && found.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn only_what_was_sent_is_the_same() {
        for (sent, found, same) in [
            ("{}", "{}", true),
            ("{}", "{} ", false),
            ("{ }", "{}", false),
            ("ü", "?", true),
            ("u", "?", false),
            ("\"a\"", "\"b\"", false),
        ] {
            assert_eq!(is_same(sent, found), same, "{sent} {found}");
        }
    }
}
