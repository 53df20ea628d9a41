//! The permissions of the commands: the table contains every call, IAM can limit what is limited, and IAM's
//! simulation of all of them.

use crate::support::cli::Sandbox;
use crate::support::endpoint::{Answer, Endpoint};
use crate::support::http::Request;
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use crate::support::{files, message, python};
use sa_infra::operate::permissions::{CALLS, Calls, LIMIT};
use serde_json::Value;
use std::collections::BTreeSet;

/// The documents that `policy` prints.
fn documents(arguments: &[&str]) -> Vec<Value> {
    let run = Sandbox::new().run(&[&["policy"], arguments].concat()).exits(0);
    match serde_json::from_str(&run.stdout).unwrap() {
        Value::Array(documents) => documents,
        one => vec![one],
    }
}

/// IAM writes a list of one element as that element.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

/// AWS's list of actions and their resources, from the pinned linter.
fn reference() -> Value {
    let tool = python::tool("cfn-lint");
    let library = tool.ancestors().nth(2).unwrap().join("lib");
    let python = std::fs::read_dir(library).unwrap().next().unwrap().unwrap();
    let file = python
        .path()
        .join("site-packages/cfnlint/data/AdditionalSpecs/Policies.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Whether an ARN is one that an action can be limited to.
fn fits(reference: &Value, action: &str, arn: &str) -> bool {
    let (service, name) = action.split_once(':').unwrap();
    let known = &reference[service];
    let kinds = known["Actions"][name.to_lowercase()]["Resources"].as_array();
    let formats = kinds.into_iter().flatten().flat_map(|kind| {
        let formats = known["Resources"][kind.as_str().unwrap()]["ARNFormats"].as_array();
        formats.into_iter().flatten().filter_map(Value::as_str)
    });
    formats.into_iter().any(|format| {
        let (mut given, mut wanted) = (arn.splitn(6, ':'), format.splitn(6, ':'));
        let service = given.by_ref().nth(2) == wanted.by_ref().nth(2);
        let (given, wanted) = (given.nth(2).unwrap(), wanted.nth(2).unwrap());
        let start = wanted.split(".*").next().unwrap();
        service && given.starts_with(start)
    })
}

/// Whether IAM knows an action that AWS's schemas name.
fn is_known(reference: &Value, action: &str) -> bool {
    let (service, name) = action.split_once(':').unwrap();
    !reference[service]["Actions"][name.to_lowercase()].is_null()
}

#[test]
fn what_is_limited_to_resources_can_be() {
    let reference = reference();
    let mut wrong = BTreeSet::new();
    let all = ["deploy", "operate"].map(|purpose| documents(&[purpose]));
    for statement in all
        .iter()
        .flatten()
        .flat_map(|document| document["Statement"].as_array().unwrap())
    {
        let arns = texts(&statement["Resource"]);
        if arns == ["*"] {
            continue;
        }
        for action in texts(&statement["Action"]) {
            // Handlers need the actions on groups and users only for templates with such resources.
            let other = action.contains("Group") && action.starts_with("iam:") || action.contains("User");
            let fits = arns.iter().any(|arn| fits(&reference, action, arn));
            if is_known(&reference, action) && !fits && !other {
                wrong.insert(action.to_owned());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_call_that_is_made_is_in_the_table_of_commands() {
    let mut missing = Vec::new();
    for file in files::ending("src/cloud/sdk", ".rs") {
        let text = files::read(&file);
        let quoted = text.split('"').filter(|part| {
            let known = [
                "cloudformation:",
                "ssm:",
                "scheduler:",
                "s3:",
                "ecr:",
                "ecs:",
                "codebuild:",
                "logs:",
                "sns:",
                "events:",
                "iam:",
                "lambda:",
                "servicequotas:",
                "sts:",
            ];
            known.iter().any(|service| part.starts_with(service)) && !part.contains(' ')
        });
        let unknown = quoted.filter(|call| {
            !ACTIONS.contains(call) && !CALLS.iter().any(|calls| calls.actions().contains(call))
        });
        missing.extend(unknown.map(str::to_owned));
    }
    assert!(missing.is_empty(), "{missing:?}");
}

/// Calls with another action name in IAM, and those that a profile makes itself.
const ACTIONS: [&str; 2] = ["s3:DeleteObjects", "sts:AssumeRole"];

#[test]
fn policies_fit_and_say_what_they_are_for() {
    let sandbox = Sandbox::new();
    let document = |purpose: &str| {
        let run = sandbox.run(&["policy", purpose]).exits(0);
        serde_json::from_str::<Value>(&run.stdout).unwrap()
    };
    for purpose in ["deploy", "operate"] {
        let documents = match document(purpose) {
            Value::Array(documents) => documents,
            one => vec![one],
        };
        for document in &documents {
            assert_eq!(document["Version"], "2012-10-17");
            assert!(
                document.to_string().len() <= LIMIT,
                "{purpose}: {}",
                document.to_string().len()
            );
        }
    }
    let operate = document("operate").to_string();
    assert!(
        operate.contains("ecs:RunTask") && operate.contains("role/role-sa-ecs-tasks"),
        "{operate}"
    );
    assert!(!operate.contains("cloudformation:CreateChangeSet"), "{operate}");
    assert!(document("deploy").to_string().contains("iam:CreateRole"));
    let commands = sandbox.run(&["policy", "commands"]).exits(0);
    assert!(
        commands
            .stdout
            .contains("run       cloudformation:DescribeStacks\n"),
        "{commands}"
    );
}

/// Whether the call of a request is in the row of a command. For S3 and the scheduler, only the request line shows
/// it.
fn is_in_row(command: &str, request: &Request) -> bool {
    let action = request.action();
    let rows = CALLS.iter().filter(|calls| calls.command == command);
    let mut known = rows.flat_map(Calls::actions);
    action.contains(' ') || known.any(|known| known.split(':').nth(1) == Some(&*action))
}

#[test]
fn every_command_calls_what_its_row_says() {
    let account = Account::new();
    let mut missing = BTreeSet::new();
    for line in [
        "diff",
        "deploy --all --yes",
        "status",
        "outputs",
        "events app-infra-base",
        "drift",
        "watch app-infra-compute",
        "cancel app-infra-compute --yes",
        "recover app-infra-compute --yes",
        "secrets",
        "notify",
        "notify add +15551234567",
        "notify test",
        "schedule",
        "schedule pause",
        "logs portfolio-manager",
        "tasks",
        "images",
        "run recommendation-service --force --detach",
        "build",
        "build list",
        "doctor --simulate",
        "policy operate --simulate",
        "destroy --all --yes --delete-data --stop-tasks",
    ] {
        let proxy = Proxy::new(&account);
        let words = line.split(' ').collect::<Vec<_>>();
        let run = proxy.run(&account, &words);
        assert!(run.code < 2, "{run}");
        assert!(!proxy.requests().is_empty(), "{run}");
        let unknown = proxy
            .requests()
            .into_iter()
            .filter(|request| !is_in_row(words[0], request));
        missing.extend(unknown.map(|request| format!("{}: {}", words[0], request.action())));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// An IAM with this answer for every action: a decision, that of the organization, a missing key.
fn iam(
    caller: &'static str,
    decide: impl Fn(&str) -> (&'static str, &'static str) + Send + 'static,
) -> Endpoint {
    Endpoint::serving(move |request, _| match &*request.action() {
        "GetCallerIdentity" => Answer::Result(format!(
            "<Arn>{caller}</Arn><UserId>x</UserId><Account>111122223333</Account>"
        )),
        "GetRole" => Answer::Error(403, "AccessDenied", "not authorized to perform: iam:GetRole"),
        "SimulatePrincipalPolicy" => {
            let source = request.field("PolicySourceArn").unwrap();
            assert_eq!(source, "arn:aws:iam::111122223333:role/owner");
            let fields = request.fields().into_iter();
            let actions = fields.filter(|(name, _)| name.starts_with("ActionNames"));
            let members = actions.map(|(_, action)| {
                let (decision, more) = decide(&action);
                format!(
                    "<member><EvalActionName>{action}</EvalActionName><EvalResourceName>*</EvalResourceName>\
                     <EvalDecision>{decision}</EvalDecision>{more}</member>"
                )
            });
            let members = members.collect::<String>();
            Answer::Result(format!("<EvaluationResults>{members}</EvaluationResults>"))
        }
        action => Answer::Error(
            400,
            "ValidationError",
            String::leak(format!("no script for {action}")),
        ),
    })
}

const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/owner/jo";

fn decide(action: &str) -> (&'static str, &'static str) {
    match action {
        "ecs:RunTask" => ("implicitDeny", ""),
        "ssm:PutParameter" => ("explicitDeny", ""),
        "codebuild:StartBuild" => (
            "allowed",
            "<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations>\
             </OrganizationsDecisionDetail>",
        ),
        "iam:PassRole" => (
            "implicitDeny",
            "<MissingContextValues><member>iam:PassedToService</member></MissingContextValues>",
        ),
        _ => ("allowed", ""),
    }
}

#[test]
fn iam_is_asked_for_the_role_behind_a_session() {
    let some = iam(SESSION, decide);
    let run = some.run(&["policy", "operate", "--simulate"]).exits(1);
    insta::assert_snapshot!("policy_simulated", run.to_string());
    let all = iam(SESSION, |_| ("allowed", ""));
    let run = all.run(&["policy", "deploy", "--simulate", "--json"]).exits(0);
    let found = serde_json::from_str::<Value>(&run.stdout).unwrap();
    assert_eq!(found["principal"], "arn:aws:iam::111122223333:role/owner");
    assert!(
        found["actions"].as_u64() > Some(100) && found["refused"] == serde_json::json!([]),
        "{run}"
    );
}

#[test]
fn what_iam_cannot_be_asked_is_said() {
    let mut said = String::new();
    for caller in [
        "arn:aws:iam::111122223333:root",
        "arn:aws:sts::111122223333:federated-user/jo",
    ] {
        let run = iam(caller, |_| ("allowed", ""))
            .run(&["policy", "operate", "--simulate"])
            .exits(1);
        message::helps(&run.stderr);
        said += &run.to_string();
    }
    let denied = Endpoint::new(|action, _| match action {
        "GetCallerIdentity" => Answer::Result(
            "<Arn>arn:aws:iam::111122223333:user/jo</Arn><Account>111122223333</Account>".to_owned(),
        ),
        _ => Answer::Error(
            403,
            "AccessDenied",
            "User: arn:aws:iam::111122223333:user/jo is not authorized to perform: iam:SimulatePrincipalPolicy on \
             resource: arn:aws:iam::111122223333:user/jo because no identity-based policy allows the action",
        ),
    });
    let run = denied.run(&["policy", "operate", "--simulate"]).exits(1);
    message::helps(&run.stderr);
    insta::assert_snapshot!("policy_not_simulated", said + &run.to_string());
    let run = denied.run(&["doctor", "--simulate"]).exits(1);
    assert!(
        run.stdout
            .contains("error  permissions: iam:SimulatePrincipalPolicy: access denied"),
        "{run}"
    );
}

#[test]
fn the_doctor_says_which_commands_may_not_be_run() {
    let run = iam(SESSION, decide).run(&["doctor", "--simulate"]).exits(1);
    let lines = run.stdout.lines().filter(|line| line.contains("permissions: "));
    insta::assert_snapshot!("doctor_permissions", lines.collect::<Vec<_>>().join("\n"));
}
