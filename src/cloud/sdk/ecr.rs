//! Amazon ECR.

use super::api::{Api, Done, ECR, Request, epoch};
use super::call::{Caller, if_there, or_none};
use crate::cloud::Result;
use crate::cloud::ecr::{Ecr, Image, Scan};
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

    async fn delete_repository(&self, repository: &str) -> Result<bool> {
        let request = Request::json(&DeleteRepository {
            repository_name: repository,
            force: true,
        });
        let deleted: Result<Done> = self.0.write("ecr:DeleteRepository", request).await;
        Ok(if_there(deleted)?.is_some())
    }
}
