//! The services of an app: scheduled tasks, each with what the templates know about it, so that users never type
//! a group, a subnet or an ARN.

use super::refusal::Refusal;
use crate::model::image::Image;
use crate::model::json::{Call, Fields, Json};
use crate::model::suggestion::nearest;
use crate::model::template::Resource;
use crate::synth::resolve::offline;
use crate::synth::{Artifact, Assembly};

/// A service as the app defines it.
#[derive(Clone, Copy, Debug)]
pub struct Service<'a> {
    /// Its name on the command line.
    pub name: &'a str,
    /// Whether starting it by hand needs a confirmation.
    pub trades: bool,
    /// Its stack.
    pub artifact: &'a Artifact,
    /// The logical ID of its schedule.
    pub schedule_id: &'a str,
    /// Its schedule.
    pub schedule: &'a Resource,
    /// The logical ID of its task definition.
    pub task_id: &'a str,
    /// Its task definition.
    pub task: &'a Resource,
    /// Its main container: the first essential one.
    container: &'a Fields,
    /// The project that builds its image: the stack, and the logical ID.
    pub build: Option<(&'a Artifact, &'a str)>,
}

/// The source of a value in the environment of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name in the environment.
    pub name: String,
    /// The end of the ARN of its parameter, without the leading slash.
    pub parameter: String,
}

/// The stacks of services, with those that build their images.
pub fn stacks<'a>(services: &[Service<'a>]) -> Vec<&'a Artifact> {
    let mut stacks = Vec::<&Artifact>::new();
    for service in services {
        let build = service.build.map(|(stack, _)| stack);
        for stack in std::iter::once(service.artifact).chain(build) {
            if !stacks.iter().any(|known| known.id == stack.id) {
                stacks.push(stack);
            }
        }
    }
    stacks
}

/// The services of an app, in the order of its stacks.
pub fn services(assembly: &Assembly) -> Vec<Service<'_>> {
    let all = assembly.stacks.iter();
    all.flat_map(|artifact| {
        artifact
            .services
            .iter()
            .filter_map(|service| one(assembly, artifact, service))
    })
    .collect()
}

/// The service of this name; otherwise an error with suggestions.
pub fn find<'a>(services: &[Service<'a>], name: &str) -> Result<Service<'a>, Refusal> {
    if let Some(service) = services.iter().find(|service| service.name == name) {
        return Ok(*service);
    }
    Err(unknown(services.iter().map(|service| service.name), name))
}

/// The error for an unknown name, with suggestions and the known names.
pub(super) fn unknown<'a>(names: impl Iterator<Item = &'a str>, name: &str) -> Refusal {
    let names = names.collect::<Vec<_>>();
    let known = match names.as_slice() {
        [] => "this app has no services".to_owned(),
        names => format!("the services are {}", names.join(", ")),
    };
    let fix = match nearest(name, names) {
        Some(meant) => format!("did you mean {meant}? {known}"),
        None => known,
    };
    Refusal::usage(format!("services: unknown service \"{name}\""), fix)
}

/// The services of these names, or all of them.
pub fn select<'a>(services: &[Service<'a>], names: &[String]) -> Result<Vec<Service<'a>>, Refusal> {
    if services.is_empty() {
        let fix = "services are tasks that run on a schedule; define one, or use another configuration";
        return Err(Refusal::usage("services: this app has no services", fix));
    }
    if names.is_empty() {
        return Ok(services.to_vec());
    }
    names.iter().map(|name| find(services, name)).collect()
}

