//! `doctor`: every problem that prevents the services from running, each with the command that fixes it.

mod limits;
mod machines;
mod permissions;
mod services;
mod stacks;

use super::notify;
use super::refusal::{Failure, Refusal};
use super::scheduled::Timed;
use super::services::Service;
use crate::cloud::cloudformation::{CloudFormation, StackStatus};
use crate::cloud::sts::Sts;
use crate::cloud::{Cloud, Clouds};
use crate::synth::Artifact;
use serde::Serialize;

/// A check.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What was checked: `stacks`, `secrets` and so on.
    pub area: &'static str,
    /// How serious it is.
    pub level: Level,
    /// What was found.
    #[serde(rename = "message")]
    pub what: String,
    /// How to fix it.
    pub fix: Option<String>,
}

/// The severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Everything is fine.
    Ok,
    /// Something you may want to change, or that is not done yet.
    Open,
    /// A service does not do its work.
    Error,
}

/// The subject of the checks, and the findings.
struct Patient<'a, C> {
    clouds: &'a C,
    services: &'a [Service<'a>],
    findings: Vec<Finding>,
    /// Whether to omit what cannot be checked.
    is_quiet: bool,
}

/// Checks everything about these stacks, and IAM permissions if `simulate` allows it. A failed check is a finding as
/// well.
pub async fn examine<C: Clouds>(
    clouds: &C,
    stacks: &[&Artifact],
    services: &[Service<'_>],
    timed: &[Timed<'_>],
    simulate: bool,
) -> Vec<Finding> {
    let mut patient = Patient {
        clouds,
        services,
        findings: Vec::new(),
        is_quiet: false,
    };
    for stacks in by_account(stacks) {
        if !patient.identity(&stacks).await {
            return patient.findings;
        }
        if simulate {
            patient.permissions(&stacks).await;
        }
    }
    let there = patient.stacks(stacks).await;
    patient.limits(stacks, &there).await;
    patient.machines(stacks, &there).await;
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
    patient.schedules(timed.collect()).await;
    patient.findings
}

/// The stacks of each account; one list without stacks if there are none.
fn by_account<'a>(stacks: &[&'a Artifact]) -> Vec<Vec<&'a Artifact>> {
    let mut accounts = Vec::<Vec<&Artifact>>::new();
    for &stack in stacks {
        let same = accounts
            .iter_mut()
            .find(|known| known[0].account == stack.account);
        match same {
            Some(known) => known.push(stack),
            None => accounts.push(vec![stack]),
        }
    }
    if accounts.is_empty() {
        accounts.push(Vec::new());
    }
    accounts
}

/// What will prevent the instances of these stacks from being created. Reported before a deployment that takes
/// minutes to fail. Reports nothing about existing instances, nor without the permission to read.
pub async fn ahead<C: Clouds>(clouds: &C, stacks: &[&Artifact]) -> Vec<Finding> {
    let has_machine = |stack: &&&Artifact| {
        let whole = stack.whole();
        let mut resources = whole.resources.values();
        resources.any(|one| one.kind == "AWS::EC2::Instance")
    };
    let stacks = stacks.iter().filter(has_machine).copied().collect::<Vec<_>>();
    if stacks.is_empty() {
        return Vec::new();
    }
    let mut patient = Patient {
        clouds,
        services: &[],
        findings: Vec::new(),
        is_quiet: true,
    };
    let mut new = Vec::new();
    for stack in stacks {
        let Ok(cloud) = clouds.at(stack.environment()) else {
            continue;
        };
        let found = cloud.cloudformation().describe_stack(&stack.name).await;
        if found.is_ok_and(|found| found.is_none_or(|found| found.status == StackStatus::ReviewInProgress)) {
            new.push(stack);
        }
    }
    if !new.is_empty() {
        patient.limits(&new, &[]).await;
        patient.machines(&new, &[]).await;
    }
    let findings = patient.findings.into_iter();
    findings.filter(|finding| finding.level == Level::Error).collect()
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

    /// Adds a finding for a failed check.
    fn blind(&mut self, area: &'static str, failure: Failure) {
        if self.is_quiet {
            return;
        }
        let (what, fix) = match failure {
            Failure::Cloud(error) => (error.to_string(), error.fix()),
            Failure::Refused(Refusal { reason, fix, .. }) => (reason, fix),
        };
        self.find(area, Level::Error, what, Some(fix));
    }

    /// Checks the caller's identity; without it, the other checks cannot run.
    async fn identity(&mut self, stacks: &[&Artifact]) -> bool {
        let here = stacks.first().map(|stack| stack.environment());
        let asked = async {
            let cloud = self.clouds.at(here.unwrap_or_default())?;
            let identity = cloud.sts().get_caller_identity().await?;
            Ok::<_, crate::cloud::Error>(format!("{} in {}", identity.arn, cloud.region()))
        };
        match asked.await {
            Ok(who) => {
                self.find("credentials", Level::Ok, who, None);
                true
            }
            Err(error) => {
                self.blind("credentials", error.into());
                false
            }
        }
    }
}
