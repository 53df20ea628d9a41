//! Amazon EC2.

use super::api::{Api, EC2, Element, Request};
use super::call::{Caller, if_there};
use super::convert::said;
use crate::cloud::ec2::Ec2;
use crate::cloud::{Kind, Result};
use aws_config::SdkConfig;

/// Amazon EC2.
#[derive(Debug)]
pub struct Client(Api);

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(EC2, config, caller))
    }

    /// The members of a list that match a filter, from all pages.
    async fn filtered(
        &self,
        call: &'static str,
        filter: (&str, &str),
        more: &[(&str, &str)],
        list: &str,
    ) -> Result<Vec<Element>> {
        let request = |token: Option<&str>| {
            let token = token.map(|token| ("NextToken", token));
            let filter = [("Filter.1.Name", filter.0), ("Filter.1.Value.1", filter.1)];
            Request::form(filter.into_iter().chain(more.iter().copied()).chain(token))
        };
        let mut found = Vec::new();
        let take = |page: Element| {
            found.extend(page.list(list).cloned());
            said(page.text("nextToken"))
        };
        self.0.pages(call, request, take).await?;
        Ok(found)
    }
}

fn texts(items: &[Element], name: &str) -> Vec<String> {
    let texts = items.iter().filter_map(|item| said(item.text(name)));
    texts.collect()
}

impl Ec2 for Client {
    async fn default_vpc(&self) -> Result<Option<String>> {
        let found = self
            .filtered("ec2:DescribeVpcs", ("is-default", "true"), &[], "vpcSet")
            .await?;
        Ok(texts(&found, "vpcId").into_iter().next())
    }

    async fn default_subnet_zones(&self) -> Result<Vec<String>> {
        let filter = ("default-for-az", "true");
        let found = self
            .filtered("ec2:DescribeSubnets", filter, &[], "subnetSet")
            .await?;
        Ok(texts(&found, "availabilityZone"))
    }

    async fn instance_type_zones(&self, instance_type: &str) -> Result<Vec<String>> {
        let call = "ec2:DescribeInstanceTypeOfferings";
        let zones = [("LocationType", "availability-zone")];
        let filter = ("instance-type", instance_type);
        let found = self
            .filtered(call, filter, &zones, "instanceTypeOfferingSet")
            .await?;
        Ok(texts(&found, "location"))
    }

    async fn image_exists(&self, image: &str) -> Result<bool> {
        let request = Request::form([("ImageId.1", image)]);
        let found = self.0.read::<Element>("ec2:DescribeImages", request).await;
        let found = match found {
            // A deregistered image is an error about its id.
            Err(error) if matches!(&error.kind, Kind::Other { code } if code.starts_with("InvalidAMIID")) => {
                None
            }
            found => if_there(found)?,
        };
        Ok(found.is_some_and(|answer| answer.list("imagesSet").next().is_some()))
    }
}
