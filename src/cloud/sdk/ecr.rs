//! Amazon ECR by the SDK.

use super::call::{Caller, if_there, or_none};
use super::convert::{text, time};
use crate::cloud::Result;
use crate::cloud::ecr::{Ecr, Image, Scan};
use aws_config::SdkConfig;
use aws_sdk_ecr::types::ImageDetail;

/// Amazon ECR by the SDK.
#[derive(Debug)]
pub struct Client {
    client: aws_sdk_ecr::Client,
    caller: Caller,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_ecr::Client::new(config),
            caller: caller.clone(),
        }
    }

    async fn images(&self, repository: &str) -> Result<Vec<Image>> {
        let request = self.client.describe_images().repository_name(repository);
        let mut pages = request.into_paginator().send();
        let mut images = Vec::new();
        while let Some(page) = self.caller.page("ecr:DescribeImages", pages.next()).await? {
            images.extend(page.image_details().iter().map(|image| {
                Image {
                    digest: text(image.image_digest()),
                    tags: image.image_tags().to_vec(),
                    bytes: image
                        .image_size_in_bytes()
                        .and_then(|bytes| bytes.try_into().ok())
                        .unwrap_or_default(),
                    pushed: image.image_pushed_at().map(time),
                    scan: scan(image),
                }
            }));
        }
        Ok(images)
    }
}

fn scan(image: &ImageDetail) -> Option<Scan> {
    let counts = image
        .image_scan_findings_summary()
        .and_then(|summary| summary.finding_severity_counts());
    let mut findings = counts
        .into_iter()
        .flatten()
        .map(|(severity, count)| (severity.as_str().to_owned(), *count))
        .collect::<Vec<_>>();
    findings.sort();
    let status = image.image_scan_status()?.status()?;
    Some(Scan {
        status: status.as_str().to_owned(),
        findings,
    })
}

impl Ecr for Client {
    async fn describe_images(&self, repository: &str) -> Result<Vec<Image>> {
        or_none(self.images(repository).await)
    }

    async fn delete_repository(&self, repository: &str) -> Result<bool> {
        let request = self.client.delete_repository();
        let request = request.repository_name(repository).force(true).send();
        let deleted = self.caller.write("ecr:DeleteRepository", request).await;
        Ok(if_there(deleted)?.is_some())
    }
}
