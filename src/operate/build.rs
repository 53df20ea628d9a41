//! `build`: builds the images of the services in parallel.

use super::deployed_stack::DeployedStack;
use super::images::newest;
use super::logs::{Lines, LogEvent, Tail};
use super::refusal::{Failure, Refusal};
use super::run::FollowError;
use super::services::Service;
use crate::cloud::codebuild::{Build, BuildStatus, CodeBuild};
use crate::cloud::logs::LogQuery;
use crate::cloud::{self, Cloud, Clouds};
use crate::local::token;
use futures_util::future::join_all;
use jiff::Timestamp;
use serde::Serialize;
use std::cell::RefCell;
use std::io;
use std::time::Duration;

pub use crate::cloud::codebuild::{BuildStatus as Status, Phase};

/// The interval of the polls.
const PAUSE: Duration = Duration::from_secs(3);

/// How many builds of each project are listed.
const LISTED: usize = 5;

/// A build that was started.
#[derive(Debug)]
pub struct Started<'a, C> {
    /// The service whose image it builds.
    pub service: Service<'a>,
    cloud: C,
    /// The build.
    pub build: Build,
}

/// An event of a build that is followed.
#[derive(Clone, Debug)]
pub enum News {
    /// A phase of the build has started or ended.
    Phase(Phase),
    /// The build logged these lines.
    Lines(Vec<LogEvent>),
}

/// A build in the output.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The service.
    pub service: String,
    /// The id of the build.
    pub id: String,
    /// The number of the build.
    pub number: Option<i64>,
    /// The status, as CodeBuild names it.
    pub status: BuildStatus,
    /// The branch, tag or commit to build.
    pub version: Option<String>,
    /// The commit.
    pub commit: Option<String>,
    /// When it was started.
    pub started: Option<Timestamp>,
    /// How long it took, in seconds.
    pub seconds: Option<i64>,
    /// Who started it.
    pub initiator: Option<String>,
    /// The digest of the pushed image, for a build that was followed.
    pub digest: Option<String>,
    /// The phase that failed.
    pub failed: Option<Phase>,
    /// The cause of the failure, if its log shows one.
    pub cause: Option<Cause>,
}

/// The known cause of a failed build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Docker Hub limits the pulls from the build's IP address, which is shared.
    DockerHubLimit,
}

impl Cause {
    /// The cause that a log line shows.
    fn of(line: &str) -> Option<Self> {
        let limit = ["toomanyrequests", "pull rate limit"];
        limit
            .iter()
            .any(|words| line.contains(words))
            .then_some(Self::DockerHubLimit)
    }
}

/// The project of a service, and its stack.
async fn project<'a, C: Clouds>(
    clouds: &C,
    service: &Service<'a>,
) -> Result<(DeployedStack<'a, C::Cloud>, String), Failure> {
    let Some((artifact, id)) = service.build else {
        let reason = format!("{}: no project builds its image", service.name);
        return Err(Refusal::usage(reason, "push an image to its repository yourself").into());
    };
    let deployed = DeployedStack::of(clouds, artifact).await?;
    let name = deployed.name(id)?.to_owned();
    Ok((deployed, name))
}

/// The builds that were started, and the first refusal.
#[derive(Debug)]
pub struct Start<'a, C> {
    /// The started builds.
    pub started: Vec<Started<'a, C>>,
    /// The service whose build AWS refused, and why. Later ones were not tried.
    pub refused: Option<(Service<'a>, Failure)>,
}

/// Starts a build for each service. All projects must exist before the first build is started. If AWS refuses one,
/// the earlier builds continue.
pub async fn start<'a, C: Clouds>(
    clouds: &C,
    services: &[Service<'a>],
    version: Option<&str>,
) -> Result<Start<'a, C::Cloud>, Failure> {
    let mut projects = Vec::new();
    for service in services {
        projects.push((*service, project(clouds, service).await?));
    }
    let mut started = Vec::new();
    for (service, (deployed, name)) in projects {
        let cloud = deployed.cloud;
        match cloud
            .codebuild()
            .start_build(&name, version, &token::fresh())
            .await
        {
            Ok(build) => started.push(Started {
                service,
                cloud,
                build,
            }),
            Err(error) => {
                let refused = Some((service, refused(error)));
                return Ok(Start { started, refused });
            }
        }
    }
    let refused = None;
    Ok(Start { started, refused })
}

