//! The alarms of a stack that are in the state `ALARM`.

use crate::cloud::cloudwatch::{AlarmState, CloudWatch};
use crate::cloud::{Cloud, Result};
use crate::model::template::Resource;
use crate::synth::Artifact;
use crate::synth::resolve::offline;
use jiff::Timestamp;
use serde::Serialize;

/// An alarm in the state `ALARM`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alarm {
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
    /// Since when.
    pub since: Option<Timestamp>,
}

/// The alarms of a stack that are in the state `ALARM`.
pub(super) async fn alarms(cloud: &impl Cloud, artifact: &Artifact) -> Result<Vec<Alarm>> {
    let template = artifact.whole();
    let resources = template.resources.values();
    let own = resources.filter(|resource| resource.kind == "AWS::CloudWatch::Alarm");
    let named = |alarm: &Resource| offline(&template, alarm.properties.get("AlarmName")?);
    let wanted = own.filter_map(named).collect::<Vec<_>>();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let found = cloud.cloudwatch().describe_alarms(&wanted).await?.into_iter();
    let raised = found.filter(|alarm| alarm.state == AlarmState::Alarm);
    let raised = raised.map(|alarm| Alarm {
        name: alarm.name,
        description: alarm.description,
        since: alarm.since,
    });
    Ok(raised.collect())
}
