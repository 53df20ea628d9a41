//! One service of Stock Advisor: its images, its log, and the Fargate task that it runs as.

use crate::base::{Base, ecs_tag};
use crate::compute::repository_uri;
use crate::config::{self, Config, Images};
use crate::parameters::Parameter;
use crate::tags::Tags;
use sa_infra::app::{Retention, Stack};
use sa_infra::aws::{ecr, ecs, iam, logs};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::region;
use sa_infra::text;
use sa_infra::value::{List, Prop};

/// The resources of a service besides its task.
pub struct Service {
    pub settings: config::Service,
    pub repository: Ref<ecr::Repository>,
    pub log_group: Ref<logs::LogGroup>,
}

/// A task definition, and its family: the name that is the same for all revisions.
pub struct Task {
    pub definition: Ref<ecs::TaskDefinition>,
    pub family: String,
}

/// Images can be rebuilt: the newest ten are kept, and untagged ones expire after a week.
const LIFECYCLE: &str = include_str!("lifecycle.json");
const LIFECYCLE_IMMUTABLE: &str = include_str!("lifecycle-immutable.json");

impl Service {
    pub fn define(stack: &mut Stack, config: &Config, settings: &config::Service) -> Self {
        let name = settings.repository_name(&config.namespace);
        let (lifecycle, mutability) = match config.stock_advisor.images {
            Images::Mutable => (LIFECYCLE, (Prop::Unset, Prop::Unset)),
            Images::Immutable => (LIFECYCLE_IMMUTABLE, immutable()),
        };
        let repository = stack.at(&name).retain(Retention::Never).put(ecr::Repository {
            repository_name: name.clone().into(),
            empty_on_delete: true.into(),
            image_tag_mutability: mutability.0,
            image_tag_mutability_exclusion_filters: mutability.1,
            image_scanning_configuration: ecr::ImageScanningConfiguration {
                scan_on_push: true.into(),
            }
            .into(),
            lifecycle_policy: ecr::LifecyclePolicy {
                lifecycle_policy_text: lifecycle.lines().map(str::trim).collect::<String>().into(),
                ..Default::default()
            }
            .into(),
            tags: Tags::new(
                &name,
                format!("{} {} Service", config.namespace, settings.title()),
            )
            .list(ecr::Tag::new),
            ..Default::default()
        });
        let log_group = format!("{name}-cloudwatch-loggroup");
        let log_group = stack.at(log_group).retain(Retention::Never).put(logs::LogGroup {
            log_group_name: settings.log_group_name(&config.namespace).into(),
            retention_in_days: 30.into(),
            ..Default::default()
        });
        Self {
            settings: settings.clone(),
            repository,
            log_group,
        }
    }

    /// The display name of the service: `Recommendation Service`.
    pub fn label(&self) -> String {
        let title = self.settings.title();
        if self.settings.name.ends_with("-service") {
            title + " Service"
        } else {
            title
        }
    }

    /// Whether the service's container has this parameter in its environment.
    pub fn reads(&self, parameter: &Parameter) -> bool {
        self.settings
            .parameters
            .iter()
            .any(|name| **name == *parameter.name)
    }

    /// The task: the newest image, with its parameters in the environment and its output in the log group.
    pub fn task(
        &self,
        stack: &mut Stack,
        config: &Config,
        parameters: &[Parameter],
        execution_role: &Ref<iam::Role>,
        base: &Base,
    ) -> Task {
        let name = self.settings.repository_name(&config.namespace);
        let secrets = parameters.iter().filter(|parameter| self.reads(parameter));
        let secrets =
            secrets.map(|parameter| ecs::Secret::new(parameter.name.clone(), parameter.arn.clone()));
        let container = ecs::ContainerDefinition {
            command: self.settings.command(&config.namespace).into(),
            essential: true.into(),
            log_configuration: ecs::LogConfiguration {
                options: [
                    ("awslogs-group", self.log_group.name().text()),
                    ("awslogs-stream-prefix", config.namespace.to_string().into()),
                    ("awslogs-region", region()),
                ]
                .into(),
                ..ecs::LogConfiguration::new("awslogs")
            }
            .into(),
            secrets: secrets.collect::<List<_>>().into(),
            ..ecs::ContainerDefinition::new(
                text![repository_uri(&self.repository), ":latest"],
                format!("{name}-container"),
            )
        };
        let id = format!("{name}-task-definition");
        let place = stack.at(&id);
        let family = place.unique_name();
        let definition = place.put(ecs::TaskDefinition {
            container_definitions: [container].into(),
            cpu: self.settings.cpu.to_string().into(),
            memory: self.settings.memory.to_string().into(),
            family: family.clone().into(),
            network_mode: ecs::NetworkMode::Awsvpc.into(),
            requires_compatibilities: [ecs::RequiresCompatibility::Fargate].into(),
            execution_role_arn: execution_role.arn().into(),
            task_role_arn: base.task_role.arn().into(),
            tags: Tags::new(&id, format!("{} service task definition", self.settings.title())).list(ecs_tag),
            ..Default::default()
        });
        if config.stock_advisor.images == Images::Immutable {
            stack.pin_images(&definition);
        }
        Task { definition, family }
    }
}

/// Image tags are immutable, except the one of the newest image.
fn immutable() -> (
    Prop<ecr::ImageTagMutability>,
    Prop<List<ecr::RepositoryImageTagMutabilityExclusionFilter>>,
) {
    let latest = ecr::RepositoryImageTagMutabilityExclusionFilter::new(
        ecr::ImageTagMutabilityExclusionFilterType::Wildcard,
        "latest",
    );
    (
        ecr::ImageTagMutability::ImmutableWithExclusion.into(),
        [latest].into(),
    )
}
