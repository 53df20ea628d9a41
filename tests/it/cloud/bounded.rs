//! Answers without an end, lists without an end, and redirects: no server in place of AWS fills the memory, keeps a
//! command busy, or receives what was meant for another one.

use super::intercepted::every_service;
use crate::support::endpoint::{Answer, Endpoint};
use crate::support::home::{ABSENT, Home};
use crate::support::message;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::ssm::Ssm;
use sa_infra::cloud::{Cloud, Kind};
use serde_json::json;

#[tokio::test]
async fn an_answer_without_an_end_is_an_error_for_every_service() {
    let calls = every_service(Answer::Endless).await;
    assert!(calls.len() > 10);
    // The response to a HEAD request has no body.
    for (call, result) in calls.into_iter().filter(|(call, _)| *call != "HeadBucket") {
        let error = result.expect_err(call);
        assert_eq!(error.kind, Kind::Unbounded, "{call}: {error}");
        assert!(
            error.to_string().ends_with("the answer has more than 16 MiB"),
            "{call}: {error}"
        );
        assert!(error.fix().contains("--endpoint-url"), "{}", error.fix());
    }
}

#[tokio::test]
async fn an_answer_that_is_elsewhere_is_not_fetched_there() {
    let other = Endpoint::new(|_, _| Answer::Result(String::new()));
    let [(_, url), ..] = other.variables();
    for (call, result) in every_service(Answer::Elsewhere(url)).await {
        assert!(result.is_err(), "{call}");
    }
    assert_eq!(other.called(), Vec::<String>::new());
}

#[test]
fn what_provides_credentials_has_bounds_too() {
    let answered = |answer: Answer| {
        Home::answering("", "", move |request| match &*request.action() {
            "unsigned GET" => answer.clone(),
            "GetCallerIdentity" => Answer::Result(String::new()),
            _ => ABSENT,
        })
    };
    let other = Endpoint::new(|_, _| Answer::Body("{}".to_owned()));
    let [(_, elsewhere), ..] = other.variables();
    let keys = json!({"AccessKeyId": "AKIDCONTAINER", "SecretAccessKey": "planted-secret", "Token": "t",
        "Expiration": "2099-01-01T00:00:00Z"});
    for (answer, code) in [
        (Answer::Body(keys.to_string()), 0),
        (Answer::Endless, 1),
        (Answer::Elsewhere(elsewhere), 1),
    ] {
        let home = answered(answer);
        let [(_, url), ..] = home.endpoint.variables();
        let variables = [
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &*url),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "planted-secret-token"),
        ];
        let run = home.run("status", &variables).exits(code);
        assert!(!run.to_string().contains("planted"), "{run}");
        if code == 1 {
            message::helps(&run.stderr);
        }
    }
    assert_eq!(other.called(), Vec::<String>::new());
}

/// An AWS whose lists have circular page tokens.
fn in_a_circle() -> Endpoint {
    Endpoint::serving(|request, before| {
        let token = ["a", "b", "c"][before % 3];
        if request.header("x-amz-target").is_some() {
            return Answer::Body(json!({"NextToken": token, "nextToken": token}).to_string());
        }
        Answer::Result(format!("<NextToken>{token}</NextToken>"))
    })
}

#[tokio::test]
async fn a_list_that_goes_in_a_circle_ends_with_an_error() {
    let endpoint = in_a_circle();
    let cloud = endpoint.cloud().await;
    let names = ["x".to_owned()];
    let parameters = cloud.ssm().describe_parameters(&names).await.map(drop);
    let exports = cloud.cloudformation().list_exports().await.map(drop);
    let resources = cloud.cloudformation().list_stack_resources("x").await.map(drop);
    let hooks = cloud.cloudformation().list_hook_results("x").await.map(drop);
    for (call, result) in [
        ("DescribeParameters", parameters),
        ("ListExports", exports),
        ("ListStackResources", resources),
        ("ListHookResults", hooks),
    ] {
        let error = result.expect_err(call);
        assert_eq!(error.kind, Kind::Unbounded, "{call}: {error}");
        assert!(
            error.to_string().contains("the same page token came twice"),
            "{error}"
        );
        let asked = endpoint.called().iter().filter(|name| *name == call).count();
        assert!(asked <= 4, "{call} was asked {asked} times");
    }
}

#[test]
fn commands_end_where_a_list_does_not() {
    for line in ["events app-infra-base", "logs recommendation-service"] {
        let endpoint = Endpoint::serving(|request, before| {
            let token = ["a", "b"][before % 2];
            match &*request.action() {
                "GetCallerIdentity" => Answer::Result(String::new()),
                "DescribeStacks" => Answer::Result(
                    "<Stacks><member><StackId>arn:aws:cloudformation:us-east-1:111122223333:stack/app-infra-base/1</StackId>\
                     <StackName>app-infra-base</StackName><StackStatus>CREATE_COMPLETE</StackStatus>\
                     <CreationTime>2026-11-20T11:00:00Z</CreationTime></member></Stacks>"
                        .to_owned(),
                ),
                "ListStacks" => Answer::Result("<StackSummaries/>".to_owned()),
                _ if request.header("x-amz-target").is_some() => {
                    Answer::Body(json!({"events": [], "nextToken": token}).to_string())
                }
                _ => Answer::Result(format!("<StackEvents/><NextToken>{token}</NextToken>")),
            }
        });
        let run = endpoint.run(&line.split(' ').collect::<Vec<_>>()).exits(1);
        assert!(run.stderr.contains("the same page token came twice"), "{run}");
        message::helps(&run.stderr);
    }
}
