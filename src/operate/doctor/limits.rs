//! The doctor on quotas: whether the account may have what the stacks are made of.

use super::{Level, Patient};
use crate::cloud::quotas::Quotas;
use crate::cloud::{Cloud, Clouds, Error, Kind};
use crate::model::json::Json;
use crate::synth::Artifact;
use std::collections::BTreeMap;

/// A quota that the stacks use: service and code as Service Quotas has them, and in words.
struct Limit {
    service: &'static str,
    code: &'static str,
    name: &'static str,
}

/// Processors of all tasks that run at the same time in a region. New accounts begin with a few.
const PROCESSORS: Limit = Limit {
    service: "fargate",
    code: "L-3032A538",
    name: "Fargate On-Demand vCPU resource count",
};

/// Networks in a region.
const NETWORKS: Limit = Limit {
    service: "vpc",
    code: "L-F678F1CE",
    name: "VPCs per Region",
};

impl<C: Clouds> Patient<'_, C> {
    /// What the stacks need of each quota; of networks only those that are yet to come.
    pub(super) async fn limits(&mut self, stacks: &[&Artifact], there: &[String]) {
        let mut regions = BTreeMap::<Option<&str>, Vec<&Artifact>>::new();
        for &stack in stacks {
            regions.entry(stack.region.as_deref()).or_default().push(stack);
        }
        for (region, stacks) in regions {
            let processors = stacks.iter().map(|stack| processors(stack)).sum::<f64>();
            self.limit(region, &PROCESSORS, processors).await;
            let new = stacks
                .iter()
                .filter(|stack| !there.iter().any(|id| **id == *stack.id));
            let networks = new.map(|stack| resources(stack, "AWS::EC2::VPC").count());
            let networks = u32::try_from(networks.sum::<usize>()).unwrap_or(u32::MAX);
            self.limit(region, &NETWORKS, f64::from(networks)).await;
        }
    }

    async fn limit(&mut self, region: Option<&str>, limit: &Limit, needed: f64) {
        if needed <= 0.0 {
            return;
        }
        let Limit { service, code, name } = limit;
        let asked = async {
            let cloud = self.clouds.region(region)?;
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
                self.find("quotas", Level::Bad, what, Some(fix));
            }
            Ok((Some(quota), region)) => {
                let what = format!("{name}: {quota} in {region}, {needed} needed");
                self.find("quotas", Level::Good, what, None);
            }
            // An emulator has none.
            Ok((None, _)) => {}
            Err(error) if matches!(error.kind, Kind::AccessDenied { .. }) => {
                self.find("quotas", Level::Open, error.to_string(), Some(error.fix()));
            }
            Err(error) => self.blind("quotas", error.into()),
        }
    }
}

fn resources<'a>(
    stack: &'a Artifact,
    kind: &str,
) -> impl Iterator<Item = &'a crate::model::template::Resource> {
    let resources = stack.template.resources.values();
    resources.filter(move |resource| resource.kind == kind)
}

/// Processors that the tasks of a stack take when all of them run: a task has so many units of 1024 in each.
fn processors(stack: &Artifact) -> f64 {
    let tasks = resources(stack, "AWS::ECS::TaskDefinition");
    let units = tasks.filter_map(|task| {
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
