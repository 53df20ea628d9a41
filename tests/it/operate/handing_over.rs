//! An owner hands the operation over: a colleague with exactly the permissions that `policy operate` prints can run
//! every command on the page about operating, and nothing else. The emulator checks no permissions, so an evaluator
//! of IAM policies stands before it.

mod machine;
mod pages;

use crate::support::cli::Sandbox;
use crate::support::iam::{Judge, Need};
use crate::support::ministack::Account;
use crate::support::owner;
use crate::support::proxy::Proxy;
use crate::support::terminal::Session;
use pages::{COMMANDS, How, written};
use sa_infra::cloud::Cloud;
use sa_infra::cloud::s3::{About, S3};
use sa_infra::operate::permissions::{CALLS, Purpose};
use serde_json::Value;
use std::sync::{Arc, Mutex};

/// The documents that `policy` prints.
pub fn documents(config: &str, arguments: &[&str]) -> Vec<Value> {
    let run = Sandbox::with_config(config)
        .run(&[&["policy"], arguments].concat())
        .exits(0);
    match serde_json::from_str(&run.stdout).unwrap() {
        Value::Array(documents) => documents,
        one => vec![one],
    }
}

/// AWS's message for a call that no policy allows.
fn denial(action: &str, resource: &str) -> String {
    let who = "arn:aws:iam::111122223333:user/colleague";
    format!(
        "User: {who} is not authorized to perform: {action} on resource: {resource} because no identity-based policy \
         allows the {action} action"
    )
}

/// An evaluator in front of the emulator, and its refusals.
fn judged(account: &Account, judge: Judge) -> (Proxy, Arc<Mutex<Vec<String>>>) {
    let refused = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&refused);
    let proxy = Proxy::answering(account, move |asked| {
        let Need(action, resource, _) = judge.refuses(asked.request)?;
        log.lock().unwrap().push(format!("{action} on {resource}"));
        let text = denial(&action, &resource);
        let is_json =
            asked.request.header("x-amz-target").is_some() || !asked.request.body.starts_with("Action=");
        Some(if is_json {
            let error = serde_json::json!({"__type": "AccessDeniedException", "message": text});
            (400, error.to_string())
        } else {
            let error = format!("<Error><Code>AccessDenied</Code><Message>{text}</Message></Error>");
            (403, format!("<ErrorResponse>{error}</ErrorResponse>"))
        })
    });
    (proxy, refused)
}

#[test]
fn every_command_of_the_pages_is_tried() {
    let mut known = COMMANDS
        .iter()
        .map(|(line, _)| (*line).to_owned())
        .collect::<Vec<_>>();
    known.sort();
    assert_eq!(written(), known);
    // All commands of the policy are on a page.
    let operating = CALLS.iter().filter(|calls| calls.purpose == Purpose::Operate);
    for calls in operating {
        let is_on_a_page = known
            .iter()
            .any(|line| line.split(' ').next() == Some(calls.command));
        assert!(is_on_a_page, "{} is on no page", calls.command);
    }
}

/// An account in which everything is deployed, and a backup of the earlier data.
async fn handed_over() -> Account {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let cloud = account.cloud().await;
    owner::sets_things(&cloud).await;
    let file = account.write("object", "1,2\n");
    let bucket = owner::bucket(&cloud).await;
    let place = (&*bucket, &*account.id);
    let about = About {
        tags: [("kind".to_owned(), "table".to_owned())].into(),
        ..About::default()
    };
    let put = cloud.s3().put_file(place, "day/1.csv", &file, &about).await;
    put.unwrap().unwrap();
    let destroy = "destroy --all --yes --delete-data --delete-secrets --backup-to backup";
    account.run(&destroy.split(' ').collect::<Vec<_>>()).exits(0);
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    // The same account with another alias: its keys are its number.
    let keys = format!(
        "[old]\naws_access_key_id = {}\naws_secret_access_key = test\n",
        account.id
    );
    account.write(".aws/credentials", &keys);
    account.write("value", "a-dummy-value\n");
    account.write("keys.env", "INTRINIO_API_KEY=another-dummy-value\n");
    account
}

