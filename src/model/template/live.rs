//! Live parameters: template parameters whose value is stored where people change it after a deployment.

use super::{Resource, Template};
use crate::model::json::{Call, Json};
use std::sync::Arc;

/// The property that people change after a deployment: the value of a parameter, the state of a schedule.
pub(crate) fn live_property(kind: &str) -> Option<&'static str> {
    match kind {
        "AWS::SSM::Parameter" => Some("Value"),
        "AWS::Scheduler::Schedule" => Some("State"),
        _ => None,
    }
}

impl Template {
    /// The template parameter that gives a resource the value of its live property.
    pub(crate) fn live_parameter(&self, resource: &Resource) -> Option<&Arc<str>> {
        let value = resource.properties.get(live_property(&resource.kind)?);
        match value.and_then(Json::as_call)? {
            Call::Ref(target) => self.parameters.get_key_value(&target.id).map(|(name, _)| name),
            _ => None,
        }
    }
}
