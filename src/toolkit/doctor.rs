//! `doctor`: everything that keeps the services from their work, each with the command that mends it.

use super::images::images;
use super::notify::{self, Announcement};
use super::refusal::{Failure, Refusal};
use super::schedules;
use super::secrets::{self, State};
use super::services::Service;
use super::status::{Condition, Status, status};
use super::timed::Timed;
use crate::cloud::cloudformation::CloudFormation;
use crate::cloud::sts::Sts;
use crate::cloud::{Cloud, Clouds};
use crate::json::Call;
use crate::synth::Artifact;
use jiff::Timestamp;
use serde::Serialize;

/// Something that was looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What was looked at: `stacks`, `secrets` and so on.
    pub area: &'static str,
    /// How it is.
    pub level: Level,
    /// What is the matter, or what is fine.
    pub what: String,
    /// The command that mends it.
    pub fix: Option<String>,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// As it should be.
    Good,
    /// As somebody may want it, or not yet done.
    Open,
    /// A service will not do its work.
    Bad,
}

/// What is looked at, and what was found.
struct Patient<'a, C> {
    clouds: &'a C,
    services: &'a [Service<'a>],
    findings: Vec<Finding>,
}

/// Looks at everything of these stacks. What cannot be looked at is a finding as well.
pub async fn examine<C: Clouds>(
    clouds: &C,
    stacks: &[&Artifact],
    services: &[Service<'_>],
    timed: &[Timed<'_>],
) -> Vec<Finding> {
    let mut patient = Patient {
        clouds,
        services,
        findings: Vec::new(),
    };
    if !patient.identity(stacks).await {
        return patient.findings;
    }
    let there = patient.stacks(stacks).await;
    patient.secrets().await;
    let is_there = |stack: &Artifact| there.iter().any(|id| **id == *stack.id);
    let topics = notify::topics(stacks).into_iter();
    let topics = topics
        .filter(|topic| is_there(topic.artifact))
        .collect::<Vec<_>>();
    let services = services.iter().copied();
    let services = services
        .filter(|service| is_there(service.artifact))
        .collect::<Vec<_>>();
    patient.images(&services).await;
    patient.notifications(&topics).await;
    let timed = timed.iter().filter(|timed| is_there(timed.artifact)).cloned();
    patient.schedules(&timed.collect::<Vec<_>>()).await;
    patient.findings
}

impl<C: Clouds> Patient<'_, C> {
    fn find(&mut self, area: &'static str, level: Level, what: impl Into<String>, fix: Option<String>) {
        self.findings.push(Finding {
            area,
            level,
            what: what.into(),
            fix,
        });
    }

    /// What could not be looked at.
    fn blind(&mut self, area: &'static str, failure: Failure) {
        let (what, fix) = match failure {
            Failure::Cloud(error) => (error.to_string(), error.fix()),
            Failure::Refused(Refusal { reason, fix, .. }) => (reason, fix),
        };
        self.find(area, Level::Bad, what, Some(fix));
    }

    /// Who asks; without an answer nothing else is worth asking.
    async fn identity(&mut self, stacks: &[&Artifact]) -> bool {
        let region = stacks.first().and_then(|stack| stack.region.as_deref());
        let asked = async {
            let cloud = self.clouds.region(region)?;
            let identity = cloud.sts().get_caller_identity().await?;
            Ok::<_, crate::cloud::Error>(format!("{} in {}", identity.arn, cloud.region()))
        };
        match asked.await {
            Ok(who) => {
                self.find("credentials", Level::Good, who, None);
                true
            }
            Err(error) => {
                self.blind("credentials", error.into());
                false
            }
        }
    }

    /// The stacks; gives the ids of those that are deployed.
    async fn stacks(&mut self, stacks: &[&Artifact]) -> Vec<String> {
        let states = match status(self.clouds, stacks).await {
            Ok(states) => states,
            Err(error) => {
                self.blind("stacks", error.into());
                return Vec::new();
            }
        };
        for state in &states {
            self.stack(state);
        }
        let there = states.into_iter().filter(|state| state.deployed.is_some());
        let there = there.map(|state| state.stack).collect::<Vec<_>>();
        for stack in stacks {
            // What a stack needs of one that is not there is said already.
            if stack
                .dependencies
                .iter()
                .any(|needed| !there.iter().any(|id| **id == **needed))
            {
                continue;
            }
            match missing_exports(self.clouds, stack).await {
                Ok(missing) if missing.is_empty() => {}
                Ok(missing) => {
                    let what = format!(
                        "{} imports what nothing exports: {}",
                        stack.id,
                        missing.join(", ")
                    );
                    let fix = format!("`sa-infra deploy {}` with those it needs", stack.id);
                    self.find("exports", Level::Bad, what, Some(fix));
                }
                Err(error) => self.blind("exports", error.into()),
            }
        }
        there
    }

    fn stack(&mut self, status: &Status) {
        let id = &status.stack;
        let Some(state) = &status.deployed else {
            let what = format!("{id} is not deployed");
            return self.find(
                "stacks",
                Level::Bad,
                what,
                Some(format!("`sa-infra deploy {id}`")),
            );
        };
        let (level, fix) = match state.condition {
            Condition::Good => (Level::Good, None),
            Condition::Busy => (Level::Open, Some(format!("`sa-infra watch {id}`"))),
            Condition::RolledBack => (Level::Open, Some(format!("`sa-infra deploy {id}`"))),
            Condition::Review | Condition::Gone => (Level::Bad, Some(format!("`sa-infra deploy {id}`"))),
            Condition::Stuck | Condition::Unknown => (Level::Bad, Some(format!("`sa-infra recover {id}`"))),
        };
        self.find("stacks", level, format!("{id} is {}", state.status), fix);
        if state.drift == "DRIFTED" {
            let what = format!("{id} was changed by hand");
            self.find(
                "stacks",
                Level::Open,
                what,
                Some(format!("`sa-infra diff {id}`, then deploy")),
            );
        }
    }

    async fn secrets(&mut self) {
        let needed = secrets::needed(self.services);
        match secrets::list(self.clouds, &needed, Timestamp::now()).await {
            Ok(rows) => {
                let open = rows.iter().filter(|row| row.state != State::Set || row.expired);
                for row in open.clone() {
                    let what = match row.state {
                        State::Missing => format!("{} is missing", row.name),
                        State::Placeholder => format!("{} still holds its placeholder", row.name),
                        State::Set => format!("{} is older than it may get", row.name),
                    };
                    let fix = format!("`sa-infra secrets set {}`", row.name);
                    self.find("secrets", Level::Bad, what, Some(fix));
                }
                if open.count() == 0 {
                    self.find("secrets", Level::Good, "all are set", None);
                }
            }
            Err(failure) => self.blind("secrets", failure),
        }
    }

    async fn images(&mut self, services: &[Service<'_>]) {
        match images(self.clouds, services).await {
            Ok(rows) => {
                for service in services {
                    let name = service.name;
                    match rows.iter().find(|row| row.service == name && row.runs) {
                        None => {
                            let what = format!("{name} has no image to run");
                            self.find(
                                "images",
                                Level::Bad,
                                what,
                                Some(format!("`sa-infra build {name}`")),
                            );
                        }
                        Some(row) => {
                            let severe = row.scan.iter().flat_map(|scan| &scan.findings);
                            let severe = severe.filter(|(severity, _)| severity == "CRITICAL");
                            let critical = severe.map(|(_, count)| count).sum::<i32>();
                            if critical > 0 {
                                let what = format!("the image of {name} has {critical} critical findings");
                                let fix = format!("`sa-infra build {name}` takes newer parts");
                                self.find("images", Level::Open, what, Some(fix));
                            } else {
                                self.find("images", Level::Good, format!("{name} has one"), None);
                            }
                        }
                    }
                }
            }
            Err(failure) => self.blind("images", failure),
        }
    }

    async fn notifications(&mut self, topics: &[Announcement<'_>]) {
        match notify::list(self.clouds, topics).await {
            Ok(rows) => {
                let confirmed = rows
                    .iter()
                    .filter(|row| row.state == notify::State::Confirmed)
                    .count();
                if confirmed == 0 && !topics.is_empty() {
                    let fix = "`sa-infra notify add ADDRESS`, then confirm the mail that comes".to_owned();
                    self.find(
                        "notifications",
                        Level::Open,
                        "nobody is told when something fails",
                        Some(fix),
                    );
                }
                for row in rows.iter().filter(|row| row.state == notify::State::Pending) {
                    let what = format!("{} has not confirmed yet", row.address);
                    let fix = format!("`sa-infra notify add {}` sends the mail again", row.address);
                    self.find("notifications", Level::Open, what, Some(fix));
                }
                if confirmed > 0 {
                    self.find(
                        "notifications",
                        Level::Good,
                        format!("{confirmed} confirmed"),
                        None,
                    );
                }
            }
            Err(failure) => self.blind("notifications", failure),
        }
    }

    async fn schedules(&mut self, timed: &[Timed<'_>]) {
        match schedules::list(self.clouds, timed, Timestamp::now()).await {
            Ok(rows) => {
                for row in rows {
                    let name = &row.service;
                    if row.state == schedules::State::Paused {
                        let fix = format!("`sa-infra schedule resume {name}`");
                        self.find("schedules", Level::Open, format!("{name} is paused"), Some(fix));
                    } else {
                        let next = row
                            .next
                            .first()
                            .map_or(String::new(), |next| format!(", next at {next}"));
                        self.find("schedules", Level::Good, format!("{name} is on{next}"), None);
                    }
                }
            }
            Err(failure) => self.blind("schedules", failure),
        }
    }
}

/// Exports that a stack imports and nothing gives.
async fn missing_exports<C: Clouds>(clouds: &C, stack: &Artifact) -> crate::cloud::Result<Vec<String>> {
    let mut wanted = Vec::new();
    for resource in stack.template.resources.values() {
        for (_, value) in resource.properties.iter() {
            value.visit_calls(&mut |call| {
                if let Call::Function(name, argument) = call
                    && name == "Fn::ImportValue"
                {
                    wanted.extend(argument.as_text().map(str::to_owned));
                }
            });
        }
    }
    wanted.sort();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(wanted);
    }
    let cloud = clouds.region(stack.region.as_deref())?;
    let exports = cloud.cloudformation().list_exports().await?;
    wanted.retain(|name| !exports.iter().any(|export| export.name == *name));
    Ok(wanted)
}
