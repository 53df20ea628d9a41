//! SSH connections to an instance: `ssh` and `scp`, directly if its security group allows SSH, otherwise through
//! Session Manager. Programs get their arguments one by one, without a shell.

use super::argument::{Host, InstanceId, Region, UserName};
use super::{Deployed, State, key};
use crate::cloud::ssm::Ssm;
use crate::cloud::{Cloud, ssm::PingStatus};
use crate::local::programs;
use crate::model::json::{Call, Json};
use crate::model::template::Template;
use crate::operate::refusal::{Failure, Refusal};
use serde::Serialize;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

const SSH: i64 = 22;

/// The proxy command for SSH through Session Manager. `ssh` runs it with a shell; the only variable part is the
/// region, which is validated.
const TUNNEL: &str =
    "aws ssm start-session --target %h --document-name AWS-StartSSHSession --parameters portNumber=%p";

/// How to connect to an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    user: UserName,
    /// Its id, under which `ssh` stores the host key: its address changes with each start.
    instance: InstanceId,
    host: Host,
    key: PathBuf,
    region: Region,
    /// Why it uses Session Manager; `None` for a direct connection.
    pub tunnel: Option<&'static str>,
}

/// The program to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Command {
    /// The program.
    pub program: &'static str,
    /// The arguments.
    pub arguments: Vec<String>,
}

/// How to connect to an instance now, with its key in a file. `tunnel` forces Session Manager.
pub async fn way<C: Cloud>(deployed: &Deployed<'_, C>, tunnel: bool) -> Result<Way, Failure> {
    let id = &deployed.machine.artifact.id;
    let instance = deployed.instance().await?;
    match &instance.state {
        Some(State::Running) | None => {}
        Some(state @ (State::Terminated | State::ShuttingDown)) => return Err(deployed.gone(state).into()),
        Some(state) => {
            let reason = format!("{id}: the instance is {state}, so you cannot log in");
            let fix = "run `sa-infra instance start`; pass --force on a day without trading";
            return Err(Refusal::state(reason, fix).into());
        }
    }
    let template = deployed.deployed.template().await?;
    let address = instance.public_address;
    let why = if tunnel {
        Some("as requested")
    } else if !lets_in(&template, &deployed.machine.parts.instance) {
        Some("because SSH is closed")
    } else if address.is_none() {
        Some("because it has no public address")
    } else {
        None
    };
    let machine = InstanceId::new(deployed.id()?)?;
    let host = match address.filter(|_| why.is_none()) {
        Some(address) => Host::address(&address)?,
        None => Host::Instance(machine.clone()),
    };
    if why.is_some() {
        listens(deployed, machine.as_str()).await?;
    }
    Ok(Way {
        user: UserName::new(&deployed.machine.parts.user)?,
        instance: machine,
        host,
        key: key::file(deployed).await?,
        region: Region::new(deployed.deployed.cloud.region())?,
        tunnel: why,
    })
}

/// Session Manager needs the agent.
async fn listens<C: Cloud>(deployed: &Deployed<'_, C>, machine: &str) -> Result<(), Failure> {
    let agent = deployed
        .deployed
        .cloud
        .ssm()
        .describe_instance_information(machine)
        .await?;
    if agent.is_some_and(|agent| agent.ping == PingStatus::Online) {
        return Ok(());
    }
    let id = &deployed.machine.artifact.id;
    let reason = format!("{id}: the Systems Manager agent is not online, so Session Manager cannot connect");
    let fix = "wait a minute if it has just started; otherwise check its network and its role, or open SSH for \
               your network in the configuration";
    Err(Refusal::state(reason, fix).into())
}

/// Whether a security group of the instance in its stack allows SSH from any network.
fn lets_in(template: &Template, instance: &str) -> bool {
    let groups = template.resources.get(instance);
    let groups = groups.and_then(|machine| machine.properties.get("SecurityGroupIds")?.as_list());
    let group = |group: &Json| match group.as_call()? {
        Call::Ref(target) | Call::GetAtt(target, _) => template.resources.get(&target.id),
        Call::Function(..) => None,
    };
    let rules = groups.unwrap_or_default().iter().filter_map(group);
    let mut rules = rules.filter_map(|group| group.properties.get("SecurityGroupIngress")?.as_list());
    rules.any(|rules| rules.iter().any(is_ssh))
}

