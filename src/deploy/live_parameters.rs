//! Live parameters: template parameters whose value users change after a deployment. The template shows which these
//! are; the service that stores them has their current value.

mod restore;
mod work;

use crate::cloud::cloudformation::Stack;
use crate::cloud::scheduler::{ScheduleState, Scheduler};
use crate::cloud::ssm::{Parameter, Ssm};
use crate::cloud::{Cloud, Result, Secret};
use crate::model::json::{Call, Json};
use crate::model::template::{Resource, Template, live_property};
use jiff::Timestamp;
use std::fmt;

pub(super) use restore::{Restored, restore};
pub(super) use work::Work;

/// A template parameter, and where its value is stored once the stack is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Live {
    /// The template parameter.
    pub parameter: String,
    /// The resource that holds the value, by its logical id.
    pub id: String,
    /// Where the value is stored.
    pub place: Place,
    /// The value that CloudFormation writes when it rolls back to the deployed template; `None` when it is unknown.
    pub before: Option<Secret>,
}

/// Where a live value is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A parameter in Parameter Store, by name.
    Parameter(String),
    /// The state of a schedule, by group and name.
    Schedule(String, String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => write!(f, "the parameter {name}"),
            Self::Schedule(group, name) => write!(f, "the schedule {group}/{name}"),
        }
    }
}

/// The current live value; `None` when its resource does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    /// The live parameter.
    pub live: Live,
    /// The value. A schedule that is paused until a date is `DISABLED`: the template contains no date.
    pub now: Option<Secret>,
    /// The end of a schedule's pause.
    pub until: Option<Timestamp>,
    /// The time of its last change.
    pub modified: Option<Timestamp>,
    /// The target of a schedule.
    pub target: Option<String>,
}

impl Value {
    /// Whether CloudFormation may have overwritten the noted value: the current one is a value that CloudFormation
    /// would write, as far as is known, and it was written during CloudFormation's work.
    pub(super) fn is_overwritten(&self, noted: &Self, work: &Work) -> bool {
        let before = noted.live.before.as_ref();
        let is_possible = before.is_none() || before == self.now.as_ref();
        let is_written = self.now != noted.now && is_possible;
        // CloudFormation writes the whole schedule, and so removes the date.
        let is_reset = self.now == noted.now && noted.until.is_some();
        let is_its_work = self.until.is_none() && (is_written || is_reset);
        is_its_work && work.covers(&noted.live.id, self.modified)
    }
}

/// The live values of a template, in the order of its resources.
pub(super) fn of(template: &Template) -> Vec<Live> {
    let live = |(id, resource): (&_, &Resource)| {
        Some(Live {
            parameter: template.live_parameter(resource)?.to_string(),
            id: str::to_owned(id),
            place: place(template, resource)?,
            before: None,
        })
    };
    template
        .resources
        .iter()
        .filter_map(|(id, resource)| live((&**id, resource)))
        .collect()
}

/// The live values of a template, and those of the deployed one, to which CloudFormation may roll back.
pub(super) fn across(template: &Template, deployed: Option<(&Template, &Stack)>) -> Vec<Live> {
    let mut lives = of(template);
    let Some((deployed, stack)) = deployed else {
        return lives;
    };
    for old in of(deployed) {
        if !lives.iter().any(|live| live.place == old.place) {
            lives.push(old);
        }
    }
    for live in &mut lives {
        let resource = deployed.resources.get(&*live.id);
        live.before = resource.and_then(|resource| before(deployed, resource, stack));
    }
    lives
}

/// Where the live value of a resource is stored.
fn place(template: &Template, resource: &Resource) -> Option<Place> {
    Some(match &*resource.kind {
        "AWS::SSM::Parameter" => Place::Parameter(literal(template, resource, "Name")?),
        "AWS::Scheduler::Schedule" => {
            let group = literal(template, resource, "GroupName").unwrap_or_else(|| "default".to_owned());
            Place::Schedule(group, literal(template, resource, "Name")?)
        }
        _ => return None,
    })
}

/// The value that the deployed template gives a resource. AWS returns asterisks for a `NoEcho` parameter.
fn before(deployed: &Template, resource: &Resource, stack: &Stack) -> Option<Secret> {
    let property = live_property(&resource.kind)?;
    let Some(value) = resource.properties.get(property) else {
        // A schedule is enabled by default.
        return (property == "State").then(|| Secret::new(ScheduleState::Enabled.as_str()));
    };
    match value.as_call() {
        Some(Call::Ref(target)) => {
            let hidden = deployed.parameters.get(&target.id)?.no_echo;
            let given = stack.parameters.iter().find(|given| given.name == *target.id)?;
            given.value.clone().filter(|_| !hidden)
        }
        Some(_) => None,
        None => value.as_text().map(Secret::new),
    }
}

/// A property that is a literal, or that refers to a resource with a literal name.
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

/// Reads the live values: one call for all parameters, unless they were just read, and one for each schedule.
pub(super) async fn read(
    cloud: &impl Cloud,
    lives: &[Live],
    known: Option<&[Parameter]>,
) -> Result<Vec<Value>> {
    let names = lives.iter().filter_map(|live| match &live.place {
        Place::Parameter(name) => Some(name.clone()),
        Place::Schedule(..) => None,
    });
    let names = names.collect::<Vec<_>>();
    let parameters = match known {
        Some(known) => known.to_vec(),
        None if names.is_empty() => Vec::new(),
        None => cloud.ssm().get_parameters(&names).await?,
    };
    let mut values = Vec::with_capacity(lives.len());
    for live in lives {
        let (mut target, mut until) = (None, None);
        let found = match &live.place {
            Place::Parameter(name) => {
                let found = parameters.iter().find(|parameter| parameter.name == *name);
                found.map(|parameter| (parameter.value.clone(), parameter.modified))
            }
            Place::Schedule(group, name) => {
                let schedule = cloud.scheduler().get_schedule(group, name).await?;
                target = schedule.as_ref().map(|schedule| schedule.target_arn.clone());
                let now = Timestamp::now();
                until = schedule.as_ref().and_then(|schedule| schedule.paused_until(now));
                let off = until.map(|_| ScheduleState::Disabled);
                schedule.map(|schedule| {
                    let state = off.unwrap_or(schedule.state);
                    (Secret::new(state.as_str()), schedule.modified)
                })
            }
        };
        let (now, modified) = found.unzip();
        values.push(Value {
            live: live.clone(),
            now,
            until,
            modified: modified.flatten(),
            target,
        });
    }
    Ok(values)
}

/// Whether the values are equal, whenever they were set.
pub(super) fn same(values: &[Value], others: &[Value]) -> bool {
    values.len() == others.len()
        && values
            .iter()
            .zip(others)
            .all(|(value, other)| value.now == other.now && value.until == other.until)
}
