//! Rules of security groups, within the group or as separate resources.

use super::{Direction, Network};
use crate::diff::Weight;
use crate::diff::normal::{self, key};
use crate::model::json::{Call, Fields, Json, Target};
use crate::model::template::Template;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Members that name the peer.
const PEERS: [&str; 8] = [
    "CidrIp",
    "CidrIpv6",
    "SourceSecurityGroupId",
    "DestinationSecurityGroupId",
    "SourcePrefixListId",
    "DestinationPrefixListId",
    "SourceSecurityGroupName",
    "PrefixListId",
];

/// One opening.
#[derive(Debug)]
struct Rule {
    group: Json,
    direction: Direction,
    /// In lower case; `-1` is all.
    protocol: String,
    /// The first and the last port, if both are numbers.
    ports: Option<(i64, i64)>,
    /// The ports in words.
    words: String,
    peer: Json,
    /// The peer, if it is a literal network.
    network: Option<ipnet::IpNet>,
}

type Rules = BTreeMap<String, Rule>;

pub(super) fn between(before: &Template, after: &Template) -> Vec<Network> {
    let (old, new) = (rules(before), rules(after));
    let rows = |from: &Rules, other: &Rules, added: bool| {
        let missing = from.iter().filter(|(key, _)| !other.contains_key(*key));
        let row = |(_, rule): (_, &Rule)| {
            let weight = match added {
                _ if other.values().any(|wide| wide.covers(rule)) => Weight::Neutral,
                true => Weight::Broader,
                false => Weight::Narrower,
            };
            rule.row(added, weight)
        };
        missing.map(row).collect::<Vec<_>>()
    };
    let mut found = rows(&old, &new, false);
    found.extend(rows(&new, &old, true));
    found
}

fn rules(template: &Template) -> Rules {
    let mut rules = Rules::new();
    let mut add = |rule: Option<Rule>| rules.extend(rule.map(|rule| (rule.key(), rule)));
    for (id, resource) in &template.resources {
        let properties = normal::members(&resource.properties);
        let group = || reference(id);
        match &*resource.kind {
            "AWS::EC2::SecurityGroup" => {
                for rule in list(&properties, "SecurityGroupIngress") {
                    add(Rule::read(group(), Direction::In, rule));
                }
                for rule in list(&properties, "SecurityGroupEgress") {
                    add(Rule::read(group(), Direction::Out, rule));
                }
                // By default, a group allows all egress.
                if properties.get("SecurityGroupEgress").is_none() {
                    let all = [("IpProtocol", "-1"), ("CidrIp", "0.0.0.0/0")];
                    add(Rule::read(group(), Direction::Out, &Fields::from_iter(all)));
                }
            }
            "AWS::EC2::SecurityGroupIngress" => {
                add(properties
                    .get("GroupId")
                    .and_then(|id| Rule::read(named(id), Direction::In, &properties)));
            }
            "AWS::EC2::SecurityGroupEgress" => {
                add(properties
                    .get("GroupId")
                    .and_then(|id| Rule::read(named(id), Direction::Out, &properties)));
            }
            _ => {}
        }
    }
    rules
}

/// The rules of a list, both branches of every `Fn::If`.
fn list<'a>(properties: &'a Fields, name: &str) -> Vec<&'a Fields> {
    fn collect<'a>(json: &'a Json, found: &mut Vec<&'a Fields>) {
        match json {
            Json::List(items) => items.iter().for_each(|item| collect(item, found)),
            Json::Map(fields) => found.push(fields),
            Json::Call(call) => {
                if let Call::Function(name, argument) = &**call
                    && name == "Fn::If"
                {
                    collect(argument, found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    if let Some(json) = properties.get(name) {
        collect(json, &mut found);
    }
    found
}

impl Rule {
    fn read(group: Json, direction: Direction, fields: &Fields) -> Option<Self> {
        let peer = PEERS.iter().find_map(|name| fields.get(name))?;
        let text = |name: &str| fields.get(name).and_then(Json::as_text);
        let protocol = text("IpProtocol").unwrap_or("?").to_ascii_lowercase();
        let port = |name: &str| text(name).and_then(|text| text.parse::<i64>().ok());
        let all = (i64::MIN, i64::MAX);
        let ports = match (&*protocol, port("FromPort"), port("ToPort")) {
            ("-1", ..) | (_, Some(-1), _) => Some(all),
            (_, Some(from), Some(to)) => Some((from, to)),
            (_, None, None) if text("FromPort").or(text("ToPort")).is_none() && !has_port(fields) => {
                Some(all)
            }
            _ => None,
        };
        let words = match ports {
            Some(ports) if ports == all => "all".to_owned(),
            Some((from, to)) if from == to => from.to_string(),
            Some((from, to)) => format!("{from}-{to}"),
            None => {
                let port = |name: &str| fields.get(name).map(key).unwrap_or_default();
                format!("{}-{}", port("FromPort"), port("ToPort"))
            }
        };
        Some(Self {
            group,
            direction,
            protocol,
            ports,
            words,
            network: peer.as_text().and_then(|text| text.parse().ok()),
            peer: named(peer),
        })
    }

    fn key(&self) -> String {
        let (group, peer) = (key(&self.group), key(&self.peer));
        format!(
            "{group} {:?} {} {} {peer}",
            self.direction, self.protocol, self.words
        )
    }

    fn covers(&self, narrow: &Self) -> bool {
        let within = |(from, to): (i64, i64), (first, last)| from <= first && last <= to;
        let ports = || {
            self.ports
                .zip(narrow.ports)
                .is_some_and(|(wide, narrow)| within(wide, narrow))
        };
        let holds = || {
            self.network
                .zip(narrow.network)
                .is_some_and(|(wide, narrow)| wide.contains(&narrow))
        };
        self.direction == narrow.direction
            && (self.protocol == "-1" || (self.protocol == narrow.protocol && ports()))
            && (holds() || self.peer == narrow.peer)
            && self.group == narrow.group
    }

    fn row(&self, added: bool, weight: Weight) -> Network {
        let traffic = match (&*self.protocol, &*self.words) {
            ("-1", _) => "all traffic".to_owned(),
            (protocol, words) => format!("{protocol} {words}"),
        };
        Network {
            added,
            weight,
            what: self.group.clone(),
            direction: self.direction,
            traffic,
            peer: Some(self.peer.clone()),
        }
    }
}

fn has_port(fields: &Fields) -> bool {
    fields.get("FromPort").or_else(|| fields.get("ToPort")).is_some()
}

/// A group by its id or a reference, always in the same form.
fn named(json: &Json) -> Json {
    match json.as_call() {
        Some(Call::GetAtt(target, attribute)) if attribute == "GroupId" => reference(&target.id),
        _ => json.clone(),
    }
}

fn reference(id: &Arc<str>) -> Json {
    Call::Ref(Target::local(id.clone())).into()
}
