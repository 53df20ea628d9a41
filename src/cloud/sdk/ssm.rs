//! Parameter Store through the SDK. The SDK keeps copies of values that it does not wipe; our own are wiped.

use super::call::{Caller, if_there};
use super::convert::{said, text, time};
use crate::cloud::ssm::{Agent, NewParameter, Parameter, Ssm, Written};
use crate::cloud::{Error, Kind, Result, Secret};
use aws_config::SdkConfig;
use aws_sdk_ssm::error::BuildError;
use aws_sdk_ssm::types::{InstanceInformation, InstanceInformationStringFilter, ParameterStringFilter, Tag};

/// The Parameter Store by the SDK.
#[derive(Debug)]
pub struct Client {
    client: aws_sdk_ssm::Client,
    caller: Caller,
}

/// How many parameters one call takes.
const BATCH: usize = 10;
/// How many names one filter takes.
const FILTERED: usize = 50;

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_ssm::Client::new(config),
            caller: caller.clone(),
        }
    }
}

/// A request that lacks something.
fn incomplete(call: &'static str, error: &BuildError) -> Error {
    Error {
        call,
        kind: Kind::Validation,
        message: error.to_string(),
    }
}

impl Ssm for Client {
    async fn get_parameters(&self, names: &[String]) -> Result<Vec<Parameter>> {
        let mut parameters = Vec::new();
        for names in names.chunks(BATCH) {
            let request = self.client.get_parameters().set_names(Some(names.to_vec()));
            let request = request.with_decryption(true).send();
            let answer = self.caller.read("ssm:GetParameters", request).await?;
            let found = answer.parameters.unwrap_or_default().into_iter();
            parameters.extend(found.map(|parameter| Parameter {
                name: text(parameter.name()),
                kind: parameter.r#type().map_or("", |kind| kind.as_str()).into(),
                version: parameter.version(),
                modified: parameter.last_modified_date().map(time),
                value: Secret::new(parameter.value.unwrap_or_default()),
            }));
        }
        Ok(parameters)
    }

    async fn describe_parameters(&self, names: &[String]) -> Result<Vec<Written>> {
        let call = "ssm:DescribeParameters";
        let mut written = Vec::new();
        for names in names.chunks(FILTERED) {
            let filter = ParameterStringFilter::builder().key("Name").option("Equals");
            let filter = filter.set_values(Some(names.to_vec())).build();
            let filter = filter.map_err(|error| incomplete(call, &error))?;
            let request = self.client.describe_parameters().parameter_filters(filter);
            let mut pages = request.into_paginator().send();
            while let Some(page) = self.caller.page(call, pages.next()).await? {
                written.extend(page.parameters().iter().map(|parameter| Written {
                    name: text(parameter.name()),
                    by: said(parameter.last_modified_user()),
                }));
            }
        }
        Ok(written)
    }

    async fn put_parameter(&self, parameter: &NewParameter) -> Result<i64> {
        let tag = |(key, value): &(String, String)| Tag::builder().key(key).value(value).build();
        let tags = parameter
            .tags
            .iter()
            .map(tag)
            .collect::<std::result::Result<Vec<_>, _>>();
        let tags = tags.map_err(|error| incomplete("ssm:PutParameter", &error))?;
        let request = self
            .client
            .put_parameter()
            .name(&parameter.name)
            .r#type(parameter.kind.as_str().into())
            .value(parameter.value.expose())
            .set_description(parameter.description.clone())
            .set_tags((!tags.is_empty()).then_some(tags))
            .set_tier(parameter.tier().map(Into::into))
            .overwrite(parameter.overwrite)
            .send();
        let put = self.caller.write("ssm:PutParameter", request).await;
        put.map(|answer| answer.version())
            .map_err(|error| error.without(&parameter.value))
    }

    async fn delete_parameter(&self, name: &str) -> Result<bool> {
        let request = self.client.delete_parameter().name(name).send();
        let deleted = self.caller.write("ssm:DeleteParameter", request).await;
        Ok(if_there(deleted)?.is_some())
    }

    async fn describe_instance_information(&self, instance: &str) -> Result<Option<Agent>> {
        let call = "ssm:DescribeInstanceInformation";
        let filter = InstanceInformationStringFilter::builder().key("InstanceIds");
        let filter = filter.values(instance).build();
        let filter = filter.map_err(|error| incomplete(call, &error))?;
        let request = self.client.describe_instance_information().filters(filter).send();
        let answer = self.caller.read(call, request).await?;
        Ok(answer.instance_information_list().first().map(agent))
    }
}

fn agent(found: &InstanceInformation) -> Agent {
    let platform = [found.platform_name(), found.platform_version()]
        .into_iter()
        .flatten();
    Agent {
        ping: found.ping_status().map_or("", |ping| ping.as_str()).into(),
        last_ping: found.last_ping_date_time().map(time),
        platform: said(Some(&platform.collect::<Vec<_>>().join(" "))),
    }
}
