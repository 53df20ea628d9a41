//! AWS Systems Manager: parameters, and the agents on instances. Values are secrets from deserialization on. The
//! bytes of requests and responses belong to the SDK, which does not wipe them.

use super::api::{Api, Done, Request, SSM, epoch};
use super::call::{Caller, if_there};
use super::convert::said;
use crate::cloud::ssm::{Agent, NewParameter, Parameter, Ssm, Written};
use crate::cloud::{Result, Secret};
use aws_config::SdkConfig;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// AWS Systems Manager.
#[derive(Debug)]
pub struct Client(Api);

/// The maximum number of parameters in one call.
const BATCH: usize = 10;
/// The maximum number of names in one filter.
const FILTERED: usize = 50;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GetParameters<'a> {
    names: &'a [String],
    with_decryption: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    #[serde(default)]
    parameters: Vec<FoundParameter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct FoundParameter {
    name: String,
    r#type: String,
    version: i64,
    #[serde(deserialize_with = "epoch")]
    last_modified_date: Option<Timestamp>,
    #[serde(deserialize_with = "secret")]
    value: Secret,
}

impl Default for FoundParameter {
    fn default() -> Self {
        Self {
            name: String::new(),
            r#type: String::new(),
            version: 0,
            last_modified_date: None,
            value: Secret::new(""),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeParameters<'a> {
    parameter_filters: [ParameterFilter<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ParameterFilter<'a> {
    key: &'static str,
    option: &'static str,
    values: &'a [String],
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    #[serde(default)]
    parameters: Vec<DescribedParameter>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribedParameter {
    #[serde(default)]
    name: String,
    last_modified_user: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct PutParameter<'a> {
    name: &'a str,
    r#type: &'a str,
    #[serde(serialize_with = "exposed")]
    value: &'a Secret,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag<'a>>,
    overwrite: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<&'static str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Put {
    #[serde(default)]
    version: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Tag<'a> {
    key: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteParameter<'a> {
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeInstanceInformation<'a> {
    filters: [InstanceFilter<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct InstanceFilter<'a> {
    key: &'static str,
    values: [&'a str; 1],
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Agents {
    #[serde(default)]
    instance_information_list: Vec<FoundAgent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FoundAgent {
    #[serde(default)]
    ping_status: String,
    #[serde(default, deserialize_with = "epoch")]
    last_ping_date_time: Option<Timestamp>,
    platform_name: Option<String>,
    platform_version: Option<String>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::new)
}

fn exposed<S: Serializer>(secret: &Secret, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(SSM, config, caller))
    }
}

impl Ssm for Client {
    async fn get_parameters(&self, names: &[String]) -> Result<Vec<Parameter>> {
        let mut parameters = Vec::new();
        for names in names.chunks(BATCH) {
            let request = Request::json(&GetParameters {
                names,
                with_decryption: true,
            });
            let answer: Found = self.0.read("ssm:GetParameters", request).await?;
            parameters.extend(answer.parameters.into_iter().map(|found| Parameter {
                name: found.name,
                kind: found.r#type.as_str().into(),
                version: found.version,
                modified: found.last_modified_date,
                value: found.value,
            }));
        }
        Ok(parameters)
    }

    async fn describe_parameters(&self, names: &[String]) -> Result<Vec<Written>> {
        let mut written = Vec::new();
        for values in names.chunks(FILTERED) {
            let request = |next_token: Option<&str>| {
                let filter = ParameterFilter {
                    key: "Name",
                    option: "Equals",
                    values,
                };
                Request::json(&DescribeParameters {
                    parameter_filters: [filter],
                    next_token,
                })
            };
            let take = |page: Described| {
                written.extend(page.parameters.into_iter().map(|found| Written {
                    name: found.name,
                    by: said(found.last_modified_user.as_deref()),
                }));
                page.next_token
            };
            self.0.pages("ssm:DescribeParameters", request, take).await?;
        }
        Ok(written)
    }

    async fn put_parameter(&self, parameter: &NewParameter) -> Result<i64> {
        let request = Request::json(&PutParameter {
            name: &parameter.name,
            r#type: parameter.kind.as_str(),
            value: &parameter.value,
            description: parameter.description.as_deref(),
            tags: parameter
                .tags
                .iter()
                .map(|(key, value)| Tag { key, value })
                .collect(),
            overwrite: parameter.overwrite,
            tier: parameter.tier(),
        });
        let put: Result<Put> = self.0.write("ssm:PutParameter", request).await;
        put.map(|answer| answer.version)
            .map_err(|error| error.without(&parameter.value))
    }

    async fn delete_parameter(&self, name: &str) -> Result<bool> {
        let request = Request::json(&DeleteParameter { name });
        let deleted: Result<Done> = self.0.write("ssm:DeleteParameter", request).await;
        Ok(if_there(deleted)?.is_some())
    }

    async fn describe_instance_information(&self, instance: &str) -> Result<Option<Agent>> {
        let filter = InstanceFilter {
            key: "InstanceIds",
            values: [instance],
        };
        let request = Request::json(&DescribeInstanceInformation { filters: [filter] });
        let answer: Agents = self.0.read("ssm:DescribeInstanceInformation", request).await?;
        Ok(answer.instance_information_list.into_iter().next().map(agent))
    }
}

fn agent(found: FoundAgent) -> Agent {
    let platform = [found.platform_name, found.platform_version]
        .into_iter()
        .flatten();
    Agent {
        ping: found.ping_status.as_str().into(),
        last_ping: found.last_ping_date_time,
        platform: said(Some(&platform.collect::<Vec<_>>().join(" "))),
    }
}
