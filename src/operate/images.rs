//! `images`: the images that the services run, and the others in their repositories.

use super::refusal::{Failure, Refusal};
use super::services::Service;
use crate::cloud::cloudformation::CloudFormation;
use crate::cloud::ecr::{Ecr, Image, Scan};
use crate::cloud::{Cloud, Clouds};
use crate::model::image;
use crate::model::json::Json;
use crate::model::template::Template;
use crate::synth::resolve::offline;
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
        let cloud = clouds.at(service.artifact.environment())?;
        let runs = next(&cloud, service, &tag).await?;
        let mut found = cloud.ecr().describe_images(&repository).await?;
        found.sort_by_key(|image| std::cmp::Reverse(image.pushed));
        rows.extend(
            found
                .into_iter()
                .map(|image| row(service, &repository, &runs, image)),
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

/// The image of a service's next run.
enum Next {
    /// The image that has this tag then.
    Tag(String),
    /// The deployed image, by its digest; `None` before the first deployment.
    Digest(Option<String>),
}

impl Next {
    fn is(&self, image: &Image) -> bool {
        match self {
            Self::Tag(tag) => image.tags.contains(tag),
            Self::Digest(digest) => digest.as_ref() == Some(&image.digest),
        }
    }
}

async fn next<C: Cloud>(cloud: &C, service: &Service<'_>, tag: &str) -> Result<Next, Failure> {
    if !service.is_pinned() {
        return Ok(Next::Tag(tag.to_owned()));
    }
    let text = cloud
        .cloudformation()
        .get_template(&service.artifact.name)
        .await?;
    let template = text.and_then(|text| Template::parse(&text).ok());
    let digest = template.and_then(|template| {
        let task = template.resources.get(service.task_id)?;
        let containers = task.properties.get("ContainerDefinitions")?.as_list()?;
        let container = containers.iter().find_map(Json::as_map)?;
        image::Image::parse(&offline(&template, container.get("Image")?)?)?.digest
    });
    Ok(Next::Digest(digest))
}

/// The image of the service's next run; `None` when the repository has none.
pub(super) async fn current<C: Cloud>(cloud: &C, service: &Service<'_>) -> Result<Option<Image>, Failure> {
    let (repository, tag) = image(service)?;
    let next = next(cloud, service, &tag).await?;
    let found = cloud.ecr().describe_images(&repository).await?;
    Ok(found.into_iter().find(|image| next.is(image)))
}

/// The newest image of a service: the one with the tag.
pub(super) async fn newest<C: Cloud>(cloud: &C, service: &Service<'_>) -> Result<Option<Image>, Failure> {
    let (repository, tag) = image(service)?;
    let found = cloud.ecr().describe_images(&repository).await?;
    Ok(found.into_iter().find(|image| image.tags.contains(&tag)))
}

/// Whether the newest image of a service runs only after a deployment.
pub fn waits_for_deployment(service: &Service<'_>, rows: &[Row]) -> bool {
    let Some((_, tag)) = service.image().filter(|_| service.is_pinned()) else {
        return false;
    };
    let mut own = rows.iter().filter(|row| row.service == service.name);
    own.any(|row| row.tags.contains(&tag) && !row.runs)
}

fn row(service: &Service<'_>, repository: &str, next: &Next, image: Image) -> Row {
    Row {
        service: service.name.to_owned(),
        repository: repository.to_owned(),
        runs: next.is(&image),
        digest: image.digest,
        tags: image.tags,
        bytes: image.bytes,
        pushed: image.pushed,
        scan: image.scan,
    }
}
