//! Networks: valid sizes, no host bits, subnets inside their VPC and without overlap.

use super::context::{Context, Entry, Named};
use super::report::Report;
use super::value::each;
use crate::model::finding::Severity;
use crate::model::json::{Call, Json};
use ipnet::Ipv4Net;
use std::collections::HashMap;

/// The shortest and the longest prefix of a VPC and of a subnet.
const PREFIXES: std::ops::RangeInclusive<u8> = 16..=28;

/// Types that define a network of a VPC.
const SIZED: [&str; 3] = ["AWS::EC2::VPC", "AWS::EC2::VPCCidrBlock", "AWS::EC2::Subnet"];

/// Checks all networks. Their syntax is checked with the shape of the property.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for kind in SIZED {
        for entry in cx.of_type(kind) {
            let Some(value) = entry.property("CidrBlock") else {
                continue;
            };
            let place = entry.place();
            let place = place.key("Properties");
            each(value, &place.key("CidrBlock"), &mut |value, place| {
                let network = cx.text(value).and_then(|text| text.parse::<Ipv4Net>().ok());
                if let Some(network) = network.filter(|network| !PREFIXES.contains(&network.prefix_len())) {
                    let reason = format!("a /{} network is not allowed here", network.prefix_len());
                    report.error(place, reason, "choose a prefix from /16 to /28");
                }
            });
        }
    }
    subnets(cx, report);
}

/// Why a string is not the IPv4 network that AWS will store, and what to write instead. AWS clears the bits beyond
/// the prefix.
pub(super) fn problem(text: &str) -> Option<(Severity, String, String)> {
    let Ok(network) = text.parse::<Ipv4Net>() else {
        let fix = match text.parse::<std::net::Ipv4Addr>() {
            Ok(address) => format!("write {address}/32 for this one address"),
            Err(_) => "write, for example, 10.0.0.0/16".to_owned(),
        };
        return Some((
            Severity::Error,
            format!("\"{}\" is not an IPv4 network", super::shown::shown(text)),
            fix,
        ));
    };
    let reason = format!("{network} has host bits set");
    let fix = format!("write {}, which is what AWS makes of it", network.trunc());
    (network.trunc() != network).then_some((Severity::Warning, reason, fix))
}

/// The VPC that a subnet is checked against.
#[derive(Default)]
struct Vpc<'a> {
    /// All of its networks; empty when one of them is unknown.
    networks: Vec<Ipv4Net>,
    subnets: Vec<(Ipv4Net, Entry<'a>)>,
}

fn subnets(cx: &Context<'_>, report: &mut Report<'_>) {
    let mut vpcs: HashMap<usize, Vpc<'_>> = HashMap::new();
    for entry in cx.of_type("AWS::EC2::Subnet") {
        if let Some((vpc, network)) = vpc_of(cx, &entry).zip(literal(cx, &entry)) {
            vpcs.entry(vpc.index)
                .or_insert_with(|| networks_of(cx, &vpc))
                .subnets
                .push((network, entry));
        }
    }
    for mut vpc in vpcs.into_values() {
        for (network, entry) in &vpc.subnets {
            if !vpc.networks.is_empty() && !vpc.networks.iter().any(|outer| outer.contains(network)) {
                let outer = vpc
                    .networks
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ");
                let place = entry.place();
                let place = place.key("Properties");
                let reason = format!("{network} is not inside its VPC, which has {outer}");
                report.error(
                    &place.key("CidrBlock"),
                    reason,
                    "choose a network inside the VPC's",
                );
            }
        }
        overlaps(&mut vpc.subnets, report);
    }
}

