//! `drift`: the differences between the deployed templates and the resources, property by property. Values that
//! users are meant to set are listed separately, and nothing is changed.

mod findings;

use super::deployed_stacks::{Deployed, look_up};
use super::display_name;
use super::live_parameters::{self, Place};
use super::nested::{self, Unreadable};
use crate::cloud::cloudformation::{
    CloudFormation, DetectionStatus, DriftDetection, PropertyDifference, ResourceDrift, ResourceDriftStatus,
    Stack,
};
use crate::cloud::{Cloud, Clouds, Kind, Result};
use crate::diff::{HIDDEN, conceal, is_secret_by_origin};
use crate::model::app::nesting::NESTED_STACK;
use crate::model::json::Json;
use crate::model::template::{self, Nested, Template};
use crate::synth::Artifact;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use std::time::Duration;

pub use findings::{Drift, Found, Property, Resource};

/// The pauses between two polls: the first, the longest.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Detects the drift of stacks, in parallel.
pub async fn drift<C: Clouds>(clouds: &C, artifacts: &[&Artifact]) -> Result<Vec<Drift>> {
    let deployed = look_up(clouds, artifacts).await?;
    try_join_all(deployed.iter().map(one)).await
}

async fn one<C: Cloud>(deployed: &Deployed<'_, C>) -> Result<Drift> {
    let found = match &deployed.stack {
        Some(stack) => Some(search(&deployed.cloud, deployed.artifact, stack).await?),
        None => None,
    };
    Ok(Drift {
        stack: deployed.artifact.id.to_string(),
        name: deployed.artifact.name.to_string(),
        account: deployed.cloud.account().map(str::to_owned),
        region: deployed.cloud.region().to_owned(),
        drifted: found
            .iter()
            .flat_map(|found| &found.resources)
            .any(|resource| resource.drifted),
        found,
    })
}

async fn search<C: Cloud>(cloud: &C, artifact: &Artifact, stack: &Stack) -> Result<Found> {
    let api = cloud.cloudformation();
    let detection = match api.detect_stack_drift(&stack.arn).await {
        Ok(id) => wait(cloud, &id).await?,
        // AWS refuses a detection in some states, and while another one is in progress.
        Err(error) if error.kind == Kind::Validation => {
            return Ok(Found {
                arn: stack.arn.clone(),
                at: stack.since(),
                problem: Some(error.message),
                in_sync: 0,
                resources: Vec::new(),
            });
        }
        Err(error) => return Err(error),
    };
    let (deployed, nested) = whole(cloud, stack).await?;
    let owned = Owned::of(artifact, &deployed);
    let mut drifts = api.describe_stack_resource_drifts(&stack.arn).await?;
    for (id, arn) in nested::arns(&nested) {
        drifts.extend(inside(cloud, &id, &arn).await?);
    }
    let mut resources = nested::resources(cloud, &stack.arn).await?;
    resources.retain(|resource| {
        let is_known = drifts.iter().any(|drift| drift.logical_id == resource.logical_id);
        !is_known && resource.resource_type != NESTED_STACK
    });
    let in_sync = |drift: &&ResourceDrift| drift.status == ResourceDriftStatus::InSync;
    let others = drifts.iter().filter(|drift| !in_sync(drift));
    let unsupported = resources.into_iter().map(|resource| Resource {
        id: resource.logical_id,
        display_name: None,
        kind: resource.resource_type,
        name: resource.physical_id,
        status: ResourceDriftStatus::Unsupported.to_string(),
        drifted: false,
        reason: None,
        properties: Vec::new(),
    });
    let failed = detection.status != DetectionStatus::Complete;
    let names = display_name::names(&artifact.whole());
    let with_name = |resource: Resource| Resource {
        display_name: names.get(&resource.id).cloned(),
        ..resource
    };
    Ok(Found {
        arn: stack.arn.clone(),
        at: detection.at,
        problem: failed.then(|| detection.reason.unwrap_or_else(|| detection.status.to_string())),
        in_sync: drifts.iter().filter(in_sync).count(),
        resources: others
            .map(|drift| resource(drift, &owned))
            .chain(unsupported)
            .map(with_name)
            .collect(),
    })
}

/// The deployed template with its nested stacks, and these.
async fn whole(cloud: &impl Cloud, stack: &Stack) -> Result<(Template, Vec<Nested>)> {
    let text = cloud.cloudformation().get_template(&stack.arn).await?;
    let deployed = Template::parse(&text.unwrap_or_default()).unwrap_or_default();
    let nested = match nested::read(cloud, &stack.arn, Some(&deployed)).await {
        Err(Unreadable::Call(error)) => return Err(error),
        nested => nested.unwrap_or_default(),
    };
    Ok((nested::whole(deployed, &nested), nested))
}

/// The drift of the resources of a nested stack, which the detection of its parent does not contain.
async fn inside(cloud: &impl Cloud, id: &str, arn: &str) -> Result<Vec<ResourceDrift>> {
    let api = cloud.cloudformation();
    match api.detect_stack_drift(arn).await {
        Ok(detection) => drop(wait(cloud, &detection).await?),
        // Its resources are then shown as not checked.
        Err(error) if error.kind == Kind::Validation => return Ok(Vec::new()),
        Err(error) => return Err(error),
    }
    let drifts = api.describe_stack_resource_drifts(arn).await?.into_iter();
    let named = drifts.map(|drift| ResourceDrift {
        logical_id: template::inside(id, &drift.logical_id),
        ..drift
    });
    Ok(named.collect())
}