/// In a new account, fewer builds are allowed than Service Quotas shows.
fn refused(error: cloud::Error) -> Failure {
    if !error.message.contains("builds in queue for the account") {
        return error.into();
    }
    let fix = "wait for the builds that run (`sa-infra build list`); where it says 0, the account is new: ask AWS Support \
               to raise \"Concurrently running builds\" of CodeBuild, whatever Service Quotas shows";
    Refusal::state(error.to_string(), fix).into()
}

/// Reports the phases and lines of the builds until all have ended. Returns their final state.
pub async fn follow<C: Cloud>(
    started: &[Started<'_, C>],
    tell: impl FnMut(&str, News) -> io::Result<()>,
) -> Result<Vec<Row>, FollowError> {
    let tell = RefCell::new(tell);
    let each = started.iter().map(|one| {
        let tell = |news| (tell.borrow_mut())(one.service.name, news);
        follow_one(one, tell)
    });
    join_all(each).await.into_iter().collect()
}

async fn follow_one<C: Cloud>(
    started: &Started<'_, C>,
    mut tell: impl FnMut(News) -> io::Result<()>,
) -> Result<Row, FollowError> {
    let Started {
        service,
        cloud,
        build,
    } = started;
    let (mut told, mut tail) = (Vec::<Phase>::new(), None::<Tail<C>>);
    let mut cause = None;
    let ids = [build.id.clone()];
    loop {
        let found = match cloud.codebuild().batch_get_builds(&ids).await {
            Ok(found) => found.into_iter().next(),
            Err(error) if error.is_transient() => None,
            Err(error) => return Err(Failure::Cloud(error).into()),
        };
        if let Some(build) = found {
            for phase in &build.phases {
                if !told.contains(phase) {
                    told.push(phase.clone());
                    tell(News::Phase(phase.clone()))?;
                }
            }
            if tail.is_none() {
                tail = build
                    .log
                    .clone()
                    .map(|(group, stream)| tail_of(cloud, group, stream));
            }
            if let Some(tail) = &mut tail
                && let Ok(Lines::New(lines)) = tail.poll().await
                && !lines.is_empty()
            {
                cause = cause.or_else(|| lines.iter().find_map(|line| Cause::of(&line.message)));
                tell(News::Lines(lines))?;
            }
            if build.status != BuildStatus::InProgress {
                let digest = pushed(cloud, service, &build).await?;
                let failed = build.status != BuildStatus::Succeeded;
                return Ok(Row {
                    digest,
                    cause: cause.filter(|_| failed),
                    ..row(service.name, &build)
                });
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn tail_of<C: Cloud>(cloud: &C, group: String, stream: String) -> Tail<C> {
    Tail::new(
        cloud,
        LogQuery {
            group,
            streams: vec![stream],
            ..LogQuery::default()
        },
    )
}

/// The image that a build pushed; `None` when the current image is older than the build.
async fn pushed<C: Cloud>(
    cloud: &C,
    service: &Service<'_>,
    build: &Build,
) -> Result<Option<String>, Failure> {
    if build.status != BuildStatus::Succeeded {
        return Ok(None);
    }
    let image = newest(cloud, service).await?;
    let new = image
        .filter(|image| image.pushed.map(Timestamp::as_second) >= build.started.map(Timestamp::as_second));
    Ok(new.map(|image| image.digest))
}

/// The latest builds of each service, newest first.
pub async fn list<C: Clouds>(clouds: &C, services: &[Service<'_>]) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for service in services {
        let (deployed, name) = project(clouds, service).await?;
        let mut ids = deployed.cloud.codebuild().list_builds_for_project(&name).await?;
        ids.truncate(LISTED);
        if ids.is_empty() {
            continue;
        }
        let mut builds = deployed.cloud.codebuild().batch_get_builds(&ids).await?;
        builds.sort_by_key(|build| std::cmp::Reverse(build.started));
        rows.extend(builds.iter().map(|build| row(service.name, build)));
    }
    Ok(rows)
}

fn row(service: &str, build: &Build) -> Row {
    let bad = |phase: &&Phase| {
        let status = phase.status.as_ref();
        status.is_some_and(|status| !matches!(status, BuildStatus::Succeeded | BuildStatus::InProgress))
    };
    Row {
        service: service.to_owned(),
        id: build.id.clone(),
        number: build.number,
        status: build.status.clone(),
        version: build.version.clone(),
        commit: build.commit.clone(),
        started: build.started,
        seconds: build
            .started
            .zip(build.ended)
            .map(|(started, ended)| ended.as_second() - started.as_second()),
        initiator: build.initiator.clone(),
        digest: None,
        failed: build.phases.iter().find(bad).cloned(),
        cause: None,
    }
}
