//! Rules of security groups: ordered ports, one peer each, and no administrative port open to the world. The syntax
//! of networks is checked with the shape of the property.

use super::context::Context;
use super::place::Place;
use super::report::Report;
use super::value::{Presence, each_item, integer, is_dynamic, presence};
use crate::model::json::{Fields, Json};

/// Protocols that have ports.
const WITH_PORTS: [&str; 4] = ["tcp", "udp", "6", "17"];

/// Ports for administration.
const ADMIN: [(i64, &str); 2] = [(22, "SSH"), (3389, "remote desktop")];

/// The members that name the peer, by direction.
const SOURCES: [&str; 5] = [
    "CidrIp",
    "CidrIpv6",
    "SourceSecurityGroupId",
    "SourceSecurityGroupName",
    "SourcePrefixListId",
];
const DESTINATIONS: [&str; 4] = [
    "CidrIp",
    "CidrIpv6",
    "DestinationSecurityGroupId",
    "DestinationPrefixListId",
];

/// Checks all rules, those within a group and those that are separate resources.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for entry in cx.of_type("AWS::EC2::SecurityGroup") {
        let place = entry.place();
        let place = place.key("Properties");
        for (name, inbound) in [("SecurityGroupIngress", true), ("SecurityGroupEgress", false)] {
            let Some(rules) = entry.property(name) else {
                continue;
            };
            each_item(rules, &place.key(name), &mut |rule, place| {
                if let Some(fields) = rule.as_map() {
                    check_rule(cx, fields, inbound, place, report);
                }
            });
        }
    }
    for (kind, inbound) in [
        ("AWS::EC2::SecurityGroupIngress", true),
        ("AWS::EC2::SecurityGroupEgress", false),
    ] {
        for entry in cx.of_type(kind) {
            let place = entry.place();
            check_rule(
                cx,
                &entry.resource.properties,
                inbound,
                &place.key("Properties"),
                report,
            );
        }
    }
}

fn check_rule(cx: &Context<'_>, rule: &Fields, inbound: bool, place: &Place<'_>, report: &mut Report<'_>) {
    peers(rule, inbound, place, report);
    let Some(protocol) = rule.get("IpProtocol").and_then(|protocol| cx.text(protocol)) else {
        return;
    };
    let has_ports = WITH_PORTS.contains(&&*protocol.to_ascii_lowercase());
    if has_ports {
        for name in ["FromPort", "ToPort"] {
            if presence(rule.get(name)) == Presence::No {
                let reason = format!("a rule for {protocol} needs {name}");
                report.error(place, reason, format!("set {name}"));
            }
        }
        ports(rule, place, report);
    }
    if inbound && (has_ports || protocol == "-1") {
        open_door(cx, rule, &protocol, place, report);
    }
}

fn peers(rule: &Fields, inbound: bool, place: &Place<'_>, report: &mut Report<'_>) {
    let names: &[&str] = if inbound { &SOURCES } else { &DESTINATIONS };
    let is = |wanted| {
        names
            .iter()
            .filter(|name| presence(rule.get(name)) >= wanted)
            .copied()
            .collect::<Vec<_>>()
    };
    if is(Presence::Maybe).is_empty() {
        let who = if inbound { "its source" } else { "its destination" };
        report.error(
            place,
            format!("the rule does not set {who}"),
            format!("set one of {}", names.join(", ")),
        );
    }
    // In old networks, a rule may have both the name and the id of one group, but never a group and an address.
    let set = is(Presence::Yes);
    if set.len() > 1 {
        let reason = format!("{} cannot be used together in one rule", set.join(" and "));
        report.error(place, reason, "write a rule for each");
    }
}

fn ports(rule: &Fields, place: &Place<'_>, report: &mut Report<'_>) {
    let mut port = |name: &'static str| {
        let value = rule.get(name).filter(|value| value.as_call().is_none())?;
        if value.as_text().is_some_and(is_dynamic) {
            return None;
        }
        let port = integer(value);
        let known = port.filter(|port| (-1..=65_535).contains(port));
        if known.is_none() {
            let reason = format!("{name} is a number from 0 to 65535");
            report.error(&place.key(name), reason, "write a port, or 0 to 65535 for all");
        }
        known
    };
    let (from, to) = (port("FromPort"), port("ToPort"));
    if let Some((from, to)) = from.zip(to).filter(|(from, to)| from > to) {
        let reason = format!("the port range {from} to {to} is reversed");
        report.error(
            &place.key("FromPort"),
            reason,
            format!("write FromPort {to} and ToPort {from}"),
        );
    }
}