/// Reports overlaps. Sorted by first address, a network can only overlap with an earlier one that reaches into it.
fn overlaps(subnets: &mut [(Ipv4Net, Entry<'_>)], report: &mut Report<'_>) {
    subnets.sort_by_key(|(network, entry)| (network.network(), network.prefix_len(), entry.index));
    let mut widest: Option<&(Ipv4Net, Entry<'_>)> = None;
    for subnet in &*subnets {
        let (network, entry) = subnet;
        let Some((outer, other)) = widest.filter(|(outer, _)| outer.contains(&network.network())) else {
            widest = Some(subnet);
            continue;
        };
        let exclusive = entry.resource.condition.is_some()
            && other.resource.condition.is_some()
            && entry.resource.condition != other.resource.condition;
        if !exclusive {
            let (later, earlier) = if entry.index > other.index {
                (entry, other)
            } else {
                (other, entry)
            };
            let (of_later, of_earlier) = if entry.index > other.index {
                (network, outer)
            } else {
                (outer, network)
            };
            let place = later.place();
            let place = place.key("Properties");
            report.error(
                &place.key("CidrBlock"),
                format!("{of_later} overlaps with {of_earlier} of {}", earlier.id),
                "give each subnet its own range",
            );
        }
    }
}

/// The VPC that the property `VpcId` refers to.
fn vpc_of<'a>(cx: &Context<'a>, entry: &Entry<'a>) -> Option<Entry<'a>> {
    let target = match entry.property("VpcId")?.as_call()? {
        Call::Ref(target) => target,
        Call::GetAtt(target, attribute) if attribute == "VpcId" => target,
        Call::GetAtt(..) | Call::Function(..) => return None,
    };
    match cx.named(&target.id).filter(|_| cx.is_local(target)) {
        Some(Named::Resource(vpc)) if vpc.resource.kind == "AWS::EC2::VPC" => Some(vpc),
        _ => None,
    }
}

fn networks_of<'a>(cx: &Context<'a>, vpc: &Entry<'a>) -> Vpc<'a> {
    let more = cx.of_type("AWS::EC2::VPCCidrBlock");
    let more = more.filter(|block| vpc_of(cx, block).is_some_and(|of| of.index == vpc.index));
    // IPv6 networks do not matter here.
    let more = more.filter(|block| block.property("Ipv6CidrBlock").is_none() && !amazon_provided(block));
    let networks = std::iter::once(*vpc)
        .chain(more)
        .map(|entry| literal(cx, &entry))
        .collect::<Option<Vec<_>>>();
    Vpc {
        networks: networks.unwrap_or_default(),
        subnets: Vec::new(),
    }
}

fn amazon_provided(block: &Entry<'_>) -> bool {
    block
        .property("AmazonProvidedIpv6CidrBlock")
        .is_some_and(|value| *value != Json::Bool(false))
}

/// The network of a VPC or subnet, if it is a literal.
fn literal(cx: &Context<'_>, entry: &Entry<'_>) -> Option<Ipv4Net> {
    cx.text(entry.property("CidrBlock")?)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    fn vpc(cidr: &str, subnets: &[&str]) -> String {
        let subnet = |(at, cidr): (usize, &&str)| {
            format!(
                r#", "S{at}": {{"Type": "AWS::EC2::Subnet", "Properties": {{"VpcId": {{"Ref": "V"}}, "CidrBlock": "{cidr}"}}}}"#
            )
        };
        let subnets = subnets.iter().enumerate().map(subnet).collect::<String>();
        let found = findings(&format!(
            r#"{{"Resources": {{"V": {{"Type": "AWS::EC2::VPC", "Properties": {{"CidrBlock": "{cidr}"}}}}{subnets}}}}}"#
        ));
        let lines = found.lines().filter(|line| line.starts_with("error"));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn subnets_lie_inside_their_vpc_and_beside_each_other() {
        assert_eq!(vpc("192.168.0.0/17", &["192.168.0.0/20", "192.168.16.0/20"]), "");
        let found = vpc("10.0.0.0/16", &["10.1.0.0/24"]);
        assert!(
            found.contains(
                "error S0/Properties/CidrBlock: 10.1.0.0/24 is not inside its VPC, which has 10.0.0.0/16"
            ),
            "{found}"
        );
        let found = vpc("10.0.0.0/16", &["10.0.16.0/20", "10.0.0.0/18", "10.0.32.0/24"]);
        assert!(
            found.contains("error S1/Properties/CidrBlock: 10.0.0.0/18 overlaps with 10.0.16.0/20 of S0"),
            "{found}"
        );
        assert!(
            found.contains("error S2/Properties/CidrBlock: 10.0.32.0/24 overlaps with 10.0.0.0/18 of S1"),
            "{found}"
        );
        assert!(
            vpc("10.0.0.0/16", &["10.0.0.0/24", "10.0.0.0/24"])
                .contains("S1/Properties/CidrBlock: 10.0.0.0/24 overlaps")
        );
    }

    #[test]
    fn a_network_has_a_size_and_no_host_bits() {
        assert!(
            vpc("10.0.0.0/8", &[])
                .contains("a /8 network is not allowed here | choose a prefix from /16 to /28")
        );
        assert_eq!(vpc("10.0.1.0/16", &[]), "", "AWS clears the host bits");
        assert!(vpc("10.0.0.0", &[]).contains("write 10.0.0.0/32"));
        assert!(vpc("10.0.0.0/16/3", &[]).contains("\"10.0.0.0/16/3\" is not an IPv4 network"));
        assert!(vpc("300.0.0.0/16", &[]).contains("is not an IPv4 network"));
    }
}
