//! The trading instance as a script: its stack is deployed, it is in a state, and its functions write logs when they
//! are invoked. The test sees it through the binary.

mod update;

use super::cli::{Run, Sandbox};
use super::endpoint::{Answer, Endpoint};
use super::http::Request;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex};
use update::Update;

/// The id of the instance.
pub const MACHINE: &str = "i-0123456789abcdef0";
/// Its logical ID.
pub const INSTANCE: &str = "SimpleTraderInstance3F6E8D30";
/// A secret that no output may contain.
const PLANTED: &str = "planted-private-key";
const ARN: &str = "arn:aws:cloudformation:ap-south-1:111122223333:stack/SimpleTraderCdkStack/1";

/// The instance and its script.
#[derive(Clone, Debug)]
pub struct Trader {
    /// The configuration.
    pub config: &'static str,
    /// The EC2 state; `gone` when it does not exist any more.
    pub state: &'static str,
    /// The Systems Manager state; empty when the agent has never reported.
    pub agent: &'static str,
    /// After how many reads the agent reports.
    pub silent: usize,
    /// Its image, and the newest one.
    pub images: [&'static str; 2],
    /// Whether it should be running now.
    pub open: bool,
    /// Whether its schedules are enabled.
    pub scheduled: bool,
    /// Whether the stack exists.
    pub deployed: bool,
    /// How an invocation ends: the function's line, or a line of Lambda's report; `None` when it does not end.
    pub ends: Option<&'static str>,
    /// Earlier lines in the logs: the function, the age in minutes, and the line.
    pub before: Vec<(&'static str, i64, &'static str)>,
    /// The answer to Lambda's call.
    pub lambda: Option<Answer>,
    /// Its id, and the id and the name of its key pair, as AWS returns them.
    pub ids: [&'static str; 3],
    /// The public address.
    pub address: Option<&'static str>,
    /// The property of the instance that a deployment changes.
    pub changes: &'static str,
}

/// The recorded requests.
#[derive(Debug, Default)]
struct Memory {
    /// The token of an invocation.
    token: Option<String>,
    /// How often its agent was read.
    looks: usize,
    update: Update,
}

impl Default for Trader {
    fn default() -> Self {
        Self {
            config: "[simple_trader]\n",
            state: "running",
            agent: "Online",
            silent: 0,
            images: ["ami-00000000000000001", "ami-00000000000000001"],
            open: false,
            scheduled: true,
            deployed: true,
            ends: Some(r#"{"state": "started", "warnings": []}"#),
            before: Vec::new(),
            lambda: None,
            ids: [MACHINE, "key-0a1b2c", "SimpleTraderKeyPair"],
            address: Some("203.0.113.9"),
            changes: "ImageId",
        }
    }
}

/// The instance, and the directory in which commands run.
pub struct Stage {
    /// The endpoint of all services.
    pub endpoint: Endpoint,
    /// The directory and home of the commands.
    pub sandbox: Sandbox,
    memory: Arc<Mutex<Memory>>,
}

impl Trader {
    /// Serves the instance.
    pub fn stage(self) -> Stage {
        self.guarded(|_| None)
    }

    /// The same, with a handler that answers first.
    pub fn guarded(self, guard: impl Fn(&Request) -> Option<Answer> + Send + 'static) -> Stage {
        let sandbox = Sandbox::with_config(self.config);
        let template = sandbox
            .run(&["synth", "simple-trader", "--stdout"])
            .exits(0)
            .stdout;
        let (memory, zero) = (Arc::<Mutex<Memory>>::default(), Timestamp::now());
        let told = memory.clone();
        let endpoint = Endpoint::serving(move |request, _| {
            if let Some(answer) = guard(request) {
                return answer;
            }
            let memory = &mut *told.lock().unwrap();
            let update = memory.update.answer(request, self.changes);
            update.unwrap_or_else(|| self.answer(request, &template, zero, memory))
        });
        Stage {
            endpoint,
            sandbox,
            memory,
        }
    }

    /// Runs one command about it.
    pub fn run(self, arguments: &[&str]) -> Run {
        self.stage().run(arguments)
    }

    fn answer(&self, request: &Request, template: &str, zero: Timestamp, memory: &mut Memory) -> Answer {
        let body = serde_json::from_str::<Value>(&request.body).unwrap_or_default();
        match &*request.action() {
            "DescribeStacks" | "ListStackResources" if !self.deployed => {
                Answer::Error(400, "ValidationError", "Stack with id x does not exist")
            }
            "DescribeStacks" => Answer::Result(self.stack(&memory.update)),
            "ListStackResources" => Answer::Result(resources(template, self.ids)),
            "GetTemplate" => {
                let text = template.replace('&', "&amp;").replace('<', "&lt;");
                Answer::Result(format!("<TemplateBody>{text}</TemplateBody>"))
            }
            "GetCallerIdentity" => Answer::Result("<Account>111122223333</Account>".into()),
            "GetResource" if self.state == "gone" => {
                Answer::Error(400, "ResourceNotFoundException", "not there")
            }
            "GetResource" => self.instance(),
            "DescribeInstanceInformation" => {
                memory.looks += 1;
                self.information(memory.looks > self.silent)
            }
            "GetParameters" => self.parameters(&body),
            "scheduler GET" => self.schedule(&request.line, zero),
            "lambda POST" => {
                memory.token = body["token"].as_str().map(str::to_owned);
                self.lambda.clone().unwrap_or(Answer::Body(String::new()))
            }
            "FilterLogEvents" => {
                let group = body["logGroupName"].as_str().unwrap();
                let verb = group.rsplit('/').next().unwrap();
                self.log(verb, zero, memory.token.as_deref())
            }
            other => panic!("no script for {other}"),
        }
    }

    fn stack(&self, update: &Update) -> String {
        let image = update.image.as_deref().unwrap_or(self.images[0]);
        let status = update.status();
        format!(
            "<Stacks><member><StackId>{ARN}</StackId><StackName>SimpleTraderCdkStack</StackName>\
             <StackStatus>{status}</StackStatus><CreationTime>2026-11-20T11:00:00Z</CreationTime>\
             <Parameters><member><ParameterKey>ImageId</ParameterKey><ParameterValue>{image}</ParameterValue></member>\
             </Parameters><Outputs><member><OutputKey>KeyPairId</OutputKey><OutputValue>{}</OutputValue></member>\
             </Outputs></member></Stacks>",
            self.ids[1]
        )
    }

    fn instance(&self) -> Answer {
        let mut properties = json!({"InstanceId": MACHINE, "InstanceType": "c6g.2xlarge", "ImageId": self.images[0],
            "PrivateIp": "172.31.0.9"});
        if !self.state.is_empty() {
            properties["State"] = json!({"Code": "16", "Name": self.state});
        }
        if let Some(address) = self.address.filter(|_| self.state == "running") {
            properties["PublicIp"] = address.into();
        }
        let description = json!({"Identifier": MACHINE, "Properties": properties.to_string()});
        Answer::Body(
            json!({"TypeName": "AWS::EC2::Instance", "ResourceDescription": description}).to_string(),
        )
    }

    fn information(&self, heard: bool) -> Answer {
        let agent = json!({"InstanceId": MACHINE, "PingStatus": self.agent, "LastPingDateTime": 1_790_000_000,
            "PlatformName": "Amazon Linux", "PlatformVersion": "2023"});
        let list = if self.agent.is_empty() || !heard {
            Vec::new()
        } else {
            vec![agent]
        };
        Answer::Body(json!({ "InstanceInformationList": list }).to_string())
    }

    fn parameters(&self, body: &Value) -> Answer {
        let value = |name: &str| {
            if name.starts_with("/aws/service/") {
                Some(self.images[1].to_owned())
            } else {
                let key =
                    format!("-----BEGIN RSA PRIVATE KEY-----\n{PLANTED}\n-----END RSA PRIVATE KEY-----");
                (name.starts_with("/ec2/keypair/")).then_some(key)
            }
        };
        let names = body["Names"].as_array().unwrap().iter();
        let found = names.filter_map(|name| {
            let name = name.as_str().unwrap();
            Some(json!({"Name": name, "Type": "SecureString", "Value": value(name)?, "Version": 1}))
        });
        Answer::Body(json!({"Parameters": found.collect::<Vec<_>>()}).to_string())
    }

    /// Both schedules are daily and hours away: the time is between start and stop, or before both.
    fn schedule(&self, line: &str, zero: Timestamp) -> Answer {
        let hours = match (line.contains("/schedules/start?"), self.open) {
            (true, true) => -2,
            (false, true) => 2,
            (true, false) => 3,
            (false, false) => 5,
        };
        let at = zero.checked_add(SignedDuration::from_hours(hours)).unwrap();
        let at = at.to_zoned(jiff::tz::TimeZone::UTC);
        let state = if self.scheduled { "ENABLED" } else { "DISABLED" };
        Answer::Body(
            json!({"GroupName": "SimpleTraderCdkStack", "Name": "x", "State": state,
                "ScheduleExpression": format!("cron({} {} * * ? *)", at.minute(), at.hour()),
                "ScheduleExpressionTimezone": "UTC"})
            .to_string(),
        )
    }

    fn log(&self, verb: &str, zero: Timestamp, token: Option<&str>) -> Answer {
        let mut lines = Vec::new();
        for (of, minutes, line) in &self.before {
            if *of == verb {
                let at = zero.checked_sub(SignedDuration::from_mins(*minutes)).unwrap();
                lines.push((at, (*line).to_owned()));
            }
        }
        if let Some(token) = token {
            let begin = json!({"request": "r-1", "token": token});
            let now = |line: String| (zero, line);
            lines.push(now("START RequestId: r-1 Version: $LATEST".into()));
            lines.push(now(format!("BEGIN {begin}")));
            lines.push(now("sent the command c-1".into()));
            if let Some(end) = self.ends {
                let report = end.strip_prefix("REPORT");
                if report.is_none() {
                    let mut result: Value = serde_json::from_str(end).unwrap();
                    result["request"] = "r-1".into();
                    lines.push(now(format!("RESULT {result}")));
                }
                lines.push(now(format!(
                    "REPORT RequestId: r-1\tDuration: 900000.00 ms{}",
                    report.unwrap_or_default()
                )));
            }
        }
        let event = |(at, (time, line)): (usize, (Timestamp, String))| {
            json!({"eventId": format!("{verb}-{at}"), "timestamp": time.as_millisecond(), "logStreamName": "s",
                "message": line})
        };
        let events = lines.into_iter().enumerate().map(event).collect::<Vec<_>>();
        Answer::Body(json!({ "events": events }).to_string())
    }
}

/// Every resource of the template, with a recognizable physical name.
fn resources(template: &str, [machine, _, key]: [&str; 3]) -> String {
    let template: Value = serde_json::from_str(template).unwrap();
    let member = |(id, resource): (&String, &Value)| {
        let kind = resource["Type"].as_str().unwrap();
        let name = match kind {
            "AWS::EC2::Instance" => machine.to_owned(),
            "AWS::EC2::KeyPair" => key.to_owned(),
            "AWS::Logs::LogGroup" => resource["Properties"]["LogGroupName"]
                .as_str()
                .unwrap()
                .to_owned(),
            // As CloudFormation generates it.
            _ => format!("SimpleTraderCdkStack-{}-1A2B3C4D5E6F", &id[..id.len().min(24)]),
        };
        format!(
            "<member><LogicalResourceId>{id}</LogicalResourceId><PhysicalResourceId>{name}</PhysicalResourceId>\
             <ResourceType>{kind}</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus>\
             <LastUpdatedTimestamp>2026-11-20T11:00:00Z</LastUpdatedTimestamp></member>"
        )
    };
    let members = template["Resources"].as_object().unwrap().iter().map(member);
    format!(
        "<StackResourceSummaries>{}</StackResourceSummaries>",
        members.collect::<String>()
    )
}

impl Stage {
    /// Runs one command about it.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.other(&[&["instance"], arguments].concat())
    }

    /// Runs a command without the instance's name.
    pub fn other(&self, arguments: &[&str]) -> Run {
        let variables = self.variables();
        let variables = variables.iter().map(|(name, value)| (*name, &**value));
        let variables = variables.collect::<Vec<_>>();
        let run = self.sandbox.run_in("", arguments, &variables);
        assert!(!run.to_string().contains(PLANTED), "{run}");
        run
    }

    /// The image that a deployment gave the instance.
    pub fn image(&self) -> Option<String> {
        self.memory.lock().unwrap().update.image.clone()
    }

    /// The variables that make the binary use the script, and the stand-ins for `ssh` and other programs.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let path = self.sandbox.path().join("bin");
        let mut variables = self.endpoint.variables().to_vec();
        variables.push(("PATH", path.display().to_string()));
        variables.push(("TZ", "UTC".to_owned()));
        variables
    }

    /// Writes a program that records its arguments, one per line, and exits with this code.
    pub fn program(&self, name: &str, code: i32) {
        let text = format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$HOME/{name}.called\"\nexit {code}\n");
        let file = self.sandbox.write(&format!("bin/{name}"), &text);
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// The arguments of a program's calls.
    pub fn called(&self, name: &str) -> Vec<String> {
        let called = self.sandbox.read(&format!("{name}.called"));
        called.lines().map(str::to_owned).collect()
    }

    /// How often the function was invoked.
    pub fn invocations(&self) -> usize {
        let called = self.endpoint.called();
        called.iter().filter(|call| *call == "lambda POST").count()
    }
}
