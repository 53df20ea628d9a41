//! A service of Stock Advisor: a container that runs on a schedule, and the names of its resources.

use super::names::{ParameterName, RepositoryName, VariableName};
use super::times::{Cron, Timezone};
use super::words::{Dockerfile, ErrorPattern, Plain};
use serde::Deserialize;

/// A service.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Service {
    /// Its name in the configuration, which its log group and its build project have too.
    #[serde(skip)]
    pub(crate) name: String,
    /// Whether it is enabled.
    pub(crate) enabled: bool,
    /// Its image repository, without the namespace. Construct ids are derived from it.
    pub(crate) repository: RepositoryName,
    /// The arguments, with `{namespace}` not replaced yet.
    pub(crate) command: Vec<Plain>,
    /// In CPU units of Fargate: 1024 is one vCPU.
    pub(crate) cpu: u32,
    /// In MiB.
    pub(crate) memory: u32,
    /// The parameters it reads.
    pub(crate) parameters: Vec<ParameterName>,
    /// Whether it places orders.
    pub(crate) trades: bool,
    /// A pattern for its log lines about a failure.
    pub(crate) error_pattern: ErrorPattern,
    /// When it runs.
    pub(crate) schedule: Schedule,
    /// How its image is built.
    pub(crate) build: Build,
}

/// When a service runs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Schedule {
    /// The fields of the cron expression.
    pub(crate) cron: Cron,
    /// Their time zone.
    pub(crate) timezone: Timezone,
}

/// How an image is built.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Build {
    /// The path in the repository.
    pub(crate) dockerfile: Dockerfile,
    /// The variable with the repository to which the build pushes.
    pub(crate) repository_variable: VariableName,
    /// The source of the build steps.
    pub(crate) buildspec: BuildSpec,
}

/// The source of the build steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BuildSpec {
    /// Those of this program.
    Inline,
    /// Those in the application's repository.
    Repository,
}

impl Service {
    /// The arguments for an instance.
    pub(crate) fn command(&self, namespace: &str) -> Vec<String> {
        self.command
            .iter()
            .map(|argument| argument.replace("{namespace}", namespace))
            .collect()
    }

    /// The image repository's name: `sa-portfolio-manager-service`.
    pub(crate) fn repository_name(&self, namespace: &str) -> String {
        format!("{namespace}-{}", self.repository)
    }

    /// The log group's name: `sa/ecs/portfolio-manager`.
    pub(crate) fn log_group_name(&self, namespace: &str) -> String {
        format!("{namespace}/ecs/{}", self.name)
    }

    /// The build project's name: `sa-portfolio-manager-project`.
    pub(crate) fn project_name(&self, namespace: &str) -> String {
        format!("{namespace}-{}-project", self.name)
    }

    /// The schedule's name: `sa-portfolio-manager`.
    pub(crate) fn schedule_name(&self, namespace: &str) -> String {
        format!("{namespace}-{}", self.name)
    }

    /// Its display name: `Portfolio Manager`, `Recommendation`; the sentence adds the word service.
    pub(crate) fn title(&self) -> String {
        let name = self.name.strip_suffix("-service").unwrap_or(&self.name);
        let capital = |word: &str| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase())
                .into_iter()
                .chain(letters)
                .collect::<String>()
        };
        name.split('-').map(capital).collect::<Vec<_>>().join(" ")
    }
}