fn one<'a>(
    assembly: &'a Assembly,
    artifact: &'a Artifact,
    service: &'a crate::model::app::Service,
) -> Option<Service<'a>> {
    let resources = &artifact.template.resources;
    let schedule = resources.get(&service.schedule)?;
    let runs = schedule.properties.get("Target")?.get("EcsParameters")?;
    let Call::Ref(target) = runs.get("TaskDefinitionArn")?.as_call()? else {
        return None;
    };
    let (task_id, task) = resources.get_key_value(&target.id)?;
    let containers = task.properties.get("ContainerDefinitions")?.as_list()?;
    let container = containers.iter().find_map(Json::as_map)?;
    let builds = |build: &&crate::model::app::Build| build.service == service.name;
    let build = assembly.stacks.iter().find_map(|stack| {
        let build = stack.builds.iter().find(builds)?;
        Some((stack, &*build.project))
    });
    Some(Service {
        name: &service.name,
        trades: service.trades,
        artifact,
        schedule_id: &service.schedule,
        schedule,
        task_id,
        task,
        container,
        build,
    })
}

impl Service<'_> {
    /// Its schedule expression: `cron(..)`.
    pub fn expression(&self) -> Option<String> {
        self.property(self.schedule, "ScheduleExpression")
    }

    /// The time zone of its schedule.
    pub fn timezone(&self) -> Option<String> {
        self.property(self.schedule, "ScheduleExpressionTimezone")
    }

    /// The family of its task definition.
    pub fn family(&self) -> Option<String> {
        self.property(self.task, "Family")
    }

    /// The name of its container.
    pub fn container(&self) -> Option<String> {
        self.offline(self.container.get("Name")?)
    }

    /// The arguments of its program.
    pub fn command(&self) -> Vec<String> {
        let arguments = self.container.get("Command").and_then(Json::as_list);
        let arguments = arguments.unwrap_or_default().iter();
        arguments.filter_map(|argument| self.offline(argument)).collect()
    }

    /// Its log group.
    pub fn log_group(&self) -> Option<String> {
        self.log_option("awslogs-group")
    }

    /// The log stream of one of its tasks.
    pub fn log_stream(&self, task: &str) -> Option<String> {
        let prefix = self.log_option("awslogs-stream-prefix")?;
        Some(format!("{prefix}/{}/{task}", self.container()?))
    }

    /// The log group of its builds.
    pub fn build_log_group(&self) -> Option<String> {
        let (artifact, id) = self.build?;
        let project = &artifact.template.resources.get(id)?.properties;
        let logs = project
            .get("LogsConfig")
            .and_then(|logs| logs.get("CloudWatchLogs"));
        let named = logs.and_then(|logs| offline(&artifact.template, logs.get("GroupName")?));
        let own = || {
            Some(format!(
                "/aws/codebuild/{}",
                offline(&artifact.template, project.get("Name")?)?
            ))
        };
        named.or_else(own)
    }

    fn log_option(&self, name: &str) -> Option<String> {
        let log = self.container.get("LogConfiguration")?;
        self.offline(log.get("Options")?.get(name)?)
    }

    /// The repository of its image, and the tag that it runs.
    pub fn image(&self) -> Option<(String, String)> {
        let image = Image::parse(&self.offline(self.container.get("Image")?)?)?;
        Some((image.repository, image.tag))
    }

    /// Whether it runs the image of its last deployment, and not the newest one.
    pub fn is_pinned(&self) -> bool {
        let mut pinned = self.artifact.pinned_images.iter();
        pinned.any(|id| **id == *self.task_id)
    }

    /// Its environment variables from Parameter Store.
    pub fn variables(&self) -> Vec<Variable> {
        let secrets = self.container.get("Secrets").and_then(Json::as_list);
        let variable = |secret: &Json| {
            let arn = self.offline(secret.get("ValueFrom")?)?;
            let (_, name) = arn.split_once(":parameter/")?;
            Some(Variable {
                name: secret.get("Name")?.as_text()?.to_owned(),
                parameter: name.trim_start_matches('/').to_owned(),
            })
        };
        secrets.unwrap_or_default().iter().filter_map(variable).collect()
    }

    fn property(&self, resource: &Resource, name: &str) -> Option<String> {
        self.offline(resource.properties.get(name)?)
    }

    fn offline(&self, json: &Json) -> Option<String> {
        offline(&self.artifact.template, json)
    }
}
