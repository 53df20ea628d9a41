//! The doctor's check of quotas: whether the account allows what the stacks need.

use super::{Level, Patient};
use crate::cloud::quotas::Quotas;
use crate::cloud::{Cloud, Clouds, Environment, Error, Kind};
use crate::model::json::Json;
use crate::model::template::Resource;
use crate::synth::Artifact;
use std::collections::BTreeMap;

/// A quota that the stacks use: its service and code in Service Quotas, and a description.
struct Limit {
    service: &'static str,
    code: &'static str,
    name: &'static str,
}

/// vCPUs of all running Fargate tasks in a region. New accounts have few.
const PROCESSORS: Limit = Limit {
    service: "fargate",
    code: "L-3032A538",
    name: "Fargate On-Demand vCPU resource count",
};

/// VPCs in a region.
const NETWORKS: Limit = Limit {
    service: "vpc",
    code: "L-F678F1CE",
    name: "VPCs per Region",
};

/// vCPUs of all running instances of the standard families in a region. New accounts have 5.
const MACHINES: Limit = Limit {
    service: "ec2",
    code: "L-1216C47A",
    name: "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances, in vCPUs",
};

/// Concurrent builds, by the size of the build environment.
const BUILDS: [(&str, Limit); 3] = [
    (
        "BUILD_GENERAL1_SMALL",
        Limit {
            service: "codebuild",
            code: "L-9D07B6EF",
            name: "Concurrently running builds for Linux/Small environment",
        },
    ),
    (
        "BUILD_GENERAL1_MEDIUM",
        Limit {
            service: "codebuild",
            code: "L-2DC20C30",
            name: "Concurrently running builds for Linux/Medium environment",
        },
    ),
    (
        "BUILD_GENERAL1_LARGE",
        Limit {
            service: "codebuild",
            code: "L-4DDC4A99",
            name: "Concurrently running builds for Linux/Large environment",
        },
    ),
];

impl<C: Clouds> Patient<'_, C> {
    /// Compares the needs of the stacks with each quota. Only new VPCs count.
    pub(super) async fn limits(&mut self, stacks: &[&Artifact], there: &[String]) {
        let mut environments = BTreeMap::<Environment<'_>, Vec<&Artifact>>::new();
        for &stack in stacks {
            environments.entry(stack.environment()).or_default().push(stack);
        }
        for (here, stacks) in environments {
            let processors = stacks.iter().map(|stack| processors(stack)).sum::<f64>();
            self.limit(here, &PROCESSORS, processors).await;
            let machines = stacks
                .iter()
                .flat_map(|stack| resources(stack, "AWS::EC2::Instance"));
            let machines = machines
                .filter_map(|machine| machine_processors(&machine))
                .sum::<u32>();
            self.limit(here, &MACHINES, f64::from(machines)).await;
            let new = stacks
                .iter()
                .filter(|stack| !there.iter().any(|id| **id == *stack.id));
            let networks = new.map(|stack| resources(stack, "AWS::EC2::VPC").len());
            self.limit(here, &NETWORKS, number_of(networks.sum())).await;
            for (size, limit) in &BUILDS {
                let projects = stacks
                    .iter()
                    .flat_map(|stack| resources(stack, "AWS::CodeBuild::Project"));
                let builds = projects
                    .filter(|project| compute_type(project) == Some(*size))
                    .count();
                self.limit(here, limit, number_of(builds)).await;
            }
        }
    }

    async fn limit(&mut self, here: Environment<'_>, limit: &Limit, needed: f64) {
        if needed <= 0.0 {
            return;
        }
        let Limit { service, code, name } = limit;
        let asked = async {
            let cloud = self.clouds.at(here)?;
            let quota = cloud.quotas().quota(service, code).await?;
            Ok::<_, Error>((quota, cloud.region().to_owned()))
        };
        match asked.await {
            Ok((Some(quota), region)) if quota < needed => {
                let what = format!("{name}: {quota} in {region}, and the stacks need {needed}");
                let fix = format!(
                    "`aws service-quotas request-service-quota-increase --service-code {service} --quota-code {code} \
                     --desired-value {needed}`"
                );
                // Builds beyond the quota wait; for all other quotas, a part is not enough.
                let level = if *service == "codebuild" && quota >= 1.0 {
                    Level::Open
                } else {
                    Level::Error
                };
                self.find("quotas", level, what, Some(fix));
            }
            Ok((Some(quota), region)) => {
                let what = format!("{name}: {quota} in {region}, {needed} needed");
                self.find("quotas", Level::Ok, what, None);
            }
            // An emulator has no quotas.
            Ok((None, _)) => {}
            Err(error) if matches!(error.kind, Kind::AccessDenied { .. }) => {
                self.find("quotas", Level::Open, error.to_string(), Some(error.fix()));
            }
            Err(error) => self.blind("quotas", error.into()),
        }
    }
}

