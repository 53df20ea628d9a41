//! The permissions that a command's request needs: actions on resources, with the request context.

use super::{ACCOUNT, Need};
use crate::support::http::Request;
use sa_infra::operate::permissions::handlers::of_type;
use serde_json::Value;

/// The permissions that a command's request needs, according to IAM's documentation.
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
    let region = scope.split('/').nth(2).unwrap_or_default();
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
            format!("arn:aws:{service}:{region}:{ACCOUNT}:{end}")
        }
    };
    let one = |action: &str, resource: String| Need(action.to_owned(), resource, Vec::new());
    let action = request.action();
    let action = action.rsplit('.').next().unwrap_or(&action);
    match service {
        // IAM cannot deny this call.
        "sts" => Vec::new(),
        "cloudformation" => {
            let name = said(&["StackName"]).map(|name| stack(&name, region));
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
            let resources = names.iter().map(|name| match name.strip_prefix("/aws/service/") {
                // AWS's public parameters belong to no account.
                Some(name) => format!("arn:aws:ssm:{region}::parameter/aws/service/{name}"),
                None => arn("ssm", &format!("parameter/{}", name.trim_start_matches('/'))),
            });
            let mut resources = resources.collect::<Vec<_>>();
            if resources.is_empty() {
                resources.push("*".to_owned());
            }
            resources
                .into_iter()
                .map(|resource| one(&format!("ssm:{action}"), resource))
                .collect()
        }
        "scheduler" if path.trim_end_matches('/').ends_with("/schedules") => {
            vec![one("scheduler:ListSchedules", "*".to_owned())]
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
        // Cloud Control reads with the caller's permissions.
        "cloudcontrolapi" => {
            let kind = said(&["TypeName"]).unwrap_or_default();
            let reads = of_type(&kind).0.into_iter().map(str::to_owned);
            let all = std::iter::once("cloudformation:GetResource".to_owned()).chain(reads);
            all.map(|action| one(&action, "*".to_owned())).collect()
        }
        "s3" => objects(request, method, &path),
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

fn objects(request: &Request, method: &str, path: &str) -> Vec<Need> {
    let query = request.line.split(' ').nth(1).unwrap().split_once('?');
    let query = query.map(|(_, query)| query).unwrap_or_default();
    let asks = |name: &str| query.split('&').any(|part| part.split('=').next() == Some(name));
    let path = path.trim_matches('/');
    let mut verbs = vec![match method {
        "PUT" | "POST" if path.contains('/') => "PutObject",
        "DELETE" => "DeleteObject",
        "PUT" => "CreateBucket",
        _ if asks("versions") => "ListBucketVersions",
        _ if asks("uploads") => "ListBucketMultipartUploads",
        _ if path.contains('/') => "GetObject",
        _ => "ListBucket",
    }];
    if request.header("x-amz-tagging").is_some() || asks("tagging") {
        verbs.push("PutObjectTagging");
    }
    let need = |verb: &str| {
        Need(
            format!("s3:{verb}"),
            format!("arn:aws:s3:::{path}"),
            vec![("aws:ResourceAccount", ACCOUNT.to_owned())],
        )
    };
    verbs.into_iter().map(need).collect()
}

fn stack(name: &str, region: &str) -> String {
    let name = name.split("stack/").last().unwrap().split('/').next().unwrap();
    format!("arn:aws:cloudformation:{region}:{ACCOUNT}:stack/{name}/0123")
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
