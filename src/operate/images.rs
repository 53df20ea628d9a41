//! `images`: the images that the services run, and the others in their repositories.

use super::refusal::{Failure, Refusal};
use super::services::Service;
use crate::cloud::ecr::{Ecr, Image, Scan};
use crate::cloud::{Cloud, Clouds};
use jiff::Timestamp;
use serde::Serialize;

/// An image of a service.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The service.
    pub service: String,
    /// The repository.
    pub repository: String,
    /// The digest, `sha256:...`.
    pub digest: String,
    /// The tags.
    pub tags: Vec<String>,
    /// Whether the next run uses it.
    #[serde(rename = "current")]
    pub runs: bool,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was pushed.
    pub pushed: Option<Timestamp>,
    /// What the scan for known vulnerabilities found.
    pub scan: Option<Scan>,
}

/// The images of each service, newest first.
pub async fn images<C: Clouds>(clouds: &C, services: &[Service<'_>]) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for service in services {
        let (repository, tag) = image(service)?;
        let cloud = clouds.region(service.artifact.region.as_deref())?;
        let mut found = cloud.ecr().describe_images(&repository).await?;
        found.sort_by_key(|image| std::cmp::Reverse(image.pushed));
        rows.extend(
            found
                .into_iter()
                .map(|image| row(service, &repository, &tag, image)),
        );
    }
    Ok(rows)
}

/// The repository of a service, and the tag that it runs.
pub(super) fn image(service: &Service<'_>) -> Result<(String, String), Refusal> {
    service.image().ok_or_else(|| {
        let reason = format!("{}: its image is not in a repository of this app", service.name);
        Refusal::state(reason, "check which registry the image comes from")
    })
}

/// The image of the service's next run; `None` when the repository has none.
pub(super) async fn current<C: Cloud>(cloud: &C, service: &Service<'_>) -> Result<Option<Image>, Failure> {
    let (repository, tag) = image(service)?;
    let found = cloud.ecr().describe_images(&repository).await?;
    Ok(found.into_iter().find(|image| image.tags.contains(&tag)))
}

fn row(service: &Service<'_>, repository: &str, tag: &str, image: Image) -> Row {
    Row {
        service: service.name.to_owned(),
        repository: repository.to_owned(),
        runs: image.tags.iter().any(|one| one == tag),
        digest: image.digest,
        tags: image.tags,
        bytes: image.bytes,
        pushed: image.pushed,
        scan: image.scan,
    }
}
