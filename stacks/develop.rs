//! `app-infra-develop`: a build project for each service's image, from GitHub into its repository.

use crate::compute::{Compute, repository_uri};
use crate::config::{BuildSpec, Config, Images, StackId};
use crate::service::Service;
use crate::tags::Tags;
use sa_infra::app::{App, Retention, Stack};
use sa_infra::aws::{codebuild, iam, logs};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::account_id;
use sa_infra::policy::{allow, document, trust};

const TIMEOUT_MINUTES: i64 = 60;

pub fn define(app: &mut App, config: &Config, compute: &Compute) {
    let stack = crate::stack(app, config, StackId::Develop);
    stack.set_description("Stock Advisor: builds of the services' images");
    let services = &compute.services;
    let log_groups = services
        .iter()
        .map(|service| log_group(stack, config, service))
        .collect::<Vec<_>>();
    let role = role(stack, config, services, &log_groups);
    for (service, log_group) in services.iter().zip(&log_groups) {
        project(stack, config, service, &role, log_group);
    }
}

/// CodeBuild creates a log group of this name automatically when it is missing. With a literal name and the policy
/// `Retain`, CloudFormation imports that group instead of failing because it exists.
fn log_group(stack: &mut Stack, config: &Config, service: &Service) -> Ref<logs::LogGroup> {
    let project = service.settings.project_name(&config.namespace);
    stack
        .at(format!("{project}-loggroup"))
        .retain(Retention::ExceptOnCreate)
        .put(logs::LogGroup {
            log_group_name: format!("/aws/codebuild/{project}").into(),
            retention_in_days: 30.into(),
            ..Default::default()
        })
}

fn project(
    stack: &mut Stack,
    config: &Config,
    service: &Service,
    role: &Ref<iam::Role>,
    log_group: &Ref<logs::LogGroup>,
) {
    let github = &config.stock_advisor.github;
    let name = service.settings.project_name(&config.namespace);
    let about = format!("Project used to build the {}", service.label());
    let uri = codebuild::EnvironmentVariable::new(
        service.settings.build.repository_variable.to_string(),
        repository_uri(&service.repository),
    );
    let environment = codebuild::Environment {
        // docker build needs it.
        privileged_mode: true.into(),
        environment_variables: [uri].into(),
        ..codebuild::Environment::new(
            "BUILD_GENERAL1_SMALL",
            "aws/codebuild/amazonlinux-x86_64-standard:5.0",
            "LINUX_CONTAINER",
        )
    };
    let source = codebuild::Source {
        location: format!("https://github.com/{}/{}.git", github.owner, github.repository).into(),
        build_spec: buildspec(config, service).into(),
        // It needs a GitHub credential.
        report_build_status: false.into(),
        ..codebuild::Source::new("GITHUB")
    };
    let logs = codebuild::CloudWatchLogsConfig {
        group_name: log_group.name().text().into(),
        ..codebuild::CloudWatchLogsConfig::new("ENABLED")
    };
    let artifacts = codebuild::Artifacts::new("NO_ARTIFACTS");
    let project = stack.at(&name).put(codebuild::Project {
        name: name.clone().into(),
        description: about.clone().into(),
        source_version: github.branch.to_string().into(),
        timeout_in_minutes: TIMEOUT_MINUTES.into(),
        logs_config: codebuild::LogsConfig {
            cloud_watch_logs: logs.into(),
            ..Default::default()
        }
        .into(),
        tags: Tags::new(&name, about).list(codebuild::Tag::new),
        ..codebuild::Project::new(artifacts, environment, role.arn(), source)
    });
    stack.builds(service.settings.name.clone(), &project);
}

/// The repository's own build files call `aws ecr get-login`, which AWS CLI 2 no longer has, so we use our own.
fn buildspec(config: &Config, service: &Service) -> String {
    let build = &service.settings.build;
    match build.buildspec {
        BuildSpec::Repository => {
            format!(
                "config/buildspec-{}.yml",
                service.settings.name.replace("-service", "-svc")
            )
        }
        BuildSpec::Inline => include_str!("buildspec.yml")
            .replace("{{mirror}}\n", &mirror(config))
            .replace("{{build}}", numbered(config))
            .replace("{{dockerfile}}", &build.dockerfile)
            .replace("{{variable}}", &build.repository_variable),
    }
}

/// The suffix of an image's tag: an existing tag cannot be pushed again, not even by a build of the same commit.
fn numbered(config: &Config) -> &'static str {
    match config.stock_advisor.images {
        Images::Mutable => "",
        Images::Immutable => "-$CODEBUILD_BUILD_NUMBER",
    }
}

/// The command that sets the registry mirror of the build's Docker; none for Docker Hub itself. Docker reloads this
/// setting on request.
fn mirror(config: &Config) -> String {
    let Some(mirror) = &config.stock_advisor.docker_mirror else {
        return String::new();
    };
    let settings = format!("{{\"registry-mirrors\":[\"{mirror}\"]}}");
    format!(
        "      - mkdir -p /etc/docker && echo '{settings}' >/etc/docker/daemon.json && kill -HUP \"$(pidof dockerd)\" && sleep 2\n"
    )
}

/// The permissions of a build: push to the services' repositories, and write to the projects' logs.
fn role(
    stack: &mut Stack,
    config: &Config,
    services: &[Service],
    log_groups: &[Ref<logs::LogGroup>],
) -> Ref<iam::Role> {
    let push = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
        "ecr:PutImage",
    ];
    let statements = [
        // A registry token cannot be limited to a repository.
        allow(["ecr:GetAuthorizationToken"]).on("*"),
        allow(push).on_each(services.iter().map(|service| service.repository.arn())),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"])
            .on_each(log_groups.iter().map(Ref::<logs::LogGroup>::arn)),
    ];
    let policy = stack
        .at(format!("policy-{}", config.name("codebuild-execution")))
        .put(iam::ManagedPolicy {
            // Both are create-only: another spelling would replace the policy.
            description: "".into(),
            path: "/".into(),
            ..iam::ManagedPolicy::new(document(statements))
        });
    let name = format!("role-{}", config.name("codebuild-execution"));
    let assumed = trust("codebuild.amazonaws.com").when("StringEquals", "aws:SourceAccount", account_id());
    stack.at(&name).put(iam::Role {
        role_name: name.clone().into(),
        description: format!("{} Execution role assumed by ECS", config.namespace).into(),
        managed_policy_arns: [policy.arn()].into(),
        ..iam::Role::new(assumed)
    })
}
