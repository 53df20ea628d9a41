//! The time of the check is linear in the size of the template.

use crate::check::check_document;
use serde_json::{Map, Value, json};
use std::fs;
use std::time::Instant;

/// The CPU seconds of this thread, where the system reports them; otherwise the elapsed time.
fn clock(start: Instant) -> f64 {
    let said = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = said.and_then(|said| said.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

fn members(count: usize, member: impl Fn(usize) -> (String, Value)) -> Value {
    Value::Object((0..count).map(member).collect::<Map<_, _>>())
}

/// A resource of a type with one property.
#[expect(clippy::needless_pass_by_value, reason = "the calls read better")]
fn one(kind: &str, property: &str, value: Value) -> Value {
    json!({"Resources": {"R": {"Type": kind, "Properties": {property: value}}}})
}

/// A template with `count` parts of a kind.
type Shape = (&'static str, fn(usize) -> Value);

const SHAPES: [Shape; 13] = [
    ("keys of an object", |count| {
        let keys = members(count, |at| (format!("k{at}"), json!(at)));
        one("AWS::SSM::Document", "Content", keys)
    }),
    ("unknown properties", |count| {
        let keys = members(count, |at| (format!("k{at}"), json!(at)));
        json!({"Resources": {"R": {"Type": "AWS::SQS::Queue", "Properties": keys}}})
    }),
    ("resources", |count| {
        let next = |at: usize| json!({"Type": "AWS::SQS::Queue", "DependsOn": format!("R{}", at + 1)});
        let mut all = members(count, |at| (format!("R{at}"), next(at)));
        all[format!("R{count}")] = json!({"Type": "AWS::SQS::Queue"});
        json!({"Resources": all})
    }),
    (
        "unknown types",
        |count| json!({"Resources": members(count / 250, |at| (format!("R{at}"), json!({"Type": format!("AWS::SQS::Quee{at}")})))}),
    ),
    ("subnets of one network", |count| {
        let subnet = json!({"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "V"}, "CidrBlock": "10.0.0.0/24"}});
        let mut all = members(count, |at| (format!("S{at}"), subnet.clone()));
        all["V"] = json!({"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}});
        json!({"Resources": all})
    }),
    ("outputs", |count| {
        let outputs = members(count, |at| {
            (
                format!("O{at}"),
                json!({"Value": {"Ref": "R"}, "Export": {"Name": format!("e{at}")}}),
            )
        });
        json!({"Resources": {"R": {"Type": "AWS::SQS::Queue"}}, "Outputs": outputs})
    }),
    ("outputs of nothing", |count| {
        let outputs = members(count, |at| {
            (format!("O{at}"), json!({"Value": {"Ref": format!("Q{at}")}}))
        });
        json!({"Resources": {"R": {"Type": "AWS::SQS::Queue"}}, "Outputs": outputs})
    }),
    ("parameters", |count| {
        let parameters = members(count, |at| (format!("P{at}"), json!({"Type": "String"})));
        json!({"Parameters": parameters, "Resources": {"R": {"Type": "AWS::SQS::Queue"}}})
    }),
    ("conditions", |count| {
        let not = |at: usize| json!({"Fn::Not": [{"Condition": format!("C{}", at + 1)}]});
        let mut all = members(count, |at| (format!("C{at}"), not(at)));
        all[format!("C{count}")] = json!({"Fn::Equals": ["a", "b"]});
        json!({"Conditions": all, "Resources": {"R": {"Type": "AWS::SQS::Queue", "Condition": "C0"}}})
    }),
    ("items of a list", |count| {
        let rule = |at: usize| json!({"IpProtocol": "tcp", "FromPort": at % 60_000, "ToPort": 60_000, "CidrIp": "10.0.0.0/8"});
        one(
            "AWS::EC2::SecurityGroup",
            "SecurityGroupIngress",
            (0..count).map(rule).collect(),
        )
    }),
    ("wrong items of a list", |count| {
        one(
            "AWS::EC2::SecurityGroup",
            "SecurityGroupIngress",
            (0..count).map(|_| json!({"IpProtokol": "tcp"})).collect(),
        )
    }),
    ("statements", |count| {
        let statement = |at| json!({"Effect": "Allow", "Action": format!("s3:Get{at}"), "Resource": "*"});
        let statements = (0..count).map(statement).collect::<Value>();
        one(
            "AWS::IAM::ManagedPolicy",
            "PolicyDocument",
            json!({"Version": "2012-10-17", "Statement": statements}),
        )
    }),
    ("variables of Fn::Sub", |count| {
        let text = (0..count)
            .map(|at| format!("${{V{at}}}"))
            .collect::<Vec<_>>()
            .concat();
        let sub = json!([text, members(count, |at| (format!("V{at}"), json!("x")))]);
        one("AWS::SQS::Queue", "QueueName", json!({"Fn::Sub": sub}))
    }),
];

#[test]
fn time_grows_in_proportion_to_the_template() {
    let mut wrong = Vec::new();
    for (name, shape) in SHAPES {
        let seconds = [500, 2_000].map(|count| {
            let text = shape(count).to_string();
            let start = Instant::now();
            let before = clock(start);
            check_document(&"t".into(), &text, None);
            clock(start) - before
        });
        // A factor of four is linear, of sixteen quadratic. A shape that takes almost no time is not measured.
        if seconds[1] > 8.0 * seconds[0].max(0.02) {
            wrong.push(format!(
                "{name}: {:.3} s, and {:.3} s of four times as much",
                seconds[0], seconds[1]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_a_thousand_mistakes_the_first_are_shown() {
    let text = SHAPES[1].1(3_000).to_string();
    let found = check_document(&"t".into(), &text, None);
    assert_eq!(found.len(), 1_001);
    assert!(
        found
            .iter()
            .any(|finding| finding.reason.starts_with("more than 1000 errors")),
        "{:?}",
        found.last()
    );
}
