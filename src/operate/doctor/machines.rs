//! The doctor's check of future instances: whether EC2 can launch them. If it cannot, the stack rolls back minutes
//! later.

use super::{Level, Patient};
use crate::cloud::ec2::Ec2;
use crate::cloud::{Cloud, Clouds, Error, Kind};
use crate::model::json::Json;
use crate::model::template::Resource;
use crate::synth::Artifact;

const AREA: &str = "machines";

impl<C: Clouds> Patient<'_, C> {
    pub(super) async fn machines(&mut self, stacks: &[&Artifact], there: &[String]) {
        let new = stacks
            .iter()
            .filter(|stack| !there.iter().any(|id| **id == *stack.id));
        for stack in new {
            let whole = stack.whole();
            let resources = whole.resources.values();
            for machine in resources.filter(|one| one.kind == "AWS::EC2::Instance") {
                match self.machine(stack, machine).await {
                    Ok(()) => {}
                    Err(error) if matches!(error.kind, Kind::AccessDenied { .. }) => {
                        self.find(AREA, Level::Open, error.to_string(), Some(error.fix()));
                    }
                    // An emulator does not support all of these calls.
                    Err(error) if matches!(error.kind, Kind::Other { .. } | Kind::Validation) => {}
                    Err(error) => self.blind(AREA, error.into()),
                }
            }
        }
    }

    async fn machine(&mut self, stack: &Artifact, machine: &Resource) -> Result<(), Error> {
        let cloud = self.clouds.at(stack.environment())?;
        let (ec2, region) = (cloud.ec2(), cloud.region().to_owned());
        let text = |name: &str| machine.properties.get(name).and_then(Json::as_text);
        let has = |name: &str| machine.properties.get(name).is_some();
        let zone = text("AvailabilityZone");
        let mut zones = zone.map(|zone| vec![zone.to_owned()]);
        if !has("SubnetId") && !has("NetworkInterfaces") {
            if ec2.default_vpc().await?.is_none() {
                let what = format!(
                    "{} needs the default VPC of {region}, which does not exist",
                    stack.id
                );
                let fix = format!(
                    "`aws ec2 create-default-vpc --region {region}`, or name a VPC and a subnet in the configuration"
                );
                self.find(AREA, Level::Error, what, Some(fix));
                return Ok(());
            }
            let with_subnet = ec2.default_subnet_zones().await?;
            let missing = match zone {
                Some(zone) => (!with_subnet.iter().any(|one| one == zone)).then_some(zone),
                None => with_subnet.is_empty().then_some("any zone"),
            };
            if let Some(missing) = missing {
                let what = format!(
                    "{}: the default VPC of {region} has no default subnet in {missing}",
                    stack.id
                );
                let zone = zone.map_or(format!("{region}a"), str::to_owned);
                let fix =
                    format!("`aws ec2 create-default-subnet --availability-zone {zone} --region {region}`");
                self.find(AREA, Level::Error, what, Some(fix));
                return Ok(());
            }
            zones = zones.or(Some(with_subnet));
        }
        if let Some(image) = text("ImageId").filter(|image| image.starts_with("ami-"))
            && !ec2.image_exists(image).await?
        {
            let what = format!(
                "{}: the image {image} is gone, or not for this account and {region}",
                stack.id
            );
            let fix =
                "name another image in the configuration, or remove the key to use the newest one".to_owned();
            self.find(AREA, Level::Error, what, Some(fix));
        }
        if let (Some(kind), Some(zones)) = (text("InstanceType"), zones) {
            let offered = ec2.instance_type_zones(kind).await?;
            let fitting = zones.iter().filter(|zone| offered.contains(zone)).count();
            let fix = match offered.as_slice() {
                [] => "name another type in the configuration".to_owned(),
                offered => format!("set availability_zone to one that has it: {}", offered.join(", ")),
            };
            let where_not = zones.iter().filter(|zone| !offered.contains(zone)).cloned();
            let where_not = where_not.collect::<Vec<_>>().join(", ");
            if fitting == 0 {
                let what = format!(
                    "{}: there are no instances of type {kind} in {where_not}",
                    stack.id
                );
                self.find(AREA, Level::Error, what, Some(fix));
            } else if fitting < zones.len() {
                let what = format!("{}: {kind} is not in {where_not}, where AWS may put it", stack.id);
                self.find(AREA, Level::Open, what, Some(fix));
            } else {
                self.find(
                    AREA,
                    Level::Ok,
                    format!("{}: the network and {kind} are available", stack.id),
                    None,
                );
            }
        }
        Ok(())
    }
}
