//! Sends a template: within the request, or through a bucket when it is too long.
//!
//! What is put into the bucket goes again as soon as CloudFormation has read it, whatever came of the change set; an
//! upload that is cut short expires within a day.

use super::One;
use super::bucket::Purpose;
use crate::cloud::cloudformation::{ChangeSet, CloudFormation, NewChangeSet, TemplateSource, Value};
use crate::cloud::s3::{NewObject, ObjectVersion, S3};
use crate::cloud::{Cloud, Clouds};
use crate::deploy::deployment::Failure;
use crate::deploy::deployment::change_set::{self, Made};
use crate::deploy::secret_values::redact;
use crate::model::hex::hex;
use crate::model::template::{BUCKET_LIMIT, INLINE_LIMIT};
use sha2::{Digest, Sha256};

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
        let redact = |text: String| redact(text, &known);
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
        let (bucket, owner) = self.bucket(Purpose::Templates).await?;
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
