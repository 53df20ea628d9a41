//! CloudFormation and the services behind it repeat values where they say why something failed: no command passes them on.

use crate::console::readers::reads;
use crate::support::cli::Run;
use crate::support::console::Console;
use crate::support::endpoint::{Answer, Endpoint};
use crate::support::http::Request;
use crate::support::ministack::Account;
use serde_json::{Value, json};
use std::cell::Cell;

const STACK: &str = "app-infra-compute";
const ARN: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/app-infra-compute/1";
const VALUE: &str = "planted-secret-value-7e1f";
const PLAIN: &str = "[stock_advisor.parameters]\nstore = \"plain\"\n";

fn event(number: usize, id: &str, status: &str) -> String {
    let reason = format!("Value '{VALUE}' at 'value' is not good");
    format!(
        "<member><EventId>{number}</EventId><StackId>{ARN}</StackId><LogicalResourceId>{id}</LogicalResourceId>\
         <PhysicalResourceId>{}</PhysicalResourceId><ResourceStatus>{status}</ResourceStatus>\
         <ResourceStatusReason>{reason}</ResourceStatusReason><ResourceType>AWS::SSM::Parameter</ResourceType>\
         <Timestamp>2026-11-20T12:00:{number:02}Z</Timestamp></member>",
        if id == STACK { ARN } else { "parameter" }
    )
}

/// What the Parameter Store holds of what is asked for.
fn parameters(request: &Request) -> Answer {
    let asked = serde_json::from_str::<Value>(&request.body).unwrap();
    let names = asked["Names"].as_array().unwrap().iter();
    let keys = names.filter(|name| name.as_str().unwrap().contains("API_KEY"));
    let held = keys.map(|name| json!({"Name": name, "Type": "SecureString", "Value": VALUE, "Version": 1}));
    Answer::Body(json!({"Parameters": held.collect::<Vec<_>>()}).to_string())
}

/// A stack that is stuck after an update, and that a second try rolls back.
fn stuck() -> Endpoint {
    let mended = Cell::new(false);
    Endpoint::serving(move |request, _| {
        let status = ["UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE"][usize::from(mended.get())];
        match &*request.action() {
            "GetCallerIdentity" => Answer::Result(String::new()),
            "DescribeStacks" => Answer::Result(format!(
                "<Stacks><member><StackId>{ARN}</StackId><StackName>{STACK}</StackName><StackStatus>{status}</StackStatus>\
                 <StackStatusReason>Value '{VALUE}' is not good</StackStatusReason>\
                 <CreationTime>2026-11-20T11:00:00Z</CreationTime></member></Stacks>"
            )),
            "DescribeStackEvents" => {
                let mut events = vec![
                    event(1, STACK, "UPDATE_IN_PROGRESS"),
                    event(2, "Key", "UPDATE_FAILED"),
                    event(3, STACK, "UPDATE_ROLLBACK_IN_PROGRESS"),
                    event(4, "Key", "UPDATE_FAILED"),
                    event(5, STACK, "UPDATE_ROLLBACK_FAILED"),
                ];
                if mended.get() {
                    events.push(event(6, STACK, "UPDATE_ROLLBACK_IN_PROGRESS"));
                    events.push(event(7, "Key", "UPDATE_FAILED"));
                    events.push(event(8, STACK, status));
                }
                events.reverse();
                Answer::Result(format!("<StackEvents>{}</StackEvents>", events.concat()))
            }
            "GetParameters" => parameters(request),
            "ContinueUpdateRollback" => {
                mended.set(true);
                Answer::Result(String::new())
            }
            _ => Answer::Error(403, "AccessDeniedException", "not allowed"),
        }
    })
}

fn hides(run: &Run) {
    assert!(!run.to_string().contains(VALUE), "{run}");
    assert!(run.to_string().contains("Value '[secret]'"), "{run}");
}

#[test]
fn no_reason_of_aws_repeats_a_secret() {
    for config in ["", PLAIN] {
        for words in [
            "status app-infra-compute",
            "events app-infra-compute",
            "events app-infra-compute --all",
            "events app-infra-compute --follow",
            "watch app-infra-compute",
            "recover app-infra-compute --yes",
        ] {
            let words = words.split(' ').collect::<Vec<_>>();
            hides(&stuck().run_with(config, &words));
            hides(&stuck().run_with(config, &[&words[..], &["--json"]].concat()));
        }
    }
}

#[test]
fn no_page_of_the_console_repeats_a_secret() {
    let endpoint = stuck();
    let [(_, url), ..] = endpoint.variables();
    let console = Console::start_at(&Account::new(), &url, &[]);
    let (cookie, _) = console.sign_in();
    let page = reads(
        &mut console.events(&cookie, "/stack?stack=app-infra-compute"),
        "is not good",
    );
    assert!(page.contains("[secret]") && !page.contains(VALUE), "{page}");
}
