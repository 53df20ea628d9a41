//! Handwritten requests to services of the emulator for which the library has no call: to fill an account, and to
//! list its contents.

use super::ministack::Account;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;

/// The lists of an account's contents: a service, its call, the members with the names.
const LISTS: &[(&str, &str, &[&str])] = &[
    ("s3", "GET /", &["Name"]),
    ("scheduler", "GET /schedules", &["Name"]),
    ("scheduler", "GET /schedule-groups", &["Name"]),
    ("lambda", "GET /2015-03-31/functions/", &["FunctionName"]),
    ("ssm", "AmazonSSM.DescribeParameters", &["Name"]),
    (
        "ecr",
        "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories",
        &["repositoryName"],
    ),
    ("logs", "Logs_20140328.DescribeLogGroups", &["logGroupName"]),
    (
        "ecs",
        "AmazonEC2ContainerServiceV20141113.ListClusters",
        &["clusterArns"],
    ),
    ("codebuild", "CodeBuild_20161006.ListProjects", &["projects"]),
    ("events", "AWSEvents.ListRules", &["Name"]),
    ("sns", "ListTopics&Version=2010-03-31", &["TopicArn"]),
    ("iam", "ListRoles&Version=2010-05-08", &["RoleName"]),
    (
        "iam",
        "ListPolicies&Scope=Local&Version=2010-05-08",
        &["PolicyName"],
    ),
    ("ec2", "DescribeVpcs&Version=2016-11-15", &["vpcId"]),
    ("ec2", "DescribeSubnets&Version=2016-11-15", &["subnetId"]),
    ("ec2", "DescribeSecurityGroups&Version=2016-11-15", &["groupId"]),
    (
        "ec2",
        "DescribeInternetGateways&Version=2016-11-15",
        &["internetGatewayId"],
    ),
    ("ec2", "DescribeRouteTables&Version=2016-11-15", &["routeTableId"]),
    ("monitoring", "DescribeAlarms&Version=2010-08-01", &["AlarmName"]),
    (
        "cloudformation",
        "DescribeStacks&Version=2010-05-15",
        &["StackName"],
    ),
];

impl Account {
    /// Everything in the account, as `service name`.
    pub fn holdings(&self) -> BTreeSet<String> {
        let mut holdings = BTreeSet::new();
        for (service, call, members) in LISTS {
            let answer = if let Some(path) = call.strip_prefix("GET ") {
                self.send(service, "GET", path, &[], "")
            } else if call.contains('&') {
                self.form(service, call)
            } else {
                self.json(service, call, "{}")
            };
            let names = members.iter().flat_map(|member| names(&answer, member));
            holdings.extend(names.map(|name| format!("{service} {name}")));
        }
        holdings
    }

    /// A call of a JSON service.
    pub fn json(&self, service: &str, target: &str, body: &str) -> String {
        let headers = [
            ("X-Amz-Target", target),
            ("Content-Type", "application/x-amz-json-1.1"),
        ];
        self.send(service, "POST", "/", &headers, body)
    }

    /// A call of CloudFormation; `members` is the rest of the form.
    pub fn stack_call(&self, action: &str, members: &str) -> String {
        let form = ("Content-Type", "application/x-www-form-urlencoded");
        let body = format!("Action={action}&Version=2010-05-15&{members}");
        self.send("cloudformation", "POST", "/", &[form], &body)
    }

    /// A call of ECS.
    pub fn ecs(&self, call: &str, body: &str) -> String {
        self.json("ecs", &format!("AmazonEC2ContainerServiceV20141113.{call}"), body)
    }

    /// A call of a Query service.
    pub fn form(&self, service: &str, call: &str) -> String {
        let form = ("Content-Type", "application/x-www-form-urlencoded");
        self.send(service, "POST", "/", &[form], &format!("Action={call}"))
    }

    /// Any request; panics when the answer is an error.
    pub fn send(
        &self,
        service: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> String {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let headers = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        let credential = format!("{}/20261120/us-east-1/{service}/aws4_request", self.id);
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n{}\
             Authorization: AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0\r\n\r\n{body}",
            body.len(),
            headers.collect::<String>()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(
            head.starts_with("HTTP/1.1 2"),
            "{service} {method} {path}: {answer}"
        );
        body.to_owned()
    }
}

/// The values of every member of this name, in JSON or XML.
fn names(answer: &str, member: &str) -> Vec<String> {
    let Ok(json) = serde_json::from_str::<Value>(answer) else {
        let (open, close) = (format!("<{member}>"), format!("</{member}>"));
        let parts = answer.split(&open).skip(1);
        return parts
            .map(|part| part.split(&close).next().unwrap().to_owned())
            .collect();
    };
    let mut names = Vec::new();
    collect(&json, member, &mut names);
    names
}

fn collect(json: &Value, member: &str, names: &mut Vec<String>) {
    match json {
        Value::Array(items) => items.iter().for_each(|item| collect(item, member, names)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if name == member => names.push(text.clone()),
                    Value::Array(items) if name == member => {
                        names.extend(items.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    _ => collect(value, member, names),
                }
            }
        }
        _ => {}
    }
}
