//! An owner hands the work over: a colleague who has exactly what `policy operate` prints does every command of the page on
//! operating, and nothing else. The emulator asks nobody's permission, so a judge of IAM policies stands before it.

use crate::support::cli::Sandbox;
use crate::support::files;
use crate::support::iam::{Judge, Need};
use crate::support::message;
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
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

/// A judge before the emulator, and what it refused.
fn judged(account: &Account, judge: Judge) -> (Proxy, Arc<Mutex<Vec<String>>>) {
    let refused = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&refused);
    let proxy = Proxy::answering(account, move |asked| {
        let Need(action, resource, _) = judge.refuses(asked.request)?;
        log.lock().unwrap().push(format!("{action} on {resource}"));
        let who = "arn:aws:iam::111122223333:user/colleague";
        let text = format!(
            "User: {who} is not authorized to perform: {action} on resource: {resource} because no identity-based policy \
             allows the {action} action"
        );
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

/// The commands of the page, without their remarks; those that need no AWS, a terminal or a second system aside.
fn page() -> Vec<String> {
    let page = files::read("doc/operating.md");
    let lines = page.lines().filter_map(|line| line.strip_prefix("    sa-infra "));
    let lines = lines.map(|line| {
        line.split(" #")
            .next()
            .unwrap()
            .split(" <")
            .next()
            .unwrap()
            .trim()
            .to_owned()
    });
    let skipped = [
        "up",
        "policy deploy",
        "policy commands",
        "completions",
        "instance",
        "upload",
        "secrets show",
        "restore",
    ];
    lines
        .filter(|line| !skipped.iter().any(|start| line.starts_with(start)))
        .collect()
}

#[test]
fn a_colleague_with_the_operators_policy_does_everything_on_the_page() {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let own = documents("", &["operate"]);
    // To copy from another namespace takes the right to read there, as the page says.
    let other = documents("", &["operate", "--namespace", "old"]);
    let (proxy, refused) = judged(&account, Judge::new(&own));
    let (both, _) = judged(&account, Judge::new(&[own, other].concat()));
    account.write("value", "a-dummy-value\n");
    account.write("keys.env", "INTRINIO_API_KEY=another-dummy-value\n");
    let page = page();
    assert!(page.len() > 25, "{page:#?}");
    for line in &page {
        let line = match &**line {
            // What the page has typed or piped comes from a file here.
            line if line.starts_with("secrets set") => {
                let name = line.split(' ').nth(2).unwrap();
                format!("secrets set {name} --file value")
            }
            line if line.starts_with("run ") => {
                let service = line.split(' ').nth(1).unwrap();
                format!("run {service} --force --detach --yes")
            }
            line if line.contains("--follow") => line.replace(" --follow", ""),
            line => line.to_owned(),
        };
        let words = line
            .split_whitespace()
            .map(|word| word.trim_matches('"'))
            .collect::<Vec<_>>();
        let run = if line.starts_with("secrets copy --from old") {
            let alone = proxy.run(&account, &words).exits(1);
            assert!(alone.stderr.contains("allow ssm:GetParameters"), "{alone}");
            assert!(!std::mem::take(&mut *refused.lock().unwrap()).is_empty());
            both.run(&account, &words)
        } else {
            proxy.run(&account, &words)
        };
        assert!(
            run.code != 2 || run.stderr.contains("terminal") || run.stderr.contains("namespace"),
            "{run}"
        );
        let denied = std::mem::take(&mut *refused.lock().unwrap());
        assert!(denied.is_empty(), "{line}: {denied:#?}\n{run}");
        assert!(!run.to_string().contains("access denied"), "{run}");
    }
    let called = proxy.called();
    for call in ["PutParameter", "StartBuild", "RunTask", "FilterLogEvents"] {
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
        message::helps(&run.stderr.replace("app-infra", "error: app-infra"));
        let denied = std::mem::take(&mut *refused.lock().unwrap());
        assert!(!denied.is_empty(), "{run}");
        let action = denied[0].split(' ').next().unwrap().to_owned();
        assert!(run.stderr.contains(&format!("allow {action}")), "{action}\n{run}");
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