#[tokio::test]
async fn a_colleague_with_the_operators_policy_does_everything_on_the_page() {
    let account = handed_over().await;
    let own = documents("", &["operate"]);
    // Copying from another namespace needs the permission to read there, as on the page.
    let other = documents("", &["operate", "--namespace", "old"]);
    let (proxy, refused) = judged(&account, Judge::new(&own));
    let far = documents("", &["operate", "--region", "eu-west-1"]);
    let (both, _) = judged(&account, Judge::new(&[own, other, far].concat()));
    for (line, how) in COMMANDS {
        let words = |line: &'static str| line.split(' ').collect::<Vec<_>>();
        let run = match how {
            How::Here => proxy.run(&account, &words(line)),
            How::As(line) => proxy.run(&account, &words(line)),
            How::Both(line) => {
                let alone = proxy.run(&account, &words(line)).exits(1);
                assert!(alone.stderr.contains("allow ssm:GetParameters"), "{alone}");
                assert!(!std::mem::take(&mut *refused.lock().unwrap()).is_empty());
                both.run(&account, &words(line))
            }
            How::Offline => {
                let before = proxy.requests().len();
                let run = proxy.run(&account, &words(line)).exits(0);
                assert_eq!(proxy.requests().len(), before, "{line}");
                run
            }
            How::Confirmed => {
                let session = Session::of(&account, &proxy.url(), &words(line), &[("[y/N] ", "y\r")]);
                session.ends(0, &["another-dummy-value"]);
                continue;
            }
            How::Machine(_) | How::Upload(_) | How::Refused(..) => continue,
        };
        assert!(run.code != 2, "{run}");
        let denied = std::mem::take(&mut *refused.lock().unwrap());
        assert!(denied.is_empty(), "{line}: {denied:#?}\n{run}");
        assert!(!run.to_string().contains("access denied"), "{run}");
    }
    let called = proxy.called();
    for call in [
        "PutParameter",
        "StartBuild",
        "RunTask",
        "FilterLogEvents",
        "Subscribe",
        "Unsubscribe",
        "scheduler PUT",
        "s3 GET",
        "s3 PUT",
        "DetectStackDrift",
    ] {
        assert!(
            called.iter().any(|name| name.ends_with(call)),
            "{call}: {called:#?}"
        );
    }
}

#[test]
fn what_is_not_operating_is_refused_and_said_well() {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let (proxy, refused) = judged(&account, Judge::new(&documents("", &["operate"])));
    for line in [
        "deploy --all --yes --require-approval never --tag team=x",
        "destroy app-infra-develop --yes --delete-data",
    ] {
        let run = proxy.run(&account, &line.split(' ').collect::<Vec<_>>());
        assert!(run.code != 0, "{run}");
        let denied = std::mem::take(&mut *refused.lock().unwrap());
        assert!(!denied.is_empty(), "{run}");
        let action = denied[0].split(' ').next().unwrap().to_owned();
        assert!(
            run.stderr
                .contains(&format!("fix: allow {action} to that identity")),
            "{action}\n{run}"
        );
    }
}

#[test]
fn the_judge_knows_what_a_policy_means() {
    let judge = Judge::new(&documents("[simple_trader]\n", &["operate"]));
    let need = |action: &str, resource: &str, context: &[(&'static str, &str)]| {
        let context = context
            .iter()
            .map(|(key, value)| (*key, (*value).to_owned()))
            .collect();
        judge.allows(&Need(action.to_owned(), resource.to_owned(), context))
    };
    let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
    let to = |service| [("iam:PassedToService", service)];
    assert!(need(
        "iam:PassRole",
        &role("role-sa-ecs-tasks"),
        &to("ecs-tasks.amazonaws.com")
    ));
    assert!(!need(
        "iam:PassRole",
        &role("role-sa-ecs-tasks"),
        &to("lambda.amazonaws.com")
    ));
    assert!(!need("iam:PassRole", &role("role-sa-ecs-tasks"), &[]));
    assert!(!need(
        "iam:PassRole",
        &role("admin"),
        &to("ecs-tasks.amazonaws.com")
    ));
    assert!(!need(
        "iam:PassRole",
        &role("role-sa-codebuild-execution"),
        &to("codebuild.amazonaws.com")
    ));
    let parameter = |name: &str| format!("arn:aws:ssm:us-east-1:111122223333:parameter/{name}");
    assert!(need("ssm:PutParameter", &parameter("sa/INTRINIO_API_KEY"), &[]));
    assert!(!need("ssm:PutParameter", &parameter("other/KEY"), &[]));
    assert!(!need(
        "ssm:PutParameter",
        "arn:aws:ssm:ap-south-1:111122223333:parameter/ec2/keypair/key-1",
        &[]
    ));
    let machine = "arn:aws:ec2:ap-south-1:111122223333:instance/i-0";
    let tag = |name| [("aws:ResourceTag/aws:cloudformation:stack-name", name)];
    assert!(need("ssm:StartSession", machine, &tag("SimpleTraderCdkStack")));
    assert!(!need("ssm:StartSession", machine, &tag("Other")) && !need("ssm:StartSession", machine, &[]));
    for action in [
        "iam:CreateRole",
        "iam:AttachRolePolicy",
        "cloudformation:CreateChangeSet",
        "ssm:SendCommand",
        "s3:GetObject",
    ] {
        assert!(
            !need(action, &role("role-sa-ecs-tasks"), &[]) && !need(action, "*", &[]),
            "{action}"
        );
    }
}
