//! `secrets`: the values that the services read and that only users know. No function except [`reveal`] returns a
//! value.

pub mod dotenv;
pub mod file;
mod write;

pub use write::write;

use super::refusal::{Failure, Refusal};
use super::services::Service;
use crate::cloud::ssm::{Parameter, Ssm};
use crate::cloud::{Cloud, Clouds, Environment, Secret};
use crate::model::app::Initial;
use crate::model::json::{Call, Json};
use crate::model::suggestion::nearest;
use crate::synth::Artifact;
use jiff::{Span, Timestamp, tz::TimeZone};
use serde::Serialize;

/// A value that services need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed<'a> {
    /// Its name in the environment of the services, and on the command line.
    pub name: String,
    /// The name of its parameter.
    pub parameter: String,
    /// The value that it has until you set it.
    pub placeholder: Option<String>,
    /// Whether it is a SecureString or a plain parameter.
    pub kind: Kind,
    /// The number of days after which a value expires.
    pub lifetime_days: Option<u32>,
    /// The services that read it.
    pub services: Vec<&'a str>,
    /// The stack that it belongs to.
    pub stack: &'a str,
    /// The account and the region of the stack.
    pub environment: Environment<'a>,
}

/// How a value is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Encrypted. It may exist before its stack.
    Secure,
    /// As a resource of its stack, which must exist first.
    Plain,
}

/// The state of a value, without the value.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The name of the value.
    pub name: String,
    /// The name of its parameter.
    pub parameter: String,
    /// Whether it is set.
    pub state: State,
    /// Whether it is a SecureString or a plain parameter.
    pub kind: Kind,
    /// When it was last written.
    pub modified: Option<Timestamp>,
    /// Who wrote it last.
    #[serde(rename = "modified_by")]
    pub by: Option<String>,
    /// The version of the parameter.
    pub version: Option<i64>,
    /// When it expires, if it can.
    pub expires: Option<Timestamp>,
    /// Whether it has expired.
    pub expired: bool,
    /// The services that read it.
    pub services: Vec<String>,
}

/// Whether a value is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// There is no parameter.
    Missing,
    /// It has its placeholder.
    Placeholder,
    /// You have set it.
    Set,
}

/// The result of writing a value.
#[derive(Clone, Debug, Serialize)]
pub struct Written {
    /// The name of the value.
    pub name: String,
    /// The name of its parameter.
    pub parameter: String,
    /// The outcome.
    pub outcome: Outcome,
}

/// What writing a value did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The parameter did not exist before.
    Created,
    /// The parameter had another value.
    Changed,
    /// The parameter had this value already, and was not written.
    Unchanged,
}

/// Every value that the services need, in the order of first use. A name that exists in several accounts or regions
/// begins with the stack: `test-jobs/KEY`.
pub fn needed<'a>(services: &[Service<'a>]) -> Vec<Needed<'a>> {
    let mut all = Vec::<Needed<'a>>::new();
    for service in services {
        for variable in service.variables() {
            let found = all.iter_mut().find(|needed| {
                needed.name == variable.name
                    && needed.parameter.trim_start_matches('/') == variable.parameter
                    && needed.environment == service.artifact.environment()
            });
            match found {
                Some(needed) => needed.services.push(service.name),
                None => all.push(one(service, variable.name, &variable.parameter)),
            }
        }
    }
    let is_elsewhere = |needed: &Needed<'_>| {
        let same = all.iter().filter(|other| other.name == needed.name);
        same.into_iter()
            .any(|other| other.environment != needed.environment)
    };
    let several = all.iter().map(is_elsewhere).collect::<Vec<_>>();
    for (needed, is_one_of_several) in all.iter_mut().zip(several) {
        if is_one_of_several {
            needed.name = format!("{}/{}", needed.stack, needed.name);
        }
    }
    all
}

fn one<'a>(service: &Service<'a>, name: String, parameter: &str) -> Needed<'a> {
    let artifact = service.artifact;
    let is_it = |known: &str| known.trim_start_matches('/') == parameter;
    let mut needed = Needed {
        name,
        parameter: parameter.to_owned(),
        placeholder: None,
        kind: Kind::Plain,
        lifetime_days: None,
        services: vec![service.name],
        stack: &artifact.id,
        environment: artifact.environment(),
    };
    if let Some(secret) = artifact.secrets.iter().find(|secret| is_it(&secret.name)) {
        needed.parameter.clone_from(&secret.name);
        needed.placeholder = Some(secret.placeholder.clone());
        needed.kind = Kind::Secure;
    } else if parameter.contains('/') {
        // The name of a hierarchy begins with a slash, a plain name does not.
        needed.parameter = format!("/{parameter}");
        needed.placeholder = initial(artifact, &needed.parameter);
    } else {
        needed.placeholder = initial(artifact, parameter);
    }
    let mut lifetimes = artifact.lifetimes.iter();
    let lifetime = lifetimes.find(|(name, _)| *name == needed.parameter);
    needed.lifetime_days = lifetime.map(|(_, days)| *days);
    needed
}

