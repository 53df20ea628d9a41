//! All scheduled items with a log: services, and the functions that start and stop instances.

use super::refusal::Refusal;
use super::services::{Service, services, unknown};
use crate::model::app::Routine;
use crate::model::json::Json;
use crate::model::template::Resource;
use crate::synth::resolve::offline;
use crate::synth::{Artifact, Assembly};
use jiff::civil::Date;

/// A scheduled item.
#[derive(Clone, Debug)]
pub struct Timed<'a> {
    /// Its name on the command line.
    pub name: String,
    /// The service, or the instance whose name also selects it.
    pub owner: &'a str,
    /// Its stack.
    pub artifact: &'a Artifact,
    /// The days on which it does nothing, whatever its schedule says.
    pub closed: &'a [Date],
    /// Whether a resource keeps costing money while the schedule is paused.
    pub stops: bool,
    /// Its log group, if it is known.
    pub log_group: Option<String>,
    /// The pattern of the metric filter for errors in its log.
    pub error_pattern: Option<String>,
    schedule: &'a Resource,
}

impl Timed<'_> {
    /// The time zone of its schedule in the template.
    pub fn timezone(&self) -> Option<String> {
        text(self.artifact, self.schedule, "ScheduleExpressionTimezone")
    }
}

/// All scheduled items, in the order of the stacks.
pub fn timed(assembly: &Assembly) -> Vec<Timed<'_>> {
    let services = services(assembly);
    let of_stack = |artifact: &&_, service: &&Service<'_>| std::ptr::eq(*artifact, service.artifact);
    let mut all = Vec::new();
    for artifact in &assembly.stacks {
        let own = services.iter().filter(|service| of_stack(&artifact, service));
        all.extend(own.map(service));
        if let Some(machine) = &artifact.machine {
            let routine = |routine, verb| routine_of(artifact, routine, verb, &machine.closed);
            all.extend(routine(&machine.start, "start"));
            all.extend(routine(&machine.stop, "stop"));
        }
    }
    all
}

/// Group and name of a service's schedule, if they are known offline.
pub(super) fn schedule_name(of: &Service<'_>) -> Option<(String, String)> {
    service(of).schedule_name()
}

fn service<'a>(service: &Service<'a>) -> Timed<'a> {
    let log_group = service.log_group();
    Timed {
        name: service.name.to_owned(),
        owner: service.name,
        artifact: service.artifact,
        closed: &[],
        stops: false,
        error_pattern: log_group
            .as_deref()
            .and_then(|group| errors(service.artifact, group)),
        log_group,
        schedule: service.schedule,
    }
}

/// The pattern of the metric filter on a log group.
fn errors(artifact: &Artifact, log_group: &str) -> Option<String> {
    let mut resources = artifact.template.resources.values();
    let filter = resources.find(|resource| {
        let is_filter = resource.kind == "AWS::Logs::MetricFilter";
        is_filter && text(artifact, resource, "LogGroupName").as_deref() == Some(log_group)
    });
    text(artifact, filter?, "FilterPattern")
}

/// A function of an instance, which has the name of its stack.
pub(super) fn routine_of<'a>(
    artifact: &'a Artifact,
    routine: &Routine,
    verb: &str,
    closed: &'a [Date],
) -> Option<Timed<'a>> {
    let resources = &artifact.template.resources;
    let log_group = resources.get(&routine.log_group)?;
    Some(Timed {
        name: format!("{}-{verb}", artifact.id),
        owner: &artifact.id,
        artifact,
        closed,
        stops: verb == "stop",
        log_group: text(artifact, log_group, "LogGroupName"),
        error_pattern: None,
        schedule: resources.get(&routine.schedule)?,
    })
}

/// The items with these names or owners; without names, all except those of stacks that must be named.
pub fn select<'a>(all: &[Timed<'a>], names: &[String]) -> Result<Vec<Timed<'a>>, Refusal> {
    if names.is_empty() {
        let usual = all.iter().filter(|timed| !timed.artifact.on_request);
        let usual = usual.cloned().collect::<Vec<_>>();
        if usual.is_empty() && !all.is_empty() {
            return Ok(all.to_vec());
        }
        if usual.is_empty() {
            let fix = "services are tasks that run on a schedule; define one, or use another configuration";
            return Err(Refusal::usage("services: this app has no services", fix));
        }
        return Ok(usual);
    }
    let mut selected = Vec::<Timed<'a>>::new();
    for name in names {
        let meant = all
            .iter()
            .filter(|timed| timed.name == *name || timed.owner == name);
        let meant = meant.cloned().collect::<Vec<_>>();
        if meant.is_empty() {
            return Err(unknown(all.iter().map(|timed| &*timed.name), name));
        }
        selected.extend(meant);
    }
    Ok(selected)
}

/// The item of this name.
pub fn find<'a>(all: &[Timed<'a>], name: &str) -> Result<Timed<'a>, Refusal> {
    let found = all.iter().find(|timed| timed.name == name);
    found
        .cloned()
        .ok_or_else(|| unknown(all.iter().map(|timed| &*timed.name), name))
}

impl Timed<'_> {
    /// The group and the name of its schedule.
    pub fn schedule_name(&self) -> Option<(String, String)> {
        let group = self.schedule.properties.get("GroupName");
        let own = |group: &Json| offline(&self.artifact.template, group);
        let group = group.map_or(Some("default".to_owned()), own)?;
        Some((group, text(self.artifact, self.schedule, "Name")?))
    }
}

fn text(artifact: &Artifact, resource: &Resource, property: &str) -> Option<String> {
    offline(&artifact.template, resource.properties.get(property)?)
}
