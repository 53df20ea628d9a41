//! `--simulate` with an IAM that evaluates policies: it gets the context of a real request, so that conditions on it
//! are decided.

use super::handing_over::documents;
use crate::support::endpoint::{Answer, Endpoint};
use crate::support::http::Request;
use crate::support::iam::{Judge, Need, Reference, texts};
use sa_infra::operate::permissions::request::WITH_TAGS;
use serde_json::{Value, json};

/// An action that only one of the stacks needs.
const BUILD: &str = "codebuild:StartBuild";
const JO: &str = "arn:aws:iam::111122223333:user/jo";

/// The values of a list in a form.
fn listed(request: &Request, name: &str) -> Vec<String> {
    let fields = request.fields();
    let start = format!("{name}.member.");
    let members = fields
        .into_iter()
        .filter(|(field, _)| field.starts_with(&start) && !field[start.len()..].contains('.'));
    members.map(|(_, value)| value).collect()
}

/// The context in the simulation's request.
fn context(request: &Request) -> Vec<(&'static str, String)> {
    let mut said = Vec::new();
    for at in 1.. {
        let entry = format!("ContextEntries.member.{at}");
        let Some(key) = request.field(&format!("{entry}.ContextKeyName")) else {
            return said;
        };
        let key: &'static str = key.leak();
        let values = listed(request, &format!("{entry}.ContextKeyValues"));
        let kind = request.field(&format!("{entry}.ContextKeyType")).unwrap();
        assert!(
            !values.is_empty() && ["string", "stringList", "boolean"].contains(&&*kind),
            "{entry}"
        );
        assert!(values.len() == 1 || kind == "stringList", "{entry}: {values:?}");
        said.extend(values.into_iter().map(|value| (key, value)));
    }
    said
}

/// An IAM for a user with these policies.
fn with(documents: &[Value]) -> Endpoint {
    let judge = Judge::new(documents);
    Endpoint::serving(move |request, _| match &*request.action() {
        "GetCallerIdentity" => Answer::Result(format!("<Arn>{JO}</Arn><Account>111122223333</Account>")),
        "SimulatePrincipalPolicy" => {
            let context = context(request);
            let mut members = String::new();
            for action in listed(request, "ActionNames") {
                for resource in listed(request, "ResourceArns") {
                    let need = Need(action.clone(), resource.clone(), context.clone());
                    let decision = if judge.allows(&need) {
                        "allowed"
                    } else {
                        "implicitDeny"
                    };
                    let missing = judge.missing(&need);
                    let missing = missing.iter().map(|key| format!("<member>{key}</member>"));
                    let member = format!(
                        "<member><EvalActionName>{action}</EvalActionName><EvalResourceName>{resource}</EvalResourceName>\
                         <EvalDecision>{decision}</EvalDecision><MissingContextValues>{}</MissingContextValues></member>",
                        missing.collect::<String>()
                    );
                    members.push_str(&member);
                }
            }
            Answer::Result(format!("<EvaluationResults>{members}</EvaluationResults>"))
        }
        action => Answer::Error(
            400,
            "ValidationError",
            String::leak(format!("no script for {action}")),
        ),
    })
}

/// The result of `--simulate` for them.
fn simulated(documents: &[Value], config: &str, purpose: &str) -> Value {
    let words = purpose.split(' ');
    let line = ["policy"]
        .into_iter()
        .chain(words)
        .chain(["--simulate", "--json"]);
    let run = with(documents).run_with(config, &line.collect::<Vec<_>>());
    let found = serde_json::from_str(&run.stdout).unwrap();
    let is_refused = refusals(&found).iter().any(|(_, why)| *why != "depends");
    run.exits(i32::from(is_refused));
    found
}

/// The refusals, each as action and reason.
fn refusals(found: &Value) -> Vec<(&str, &str)> {
    let refused = found["refused"].as_array().unwrap().iter();
    refused
        .map(|one| (one["action"].as_str().unwrap(), one["reason"].as_str().unwrap()))
        .collect()
}

