//! What a colleague with the operator's policy can do with the trading instance and its program.

use super::pages::{COMMANDS, How};
use super::{denial, documents, judged};
use crate::support::endpoint::Answer;
use crate::support::iam::{ACCOUNT, Judge, Need};
use crate::support::message;
use crate::support::ministack::Account;
use crate::support::trader::{MACHINE, Trader};
use serde_json::Value;
use std::sync::{Arc, Mutex};

#[test]
fn a_colleague_works_with_the_machine() {
    let judge = Judge::new(&documents("[simple_trader]\n", &["operate"]));
    for (line, how) in COMMANDS {
        let (How::Machine(as_here) | How::Refused(as_here, _)) = how else {
            continue;
        };
        let refused = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&refused);
        let before = if line.ends_with("upgrade-image") {
            "stopped"
        } else {
            "running"
        };
        let trader = Trader {
            state: before,
            images: ["ami-00000000000000001", "ami-00000000000000002"],
            ends: Some(if line.ends_with("stop") {
                r#"{"state": "stopped"}"#
            } else {
                r#"{"state": "started"}"#
            }),
            ..Trader::default()
        };
        let judge = Judge::new(&documents("[simple_trader]\n", &["operate"]));
        let stage = trader.guarded(move |request| {
            let Need(action, resource, _) = judge.refuses(request)?;
            log.lock().unwrap().push(action.clone());
            Some(Answer::Error(
                403,
                "AccessDenied",
                denial(&action, &resource).leak(),
            ))
        });
        for program in ["ssh", "scp", "aws", "session-manager-plugin"] {
            stage.program(program, 0);
        }
        stage.sandbox.write("notes.txt", "notes");
        let run = stage.other(&as_here.split(' ').collect::<Vec<_>>());
        let denied = std::mem::take(&mut *refused.lock().unwrap());
        if let How::Refused(_, action) = how {
            assert_eq!(
                (run.code, denied.first().map(String::as_str)),
                (1, Some(*action)),
                "{run}"
            );
            assert!(run.stderr.contains(&format!("allow {action}")), "{run}");
            message::helps(&run.stderr);
        } else {
            assert!(run.code == 0 && denied.is_empty(), "{line}: {denied:?}\n{run}");
        }
    }
    // The permissions of the AWS CLI in place of ssh.
    let session = |action: &str, resource: &str| {
        let tag = (
            "aws:ResourceTag/aws:cloudformation:stack-name",
            "SimpleTraderCdkStack".to_owned(),
        );
        Need(action.to_owned(), resource.to_owned(), vec![tag])
    };
    let machine = format!("arn:aws:ec2:ap-south-1:{ACCOUNT}:instance/{MACHINE}");
    assert!(judge.allows(&session("ssm:StartSession", &machine)));
    let document = "arn:aws:ssm:ap-south-1::document/AWS-StartSSHSession";
    assert!(judge.allows(&session("ssm:StartSession", document)));
}

#[tokio::test]
async fn a_colleague_uploads_a_program() {
    const CONFIG: &str = "[simple_trader]\nregion = \"us-east-1\"\n";
    let account = Account::new();
    account.configure(CONFIG);
    // The emulator does not support instances: the bucket of the stack is sufficient.
    let template = account
        .run(&["synth", "simple-trader", "--stdout"])
        .exits(0)
        .stdout;
    let mut template = serde_json::from_str::<Value>(&template).unwrap();
    let resources = template["Resources"].as_object_mut().unwrap();
    resources.retain(|_, resource| resource["Type"] == "AWS::S3::Bucket");
    let template = serde_json::json!({ "Resources": resources });
    account
        .deploy("SimpleTraderCdkStack", &template.to_string())
        .await;
    for (file, text) in [
        ("keys.json", "{}"),
        ("access_token.txt", "x"),
        ("requirements.txt", "a"),
        ("src/setup/a.py", "1"),
    ] {
        account.write(&format!("trader/{file}"), text);
    }
    let (proxy, refused) = judged(&account, Judge::new(&documents(CONFIG, &["operate"])));
    for (line, how) in COMMANDS {
        if let How::Upload(as_here) = how {
            let run = proxy
                .run(&account, &as_here.split(' ').collect::<Vec<_>>())
                .exits(0);
            assert!(refused.lock().unwrap().is_empty(), "{line}: {run}");
        }
    }
    assert!(proxy.count("s3 PUT") >= 5, "{:?}", proxy.called());
}
