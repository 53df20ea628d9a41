//! What refers to an asset in a template: a file in the bucket, an image in the repository.

use super::{BUCKET, PREFIX, REPOSITORY};
use crate::model::intrinsic::{join, parameter, region, url_suffix};
use crate::model::value::Val;

/// What refers to an asset in a template.
pub trait Handle: sealed::Sealed {
    /// The template parameter that says where it is.
    const PARAMETER: &'static str;
    #[doc(hidden)]
    const ABOUT: &'static str;
    #[doc(hidden)]
    fn of(asset: &str) -> Self;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::FileAsset {}
    impl Sealed for super::ImageAsset {}
}

/// A file in the bucket for assets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileAsset {
    name: String,
}

/// An image in the repository for assets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageAsset {
    tag: String,
}

impl FileAsset {
    /// The name of the bucket.
    pub fn bucket(&self) -> Val<String> {
        parameter(BUCKET)
    }

    /// The key of the object.
    pub fn key(&self) -> String {
        format!("{PREFIX}{}", self.name)
    }

    /// The address of the object, as CloudFormation and S3 take it.
    pub fn url(&self) -> Val<String> {
        let parts = [
            "https://".into(),
            self.bucket(),
            ".s3.".into(),
            region(),
            ".".into(),
            url_suffix(),
            format!("/{}", self.key()).into(),
        ];
        join("", parts)
    }
}

impl FileAsset {
    /// Its address with the bucket in the path, as the CDK writes it for the template of a nested stack.
    pub(crate) fn template_url(&self) -> Val<String> {
        let key = format!("/{}", self.key());
        let host = [
            "https://s3.".into(),
            region(),
            ".".into(),
            url_suffix(),
            "/".into(),
        ];
        join(
            "",
            host.into_iter()
                .chain([self.bucket(), key.into()])
                .collect::<Vec<_>>(),
        )
    }
}

impl ImageAsset {
    /// The whole name of the image, as Lambda and ECS take it.
    pub fn uri(&self) -> Val<String> {
        join("", [parameter(REPOSITORY), format!(":{}", self.tag).into()])
    }
}

impl Handle for FileAsset {
    const PARAMETER: &'static str = BUCKET;
    const ABOUT: &'static str = "The bucket that holds the assets of this stack";

    fn of(asset: &str) -> Self {
        Self {
            name: asset.to_owned(),
        }
    }
}

impl Handle for ImageAsset {
    const PARAMETER: &'static str = REPOSITORY;
    const ABOUT: &'static str = "The repository that holds the images of this stack";

    fn of(asset: &str) -> Self {
        Self {
            tag: asset.to_owned(),
        }
    }
}
