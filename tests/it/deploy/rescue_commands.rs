//! `watch`, `cancel`, `recover` and `drift` through the binary: their output, their questions, their exit codes.

use crate::support::cli::Run;
use crate::support::endpoint::{Answer, Endpoint};
use crate::support::files;
use crate::support::message;
use crate::support::ministack::Account;
use serde_json::Value;
use std::cell::Cell;

const STACK: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/app-infra-base/1";
const BASE: &str = "app-infra-base";

fn stack(status: &str) -> Answer {
    Answer::Result(format!(
        "<Stacks><member><StackId>{STACK}</StackId><StackName>{BASE}</StackName>\
         <StackStatus>{status}</StackStatus><CreationTime>2026-11-20T11:00:00Z</CreationTime></member></Stacks>"
    ))
}

fn event(number: usize, id: &str, status: &str, reason: &str) -> String {
    let physical = if id == BASE { STACK } else { "topic-1" };
    format!(
        "<member><EventId>{number}</EventId><StackId>{STACK}</StackId><PhysicalResourceId>{physical}</PhysicalResourceId>\
         <LogicalResourceId>{id}</LogicalResourceId><ResourceStatus>{status}</ResourceStatus>\
         <ResourceStatusReason>{reason}</ResourceStatusReason><ResourceType>AWS::SNS::Topic</ResourceType>\
         <Timestamp>2026-11-20T12:00:0{number}Z</Timestamp></member>"
    )
}

/// Newest first, as AWS lists them.
fn events(told: &[String]) -> Answer {
    let told = told.iter().rev().map(String::as_str).collect::<String>();
    Answer::Result(format!("<StackEvents>{told}</StackEvents>"))
}

/// A stack with one status, and after a call with another.
fn moves(from: &'static str, call: &'static str, to: &'static str) -> Endpoint {
    let acted = Cell::new(false);
    Endpoint::new(move |called, _| {
        let mut told = vec![event(1, BASE, "UPDATE_IN_PROGRESS", "User Initiated")];
        if from != "UPDATE_IN_PROGRESS" {
            told.push(event(2, "Topic", "UPDATE_FAILED", "the name is bad"));
            told.push(event(3, BASE, "UPDATE_ROLLBACK_IN_PROGRESS", ""));
            told.push(event(4, "Topic", "UPDATE_FAILED", "the topic is gone"));
            told.push(event(5, BASE, from, ""));
        }
        if acted.get() {
            told.push(event(6, BASE, "UPDATE_ROLLBACK_IN_PROGRESS", ""));
            if to.ends_with("FAILED") {
                told.push(event(7, "Topic", "UPDATE_FAILED", "the topic is still gone"));
            }
            told.push(event(8, BASE, to, ""));
        }
        match called {
            "DescribeStacks" if acted.get() => stack(to),
            "DescribeStacks" => stack(from),
            "DescribeStackEvents" => events(&told),
            called => {
                acted.set(acted.get() || called == call);
                Answer::Result(String::new())
            }
        }
    })
}

/// A stack whose operation ends at the second read.
fn ends(to: &'static str) -> Endpoint {
    Endpoint::new(move |called, before| match (called, before) {
        ("DescribeStacks", 0) => stack("UPDATE_IN_PROGRESS"),
        ("DescribeStacks", _) => stack(to),
        ("DescribeStackEvents", _) => events(&[
            event(1, BASE, "UPDATE_IN_PROGRESS", "User Initiated"),
            event(2, "Topic", "UPDATE_FAILED", "the name is bad"),
            event(3, BASE, to, ""),
        ]),
        _ => Answer::Result(String::new()),
    })
}

fn absent() -> Endpoint {
    Endpoint::new(|_, _| {
        Answer::Error(
            400,
            "ValidationError",
            "Stack with id app-infra-base does not exist",
        )
    })
}

fn fails(run: &Run, words: &[&str]) {
    for word in words {
        assert!(run.stderr.contains(word), "{word}: {run}");
    }
    message::helps(&run.stderr);
}

#[test]
fn a_watch_exits_as_the_operation_ends() {
    for (status, code, word) in [
        ("UPDATE_COMPLETE", 0, "updated"),
        ("UPDATE_ROLLBACK_COMPLETE", 1, "the name is bad"),
        ("UPDATE_ROLLBACK_FAILED", 5, "sa-infra recover app-infra-base"),
    ] {
        for command in ["watch", "attach"] {
            let run = ends(status).run(&[command, BASE]).exits(code);
            assert!(run.stderr.contains(word), "{run}");
        }
    }
}

#[test]
fn a_watch_for_programs_is_an_event_a_line() {
    let run = ends("UPDATE_COMPLETE").run(&["watch", BASE, "--json"]).exits(0);
    let lines = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let kinds = lines.map(|line| line["type"].as_str().unwrap().to_owned());
    let kinds = kinds.collect::<Vec<_>>();
    assert_eq!(
        (kinds.first().unwrap(), kinds.last().unwrap()),
        (&"started".into(), &"done".into())
    );
}

