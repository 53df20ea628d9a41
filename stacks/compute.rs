//! `app-infra-compute`: the images, log, task and schedule of each service, their secrets and roles, and the
//! watchdog.

use crate::base::{Base, assumed_by_tasks};
use crate::config::{Config, StackId};
use crate::parameters::{self, Parameter};
use crate::service::Service;
use crate::tags::Tags;
use crate::{schedule, watchdog};
use sa_infra::app::{App, Stack};
use sa_infra::aws::{ecr, iam};
use sa_infra::construct::Ref;
use sa_infra::policy::{allow, document};

/// The resources of the compute stack that the builds use.
pub struct Compute {
    /// The services, in the order of the configuration.
    pub services: Vec<Service>,
}

impl Compute {
    pub fn define(app: &mut App, config: &Config, base: &Base) -> Self {
        let stack = crate::stack(app, config, StackId::Compute);
        stack.set_description("Stock Advisor: images, tasks, schedules, parameters, logs and the watchdog");
        let services = config
            .services()
            .map(|service| Service::define(stack, config, service))
            .collect::<Vec<_>>();
        let parameters = parameters::define(stack, config);
        let execution_role = execution_role(stack, config, &services, &parameters);
        let tasks = services.iter().map(|service| {
            let task = service.task(stack, config, &parameters, &execution_role, base);
            (service, task)
        });
        let tasks = tasks.collect::<Vec<_>>();
        let group = schedule::define(stack, config, base, &execution_role, &tasks);
        if config.stock_advisor.alarms {
            watchdog::define(stack, config, base, &services, &group);
        }
        Self { services }
    }
}

/// The role of ECS itself before the application starts: pull the image, create the log stream, read the secrets.
fn execution_role(
    stack: &mut Stack,
    config: &Config,
    services: &[Service],
    parameters: &[Parameter],
) -> Ref<iam::Role> {
    let repositories = services.iter().map(|service| service.repository.arn());
    let log_groups = services.iter().map(|service| service.log_group.arn());
    let used = |parameter: &&Parameter| services.iter().any(|service| service.reads(parameter));
    let parameters = parameters
        .iter()
        .filter(used)
        .map(|parameter| parameter.arn.clone());
    let statements = [
        // A registry token cannot be limited to a repository.
        allow(["ecr:GetAuthorizationToken"]).on("*"),
        allow([
            "ecr:BatchCheckLayerAvailability",
            "ecr:GetDownloadUrlForLayer",
            "ecr:BatchGetImage",
        ])
        .on_each(repositories),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on_each(log_groups),
        allow(["ssm:GetParameters"]).on_each(parameters),
    ];
    let policy = stack
        .at(format!("policy-{}", config.name("ecs-task-execution")))
        .put(iam::ManagedPolicy {
            // Both are create-only: another spelling would replace the policy.
            description: "".into(),
            path: "/".into(),
            ..iam::ManagedPolicy::new(document(statements))
        });
    let name = format!("role-{}", config.name("ecs-task-execution"));
    stack.at(&name).put(iam::Role {
        role_name: name.clone().into(),
        description: format!("{} Execution role assumed by ECS", config.namespace).into(),
        managed_policy_arns: [policy.arn()].into(),
        tags: Tags::new(&name, "IAM Role and Policy used by Fargate to execute task").list(iam::Tag::new),
        ..iam::Role::new(assumed_by_tasks())
    })
}

/// The URI of a repository, from its name alone, so that one export serves every reader.
pub fn repository_uri(repository: &Ref<ecr::Repository>) -> sa_infra::value::Val<String> {
    use sa_infra::intrinsic::{account_id, region, url_suffix};
    sa_infra::text![
        account_id(),
        ".dkr.ecr.",
        region(),
        ".",
        url_suffix(),
        "/",
        repository.name()
    ]
}