fn open_door(cx: &Context<'_>, rule: &Fields, protocol: &str, place: &Place<'_>, report: &mut Report<'_>) {
    let text = |name| rule.get(name).and_then(|value: &Json| cx.text(value));
    let world = [("CidrIp", "0.0.0.0/0"), ("CidrIpv6", "::/0")];
    let Some((name, world)) = world
        .into_iter()
        .find(|(name, world)| text(name).is_some_and(|text| text == *world))
    else {
        return;
    };
    let port = |name| rule.get(name).and_then(integer);
    let (from, to) = match (protocol, port("FromPort"), port("ToPort")) {
        ("-1", ..) | (_, Some(-1), Some(-1)) => (0, 65_535),
        (_, Some(from), Some(to)) => (from, to),
        _ => return,
    };
    for (port, what) in ADMIN {
        if (from..=to).contains(&port) {
            let reason = format!("{what} (port {port}) is open to the internet");
            let fix = format!("write the networks that need it instead of {world}, or use Session Manager");
            report.warning(&place.key(name), reason, fix);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::of;

    fn rule(rule: &str) -> String {
        let found = of(
            "AWS::EC2::SecurityGroup",
            &format!(r#"{{"GroupDescription": "x", "SecurityGroupIngress": [{rule}]}}"#),
        );
        let lines = found.lines().filter(|line| line.contains("SecurityGroupIngress"));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn ports_are_in_order() {
        assert_eq!(
            rule(r#"{"IpProtocol": "tcp", "FromPort": 80, "ToPort": "443", "CidrIp": "10.0.0.0/8"}"#),
            ""
        );
        assert_eq!(
            rule(r#"{"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "CidrIp": "10.0.0.0/8"}"#),
            ""
        );
        let found = rule(r#"{"IpProtocol": "tcp", "FromPort": 90, "ToPort": 80, "CidrIp": "10.0.0.0/8"}"#);
        assert!(
            found.contains("SecurityGroupIngress/0/FromPort: the port range 90 to 80 is reversed"),
            "{found}"
        );
        assert!(
            rule(r#"{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 65536, "CidrIp": "10.0.0.0/8"}"#)
                .contains("ToPort is a number from 0 to 65535")
        );
        assert!(
            rule(r#"{"IpProtocol": "udp", "FromPort": 1, "CidrIp": "10.0.0.0/8"}"#)
                .contains("a rule for udp needs ToPort")
        );
    }

    #[test]
    fn a_rule_has_one_peer() {
        let tcp = r#""IpProtocol": "tcp", "FromPort": 1, "ToPort": 1"#;
        assert!(rule(&format!("{{{tcp}}}")).contains("the rule does not set its source"));
        assert!(
            rule(&format!(
                r#"{{{tcp}, "CidrIp": "10.0.0.0/8", "CidrIpv6": "::/0"}}"#
            ))
            .contains("CidrIp and CidrIpv6 cannot be used together")
        );
        assert!(rule(&format!(r#"{{{tcp}, "CidrIp": "10.0.0.1/8"}}"#)).contains("write 10.0.0.0/8"));
        assert!(
            rule(&format!(r#"{{{tcp}, "CidrIpv6": "10.0.0.0/8"}}"#)).contains("expected an IPv6 network")
        );
    }

    #[test]
    fn the_door_for_administrators_is_not_open_to_the_world() {
        let found = rule(r#"{"IpProtocol": "tcp", "FromPort": 20, "ToPort": 25, "CidrIp": "0.0.0.0/0"}"#);
        assert!(
            found.contains("warning R/Properties/SecurityGroupIngress/0/CidrIp: SSH (port 22) is open"),
            "{found}"
        );
        assert_eq!(
            rule(r#"{"IpProtocol": "-1", "CidrIpv6": "::/0"}"#)
                .lines()
                .count(),
            2
        );
        assert_eq!(
            rule(r#"{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}"#),
            ""
        );
    }
}