#[test]
fn what_is_not_deployed_is_neither_watched_nor_cancelled_nor_recovered() {
    fails(
        &absent().run(&["watch", BASE]).exits(1),
        &["not deployed in us-east-1"],
    );
    for command in ["cancel", "recover"] {
        let run = absent().run(&[command, BASE]).exits(0);
        assert!(run.stderr.contains("not deployed"), "{run}");
    }
}

#[test]
fn credentials_that_expire_while_watching_end_it() {
    let endpoint = Endpoint::new(|called, before| match (called, before) {
        ("DescribeStacks", 0) => stack("UPDATE_IN_PROGRESS"),
        ("ListStackResources", _) => Answer::Result(String::new()),
        _ => Answer::Error(403, "ExpiredToken", "it is expired"),
    });
    fails(&endpoint.run(&["watch", BASE]).exits(1), &["expired"]);
}

#[test]
fn without_a_terminal_every_question_names_its_flag_and_nothing_is_done() {
    for (command, from) in [
        ("cancel", "UPDATE_IN_PROGRESS"),
        ("cancel", "CREATE_IN_PROGRESS"),
        ("recover", "UPDATE_ROLLBACK_FAILED"),
        ("recover", "UPDATE_FAILED"),
        ("recover", "CREATE_FAILED"),
        ("recover", "ROLLBACK_COMPLETE"),
        ("recover", "ROLLBACK_FAILED"),
        ("recover", "DELETE_FAILED"),
    ] {
        let endpoint = moves(from, "-", from);
        fails(&endpoint.run(&[command, BASE]).exits(2), &["--yes"]);
        for called in endpoint.called() {
            let reads = ["Describe", "List", "Get"]
                .iter()
                .any(|verb| called.starts_with(verb));
            assert!(reads, "{command} {from}: {called}");
        }
    }
}

#[test]
fn a_cancelled_update_is_what_it_was() {
    let endpoint = moves(
        "UPDATE_IN_PROGRESS",
        "CancelUpdateStack",
        "UPDATE_ROLLBACK_COMPLETE",
    );
    let run = endpoint.run(&["cancel", BASE, "--yes"]).exits(0);
    assert!(run.stderr.contains("rolled back"), "{run}");
    let cancelled = endpoint
        .called()
        .into_iter()
        .filter(|call| call == "CancelUpdateStack");
    assert_eq!(cancelled.count(), 1);
}

#[test]
fn a_deletion_is_not_cancelled() {
    let endpoint = moves("DELETE_IN_PROGRESS", "-", "DELETE_IN_PROGRESS");
    fails(
        &endpoint.run(&["cancel", BASE, "--yes"]).exits(1),
        &["cannot be cancelled", "sa-infra watch"],
    );
    assert_eq!(endpoint.called(), ["DescribeStacks"]);
}

#[test]
fn a_stuck_stack_is_explained_and_recovered() {
    let endpoint = moves(
        "UPDATE_ROLLBACK_FAILED",
        "ContinueUpdateRollback",
        "UPDATE_ROLLBACK_COMPLETE",
    );
    let run = endpoint.run(&["recover", BASE, "--yes"]).exits(0);
    insta::assert_snapshot!("recovered", run.to_string());
}

#[test]
fn a_stack_that_stays_stuck_exits_with_5_and_names_what_could_be_skipped() {
    let endpoint = moves(
        "UPDATE_ROLLBACK_FAILED",
        "ContinueUpdateRollback",
        "UPDATE_ROLLBACK_FAILED",
    );
    let run = endpoint.run(&["recover", BASE, "--yes"]).exits(5);
    fails(&run, &["the topic is still gone", "--skip Topic", "--force"]);
    assert!(!endpoint.called().contains(&"DeleteStack".to_owned()));
}

#[test]
fn what_nothing_helps_exits_with_5() {
    for status in ["IMPORT_ROLLBACK_FAILED", "TELEPORT_FAILED"] {
        let endpoint = moves(status, "-", status);
        fails(
            &endpoint.run(&["recover", BASE, "--yes", "--force"]).exits(5),
            &[status],
        );
    }
}

#[test]
fn some_and_all_are_not_skipped_at_once() {
    let endpoint = moves("UPDATE_ROLLBACK_FAILED", "-", "UPDATE_ROLLBACK_FAILED");
    endpoint
        .run(&["recover", BASE, "--skip", "Topic", "--force"])
        .exits(2);
    assert!(endpoint.called().is_empty());
}

