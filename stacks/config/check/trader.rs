//! Whether the values of Simple Trader fit together.

use super::complaint;
use super::unique::repeated;
use crate::config::simple_trader::SimpleTrader;
use sa_infra::settings::Complaint;

pub(super) fn check(trader: &SimpleTrader) -> Vec<Complaint> {
    let mut complaints = open_to_world(trader);
    if trader.stop <= trader.start {
        complaints.push(complaint(
            &["simple_trader.stop", "simple_trader.start"],
            format!(
                "the instance would stop at {} before it starts at {}",
                trader.stop, trader.start
            ),
            "use a stop later on the same day than start",
        ));
    }
    complaints.extend(network(trader));
    if trader.image_id.is_none() && !trader.instance_type.is_arm() {
        complaints.push(complaint(
            &["simple_trader.instance_type"],
            format!(
                "\"{}\" does not have an arm64 processor, which the Amazon Linux image needs",
                trader.instance_type
            ),
            "use a Graviton type such as c6g.2xlarge, or set image_id to an image for it",
        ));
    }
    complaints.extend(repeated(
        "simple_trader.ssh_cidr",
        &trader.ssh_cidr,
        "the network",
    ));
    complaints.extend(repeated("simple_trader.holidays", &trader.holidays, "the day"));
    complaints.extend(repeated("simple_trader.notify", &trader.notify, "the address"));
    let files: Vec<&str> = trader.files.iter().map(|file| file.name.as_str()).collect();
    complaints.extend(repeated("simple_trader.files", &files, "the file"));
    complaints
}

/// SSH from everywhere needs a second setting.
fn open_to_world(trader: &SimpleTrader) -> Vec<Complaint> {
    let is_world = |index: &usize| trader.ssh_cidr[*index].prefix_len() == 0 && !trader.ssh_open_to_world;
    let open = (0..trader.ssh_cidr.len()).filter(is_world);
    let complaint = |index| {
        complaint(
            &[
                &format!("simple_trader.ssh_cidr[{index}]"),
                "simple_trader.ssh_open_to_world",
            ],
            "0.0.0.0/0 opens SSH to the whole internet",
            "use your own address, such as \"203.0.113.7/32\", or use Session Manager, which needs none; \
             ssh_open_to_world = true allows it anyway",
        )
    };
    open.map(complaint).collect()
}

fn network(trader: &SimpleTrader) -> Vec<Complaint> {
    let (vpc, subnet) = ("simple_trader.vpc_id", "simple_trader.subnet_id");
    let mut complaints = Vec::new();
    if trader.vpc_id.is_some() && trader.subnet_id.is_none() {
        complaints.push(complaint(
            &[subnet, vpc],
            "a vpc_id without a subnet_id",
            "set the subnet of that VPC too",
        ));
    }
    if trader.subnet_id.is_some() && trader.vpc_id.is_none() {
        complaints.push(complaint(
            &[vpc, subnet],
            "a subnet_id without a vpc_id",
            "set the VPC of that subnet too",
        ));
    }
    if let Some(zone) = &trader.availability_zone
        && zone.trim_end_matches(|last: char| last.is_ascii_lowercase()) != &*trader.region
    {
        complaints.push(complaint(
            &["simple_trader.availability_zone", "simple_trader.region"],
            format!("the zone \"{zone}\" is not in the region \"{}\"", trader.region),
            "use a zone of the region, or remove the key",
        ));
    }
    complaints
}
