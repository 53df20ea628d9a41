//! A private bucket: no public access, TLS only, encrypted, versioned.

use crate::aws::s3;
use crate::model::app::Scope;
use crate::model::arn::Id;
use crate::model::construct::{Construct, Ref};
use crate::model::policy::{Statement, deny};
use crate::model::value::{List, Prop};
use crate::text;

/// A private bucket. Old versions and unfinished uploads expire automatically.
#[derive(Clone, Debug, Default)]
pub struct PrivateBucket {
    /// A fixed name; without one, CloudFormation generates it.
    pub name: Prop<Id<s3::Bucket>>,
    /// Tags.
    pub tags: Prop<List<s3::Tag>>,
    /// Days after which a version that was overwritten or deleted is removed.
    pub noncurrent_days: i64,
    /// Days after which an upload that was never finished is removed.
    pub unfinished_upload_days: i64,
}

impl Construct for PrivateBucket {
    type Handle = Ref<s3::Bucket>;

    fn build(self, scope: &mut Scope<'_>) -> Ref<s3::Bucket> {
        let rule = s3::Rule {
            id: "expire-old-versions-and-unfinished-uploads".into(),
            noncurrent_version_expiration: s3::NoncurrentVersionExpiration::new(self.noncurrent_days).into(),
            abort_incomplete_multipart_upload: s3::AbortIncompleteMultipartUpload::new(
                self.unfinished_upload_days,
            )
            .into(),
            ..s3::Rule::new(s3::RuleStatus::Enabled)
        };
        let name = self.name.clone();
        let bucket = scope.at("Resource").put_bare(s3::Bucket {
            bucket_name: self.name,
            bucket_encryption: s3::BucketEncryption::new([encrypted()]).into(),
            lifecycle_configuration: s3::LifecycleConfiguration::new([rule]).into(),
            ownership_controls: s3::OwnershipControls::new([s3::OwnershipControlsRule {
                object_ownership: s3::ObjectOwnership::BucketOwnerEnforced.into(),
            }])
            .into(),
            public_access_block_configuration: s3::PublicAccessBlockConfiguration {
                block_public_acls: true.into(),
                block_public_policy: true.into(),
                ignore_public_acls: true.into(),
                restrict_public_buckets: true.into(),
            }
            .into(),
            versioning_configuration: s3::VersioningConfiguration::new(
                s3::VersioningConfigurationStatus::Enabled,
            )
            .into(),
            tags: self.tags,
            ..Default::default()
        });
        // The identifier of a policy is the bucket's name: a fixed name must be in both, or neither could be
        // imported.
        let name = match name {
            Prop::Set(name) => name,
            Prop::Unset => bucket.name(),
        };
        scope
            .at("Policy")
            .put(s3::BucketPolicy::new(name, tls_only(&bucket)));
        bucket
    }
}

fn encrypted() -> s3::ServerSideEncryptionRule {
    let algorithm = s3::ServerSideEncryptionByDefaultSseAlgorithm::Aes256;
    s3::ServerSideEncryptionRule {
        server_side_encryption_by_default: s3::ServerSideEncryptionByDefault::new(algorithm).into(),
        ..Default::default()
    }
}

/// Denies everything, to everyone, over an unencrypted connection. The action has to be `s3:*`: a narrower denial
/// would leave some calls open.
fn tls_only(bucket: &Ref<s3::Bucket>) -> Statement {
    deny(["s3:*"])
        .to("*")
        .on(bucket.arn())
        .on(text![bucket.arn(), "/*"])
        .when("Bool", "aws:SecureTransport", "false")
}
