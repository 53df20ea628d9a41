//! `notify`: the subscribers of a topic. Addresses come from the configuration, or are added by hand.

use super::deployed_stack::DeployedStack;
use super::refusal::{Failure, Refusal};
use crate::cloud::sns::{Protocol, Sns, Subscription, SubscriptionState};
use crate::cloud::{Cloud, Clouds};
use crate::model::address::{is_email, is_host, is_telephone};
use crate::model::json::{Call, Json};
use crate::synth::Artifact;
use serde::Serialize;

/// A topic of the app, and its subscribers in the template.
#[derive(Clone, Debug)]
pub struct Announcement<'a> {
    /// Its stack.
    pub artifact: &'a Artifact,
    /// Its logical id.
    pub id: &'a str,
    /// The addresses that the template subscribes.
    pub configured: Vec<String>,
}

/// A subscriber, existing or planned.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The stack of the topic.
    pub stack: String,
    /// The topic.
    pub topic: String,
    /// The protocol: `email`, `sms`, `https`.
    pub protocol: Protocol,
    /// The address.
    pub address: String,
    /// The state of the subscription.
    pub state: State,
    /// Whether the configuration has it.
    pub configured: bool,
}

/// The state of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Messages arrive.
    Confirmed,
    /// Its owner has not confirmed it yet.
    Pending,
    /// Its owner has unsubscribed, or the subscription in the configuration no longer exists.
    #[serde(rename = "missing")]
    Gone,
}

/// The topics of these stacks, in order.
pub fn topics<'a>(stacks: &[&'a Artifact]) -> Vec<Announcement<'a>> {
    let mut topics = Vec::new();
    for &artifact in stacks {
        for (id, resource) in &artifact.template.resources {
            if resource.kind == "AWS::SNS::Topic" {
                topics.push(Announcement {
                    artifact,
                    id,
                    configured: configured(artifact, id),
                });
            }
        }
    }
    topics
}

fn configured(artifact: &Artifact, topic: &str) -> Vec<String> {
    subscriptions(artifact, topic)
        .map(|(_, address)| address.to_owned())
        .collect()
}

/// The subscriptions in the template: logical ID and address.
fn subscriptions<'a>(artifact: &'a Artifact, topic: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let resources = artifact.template.resources.iter();
    let of_topic = resources.filter(move |(_, resource)| {
        let call = resource.properties.get("TopicArn").and_then(Json::as_call);
        let is_its = matches!(call, Some(Call::Ref(target)) if &*target.id == topic);
        is_its && resource.kind == "AWS::SNS::Subscription"
    });
    of_topic.filter_map(|(id, resource)| Some((&**id, resource.properties.get("Endpoint")?.as_text()?)))
}

impl Announcement<'_> {
    /// The logical ID of the template's subscription for an address.
    pub fn subscription(&self, address: &str) -> Option<&str> {
        let mut all = subscriptions(self.artifact, self.id);
        all.find(|(_, configured)| *configured == address)
            .map(|(id, _)| id)
    }
}

/// The topic of a stack, or the first one.
pub fn choose<'t, 'a>(
    topics: &'t [Announcement<'a>],
    stack: Option<&str>,
) -> Result<&'t Announcement<'a>, Refusal> {
    let mut fitting = topics
        .iter()
        .filter(|topic| stack.is_none_or(|stack| *topic.artifact.id == *stack));
    fitting.next().ok_or_else(|| {
        let mut stacks = topics.iter().map(|topic| &*topic.artifact.id).collect::<Vec<_>>();
        stacks.dedup();
        let fix = match stacks.as_slice() {
            [] => "define a topic first".to_owned(),
            stacks => format!("stacks with a topic: {}", stacks.join(", ")),
        };
        Refusal::usage("notify: this app has no topic", fix)
    })
}

/// The protocol for an address: `jo@example.com`, `+4917...`, `https://...`.
pub fn protocol(address: &str) -> Result<Protocol, Refusal> {
    if is_telephone(address) {
        return Ok(Protocol::Sms);
    }
    if address.strip_prefix("https://").is_some_and(is_public) {
        return Ok(Protocol::Https);
    }
    if is_email(address) {
        return Ok(Protocol::Email);
    }
    let schemes = ["mailto:", "tel:", "sms:"];
    let bare = schemes.iter().find_map(|scheme| address.strip_prefix(scheme));
    let fix = match bare.filter(|bare| is_email(bare) || is_telephone(bare)) {
        Some(bare) => format!("remove the scheme: `sa-infra notify add {bare}`"),
        None => "use an e-mail address, a phone number such as +15551234567, or an https:// URL with a \
                 host that AWS can reach"
            .to_owned(),
    };
    let reason = format!("notify: \"{address}\" is not a valid address");
    Err(Refusal::usage(reason, fix))
}

/// Whether the rest of a URL is valid and names a host that AWS can reach.
fn is_public(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let is_sign = |sign: char| sign.is_ascii_graphic();
    is_host(name) && port.parse::<u16>().is_ok() && rest.chars().all(is_sign) && rest.len() <= 2040
}

