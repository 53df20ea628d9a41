//! Whether the subnets fit into the network.

use super::complaint;
use crate::config::stock_advisor::Network;
use sa_infra::settings::Complaint;

const CIDR: &str = "stock_advisor.network.cidr";
const SUBNETS: &str = "stock_advisor.network.subnets";
const PREFIX: &str = "stock_advisor.network.subnet_prefix";

pub(super) fn check(network: &Network) -> Vec<Complaint> {
    let whole = network.cidr.prefix_len();
    let (prefix, wanted) = (*network.subnet_prefix, *network.subnets);
    if !(16..=28).contains(&whole) {
        return vec![complaint(
            &[CIDR],
            format!("a VPC cannot have the size /{whole}"),
            "use a network from /16 to /28",
        )];
    }
    if prefix < whole {
        return vec![complaint(
            &[PREFIX, CIDR],
            format!(
                "a subnet of the size /{prefix} is larger than the network {}",
                network.cidr
            ),
            format!("use a subnet_prefix from {whole} to 28, or a larger network"),
        )];
    }
    let room = 1_u32 << (prefix - whole);
    if u32::from(wanted) <= room {
        return Vec::new();
    }
    // The shortest sufficient prefix: one more bit doubles the number of subnets.
    let needed = (prefix..=28).find(|longer| 1_u32 << (longer - whole) >= u32::from(wanted));
    let smaller = needed
        .map(|prefix| format!("use subnet_prefix = {prefix}, "))
        .unwrap_or_default();
    vec![complaint(
        &[SUBNETS, PREFIX, CIDR],
        format!(
            "{wanted} subnets of the size /{prefix} do not fit into {}, which has space for {room}",
            network.cidr
        ),
        format!("{smaller}use fewer subnets, or a larger network"),
    )]
}
