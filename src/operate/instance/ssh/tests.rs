//! Tests of the command lines of `ssh` and `scp`.

use super::*;

fn way(tunnel: Option<&'static str>) -> Way {
    Way {
        user: UserName::new("u").unwrap(),
        instance: InstanceId::new("i-1").unwrap(),
        host: Host::address("203.0.113.9").unwrap(),
        key: "/k y".into(),
        region: Region::new("r").unwrap(),
        tunnel,
    }
}

#[test]
fn a_command_is_one_argument_and_a_line_is_quoted() {
    let way = way(None);
    let command = way.log_in(&["ls -l; it's".to_owned()]);
    assert_eq!(command.arguments.last().unwrap(), "ls -l; it's");
    assert_eq!(
        command.to_string(),
        r"ssh -i '/k y' -o IdentitiesOnly=yes -o HostKeyAlias=i-1 u@203.0.113.9 -- 'ls -l; it'\''s'"
    );
    assert!(!way.log_in(&[]).to_string().contains("--"));
}

#[test]
fn copies_go_one_way() {
    let (way, at) = (way(Some("x")), |paths: &[&str]| {
        paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>()
    });
    let there = way.copy(&at(&["-a", "b:c"]), ":d e", true);
    let end = there.arguments.split(|word| word == "--").next_back().unwrap();
    assert_eq!(end, ["-a", "./b:c", "u@203.0.113.9:d e"]);
    assert!(there.arguments.contains(&"-r".to_owned()));
    assert!(
        there
            .arguments
            .iter()
            .any(|word| word.starts_with("ProxyCommand=aws ssm"))
    );
    let back = way.copy(&at(&[":a", ":b"]), ".", false);
    assert!(
        back.to_string()
            .ends_with(" -- u@203.0.113.9:a u@203.0.113.9:b .")
    );
    for (sources, target) in [
        (&["a"][..], "b"),
        (&[":a"], ":b"),
        (&["a", ":b"], ":c"),
        (&["a", ":b"], "c"),
    ] {
        assert!(one_way(&at(sources), target).is_err(), "{sources:?} {target}");
    }
}

#[test]
fn a_rule_for_ssh_is_seen_in_any_shape() {
    for (rule, expected) in [
        (r#"{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}"#, true),
        (r#"{"IpProtocol": "6", "FromPort": "0", "ToPort": "1024"}"#, true),
        (r#"{"IpProtocol": "-1"}"#, true),
        (r#"{"IpProtocol": "udp", "FromPort": 22, "ToPort": 22}"#, false),
        (r#"{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 443}"#, false),
    ] {
        let template = format!(
            r#"{{"Resources": {{"M": {{"Type": "AWS::EC2::Instance", "Properties": {{"SecurityGroupIds":
                [{{"Fn::GetAtt": ["G", "GroupId"]}}]}}}}, "G": {{"Type": "AWS::EC2::SecurityGroup", "Properties":
                {{"SecurityGroupIngress": [{rule}]}}}}}}}}"#
        );
        let template = Template::parse(&template).unwrap();
        assert_eq!(lets_in(&template, "M"), expected, "{rule}");
    }
}
