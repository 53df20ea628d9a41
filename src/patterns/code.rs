//! Files among the assets, as the code of functions and the content of layers.

use crate::aws::lambda;
use crate::model::app::asset::{FileAsset, ImageAsset};
use crate::model::arn::Id;
use crate::model::value::Val;

impl From<&FileAsset> for lambda::Code {
    fn from(asset: &FileAsset) -> Self {
        Self {
            s3_bucket: asset.bucket().map(Id::from).into(),
            s3_key: asset.key().into(),
            ..Self::default()
        }
    }
}

impl From<&ImageAsset> for lambda::Code {
    fn from(asset: &ImageAsset) -> Self {
        Self {
            image_uri: asset.uri().into(),
            ..Self::default()
        }
    }
}

impl From<&FileAsset> for Val<lambda::Code> {
    fn from(asset: &FileAsset) -> Self {
        Self::Known(asset.into())
    }
}

impl From<&ImageAsset> for Val<lambda::Code> {
    fn from(asset: &ImageAsset) -> Self {
        Self::Known(asset.into())
    }
}