fn is_ssh(rule: &Json) -> bool {
    let port = |name: &str| match rule.get(name) {
        Some(Json::Int(port)) => Some(*port),
        Some(Json::Text(port)) => port.parse().ok(),
        _ => None,
    };
    let protocol = rule.get("IpProtocol").and_then(Json::as_text);
    match (protocol, port("FromPort"), port("ToPort")) {
        (Some("-1"), ..) => true,
        (Some("tcp" | "6"), Some(from), Some(to)) => (from..=to).contains(&SSH),
        _ => false,
    }
}

/// Whether all sources are on the instance, or only the target.
pub fn one_way(sources: &[String], target: &str) -> Result<(), Refusal> {
    let there = |path: &str| path.starts_with(':');
    let from = sources.iter().filter(|source| there(source)).count();
    let fits = if there(target) {
        from == 0
    } else {
        from == sources.len()
    };
    if fits {
        return Ok(());
    }
    let reason = "instance copy: copy either to the instance or from it";
    let fix = "begin paths on the instance with a colon: `copy repo.zip :` or `copy :trade_logs .`";
    Err(Refusal::usage(reason, fix))
}

impl Way {
    /// The common options of `ssh` and `scp`.
    fn options(&self) -> Vec<String> {
        // OpenSSH expands a percent sign in the name of a key.
        let key = self.key.display().to_string().replace('%', "%%");
        let mut options = vec!["-i".to_owned(), key];
        let mut set = |name: &str, value: &str| options.extend(["-o".to_owned(), format!("{name}={value}")]);
        set("IdentitiesOnly", "yes");
        set("HostKeyAlias", self.instance.as_str());
        if self.tunnel.is_some() {
            set("ProxyCommand", &format!("{TUNNEL} --region {}", self.region));
        }
        options
    }

    fn address(&self) -> String {
        format!("{}@{}", self.user, self.host)
    }

    /// The instance in the syntax of `scp`: an IPv6 address is in brackets.
    fn place(&self) -> String {
        match &self.host {
            Host::Address(IpAddr::V6(address)) => format!("{}@[{address}]", self.user),
            _ => self.address(),
        }
    }

    /// Logs in, or runs a command on the instance.
    pub fn log_in(&self, command: &[String]) -> Command {
        let mut arguments = self.options();
        arguments.push(self.address());
        if !command.is_empty() {
            arguments.push("--".to_owned());
            arguments.extend_from_slice(command);
        }
        Command {
            program: "ssh",
            arguments,
        }
    }

    /// Copies files. A path that begins with a colon is on the instance.
    pub fn copy(&self, sources: &[String], target: &str, recursive: bool) -> Command {
        let mut arguments = self.options();
        if recursive {
            arguments.push("-r".to_owned());
        }
        arguments.push("--".to_owned());
        let paths = sources.iter().map(String::as_str).chain([target]);
        arguments.extend(paths.map(|path| match path.strip_prefix(':') {
            Some(path) => format!("{}:{path}", self.place()),
            // `scp` would take a name with a colon for a host.
            None if path.contains(':') && Path::new(path).is_relative() => format!("./{path}"),
            None => path.to_owned(),
        }));
        Command {
            program: "scp",
            arguments,
        }
    }

    /// The error for a program that is not installed on this machine.
    pub fn missing(&self, command: &Command) -> Result<(), Refusal> {
        let tunnel: &[_] = if self.tunnel.is_some() {
            &["aws", "session-manager-plugin"]
        } else {
            &[]
        };
        let mut needed = [command.program].into_iter().chain(tunnel.iter().copied());
        let Some(missing) = needed.find(|name| programs::find(name).is_none()) else {
            return Ok(());
        };
        let reason = format!("{missing}: not installed, or not on your PATH");
        let why = self.tunnel.unwrap_or_default();
        let fix = match missing {
            "aws" => format!("install the AWS CLI: the connection uses Session Manager {why}"),
            "session-manager-plugin" => {
                format!(
                    "install the Session Manager plugin of the AWS CLI: the connection uses Session Manager {why}"
                )
            }
            _ => "install OpenSSH".to_owned(),
        };
        Err(Refusal::state(reason, fix))
    }
}

/// As a command line for a shell.
impl std::fmt::Display for Command {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.program)?;
        for argument in &self.arguments {
            write!(formatter, " {}", Self::quoted(argument))?;
        }
        Ok(())
    }
}

impl Command {
    /// A word, quoted for a shell if necessary.
    pub fn quoted(word: &str) -> String {
        let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "@%+=:,./_-".contains(sign);
        if !word.is_empty() && word.chars().all(is_plain) {
            return word.to_owned();
        }
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests;
