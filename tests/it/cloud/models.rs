//! Every call of every trait, validated against AWS's service models: operation, members, types, lengths, patterns,
//! enums and places of requests, the complete responses, and every documented error of an operation.

mod calls;

use crate::support::files;
use crate::support::models::Models;
use crate::support::python::tool;
use calls::*;
use sa_infra::cloud::Kind;
use std::collections::BTreeSet;
use std::process::Command;

/// Runs `$with` for every group of calls.
macro_rules! each {
    ($with:ident) => {
        $with! { stacks ssm ecs logs builds ecr events iam smaller sns s3 }
    };
}

/// The result of every call if all get this answer.
pub async fn everything(models: &Models, answers: &str) -> Told {
    let mut told = Told::new();
    macro_rules! tell {
        ($($group:ident)*) => {
            $(told.extend(Box::pin($group(&models.cloud(answers).await)).await);)*
        };
    }
    each!(tell);
    told
}

/// Checks that neither the models nor the results show an error.
fn faultless(models: &Models, wrong: &[String]) {
    let faults = models.seen()["faults"].clone();
    let is_right = wrong.is_empty() && faults == serde_json::json!([]);
    assert!(is_right, "{faults:#}\n{}", wrong.join("\n"));
}

/// One page of these is all that a call needs: one stack, the newest builds, the image of that id, the repository of that name, the one alias, the log group of
/// that name, the last stream, one agent.
const ONE_PAGE: [&str; 8] = [
    "cloudformation:DescribeStacks",
    "codebuild:ListBuildsForProject",
    "ec2:DescribeImages",
    "ecr:DescribeRepositories",
    "iam:ListAccountAliases",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "ssm:DescribeInstanceInformation",
];

#[tokio::test]
async fn every_request_is_one_of_the_model_and_every_answer_is_read_whole() {
    let models = Models::start();
    let mut wrong = Vec::new();
    for (call, given) in everything(&models, "full").await {
        let nothing = ["None", "\"\"", "[]"];
        match given {
            // A last page has no next one; the test `pages` checks that every other one is followed.
            Ok(text)
                if !nothing
                    .iter()
                    .any(|nothing| text.replace("next: None", "").contains(nothing)) => {}
            given => wrong.push(format!("{call} leaves something unread: {given:?}")),
        }
    }
    let pages = models.seen()["pages"].clone();
    assert_eq!(
        pages,
        serde_json::json!(ONE_PAGE),
        "these have more pages, which nobody asked for"
    );
    faultless(&models, &wrong);
}

#[tokio::test]
async fn an_answer_with_what_is_required_alone_is_an_answer() {
    let models = Models::start();
    let mut wrong = Vec::new();
    for (call, given) in everything(&models, "least").await {
        // These have nothing to give without what the model calls optional.
        let is_needed = [
            "run_task",
            "start_build",
            "put_event",
            "get_instance",
            "authorization",
        ]
        .contains(&&*call);
        if given.is_err() && !is_needed {
            wrong.push(format!("{call}: {given:?}"));
        }
    }
    faultless(&models, &wrong);
}

#[tokio::test]
async fn every_error_of_the_model_is_told_as_aws_says_it() {
    let models = Models::start();
    let given = || models.seen()["errors"].as_u64().unwrap();
    let mut told = Told::new();
    macro_rules! fail {
        ($($group:ident)*) => {
            $(for number in 0.. {
                let before = given();
                told.extend(Box::pin($group(&models.cloud(&format!("error-{number}")).await)).await);
                if given() == before {
                    break;
                }
            })*
        };
    }
    each!(fail);
    let errors = told
        .into_iter()
        .filter_map(|(call, given)| Some((call, given.err()?)));
    let wrong = errors.filter(|(_, error)| !error.message.starts_with("judged: "));
    let wrong = wrong
        .map(|(call, error)| format!("{call}: {error:?}"))
        .collect::<Vec<_>>();
    assert!(given() > 100, "{} errors were given", given());
    faultless(&models, &wrong);
}

#[tokio::test]
async fn an_object_that_does_not_match_its_checksum_is_an_error() {
    let models = Models::start();
    let told = s3(&models.cloud("damaged").await).await;
    let got = told.iter().filter(|(call, _)| call.starts_with("get_object"));
    for (call, given) in got {
        let error = given.as_ref().expect_err(call);
        assert_eq!(error.kind, Kind::Unavailable, "{call}");
        assert!(error.message.contains("checksum"), "{call}: {error}");
    }
    faultless(&models, &[]);
}

#[test]
fn every_call_is_among_these() {
    let calls = files::read("tests/it/cloud/models/calls.rs");
    let mut missing = Vec::new();
    for path in files::ending("src/cloud", ".rs")
        .into_iter()
        .filter(|path| path.components().count() == 3)
    {
        let text = files::read(&path);
        let Some((_, interface)) = text.split_once("async_fn_in_trait") else {
            continue;
        };
        let names = interface
            .split("async fn ")
            .skip(1)
            .map(|rest| rest.split('(').next().unwrap());
        missing.extend(
            names
                .filter(|name| !calls.contains(&format!(" {name}(")))
                .map(str::to_owned),
        );
    }
    assert_eq!(missing, Vec::<String>::new(), "not held against the models");
}

/// Calls with different names in the code and in the model.
const NAMED_OTHERWISE: [(&str, &str); 2] = [
    ("lambda:InvokeFunction", "lambda:Invoke"),
    ("cloudformation:GetResource", "cloudcontrol:GetResource"),
];

#[tokio::test]
async fn every_operation_in_the_code_was_made() {
    let models = Models::start();
    everything(&models, "full").await;
    everything(&models, "least").await;
    let seen = models.seen();
    let made = seen["operations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap().replace('-', ""));
    let made = made.collect::<BTreeSet<_>>();
    let mut missing = BTreeSet::new();
    for path in files::ending("src/cloud/sdk", ".rs") {
        let text = files::read(&path);
        for word in text.split('"').skip(1).step_by(2) {
            let is_call = word.split_once(':').is_some_and(|(service, name)| {
                service.chars().all(char::is_lowercase) && name.starts_with(char::is_uppercase)
            });
            let named = NAMED_OTHERWISE
                .iter()
                .find(|(call, _)| *call == word)
                .map_or(word, |(_, name)| name);
            // A role is assumed while the configuration is read, and by no trait.
            let is_call = is_call && word != "sts:AssumeRole";
            // S3's calls are named by their permissions; the test above counts them by their methods.
            if is_call && !word.starts_with("s3:") && !made.contains(named) {
                missing.insert(word.to_owned());
            }
        }
    }
    assert_eq!(missing, BTreeSet::new(), "never made; made were {made:?}");
}

#[test]
fn the_table_of_endpoints_is_botocores() {
    let script = files::root().join("tests/it/support/endpoints.py");
    let output = Command::new(tool("python")).arg(script).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        files::read("tests/endpoints.txt")
    );
}