#[test]
fn whoever_has_the_printed_policy_is_told_that_it_is_enough() {
    for config in [
        "",
        "namespace = \"advisor-test\"\n[simple_trader]\nledger_table = true\n",
        "permissions_boundary = \"arn:aws:iam::111122223333:policy/boundary\"\n",
    ] {
        for purpose in ["deploy", "operate"] {
            let found = simulated(&documents(config, &[purpose]), config, purpose);
            assert_eq!(refusals(&found), [], "{purpose} {config}");
            assert!(found["actions"].as_u64() > Some(100), "{found}");
        }
    }
}

/// The policies of an operator, with an additional condition on the statements with this action.
fn narrowed(purpose: &str, action: &str, key: &str, value: &str) -> Vec<Value> {
    let mut documents = documents("", &purpose.split(' ').collect::<Vec<_>>());
    let statements = documents
        .iter_mut()
        .flat_map(|document| document["Statement"].as_array_mut().unwrap());
    for statement in statements {
        if texts(&statement["Action"]).contains(&action) {
            statement["Condition"]["StringEquals"][key] = json!([value]);
        }
    }
    documents
}

#[test]
fn conditions_of_ones_own_policies_are_decided() {
    let check = |purpose, action, key, value, expected: &[(&str, &str)]| {
        let documents = narrowed(purpose, action, key, value);
        let found = simulated(&documents, "", purpose);
        let found = refusals(&found).into_iter().filter(|(name, _)| *name == action);
        assert_eq!(
            found.collect::<Vec<_>>(),
            expected,
            "{action} if {key} is {value}"
        );
    };
    let run = "ecs:RunTask";
    check("operate", run, "aws:RequestTag/app", "stock-advisor", &[]);
    check(
        "operate",
        run,
        "aws:RequestTag/app",
        "other",
        &[(run, "not-allowed")],
    );
    check("operate", BUILD, "aws:ResourceTag/app", "stock-advisor", &[]);
    let build = [(BUILD, "not-allowed")];
    check("operate", BUILD, "aws:ResourceTag/app", "other", &build);
    check("operate", run, "aws:RequestedRegion", "us-east-1", &[]);
    let role = "iam:CreateRole";
    check(
        "deploy",
        role,
        "aws:CalledVia",
        "cloudformation.amazonaws.com",
        &[],
    );
    check(
        "operate",
        run,
        "aws:CalledVia",
        "cloudformation.amazonaws.com",
        &[(run, "depends")],
    );
    check(
        "operate",
        "iam:PassRole",
        "iam:PassedToService",
        "lambda.amazonaws.com",
        &[("iam:PassRole", "not-allowed")],
    );
    let (base, delete) = ("deploy app-infra-base", "ec2:DeleteVpc");
    check(base, delete, "ec2:ResourceTag/app", "stock-advisor", &[]);
    check(
        base,
        delete,
        "ec2:ResourceTag/app",
        "other",
        &[(delete, "not-allowed")],
    );
    // Only a real request has this key.
    check("operate", run, "aws:SourceIp", "203.0.113.7", &[(run, "depends")]);
}

#[test]
fn requests_with_tags_are_those_of_the_documentation() {
    let reference = Reference::pinned();
    let mut all = Vec::new();
    for purpose in ["deploy", "operate"] {
        for document in documents("[simple_trader]\nledger_table = true\n", &[purpose]) {
            let statements = document["Statement"].as_array().unwrap();
            let actions = statements
                .iter()
                .flat_map(|statement| texts(&statement["Action"]));
            all.extend(actions.map(str::to_owned));
        }
    }
    all.sort();
    all.dedup();
    let carries = |action: &&String| {
        let keys = reference.keys(action);
        keys.iter().any(|key| key.starts_with("aws:RequestTag/"))
    };
    let documented = all.iter().filter(carries).collect::<Vec<_>>();
    assert_eq!(documented, WITH_TAGS.iter().collect::<Vec<_>>());
}
