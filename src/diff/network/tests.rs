//! Tests of the network, with two small templates each.

use crate::diff::network::between;
use crate::diff::tests::{one, template};
use crate::model::template::Template;

fn rows(before: &Template, after: &Template) -> Vec<String> {
    let key = crate::diff::normal::key;
    let row = |row: &super::Network| {
        let sign = if row.added { '+' } else { '-' };
        let peer = row.peer.as_ref().map(key).unwrap_or_default();
        let line = format!(
            "{sign} {:?} {} {:?} {} {peer}",
            row.weight,
            key(&row.what),
            row.direction,
            row.traffic
        );
        line.trim_end().replace('"', "")
    };
    between(before, after).iter().map(row).collect()
}

/// A group with these ingress rules.
fn group(rules: &str) -> Template {
    one(
        "AWS::EC2::SecurityGroup",
        &format!(r#"{{"SecurityGroupIngress": [{rules}]}}"#),
    )
}

fn tcp(from: u16, to: u16, network: &str) -> String {
    format!(
        r#"{{"IpProtocol": "tcp", "FromPort": {from}, "ToPort": "{to}", "CidrIp": "{network}", "Description": "x"}}"#
    )
}

#[test]
fn a_rule_more_broadens_and_one_less_narrows() {
    let (none, some) = (group(""), group(&tcp(443, 443, "10.0.0.0/8")));
    assert_eq!(rows(&none, &some), ["+ Broader {Ref:R} In tcp 443 10.0.0.0/8"]);
    assert_eq!(rows(&some, &none), ["- Narrower {Ref:R} In tcp 443 10.0.0.0/8"]);
    let described = group(&tcp(443, 443, "10.0.0.0/8").replace("\"x\"", "\"y\""));
    assert_eq!(rows(&some, &described), [""; 0], "a description opens nothing");
}

#[test]
fn what_was_open_already_is_nothing_new() {
    let wide = group(&tcp(1, 1000, "10.0.0.0/8"));
    let all = group(r#"{"IpProtocol": -1, "CidrIp": "0.0.0.0/0"}"#);
    let narrow = group(&tcp(443, 443, "10.1.0.0/16"));
    assert!(rows(&wide, &narrow).contains(&"+ Neutral {Ref:R} In tcp 443 10.1.0.0/16".to_owned()));
    assert!(rows(&all, &narrow).contains(&"- Narrower {Ref:R} In all traffic 0.0.0.0/0".to_owned()));
    assert_eq!(
        rows(&narrow, &wide)[0],
        "+ Broader {Ref:R} In tcp 1-1000 10.0.0.0/8"
    );
    let other = group(&tcp(443, 443, "11.0.0.0/8"));
    assert_eq!(
        rows(&narrow, &other)[0],
        "+ Broader {Ref:R} In tcp 443 11.0.0.0/8"
    );
}

#[test]
fn rules_of_their_own_are_those_of_their_group() {
    let own = |id: &str| {
        template(&format!(
            r#""Resources": {{"R": {{"Type": "AWS::EC2::SecurityGroup"}}, "I": {{"Type": "AWS::EC2::SecurityGroupIngress",
                "Properties": {{"GroupId": {id}, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/8"}}}}}}"#
        ))
    };
    for id in [r#"{"Ref": "R"}"#, r#"{"Fn::GetAtt": ["R", "GroupId"]}"#] {
        assert_eq!(rows(&group(&tcp(443, 443, "10.0.0.0/8")), &own(id)), [""; 0]);
    }
}

#[test]
fn a_group_that_says_nothing_lets_everything_out() {
    let silent = one("AWS::EC2::SecurityGroup", "{}");
    let closed = one("AWS::EC2::SecurityGroup", r#"{"SecurityGroupEgress": []}"#);
    assert_eq!(
        rows(&closed, &silent),
        ["+ Broader {Ref:R} Out all traffic 0.0.0.0/0"]
    );
    assert_eq!(
        rows(&silent, &closed),
        ["- Narrower {Ref:R} Out all traffic 0.0.0.0/0"]
    );
}

#[test]
fn switches_that_open_are_seen() {
    let subnet = |on: &str| one("AWS::EC2::Subnet", &format!(r#"{{"MapPublicIpOnLaunch": {on}}}"#));
    assert_eq!(
        rows(&subnet("false"), &subnet("true")),
        ["+ Broader {Ref:R} Public MapPublicIpOnLaunch"]
    );
    assert_eq!(
        rows(&subnet("true"), &subnet("false")),
        ["- Narrower {Ref:R} Public MapPublicIpOnLaunch"]
    );
    assert_eq!(rows(&subnet("\"true\""), &subnet("true")), [""; 0]);
    let bucket = |block: &str| one("AWS::S3::Bucket", block);
    let on = bucket(r#"{"PublicAccessBlockConfiguration": {"BlockPublicAcls": true}}"#);
    let off = bucket(r#"{"PublicAccessBlockConfiguration": {"BlockPublicAcls": false}}"#);
    assert_eq!(rows(&on, &off), ["- Broader {Ref:R} Public BlockPublicAcls"]);
    assert_eq!(rows(&off, &on), ["+ Narrower {Ref:R} Public BlockPublicAcls"]);
    assert_eq!(
        rows(&on, &bucket("{}")),
        ["- Broader {Ref:R} Public BlockPublicAcls"]
    );
    assert_eq!(
        rows(&bucket("{}"), &on),
        [""; 0],
        "AWS blocks where nothing is said"
    );
    assert_eq!(
        rows(&on, &Template::default()),
        [""; 0],
        "no bucket, nothing public"
    );
}