/// The initial value of a parameter in the stack.
fn initial(artifact: &Artifact, parameter: &str) -> Option<String> {
    let resources = artifact.template.resources.values();
    let mut named = resources.filter(|resource| {
        resource.kind == "AWS::SSM::Parameter"
            && resource.properties.get("Name").and_then(Json::as_text) == Some(parameter)
    });
    let value = named.next()?.properties.get("Value")?;
    let Some(Call::Ref(target)) = value.as_call() else {
        return value.as_text().map(str::to_owned);
    };
    let given = artifact
        .initial_values
        .iter()
        .find(|(name, _)| **name == *target.id);
    let default = || {
        artifact
            .template
            .parameters
            .get(&target.id)?
            .default
            .as_ref()?
            .as_text()
    };
    given
        .and_then(|(_, value)| match value {
            Initial::Value(value) => Some(&**value),
            Initial::Published(_) => None,
        })
        .or_else(default)
        .map(str::to_owned)
}

/// The value of this name; otherwise an error with suggestions.
pub fn find<'n, 'a>(needed: &'n [Needed<'a>], name: &str) -> Result<&'n Needed<'a>, Refusal> {
    let is_it = |needed: &&Needed<'_>| {
        let last = needed.name.rsplit('/').next();
        needed.name == name || needed.parameter == name || last == Some(name)
    };
    let found = needed.iter().filter(is_it).collect::<Vec<_>>();
    if let [first, rest @ ..] = found.as_slice()
        && rest.iter().any(|other| other.environment != first.environment)
    {
        let names = found.iter().map(|needed| &*needed.name).collect::<Vec<_>>();
        return Err(Refusal::usage(
            format!("secrets: {name} exists in several accounts or regions"),
            format!("name one of {}", names.join(", ")),
        ));
    }
    found.first().copied().ok_or_else(|| {
        let names = || needed.iter().map(|needed| &*needed.name);
        let known = format!("the names are {}", names().collect::<Vec<_>>().join(", "));
        let fix = match nearest(name, names()) {
            Some(meant) => format!("did you mean {meant}? {known}"),
            None => known,
        };
        Refusal::usage(format!("secrets: unknown name \"{name}\""), fix)
    })
}

/// The states of the values, in order.
pub async fn list<C: Clouds>(clouds: &C, needed: &[Needed<'_>], now: Timestamp) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for at in environments(needed) {
        let here = || needed.iter().filter(|needed| needed.environment == at);
        let names = here().map(|needed| needed.parameter.clone()).collect::<Vec<_>>();
        let cloud = clouds.at(at)?;
        let found = cloud.ssm().get_parameters(&names).await?;
        let written = cloud.ssm().describe_parameters(&names).await?;
        for needed in here() {
            let parameter = found.iter().find(|found| found.name == needed.parameter);
            let by = written.iter().find(|written| written.name == needed.parameter);
            rows.push(row(needed, parameter, by.and_then(|by| by.by.clone()), now));
        }
    }
    Ok(rows)
}

/// The accounts and regions of these values, without duplicates.
fn environments<'n, 'a: 'n>(needed: impl IntoIterator<Item = &'n Needed<'a>>) -> Vec<Environment<'a>> {
    let mut environments = Vec::new();
    for needed in needed {
        if !environments.contains(&needed.environment) {
            environments.push(needed.environment);
        }
    }
    environments
}

fn row(needed: &Needed<'_>, found: Option<&Parameter>, by: Option<String>, now: Timestamp) -> Row {
    let state = match found {
        None => State::Missing,
        Some(found) if is_placeholder(needed, &found.value) => State::Placeholder,
        Some(_) => State::Set,
    };
    let modified = found.and_then(|found| found.modified);
    let expires = modified.filter(|_| state == State::Set).and_then(|modified| {
        let days = Span::new().days(needed.lifetime_days?);
        let expires = modified.to_zoned(TimeZone::UTC).checked_add(days).ok()?;
        Some(expires.timestamp())
    });
    Row {
        name: needed.name.clone(),
        parameter: needed.parameter.clone(),
        state,
        kind: needed.kind,
        modified,
        by,
        version: found.map(|found| found.version),
        expires,
        expired: expires.is_some_and(|expires| expires <= now),
        services: needed
            .services
            .iter()
            .map(|&service| service.to_owned())
            .collect(),
    }
}

fn is_placeholder(needed: &Needed<'_>, value: &Secret) -> bool {
    needed.placeholder.as_deref() == Some(value.expose())
}

/// The values that are set, to copy them or to show one to the user.
pub async fn reveal<C: Clouds>(clouds: &C, needed: &[Needed<'_>]) -> Result<Vec<(String, Secret)>, Failure> {
    let mut values = Vec::new();
    for at in environments(needed) {
        let here = || needed.iter().filter(|needed| needed.environment == at);
        let names = here().map(|needed| needed.parameter.clone()).collect::<Vec<_>>();
        let found = clouds.at(at)?.ssm().get_parameters(&names).await?;
        for needed in here() {
            let value = found.iter().find(|found| found.name == needed.parameter);
            let value = value.map(|found| found.value.clone());
            let value = value.filter(|value| !is_placeholder(needed, value));
            values.extend(value.map(|value| (needed.name.clone(), value)));
        }
    }
    Ok(values)
}
