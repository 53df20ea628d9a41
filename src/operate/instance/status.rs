//! `instance status`: the instance, its agent, image and hours, and the last results of its functions.

use super::image::{Images, images};
use super::runs::{Run, Runs};
use super::{Deployed, State, Verb, is_open};
use crate::cloud::logs::LogQuery;
use crate::cloud::ssm::{Agent, Ssm};
use crate::cloud::{Cloud, Clouds};
use crate::operate::logs::{Lines, Tail};
use crate::operate::refusal::Failure;
use crate::operate::schedules;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::time::Duration;

/// How far back to look for the functions' last invocations: longer than any series of holidays.
const DAYS: i64 = 10;
/// After this time, Lambda has ended an invocation, whatever the log says: its limit, and a minute.
const LONGEST: SignedDuration = SignedDuration::from_secs(16 * 60);

/// How long after a start the agent may take to report: the instance boots first.
const BOOT: SignedDuration = SignedDuration::from_mins(3);
/// The interval of the polls until then.
const PAUSE: Duration = Duration::from_secs(2);

/// The trading instance.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// The id of the stack.
    pub stack: String,
    /// The id of the instance.
    pub instance: String,
    /// The region.
    pub region: String,
    /// The state, as EC2 names it; `None` if it is not known.
    pub state: Option<State>,
    /// The instance type.
    pub instance_type: Option<String>,
    /// The public IP address, while it runs.
    pub public_address: Option<String>,
    /// The private IP address.
    pub private_address: Option<String>,
    /// The state of its Systems Manager agent.
    pub agent: AgentState,
    /// The operating system, from the agent.
    pub platform: Option<String>,
    /// When the agent last reported.
    pub last_ping: Option<Timestamp>,
    /// The image.
    pub image: Images,
    /// Whether the market is open.
    pub open: bool,
    /// Its schedules.
    pub schedules: Vec<schedules::Row>,
    /// The last invocations of its functions.
    pub last: Vec<Last>,
}

/// The state of the agent, as Systems Manager names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgentState {
    /// It accepts commands.
    Online,
    /// It no longer reports.
    Offline,
    /// It has never reported.
    Unknown,
    /// The instance has just started, and the agent has not reported since.
    Starting,
}

/// The last invocation of a function.
#[derive(Clone, Debug, Serialize)]
pub struct Last {
    /// The function.
    pub verb: Verb,
    /// The last invocation; `None` if there was none for days.
    pub run: Option<Run>,
}

impl From<Option<&Agent>> for AgentState {
    fn from(agent: Option<&Agent>) -> Self {
        match agent.map(|agent| agent.ping.as_str()) {
            Some("Online") => Self::Online,
            Some(_) => Self::Offline,
            None => Self::Unknown,
        }
    }
}

/// The state of an instance. If it has just started, waits for its agent, or reports that the agent is starting.
pub async fn look<C: Clouds>(
    clouds: &C,
    deployed: &Deployed<'_, C::Cloud>,
    now: Timestamp,
    waits: bool,
) -> Result<Status, Failure> {
    let (cloud, id) = (&deployed.deployed.cloud, deployed.id()?);
    let instance = deployed.instance().await?;
    let schedules = deployed.schedules(clouds, now).await?;
    let mut last = Vec::new();
    for verb in [Verb::Start, Verb::Stop] {
        let run = last_run(deployed, verb, now).await?;
        last.push(Last { verb, run });
    }
    let boots = matches!(instance.state, Some(State::Running | State::Pending));
    let since_start = boots.then(|| since_start(&last, now)).flatten();
    let agent = agent(cloud, id, since_start.filter(|_| waits)).await?;
    let mut state = AgentState::from(agent.as_ref());
    if !waits && state != AgentState::Online && since_start.is_some_and(|since| since < BOOT) {
        state = AgentState::Starting;
    }
    Ok(Status {
        stack: deployed.machine.artifact.id.to_string(),
        instance: id.to_owned(),
        region: cloud.region().to_owned(),
        image: images(deployed, instance.image.clone()).await?,
        state: instance.state,
        instance_type: instance.instance_type,
        public_address: instance.public_address,
        private_address: instance.private_address,
        agent: state,
        last_ping: agent.as_ref().and_then(|agent| agent.last_ping),
        platform: agent.and_then(|agent| agent.platform),
        open: is_open(&schedules),
        schedules,
        last,
    })
}

/// How long ago the last start began. A start that left the instance alone, as on a holiday, does not count: no agent comes
/// of it.
fn since_start(last: &[Last], now: Timestamp) -> Option<SignedDuration> {
    let start = last.iter().find(|last| last.verb == Verb::Start)?;
    let run = start.run.as_ref()?;
    let state = run.outcome.as_ref().and_then(|outcome| outcome.state.as_deref());
    (state != Some("not started")).then(|| now.duration_since(run.begun))
}

/// The SSM agent of an instance. If the instance has just started, waits for the agent before reporting that it is
/// missing.
async fn agent<C: Cloud>(
    cloud: &C,
    id: &str,
    since_start: Option<SignedDuration>,
) -> Result<Option<Agent>, Failure> {
    let left = since_start.map_or(SignedDuration::ZERO, |since| BOOT - since);
    let mut looks = left.as_secs().max(0).unsigned_abs() / PAUSE.as_secs();
    loop {
        let agent = cloud.ssm().describe_instance_information(id).await?;
        let is_online = AgentState::from(agent.as_ref()) == AgentState::Online;
        if is_online || looks == 0 {
            return Ok(agent);
        }
        looks -= 1;
        tokio::time::sleep(PAUSE).await;
    }
}

/// The last invocation of one of its functions.
pub(super) async fn last_run<C: Cloud>(
    deployed: &Deployed<'_, C>,
    verb: Verb,
    now: Timestamp,
) -> Result<Option<Run>, Failure> {
    let group = deployed
        .deployed
        .name(&deployed.machine.routine(verb).log_group)?;
    let query = LogQuery {
        group: group.to_owned(),
        since: now.checked_sub(SignedDuration::from_hours(DAYS * 24)).ok(),
        ..LogQuery::default()
    };
    let mut tail = Tail::new(&deployed.deployed.cloud, query);
    let Lines::New(lines) = tail.poll().await? else {
        return Ok(None);
    };
    let mut runs = Runs::default();
    runs.take(&lines);
    Ok(runs.last().cloned())
}

impl Run {
    /// Whether it is still in progress, as far as is known.
    pub fn is_in_progress(&self, now: Timestamp) -> bool {
        self.ended.is_none() && now.duration_since(self.begun) < LONGEST
    }
}
