//! What a search for drift found.

use crate::model::json::Json;
use jiff::Timestamp;
use serde::Serialize;

/// A stack of the app, and how it differs from its template.
#[derive(Debug, Serialize)]
pub struct Drift {
    /// The id of the stack.
    pub stack: String,
    /// The name CloudFormation knows it by.
    pub name: String,
    /// Its account; `None` if it is not known.
    pub account: Option<String>,
    /// Its region.
    pub region: String,
    /// Whether anything has drifted, apart from live parameters.
    pub drifted: bool,
    /// The result; `None` if the stack is not deployed.
    pub found: Option<Found>,
}

/// What a search for drift found.
#[derive(Debug, Serialize)]
pub struct Found {
    /// The ARN of the stack.
    #[serde(skip)]
    pub arn: String,
    /// When drift was detected.
    pub at: Timestamp,
    /// Why drift could not be detected, or not for every resource.
    pub problem: Option<String>,
    /// The number of resources without drift.
    pub in_sync: usize,
    /// The other resources.
    pub resources: Vec<Resource>,
}

/// A resource that has drifted, or whose drift is not known.
#[derive(Debug, Serialize)]
pub struct Resource {
    /// The logical id.
    pub id: String,
    /// The name that people know, from the template.
    #[serde(skip)]
    pub display_name: Option<String>,
    /// The resource type.
    pub kind: String,
    /// The physical id.
    pub name: Option<String>,
    /// `MODIFIED`, `DELETED`, `NOT_CHECKED`, `UNSUPPORTED`, `UNKNOWN`.
    pub status: String,
    /// Whether it has drifted, apart from live parameters.
    pub drifted: bool,
    /// Why its drift could not be detected.
    pub reason: Option<String>,
    /// The properties that differ.
    pub properties: Vec<Property>,
}

/// A property that differs.
#[derive(Debug, Serialize)]
pub struct Property {
    /// The path of the property, such as `/Tags/0/Value`.
    pub path: String,
    /// The value in the template; secrets are hidden.
    pub expected: Json,
    /// The actual value; secrets are hidden.
    pub actual: Json,
    /// `ADD`, `REMOVE` or `NOT_EQUAL`.
    pub kind: String,
    /// Whether it is a live parameter.
    #[serde(rename = "live_parameter")]
    pub set_by_owner: bool,
}