/// All subscribers, existing and planned, topic by topic.
pub async fn list<C: Clouds>(clouds: &C, topics: &[Announcement<'_>]) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for topic in topics {
        let deployed = DeployedStack::of(clouds, topic.artifact).await?;
        rows.extend(of_topic(&deployed, topic).await?);
    }
    Ok(rows)
}

async fn of_topic<C: Cloud>(
    deployed: &DeployedStack<'_, C>,
    topic: &Announcement<'_>,
) -> Result<Vec<Row>, Failure> {
    let arn = deployed.name(topic.id)?;
    let found = deployed.cloud.sns().list_subscriptions_by_topic(arn).await?;
    let row = |protocol: Protocol, address: &str, state| Row {
        stack: topic.artifact.id.to_string(),
        topic: arn.rsplit(':').next().unwrap_or(arn).to_owned(),
        protocol,
        address: address.to_owned(),
        state,
        configured: topic.configured.iter().any(|configured| configured == address),
    };
    let mut rows = found
        .iter()
        .map(|found| row(found.protocol.clone(), &found.endpoint, state(found)))
        .collect::<Vec<_>>();
    for address in &topic.configured {
        if !rows.iter().any(|row| row.address == *address) {
            rows.push(row(Protocol::Email, address, State::Gone));
        }
    }
    Ok(rows)
}

fn state(subscription: &Subscription) -> State {
    match subscription.state {
        SubscriptionState::Confirmed(_) => State::Confirmed,
        SubscriptionState::Pending => State::Pending,
        SubscriptionState::Deleted => State::Gone,
    }
}

/// Subscribes an address, and returns its state.
pub async fn add<C: Clouds>(clouds: &C, topic: &Announcement<'_>, address: &str) -> Result<State, Failure> {
    let protocol = protocol(address)?;
    let deployed = DeployedStack::of(clouds, topic.artifact).await?;
    let arn = deployed.name(topic.id)?;
    deployed.cloud.sns().subscribe(arn, &protocol, address).await?;
    let found = deployed.cloud.sns().list_subscriptions_by_topic(arn).await?;
    let found = found.iter().find(|found| found.endpoint == address);
    // A subscription that AWS does not list yet is pending.
    Ok(found.map_or(State::Pending, state))
}

/// The result of removing a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// It was removed.
    Ended,
    /// It was never confirmed, and AWS removes only confirmed ones.
    Pending,
    /// It does not exist.
    Absent,
}

/// Removes the subscription of an address.
pub async fn remove<C: Clouds>(
    clouds: &C,
    topic: &Announcement<'_>,
    address: &str,
) -> Result<Removed, Failure> {
    let deployed = DeployedStack::of(clouds, topic.artifact).await?;
    let found = deployed
        .cloud
        .sns()
        .list_subscriptions_by_topic(deployed.name(topic.id)?)
        .await?;
    let found = found.iter().filter(|found| found.endpoint == address);
    let states = found.map(|found| &found.state).collect::<Vec<_>>();
    let confirmed = states.iter().find_map(|state| match state {
        SubscriptionState::Confirmed(arn) => Some(arn),
        _ => None,
    });
    match confirmed {
        Some(arn) => {
            deployed.cloud.sns().unsubscribe(arn).await?;
            Ok(Removed::Ended)
        }
        None if states.contains(&&SubscriptionState::Pending) => Ok(Removed::Pending),
        None => Ok(Removed::Absent),
    }
}

impl Removed {
    /// An error if there was no subscription to remove, for an address that is not in the configuration.
    pub fn by_hand(self, address: &str) -> Result<(), Refusal> {
        match self {
            Self::Ended => Ok(()),
            Self::Pending => Err(Refusal::state(
                format!(
                    "notify: {address} was never confirmed, and AWS can remove only confirmed subscribers"
                ),
                "wait: AWS deletes it within two days",
            )),
            Self::Absent => Err(Refusal::usage(
                format!("notify: {address} is not a subscriber"),
                "`sa-infra notify list` shows the subscribers",
            )),
        }
    }
}

/// How many subscribers of a topic are confirmed.
pub(super) async fn confirmed<C: Clouds>(clouds: &C, topic: &Announcement<'_>) -> Result<usize, Failure> {
    let deployed = DeployedStack::of(clouds, topic.artifact).await?;
    Ok(told(&of_topic(&deployed, topic).await?))
}

fn told(rows: &[Row]) -> usize {
    rows.iter().filter(|row| row.state == State::Confirmed).count()
}

/// Sends a test message. Returns its id and the number of recipients.
pub async fn test<C: Clouds>(clouds: &C, topic: &Announcement<'_>) -> Result<(String, usize), Failure> {
    let deployed = DeployedStack::of(clouds, topic.artifact).await?;
    let arn = deployed.name(topic.id)?;
    let told = told(&of_topic(&deployed, topic).await?);
    let message = format!(
        "This is a test of the notifications of {}. Nothing has happened, and you do not have to do anything.",
        topic.artifact.id
    );
    let id = deployed
        .cloud
        .sns()
        .publish(arn, "A test of the notifications", &message)
        .await?;
    Ok((id, told))
}

#[cfg(test)]
mod tests;