/// The resources of this type, with those of nested stacks.
fn resources(stack: &Artifact, kind: &str) -> Vec<Resource> {
    let whole = stack.whole();
    let resources = whole.resources.values();
    resources
        .filter(|resource| resource.kind == kind)
        .cloned()
        .collect()
}

fn number_of(things: usize) -> f64 {
    f64::from(u32::try_from(things).unwrap_or(u32::MAX))
}

/// The compute type of a project.
fn compute_type(project: &Resource) -> Option<&str> {
    project
        .properties
        .get("Environment")?
        .get("ComputeType")?
        .as_text()
}

/// The vCPUs of an instance; `None` if the quota does not count it, or if the type is unknown.
fn machine_processors(machine: &Resource) -> Option<u32> {
    let (family, size) = machine
        .properties
        .get("InstanceType")?
        .as_text()?
        .split_once('.')?;
    let is_standard = family.starts_with(['a', 'c', 'd', 'h', 'i', 'm', 'r', 't', 'z']);
    // These families have the same first letters as standard ones, but a quota of their own.
    let is_other = ["dl", "hpc", "inf", "trn", "mac"]
        .iter()
        .any(|other| family.starts_with(other));
    let processors = match size {
        "nano" | "micro" | "small" | "large" => 2,
        "medium" if family.starts_with('t') => 2,
        "medium" => 1,
        "xlarge" => 4,
        size => size.strip_suffix("xlarge")?.parse::<u32>().ok()?.checked_mul(4)?,
    };
    (is_standard && !is_other).then_some(processors)
}

/// The vCPUs of a stack's tasks when all of them run. A task has 1024 CPU units per vCPU.
fn processors(stack: &Artifact) -> f64 {
    let tasks = resources(stack, "AWS::ECS::TaskDefinition");
    let units = tasks.iter().filter_map(|task| {
        let cpu = task.properties.get("Cpu")?;
        cpu.as_text()
            .map_or_else(|| number(cpu), |text| text.parse::<f64>().ok())
    });
    units.sum::<f64>() / 1024.0
}

fn number(json: &Json) -> Option<f64> {
    match json {
        Json::Int(number) => i32::try_from(*number).ok().map(f64::from),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::Template;

    #[test]
    fn a_machine_has_as_many_processors_as_its_type_says() {
        for (kind, expected) in [
            ("c6g.2xlarge", Some(8)),
            ("c6g.medium", Some(1)),
            ("t4g.nano", Some(2)),
            ("t4g.medium", Some(2)),
            ("m7i.48xlarge", Some(192)),
            ("r5.large", Some(2)),
            ("c6g.metal", None),
            ("p4d.24xlarge", None),
            ("trn1.2xlarge", None),
            ("what", None),
        ] {
            let text = format!(
                r#"{{"Resources": {{"M": {{"Type": "AWS::EC2::Instance", "Properties": {{"InstanceType": "{kind}"}}}}}}}}"#
            );
            let template = Template::parse(&text).unwrap();
            assert_eq!(machine_processors(&template.resources["M"]), expected, "{kind}");
        }
    }
}
