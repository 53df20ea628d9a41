//! Cloud Control: the properties of a resource are JSON in the form of its schema.

use super::api::{Api, CLOUDCONTROL, Request};
use super::call::{Caller, if_there};
use super::convert::said;
use crate::cloud::cloudcontrol::{CloudControl, Instance};
use crate::cloud::{Error, Kind, Result};
use aws_config::SdkConfig;
use serde::{Deserialize, Serialize};
use serde_json::Value;

const CALL: &str = "cloudformation:GetResource";

/// Cloud Control.
#[derive(Debug)]
pub struct Client(Api);

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GetResource<'a> {
    type_name: &'a str,
    identifier: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    resource_description: Option<Description>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Description {
    properties: Option<String>,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(CLOUDCONTROL, config, caller))
    }

    async fn properties(&self, kind: &str, id: &str) -> Result<Option<Value>> {
        let request = Request::json(&GetResource {
            type_name: kind,
            identifier: id,
        });
        let Some(answer) = if_there(self.0.read::<Found>(CALL, request).await)? else {
            return Ok(None);
        };
        let text = answer.resource_description.and_then(|found| found.properties);
        let properties = serde_json::from_str(&text.unwrap_or_default());
        properties.map(Some).map_err(|error| Error {
            call: CALL,
            kind: Kind::Validation,
            message: format!("cannot read {kind} {id}: {error}"),
        })
    }
}

impl CloudControl for Client {
    async fn get_instance(&self, id: &str) -> Result<Option<Instance>> {
        let found = self.properties("AWS::EC2::Instance", id).await?;
        Ok(found.as_ref().map(instance))
    }
}

fn instance(properties: &Value) -> Instance {
    let text = |name: &str| said(properties[name].as_str());
    Instance {
        state: said(properties["State"]["Name"].as_str()).map(|state| state.as_str().into()),
        public_address: text("PublicIp"),
        private_address: text("PrivateIp").or(text("PrivateIpAddress")),
        instance_type: text("InstanceType"),
        image: text("ImageId"),
    }
}
