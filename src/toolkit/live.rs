//! Live values: template parameters whose value people change after a deployment. Which they are is read from the
//! template; what they are now, from the service that holds them.

use crate::cloud::scheduler::{ScheduleState, Scheduler};
use crate::cloud::ssm::{NewParameter, ParameterKind, Ssm};
use crate::cloud::{Cloud, Result, Secret};
use crate::json::{Call, Json};
use crate::template::{Resource, Template};
use jiff::Timestamp;

/// A template parameter, and where its value lives once the stack is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Live {
    /// The template parameter.
    pub parameter: String,
    /// Where the value is.
    pub place: Place,
}

/// Where a live value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A parameter in the Parameter Store, by name.
    Parameter(String),
    /// The state of a schedule, by group and name.
    Schedule(String, String),
}

/// A live value as it is now; `None` when what holds it is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    /// Which one.
    pub live: Live,
    /// What it is.
    pub now: Option<Secret>,
    /// When it became that.
    pub modified: Option<Timestamp>,
}

/// The live values of a template, in the order of its resources.
pub(super) fn of(template: &Template) -> Vec<Live> {
    let place = |resource: &Resource| {
        let (property, place) = match &*resource.kind {
            "AWS::SSM::Parameter" => ("Value", Place::Parameter(literal(template, resource, "Name")?)),
            "AWS::Scheduler::Schedule" => {
                let group = literal(template, resource, "GroupName").unwrap_or_else(|| "default".to_owned());
                (
                    "State",
                    Place::Schedule(group, literal(template, resource, "Name")?),
                )
            }
            _ => return None,
        };
        let Call::Ref(target) = resource.properties.get(property)?.as_call()? else {
            return None;
        };
        let parameter = template
            .parameters
            .contains_key(&target.id)
            .then(|| target.id.to_string())?;
        Some(Live { parameter, place })
    };
    template.resources.values().filter_map(place).collect()
}

/// A property that is a literal, or refers to a resource whose name is one.
pub(super) fn literal(template: &Template, resource: &Resource, property: &str) -> Option<String> {
    match resource.properties.get(property)? {
        Json::Text(text) => Some(text.to_string()),
        Json::Call(call) => match &**call {
            Call::Ref(target) => {
                let named = template.resources.get(&target.id)?;
                named.properties.get("Name")?.as_text().map(str::to_owned)
            }
            _ => None,
        },
        _ => None,
    }
}

/// What the live values are now: one call for all parameters, one for each schedule.
pub(super) async fn read(cloud: &impl Cloud, lives: &[Live]) -> Result<Vec<Value>> {
    let names = lives.iter().filter_map(|live| match &live.place {
        Place::Parameter(name) => Some(name.clone()),
        Place::Schedule(..) => None,
    });
    let names = names.collect::<Vec<_>>();
    let parameters = if names.is_empty() {
        Vec::new()
    } else {
        cloud.ssm().get_parameters(&names).await?
    };
    let mut values = Vec::with_capacity(lives.len());
    for live in lives {
        let found = match &live.place {
            Place::Parameter(name) => {
                let found = parameters.iter().find(|parameter| parameter.name == *name);
                found.map(|parameter| (parameter.value.clone(), parameter.modified))
            }
            Place::Schedule(group, name) => {
                let schedule = cloud.scheduler().get_schedule(group, name).await?;
                schedule.map(|schedule| (Secret::new(schedule.state.as_str()), schedule.modified))
            }
        };
        let (now, modified) = found.unzip();
        values.push(Value {
            live: live.clone(),
            now,
            modified: modified.flatten(),
        });
    }
    Ok(values)
}

/// Whether these values are those: when they were set does not matter.
pub(super) fn same(values: &[Value], others: &[Value]) -> bool {
    values.len() == others.len()
        && values
            .iter()
            .zip(others)
            .all(|(value, other)| value.now == other.now)
}

/// Gives back what people had set, where a deployment left something else. Returns what it had to give back. What was
/// set after `ended`, the end of the deployment, was set by people again, and stays.
pub(super) async fn restore(
    cloud: &impl Cloud,
    values: &[Value],
    ended: Option<Timestamp>,
) -> Result<Vec<Live>> {
    let lives = values.iter().map(|value| value.live.clone()).collect::<Vec<_>>();
    let mut restored = Vec::new();
    for (wanted, found) in values.iter().zip(read(cloud, &lives).await?) {
        // What was not there before has nothing to give back; what is gone now, nowhere to put it.
        let (Some(wanted), Some(now)) = (&wanted.now, &found.now) else {
            continue;
        };
        let later = ended
            .zip(found.modified)
            .is_some_and(|(ended, modified)| modified > ended);
        if wanted == now || later {
            continue;
        }
        match &found.live.place {
            Place::Parameter(name) => {
                let parameter = NewParameter {
                    name: name.clone(),
                    kind: ParameterKind::String,
                    value: wanted.clone(),
                    overwrite: true,
                    description: None,
                    tags: Vec::new(),
                };
                cloud.ssm().put_parameter(&parameter).await?;
            }
            Place::Schedule(group, name) => {
                let state = ScheduleState::from(wanted.expose());
                cloud.scheduler().set_schedule_state(group, name, &state).await?;
            }
        }
        restored.push(found.live);
    }
    Ok(restored)
}
