//! Whether the services fit Fargate, the parameters and each other.

use super::complaint;
use super::unique::repeated;
use crate::config::Config;
use crate::config::service::Service;
use sa_infra::fargate;
use sa_infra::settings::Complaint;
use sa_infra::suggestion::nearest;

/// The services in the defaults.
const DEFAULTS: [&str; 2] = ["recommendation-service", "portfolio-manager"];

pub(super) fn check(config: &Config) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let services = &config.stock_advisor.services;
    for (name, service) in services {
        complaints.extend(misspelt(name));
        complaints.extend(parameters(config, name, service));
    }
    let enabled: Vec<(&str, &Service)> = services
        .iter()
        .filter(|(_, service)| service.enabled)
        .map(|(name, service)| (&**name, service))
        .collect();
    if enabled.is_empty() {
        complaints.push(complaint(
            &["stock_advisor.services"],
            "no service is enabled",
            "enable at least one service, or do not deploy Stock Advisor",
        ));
    }
    for (position, (name, service)) in enabled.iter().enumerate() {
        complaints.extend(alone(config, name, service));
        for (other_name, other) in &enabled[..position] {
            complaints.extend(together((name, service), (other_name, other)));
        }
    }
    complaints.extend(definitions(config));
    complaints
}

fn key(name: &str, last: &str) -> String {
    format!("stock_advisor.services.{name}.{last}")
}

/// A section that adds a service, though it was meant to change one.
fn misspelt(name: &str) -> Option<Complaint> {
    let meant = DEFAULTS
        .into_iter()
        .find(|meant| (1..=2).contains(&strsim::osa_distance(name, meant)))?;
    let is_variant = name.starts_with(meant) || name.ends_with(meant);
    (!is_variant).then(|| {
        complaint(
            &[&format!("stock_advisor.services.{name}")],
            format!("\"{name}\" would add a service, but looks like a typo of \"{meant}\""),
            format!("write \"{meant}\", or give a new service another name"),
        )
    })
}

fn alone(config: &Config, name: &str, service: &Service) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let (cpu, memory) = (key(name, "cpu"), key(name, "memory"));
    match fargate::memory(service.cpu) {
        None => complaints.push(complaint(
            &[&cpu],
            format!("Fargate does not support {} CPU units", service.cpu),
            format!("use {}", fargate::processors()),
        )),
        Some(known) if !known.has(service.memory) => {
            let (cpus, mib) = (service.cpu, service.memory);
            let reason = format!("Fargate does not support {cpus} CPU units with {mib} MiB");
            let others = fargate::SIZES.iter().filter(|(_, known)| known.has(mib));
            let other = others.min_by_key(|(other, _)| other.abs_diff(cpus));
            let other = other.map(|(other, _)| format!(", or cpu = {other}"));
            let fix = format!(
                "with cpu = {cpus} use a memory of {known}{}",
                other.unwrap_or_default()
            );
            complaints.push(complaint(&[&memory, &cpu], reason, fix));
        }
        Some(_) => {}
    }
    if service.command.is_empty() {
        complaints.push(complaint(
            &[&key(name, "command")],
            "a service without arguments does not know its namespace",
            "write [\"-app_namespace\", \"{namespace}\"], or remove the key",
        ));
    }
    for (index, argument) in service.command.iter().enumerate() {
        complaints.extend(placeholder(
            &format!("{}[{index}]", key(name, "command")),
            argument,
        ));
    }
    complaints.extend(too_long(&config.namespace, name, service));
    complaints
}

/// Parameters that are named twice, or with a typo.
fn parameters(config: &Config, name: &str, service: &Service) -> Vec<Complaint> {
    let list = key(name, "parameters");
    let mut complaints = repeated(&list, &service.parameters, "the parameter");
    let definitions = &config.stock_advisor.parameters.definitions;
    for (index, parameter) in service.parameters.iter().enumerate() {
        if !definitions.contains_key(parameter)
            && let Some(meant) = nearest(parameter, definitions.keys().map(|name| &**name))
        {
            complaints.push(complaint(
                &[&format!("{list}[{index}]")],
                format!("unknown parameter \"{parameter}\""),
                format!(
                    "did you mean \"{meant}\"? a new parameter needs a section \
                     [stock_advisor.parameters.definitions.{parameter}]"
                ),
            ));
        }
    }
    complaints
}

/// A typo such as `{namespce}`, which would not be replaced.
fn placeholder(key: &str, argument: &str) -> Option<Complaint> {
    let (_, rest) = argument.split_once('{')?;
    let (name, _) = rest.split_once('}')?;
    let is_meant = name != "namespace" && nearest(name, ["namespace"]).is_some();
    is_meant.then(|| {
        complaint(
            &[key],
            format!("unknown placeholder \"{{{name}}}\""),
            "did you mean \"{namespace}\"?",
        )
    })
}

/// Names that AWS refuses with the namespace as their prefix.
fn too_long(namespace: &str, name: &str, service: &Service) -> Vec<Complaint> {
    let section = format!("stock_advisor.services.{name}");
    let limits = [
        (
            key(name, "repository"),
            "image repository",
            service.repository_name(namespace),
            256,
        ),
        (section, "schedule", format!("{namespace}-{name}"), 64),
    ];
    let is_long = |limit: &&(String, &str, String, usize)| limit.2.len() > limit.3;
    let complaint = |(key, what, name, most): &(String, &str, String, usize)| {
        complaint(
            &[key, "namespace"],
            format!(
                "\"{}\" is too long for the name of a {what}: {} characters",
                sa_infra::settings::cut(name),
                name.len()
            ),
            format!("shorten it, or the namespace, to at most {most} characters together"),
        )
    };
    limits.iter().filter(is_long).map(complaint).collect()
}

/// Values that two services must not share.
fn together((name, service): (&str, &Service), (other_name, other): (&str, &Service)) -> Vec<Complaint> {
    let variable = |service: &Service| service.build.repository_variable.to_string();
    let shared = [
        (
            "repository",
            service.repository.to_string(),
            other.repository.to_string(),
        ),
        ("build.repository_variable", variable(service), variable(other)),
    ];
    let complaint = |(last, value, _): (&str, String, String)| {
        complaint(
            &[&key(name, last), &key(other_name, last)],
            format!(
                "\"{}\" already belongs to the service {other_name}",
                sa_infra::settings::cut(&value)
            ),
            "use a different one for each service",
        )
    };
    shared
        .into_iter()
        .filter(|(_, mine, theirs)| mine == theirs)
        .map(complaint)
        .collect()
}

/// Names of parameters that are equal without underscores, as in the parameters of a template.
fn definitions(config: &Config) -> Vec<Complaint> {
    let names: Vec<&str> = config
        .stock_advisor
        .parameters
        .definitions
        .keys()
        .map(|name| &**name)
        .collect();
    let plain = |name: &str| name.replace('_', "");
    let clash = |(position, name): (usize, &&str)| {
        let other = names[..position]
            .iter()
            .find(|other| plain(other) == plain(name))?;
        let key = |name: &str| format!("stock_advisor.parameters.definitions.{name}");
        Some(complaint(
            &[&key(name), &key(other)],
            format!("\"{name}\" and \"{other}\" differ only in underscores, which logical ids do not have"),
            "use a name that differs in a letter",
        ))
    };
    names.iter().enumerate().filter_map(clash).collect()
}