/// What the last detection of drift found about a resource, and when; `None` if it did not look at it.
pub async fn known<C: Cloud>(
    cloud: &C,
    artifact: &Artifact,
    stack: &Stack,
    id: &str,
) -> Result<Option<(Timestamp, Resource)>> {
    let api = cloud.cloudformation();
    let Some((arn, own)) = nested::place(cloud, &stack.arn, id).await? else {
        return Ok(None);
    };
    let drifts = api.describe_stack_resource_drifts(&arn).await?;
    let Some(mut drift) = drifts.into_iter().find(|drift| drift.logical_id == own) else {
        return Ok(None);
    };
    id.clone_into(&mut drift.logical_id);
    let owned = Owned::of(artifact, &whole(cloud, stack).await?.0);
    Ok(Some((drift.at, resource(&drift, &owned))))
}

/// Waits until a detection has ended.
async fn wait(cloud: &impl Cloud, id: &str) -> Result<DriftDetection> {
    let mut pause = PAUSE;
    loop {
        match cloud
            .cloudformation()
            .describe_stack_drift_detection_status(id)
            .await
        {
            Ok(detection) if detection.status != DetectionStatus::InProgress => return Ok(detection),
            Err(error) if !error.is_transient() => return Err(error),
            _ => {}
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn resource(drift: &ResourceDrift, owned: &Owned) -> Resource {
    let property = |difference| property(drift, difference, owned);
    let properties = drift.differences.iter().map(property).collect::<Vec<_>>();
    let by_owner = !properties.is_empty() && properties.iter().all(|property| property.set_by_owner);
    Resource {
        display_name: None,
        id: drift.logical_id.clone(),
        kind: drift.resource_type.clone(),
        name: drift.physical_id.clone(),
        status: drift.status.to_string(),
        drifted: match drift.status {
            ResourceDriftStatus::Deleted => true,
            ResourceDriftStatus::Modified => !by_owner,
            _ => false,
        },
        reason: drift.reason.clone(),
        properties,
    }
}

fn property(drift: &ResourceDrift, difference: &PropertyDifference, owned: &Owned) -> Property {
    let set_by_owner = owned.knows(drift, &difference.path);
    let steps = difference.path.split('/').filter(|step| !step.is_empty());
    let steps = steps.collect::<Vec<_>>();
    let mut templates = owned.templates.iter();
    let secret = set_by_owner && drift.resource_type == "AWS::SSM::Parameter"
        || templates.any(|template| is_secret_by_origin(template, &drift.logical_id, &steps));
    let key = key(drift, &difference.path);
    let promise = match &*drift.resource_type {
        "AWS::SSM::Parameter" => &drift.logical_id,
        _ => "",
    };
    let value = |text: &str| {
        if secret && !text.is_empty() {
            return HIDDEN.into();
        }
        let mut json = match text.as_bytes().first() {
            Some(b'{' | b'[') => serde_json::from_str(text).unwrap_or_else(|_| Json::from(text.to_owned())),
            _ => Json::from(text.to_owned()),
        };
        conceal(&mut json, &key, promise);
        json
    };
    Property {
        expected: value(&difference.expected),
        actual: value(&difference.actual),
        path: difference.path.clone(),
        kind: difference.kind.clone(),
        set_by_owner,
    }
}

/// The name that describes a value: that of the property, or that of the variable or tag with this value.
fn key(drift: &ResourceDrift, path: &str) -> String {
    let is_name = |part: &&str| !part.is_empty() && !part.bytes().all(|byte| byte.is_ascii_digit());
    let last = path.rsplit('/').find(is_name).unwrap_or_default();
    let Some(parent) = path.strip_suffix("/Value") else {
        return last.to_owned();
    };
    let sides = [&drift.expected, &drift.actual].into_iter().flatten();
    let mut names = sides.filter_map(|text| {
        let whole = serde_json::from_str::<serde_json::Value>(text).ok()?;
        let parent = whole.pointer(parent)?;
        let name = ["Name", "Key"].into_iter().find_map(|name| parent[name].as_str());
        name.map(str::to_owned)
    });
    names.next().unwrap_or_else(|| last.to_owned())
}

/// The live values: their place now, and after the next deployment.
struct Owned {
    parameters: Vec<String>,
    schedules: Vec<String>,
    /// The deployed template and the new one.
    templates: [Template; 2],
}

impl Owned {
    fn of(artifact: &Artifact, deployed: &Template) -> Self {
        let secrets = artifact.secrets.iter();
        let replaced = secrets.filter_map(|secret| secret.replaces.clone());
        let mut owned = Self {
            parameters: replaced.collect(),
            schedules: Vec::new(),
            templates: [deployed.clone(), artifact.whole().into_owned()],
        };
        for live in live_parameters::of(deployed)
            .into_iter()
            .chain(live_parameters::of(&artifact.whole()))
        {
            match live.place {
                Place::Parameter(name) => owned.parameters.push(name),
                Place::Schedule(_, name) => owned.schedules.push(name),
            }
        }
        owned
    }

    fn knows(&self, drift: &ResourceDrift, path: &str) -> bool {
        let Some(name) = &drift.physical_id else {
            return false;
        };
        match (&*drift.resource_type, path) {
            ("AWS::SSM::Parameter", "/Value") => self.parameters.contains(name),
            ("AWS::Scheduler::Schedule", "/State") => {
                let name = name.rsplit(['/', '|']).next().unwrap_or(name);
                self.schedules.iter().any(|known| known == name)
            }
            _ => false,
        }
    }
}
