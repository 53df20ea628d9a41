//! `run`: runs a service now, as its schedule would, and follows it to the end.

use super::images::current;
use super::launch::Launch;
use super::logs::{Lines, LogEvent, Tail, of_service};
use super::refusal::{Failure, Refusal};
use super::secrets::{self, State};
use super::services::Service;
use super::tasks::explain::refused;
use super::tasks::of_family;
use crate::cloud::ecs::{Ecs, NewTask, Task, TaskStatus};
use crate::cloud::logs::LogQuery;
use crate::cloud::{Cloud, Clouds, Error};
use crate::local::token;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::io;
use std::time::Duration;

/// The interval of the polls.
const PAUSE: Duration = Duration::from_secs(2);
/// How often a new task may not be found: reads lag behind writes.
const STALE_READS: u32 = 15;
/// How often the log is read after the task has ended: its last lines may be late.
const LAST_LOOKS: u32 = 3;

/// Why a run would fail, or cause damage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Obstacle {
    /// The problem, a lowercase fragment.
    pub what: String,
    /// What to do about it, a lowercase fragment.
    pub fix: String,
}

/// An event of a task that is followed.
#[derive(Clone, Debug)]
pub enum News {
    /// Its status changed.
    Status(TaskStatus),
    /// It logged these lines.
    Lines(Vec<LogEvent>),
    /// AWS cannot be reached at the moment; the task keeps running.
    Lost(Error),
    /// AWS answers again.
    Back,
}

/// Everything that prevents a run.
pub async fn obstacles<C: Clouds>(
    clouds: &C,
    cloud: &C::Cloud,
    service: &Service<'_>,
    launch: &Launch,
) -> Result<Vec<Obstacle>, Failure> {
    let mut obstacles = Vec::new();
    let needed = secrets::needed(std::slice::from_ref(service));
    for row in secrets::list(clouds, &needed, Timestamp::now()).await? {
        let state = match row.state {
            State::Missing => "is missing",
            State::Placeholder => "still has its placeholder",
            State::Set => continue,
        };
        obstacles.push(Obstacle {
            what: format!("{} {state}", row.name),
            fix: format!("`sa-infra secrets set {}`", row.name),
        });
    }
    if current(cloud, service).await?.is_none() {
        obstacles.push(Obstacle {
            what: "there is no image to run".to_owned(),
            fix: if service.is_pinned() {
                format!(
                    "`sa-infra build {}`, then `sa-infra deploy {}`",
                    service.name, service.artifact.id
                )
            } else {
                format!("`sa-infra build {}`", service.name)
            },
        });
    }
    let tasks = of_family(cloud, &launch.cluster, service).await?;
    if let Some(task) = tasks.iter().find(|task| task.status != TaskStatus::Stopped) {
        obstacles.push(Obstacle {
            what: format!(
                "its task {} is already {}",
                task.id(),
                task.status.as_str().to_lowercase()
            ),
            fix: "wait for its end; `sa-infra tasks` shows it".to_owned(),
        });
    }
    Ok(obstacles)
}

/// Starts a task. `command` replaces the arguments of the schedule.
pub async fn start<C: Cloud>(
    cloud: &C,
    service: &Service<'_>,
    launch: &Launch,
    command: Option<&[String]>,
) -> Result<Task, Failure> {
    let task = NewTask {
        cluster: launch.cluster.clone(),
        definition: launch.definition.clone(),
        container: launch.container.clone(),
        command: command.map(<[String]>::to_vec),
        subnets: launch.subnets.clone(),
        security_groups: launch.security_groups.clone(),
        public_ip: launch.public_ip,
        started_by: "sa-infra run".replace(' ', "-"),
        token: token::fresh(),
    };
    cloud.ecs().run_task(&task).await.map_err(|error| {
        match refused(&error.message, service.name).filter(|_| !error.is_transient()) {
            Some(explained) => {
                let reason = format!("{}: {}: {}", service.name, explained.because, explained.said);
                Refusal::state(reason, explained.fix).into()
            }
            None => Failure::Cloud(error),
        }
    })
}

/// Reports the status and the lines of a task until it has ended. Returns its final state.
pub async fn follow<C: Cloud>(
    cloud: &C,
    service: &Service<'_>,
    cluster: &str,
    task: &Task,
    mut tell: impl FnMut(News) -> io::Result<()>,
) -> Result<Task, FollowError> {
    let begun = task
        .created
        .and_then(|at| at.checked_sub(SignedDuration::from_mins(1)).ok());
    let mut tail = Tail::new(
        cloud,
        LogQuery {
            group: of_service(service)?,
            streams: service.log_stream(task.id()).into_iter().collect(),
            since: begun,
            filter: None,
        },
    );
    let arns = [task.arn.clone()];
    let (mut status, mut absent, mut lost) = (None, 0, false);
    loop {
        let looked = async {
            let found = cloud.ecs().describe_tasks(cluster, &arns).await?;
            Ok::<_, Error>((found.into_iter().next(), tail.poll().await?))
        };
        match looked.await {
            Ok((found, lines)) => {
                if std::mem::take(&mut lost) {
                    tell(News::Back)?;
                }
                tell_lines(lines, &mut tell)?;
                absent += u32::from(found.is_none());
                if let Some(task) = found {
                    if status.as_ref() != Some(&task.status) {
                        tell(News::Status(task.status.clone()))?;
                        status = Some(task.status.clone());
                    }
                    if task.status == TaskStatus::Stopped {
                        last_words(&mut tail, &mut tell).await?;
                        return Ok(task);
                    }
                } else if absent > STALE_READS {
                    let reason = format!("{}: AWS no longer knows task {}", service.name, task.id());
                    let fix = format!("`sa-infra logs {}` shows its log", service.name);
                    return Err(Failure::from(Refusal::state(reason, fix)).into());
                }
            }
            Err(error) if error.is_transient() => {
                if !std::mem::replace(&mut lost, true) {
                    tell(News::Lost(error))?;
                }
            }
            Err(error) => return Err(Failure::Cloud(error).into()),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Lines that arrive after the end.
async fn last_words<C: Cloud>(
    tail: &mut Tail<C>,
    tell: &mut impl FnMut(News) -> io::Result<()>,
) -> Result<(), FollowError> {
    for _ in 0..LAST_LOOKS {
        tokio::time::sleep(PAUSE).await;
        // The result is known: a failed read does not change it.
        if let Ok(lines) = tail.poll().await {
            tell_lines(lines, tell)?;
        }
    }
    Ok(())
}

fn tell_lines(lines: Lines, tell: &mut impl FnMut(News) -> io::Result<()>) -> io::Result<()> {
    match lines {
        Lines::New(lines) if !lines.is_empty() => tell(News::Lines(lines)),
        // A log that does not exist yet has no lines.
        _ => Ok(()),
    }
}

/// Why following a task stopped.
#[derive(Debug)]
pub enum FollowError {
    /// A call failed.
    Failed(Failure),
    /// Output is closed.
    Io(io::Error),
}

impl From<Failure> for FollowError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<io::Error> for FollowError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
