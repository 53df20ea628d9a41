//! The buckets that a deployment makes when it first needs them: for large templates, and for assets.
//!
//! Everything that makes a bucket safe is said again each time, so that one that was cut short in the making is whole before
//! anything is put there.

use super::One;
use crate::cloud::s3::S3;
use crate::cloud::sts::Sts;
use crate::cloud::{Cloud, Clouds, Kind};
use crate::deploy::deployment::Failure;
use crate::deploy::ui::Question;
use crate::deploy::{ASSETS, bucket_name, deployment::Options};
use crate::model::arn::partition;

/// After how many days what is left of templates goes.
const DAYS: i32 = 1;

/// What a bucket is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Templates that do not fit into a request.
    Templates,
    /// Assets.
    Assets,
}

impl Purpose {
    fn given(self, options: &Options) -> Option<&String> {
        match self {
            Self::Templates => options.template_bucket.as_ref(),
            Self::Assets => options.asset_bucket.as_ref(),
        }
    }

    /// The name of the bucket: the one that is given, or ours.
    pub(super) fn name(self, options: &Options, owner: &str, region: &str) -> String {
        let prefix = match self {
            Self::Templates => "sa-infra-templates",
            Self::Assets => ASSETS,
        };
        let given = self.given(options).cloned();
        given.unwrap_or_else(|| bucket_name(prefix, owner, region))
    }

    fn failure(self, reason: String) -> Failure {
        match self {
            Self::Templates => Failure::TemplateBucket(reason),
            Self::Assets => Failure::AssetBucket(reason),
        }
    }
}

impl<C: Clouds> One<'_, C> {
    /// The account, of which every call says that it has to own the bucket.
    pub(super) async fn owner(&self) -> Result<String, Failure> {
        Ok(self.cloud.sts().get_caller_identity().await?.account)
    }

    /// Whether a bucket exists; a bucket of another account is an error.
    pub(super) async fn has_bucket(
        &self,
        purpose: Purpose,
        bucket: &str,
        owner: &str,
    ) -> Result<bool, Failure> {
        let found = self.cloud.s3().head_bucket(bucket, owner).await;
        let found = found.map_err(|error| match error.kind {
            Kind::AccessDenied { .. } => {
                purpose.failure(format!("you have no access to the bucket {bucket}"))
            }
            _ => error.into(),
        })?;
        Ok(found.is_some())
    }

    /// The bucket, made if it is needed, and the account it belongs to.
    pub(super) async fn bucket(&self, purpose: Purpose) -> Result<(String, String), Failure> {
        let owner = self.owner().await?;
        let s3 = self.cloud.s3();
        let options = self.deployment.options;
        let bucket = purpose.name(options, &owner, self.cloud.region());
        let is_there = self.has_bucket(purpose, &bucket, &owner).await?;
        if purpose.given(options).is_some() {
            if !is_there {
                return Err(purpose.failure(format!("the bucket {bucket} does not exist")));
            }
            return Ok((bucket, owner));
        }
        if !is_there {
            self.create(purpose, &bucket).await?;
        }
        // Nothing is put there before it is shut, encrypted, and deaf to others and to plain HTTP.
        s3.put_public_access_block(&bucket, &owner).await?;
        s3.put_bucket_encryption(&bucket, &owner).await?;
        let policy = own_account_only(&bucket, &owner, self.cloud.region());
        s3.put_bucket_policy(&bucket, &owner, &policy).await?;
        // Assets are named by their content and stay until `gc`.
        if purpose == Purpose::Templates {
            s3.put_bucket_lifecycle(&bucket, &owner, DAYS).await?;
            s3.put_bucket_versioning(&bucket, &owner).await?;
        }
        Ok((bucket, owner))
    }

    async fn create(&self, purpose: Purpose, bucket: &str) -> Result<(), Failure> {
        if self.deployment.options.dry_run {
            return Err(purpose.failure(format!(
                "the template is too large for a request, and a dry run does not create the bucket {bucket}"
            )));
        }
        let (stack, bucket) = (self.stack.id.to_string(), bucket.to_owned());
        let question = match purpose {
            Purpose::Templates => Question::TemplateBucket {
                stack,
                bucket: bucket.clone(),
            },
            Purpose::Assets => Question::AssetStore {
                stack,
                store: format!("the bucket {bucket}"),
            },
        };
        self.deployment.asks(&question)?;
        match self.cloud.s3().create_bucket(&bucket).await {
            // Another deployment in this account was faster. The next calls verify the owner.
            Err(error) if error.kind == Kind::AlreadyExists => Ok(()),
            result => Ok(result?),
        }
    }
}

/// Denies whatever comes without TLS or from another account.
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
