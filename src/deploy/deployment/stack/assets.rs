//! The assets of a stack: uploaded between the approval and the execution of the change set, once for each content.
//!
//! A change set only names them, so it can be made and shown before. What is uploaded and then not used, `gc` removes.

use super::One;
use super::bucket::Purpose;
use crate::cloud::ecr::Ecr;
use crate::cloud::s3::{NewObject, S3};
use crate::cloud::{AccountRegion, Cloud, Clouds, Kind, Secret, account_region};
use crate::deploy::ASSETS;
use crate::deploy::deployment::Failure;
use crate::deploy::ui::Question;
use crate::model::app::asset::{Asset, BUCKET, Content, Destination, Make, Publish, REPOSITORY, Unavailable};
use crate::model::arn::domain;
use futures_util::lock::Mutex;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a run has uploaded, or seen: where, and the name. One stack at a time uploads, so that nothing is uploaded twice.
pub(super) type Uploaded = Mutex<BTreeSet<(AccountRegion, String)>>;

/// An asset that is an object in the bucket.
pub(super) type File<'a> = (&'a Asset, &'a Arc<dyn Make>);

impl From<Unavailable> for Failure {
    fn from(Unavailable { reason, fix }: Unavailable) -> Self {
        Self::Asset { reason, fix }
    }
}

impl<C: Clouds> One<'_, C> {
    /// The template parameters that say where the assets are.
    pub(super) async fn places_of_assets(&self) -> Result<Vec<(String, Secret)>, Failure> {
        if self.stack.assets.is_empty() {
            return Ok(Vec::new());
        }
        let owner = self.owner().await?;
        let bucket = Purpose::Assets.name(self.deployment.options, &owner, self.cloud.region());
        let places = [(BUCKET, bucket), (REPOSITORY, self.repository(&owner))];
        let places = places
            .into_iter()
            .filter(|(name, _)| self.stack.template.parameters.contains_key(*name));
        Ok(places
            .map(|(name, place)| (name.to_owned(), Secret::new(place)))
            .collect())
    }

    fn registry(&self, owner: &str) -> String {
        let region = self.cloud.region();
        format!("{owner}.dkr.ecr.{region}.{}", domain(region))
    }

    fn repository(&self, owner: &str) -> String {
        format!("{}/{ASSETS}", self.registry(owner))
    }

    /// Uploads what is not there yet.
    pub(super) async fn upload_assets(&self) -> Result<(), Failure> {
        if self.stack.assets.is_empty() {
            return Ok(());
        }
        let mut uploaded = self.notes.uploaded().lock().await;
        let place = |asset: &Asset| (account_region(&self.cloud), asset.key());
        let assets = self.stack.assets.iter();
        let (mut files, mut images) = (Vec::new(), Vec::new());
        for asset in assets.filter(|asset| !uploaded.contains(&place(asset))) {
            match &asset.content {
                Content::File(make) => files.push((asset, make)),
                Content::Image(publish) => images.push((asset, publish)),
            }
        }
        self.upload_files(&files).await?;
        self.publish_images(&images).await?;
        uploaded.extend(self.stack.assets.iter().map(place));
        Ok(())
    }

    /// Those of these files that are not in the bucket.
    pub(super) async fn missing<'f>(&self, files: &[File<'f>]) -> Result<Vec<File<'f>>, Failure> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let owner = self.owner().await?;
        let bucket = Purpose::Assets.name(self.deployment.options, &owner, self.cloud.region());
        if !self.has_bucket(Purpose::Assets, &bucket, &owner).await? {
            return Ok(files.to_vec());
        }
        let mut missing = Vec::new();
        for file in files {
            let key = file.0.key();
            let found = self.cloud.s3().list_objects(&bucket, &owner, &key).await?;
            if !found.iter().any(|found| found.key == key) {
                missing.push(*file);
            }
        }
        Ok(missing)
    }

    pub(super) async fn upload_files(&self, files: &[File<'_>]) -> Result<(), Failure> {
        let missing = self.missing(files).await?;
        if missing.is_empty() {
            return Ok(());
        }
        let s3 = self.cloud.s3();
        let (bucket, owner) = self.bucket(Purpose::Assets).await?;
        for (asset, make) in missing {
            let key = asset.key();
            let made = Arc::clone(make);
            let body = apart(move || made.make()).await?;
            self.note(format!(
                "uploads {} ({} bytes) to the bucket {bucket}",
                asset.source,
                body.len()
            ));
            let content_type = match asset.name.rsplit('.').next() {
                Some("zip") => "application/zip",
                Some("json") => "application/json",
                _ => "application/octet-stream",
            };
            let object = NewObject {
                key,
                body,
                content_type,
            };
            s3.put_object(&bucket, &owner, &object).await?;
            self.deployment.goes_on()?;
        }
        Ok(())
    }

    async fn publish_images(&self, images: &[(&Asset, &Arc<dyn Publish>)]) -> Result<(), Failure> {
        if images.is_empty() {
            return Ok(());
        }
        let ecr = self.cloud.ecr();
        let found = ecr.describe_images(ASSETS).await?;
        let has = |asset: &Asset| found.iter().any(|image| image.tags.contains(&asset.name));
        let missing = images.iter().filter(|(asset, _)| !has(asset)).collect::<Vec<_>>();
        if missing.is_empty() {
            return Ok(());
        }
        if found.is_empty() && ecr.repository_uri(ASSETS).await?.is_none() {
            self.deployment.asks(&Question::AssetStore {
                stack: self.stack.id.to_string(),
                store: format!("the repository {ASSETS}"),
            })?;
            match ecr.create_repository(ASSETS).await {
                Err(error) if error.kind == Kind::AlreadyExists => {}
                result => result?,
            }
        }
        let owner = self.owner().await?;
        let authorization = ecr.authorization().await?;
        for (asset, publish) in missing {
            let to = Destination {
                image: format!("{}:{}", self.repository(&owner), asset.name),
                registry: self.registry(&owner),
                user: authorization.user.clone(),
                password: authorization.password.expose().into(),
            };
            self.note(format!(
                "builds the image of {} and pushes it to {ASSETS}",
                asset.source
            ));
            let publish = Arc::clone(publish);
            apart(move || publish.publish(&to)).await?;
            self.deployment.goes_on()?;
        }
        Ok(())
    }
}

/// Does what takes long beside everything else: other stacks continue, and Ctrl-C is heard.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unavailable> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|error| Unavailable::new(error.to_string(), "deploy again"))?;
    Ok(done?)
}
