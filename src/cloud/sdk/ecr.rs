//! Amazon ECR.

use super::api::{Api, Done, ECR, Request, epoch};
use super::call::{Caller, if_there, or_none};
use crate::cloud::ecr::{Authorization, Ecr, Image, Scan};
use crate::cloud::{Error, Kind, Result, Secret};
use aws_config::SdkConfig;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Amazon ECR.
#[derive(Debug)]
pub struct Client(Api);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DescribeImages<'a> {
    repository_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Images {
    #[serde(default)]
    image_details: Vec<ImageDetail>,
    next_token: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ImageDetail {
    #[serde(rename = "imageDigest")]
    digest: String,
    #[serde(rename = "imageTags")]
    tags: Vec<String>,
    #[serde(rename = "imageSizeInBytes")]
    bytes: u64,
    #[serde(rename = "imagePushedAt", deserialize_with = "epoch")]
    pushed: Option<Timestamp>,
    #[serde(rename = "imageScanStatus")]
    scan: Option<ScanStatus>,
    #[serde(rename = "imageScanFindingsSummary")]
    findings: Option<ScanSummary>,
}

#[derive(Deserialize)]
struct ScanStatus {
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ScanSummary {
    #[serde(default)]
    finding_severity_counts: BTreeMap<String, i32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DescribeRepositories<'a> {
    repository_names: [&'a str; 1],
}

#[derive(Deserialize)]
struct Repositories {
    #[serde(default)]
    repositories: Vec<Repository>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repository {
    repository_uri: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreateRepository<'a> {
    repository_name: &'a str,
    image_tag_mutability: &'static str,
    image_scanning_configuration: Scanning,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Scanning {
    scan_on_push: bool,
}

#[derive(Serialize)]
struct GetAuthorizationToken {}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tokens {
    #[serde(default)]
    authorization_data: Vec<Token>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    authorization_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BatchDeleteImage<'a> {
    repository_name: &'a str,
    image_ids: Vec<ImageId<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ImageId<'a> {
    image_digest: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeleteRepository<'a> {
    repository_name: &'a str,
    force: bool,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(ECR, config, caller))
    }

    async fn images(&self, repository: &str) -> Result<Vec<Image>> {
        let request = |next_token: Option<&str>| {
            Request::json(&DescribeImages {
                repository_name: repository,
                next_token,
            })
        };
        let mut images = Vec::new();
        let take = |page: Images| {
            images.extend(page.image_details.into_iter().map(image));
            page.next_token
        };
        self.0.pages("ecr:DescribeImages", request, take).await?;
        Ok(images)
    }
}

/// A token is `USER:PASSWORD` in Base64.
fn decoded(token: &str) -> Option<String> {
    String::from_utf8(aws_smithy_types::base64::decode(token).ok()?).ok()
}

fn image(found: ImageDetail) -> Image {
    let findings = found.findings;
    let scan = |status| Scan {
        status,
        findings: findings.map_or(Vec::new(), |summary| {
            summary.finding_severity_counts.into_iter().collect()
        }),
    };
    Image {
        digest: found.digest,
        tags: found.tags,
        bytes: found.bytes,
        pushed: found.pushed,
        scan: found.scan.and_then(|scan| scan.status).map(scan),
    }
}

impl Ecr for Client {
    async fn describe_images(&self, repository: &str) -> Result<Vec<Image>> {
        or_none(self.images(repository).await)
    }

    async fn repository_uri(&self, repository: &str) -> Result<Option<String>> {
        let request = Request::json(&DescribeRepositories {
            repository_names: [repository],
        });
        let found: Result<Repositories> = self.0.read("ecr:DescribeRepositories", request).await;
        let found = if_there(found)?;
        Ok(found.and_then(|found| found.repositories.into_iter().next()?.repository_uri))
    }

    async fn create_repository(&self, repository: &str) -> Result<()> {
        let request = Request::json(&CreateRepository {
            repository_name: repository,
            image_tag_mutability: "IMMUTABLE",
            image_scanning_configuration: Scanning { scan_on_push: true },
        });
        let _: Done = self.0.write("ecr:CreateRepository", request).await?;
        Ok(())
    }

    async fn authorization(&self) -> Result<Authorization> {
        let call = "ecr:GetAuthorizationToken";
        let tokens: Tokens = self
            .0
            .read(call, Request::json(&GetAuthorizationToken {}))
            .await?;
        let token = tokens.authorization_data.into_iter().next();
        let token = token.and_then(|token| decoded(&token.authorization_token?));
        let parts = token.as_deref().and_then(|token| token.split_once(':'));
        let (user, password) = parts.ok_or_else(|| Error {
            call,
            kind: Kind::Unavailable,
            message: "the answer has no token".to_owned(),
        })?;
        Ok(Authorization {
            user: user.to_owned(),
            password: Secret::new(password),
        })
    }

    async fn delete_images(&self, repository: &str, digests: &[String]) -> Result<()> {
        let images = digests.iter().map(|digest| ImageId { image_digest: digest });
        let request = Request::json(&BatchDeleteImage {
            repository_name: repository,
            image_ids: images.collect(),
        });
        let _: Done = self.0.write("ecr:BatchDeleteImage", request).await?;
        Ok(())
    }

    async fn delete_repository(&self, repository: &str) -> Result<bool> {
        let request = Request::json(&DeleteRepository {
            repository_name: repository,
            force: true,
        });
        let deleted: Result<Done> = self.0.write("ecr:DeleteRepository", request).await;
        Ok(if_there(deleted)?.is_some())
    }
}