#[test]
fn a_stack_that_is_stuck_is_not_deployed_and_the_fix_is_named() {
    let endpoint = moves("UPDATE_ROLLBACK_FAILED", "-", "UPDATE_ROLLBACK_FAILED");
    let run = endpoint.run(&["deploy", BASE, "--yes"]).exits(5);
    fails(&run, &["sa-infra recover app-infra-base"]);
}

/// A drift detection that finds a changed secret.
fn drifted(called: &str, before: usize) -> Answer {
    Answer::Result(match (called, before) {
        ("DescribeStacks", _) => return stack("UPDATE_COMPLETE"),
        ("DetectStackDrift", _) => "<StackDriftDetectionId>1</StackDriftDetectionId>".to_owned(),
        ("DescribeStackDriftDetectionStatus", before) => format!(
            "<StackId>{STACK}</StackId><StackDriftDetectionId>1</StackDriftDetectionId><DetectionStatus>{}\
             </DetectionStatus><Timestamp>2026-11-20T12:00:00Z</Timestamp>",
            if before == 0 {
                "DETECTION_IN_PROGRESS"
            } else {
                "DETECTION_COMPLETE"
            }
        ),
        ("DescribeStackResourceDrifts", _) => format!(
            "<StackResourceDrifts><member><StackId>{STACK}</StackId><LogicalResourceId>Task</LogicalResourceId>\
             <ResourceType>AWS::ECS::TaskDefinition</ResourceType>\
             <StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus><Timestamp>2026-11-20T12:00:00Z</Timestamp>\
             <PropertyDifferences><member><PropertyPath>/Cpu</PropertyPath><ExpectedValue>512</ExpectedValue>\
             <ActualValue>1024</ActualValue><DifferenceType>NOT_EQUAL</DifferenceType></member><member>\
             <PropertyPath>/Environment/API_TOKEN</PropertyPath><ExpectedValue>planted-one</ExpectedValue>\
             <ActualValue>planted-two</ActualValue><DifferenceType>NOT_EQUAL</DifferenceType></member>\
             </PropertyDifferences></member></StackResourceDrifts>"
        ),
        _ => String::new(),
    })
}

#[test]
fn drift_is_shown_property_by_property_and_secrets_are_not() {
    let endpoint = Endpoint::new(drifted);
    let run = endpoint.run(&["drift", BASE]).exits(0);
    insta::assert_snapshot!("drift", run.to_string());
    let run = Endpoint::new(drifted)
        .run(&["drift", BASE, "--exit-code", "--json"])
        .exits(3);
    let found = serde_json::from_str::<Value>(&run.stdout).unwrap();
    assert_eq!(found[0]["drifted"], true);
    assert_eq!(
        found[0]["found"]["resources"][0]["properties"][0]["actual"],
        "1024"
    );
    assert!(!run.to_string().contains("planted"), "{run}");
}

#[test]
fn where_drift_cannot_be_looked_for_is_said() {
    let endpoint = Endpoint::new(|called, _| match called {
        "DescribeStacks" => stack("UPDATE_IN_PROGRESS"),
        _ => Answer::Error(400, "ValidationError", "it is in UPDATE_IN_PROGRESS"),
    });
    let run = endpoint.run(&["drift", BASE, "--exit-code"]).exits(1);
    assert!(run.stdout.contains("it is in UPDATE_IN_PROGRESS"), "{run}");
}

#[tokio::test]
async fn what_is_well_stays_so_on_the_emulator() {
    let account = Account::new();
    let template = files::read("templates/app-infra-base.template.json");
    account.deploy(BASE, &template).await;
    for (command, word) in [
        ("watch", "no operation is running"),
        ("cancel", "no operation is running"),
        ("recover", "nothing to recover"),
    ] {
        let run = account.run(&[command, BASE]).exits(0);
        assert!(run.stderr.contains(word), "{run}");
        assert!(!run.stderr.contains("created ("), "{run}");
    }
    let run = account.run(&["status", BASE]).exits(0);
    assert!(run.stdout.contains("CREATE_COMPLETE"), "{run}");
    let run = account.run(&["drift", BASE]);
    assert_eq!(run.code, 0, "{run}");
}

#[tokio::test]
async fn what_could_not_be_created_on_the_emulator_is_cleared_away() {
    let account = Account::new();
    let taken = r#"{"Type":"AWS::S3::Bucket","Properties":{"BucketName":"taken"}}"#;
    let after = taken.replace("}}", r#"},"DependsOn":"First"}"#);
    let template = format!(r#"{{"Resources":{{"First":{taken},"Second":{after}}}}}"#);
    account.deploy(BASE, &template).await;
    fails(
        &account.run(&["recover", BASE]).exits(2),
        &["already exists", "--yes"],
    );
    account.run(&["recover", BASE, "--yes"]).exits(0);
    let run = account.run(&["status", BASE]).exits(0);
    assert!(run.stdout.contains("not deployed"), "{run}");
}
