//! The owner's environment: which account, credentials and settings of AWS's tools are used.

mod chain;
mod credentials;
mod process;
mod settings;

use crate::support::endpoint::{Answer, Endpoint};
use crate::support::home::{ABSENT, Home};
use crate::support::message;
use crate::support::ministack::Account;
use crate::support::script::Script;
use crate::support::terminal::Session;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::{CloudFormation, StackStatus};

const KEYS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT"),
    ("AWS_SECRET_ACCESS_KEY", "planted-secret-of-the-environment"),
];
const FILES: &str = "[default]\naws_access_key_id = AKIDDEFAULT\naws_secret_access_key = planted-secret-default\n\
                     [develop]\naws_access_key_id = AKIDDEVELOP\naws_secret_access_key = planted-secret-develop\n";

#[test]
fn a_profile_on_the_command_line_beats_keys_in_the_environment() {
    for (line, variables, signer) in [
        ("status --profile develop", &KEYS[..], "AKIDDEVELOP"),
        ("status", &KEYS, "AKIDENVIRONMENT"),
        (
            "status",
            &[("AWS_PROFILE", "develop"), KEYS[0], KEYS[1]],
            "AKIDENVIRONMENT",
        ),
        ("status", &[("AWS_PROFILE", "develop")], "AKIDDEVELOP"),
        ("status", &[], "AKIDDEFAULT"),
    ] {
        let home = Home::new("", FILES);
        home.run(line, variables).exits(0);
        assert_eq!(home.signers(), [signer], "{line} {variables:?}");
    }
}

#[test]
fn a_profile_that_is_not_there_is_named_with_the_nearest() {
    let home = Home::new("[profile live]\nregion = us-east-1\n", FILES);
    let run = home.run("status --profile develp", &[]).exits(1);
    message::helps(&run.stderr);
    assert!(
        run.stderr
            .contains("--profile: there is no profile \"develp\" in [DIR]/.aws/config or"),
        "{run}"
    );
    assert!(run.stderr.contains("did you mean develop?"), "{run}");
    let run = home.run("status", &[("AWS_PROFILE", "nothing-like-it")]).exits(1);
    assert!(
        run.stderr.contains("AWS_PROFILE: there is no profile")
            && run.stderr.contains("live, default, develop"),
        "{run}"
    );
    assert!(home.requests().is_empty());
}

#[test]
fn a_wrong_variable_does_not_spoil_a_right_flag() {
    let home = Home::new("", FILES);
    home.run("status --profile develop", &[("AWS_PROFILE", "nothing")])
        .exits(0);
    assert_eq!(home.signers(), ["AKIDDEVELOP"]);
    let home = Home::new("", FILES);
    home.run("status", &[("AWS_DEFAULT_PROFILE", "develop")]).exits(0);
    assert_eq!(home.signers(), ["AKIDDEVELOP"]);
}

#[test]
fn the_account_is_said_once_and_before_anything() {
    let home = Home::answering("", FILES, |request| match &*request.action() {
        "GetCallerIdentity" => Answer::Result(String::new()),
        _ => ABSENT,
    });
    let run = home.run("status", &[]).exits(0);
    let said = "account 111122223333, us-east-1, as arn:aws:iam::111122223333:user/jo";
    assert_eq!(run.account.as_deref(), Some(said), "{run}");
    assert_eq!(home.requests()[0].action(), "GetCallerIdentity");
    let run = home.run("status simple-trader --json", &[]).exits(0);
    assert_eq!(
        run.account.as_deref(),
        Some(&*said.replace("us-east-1", "ap-south-1")),
        "{run}"
    );
}

#[test]
fn another_account_than_the_configured_one_is_refused() {
    for (config, place, code) in [
        ("account = \"111122223333\"", "", 0),
        ("account = \"444455556666\"", "sa-infra.toml:1 (account)", 1),
        (
            "[accounts]\nsa = [\"444455556666\", \"777788889999\"]",
            "sa-infra.toml:2 (accounts.sa)",
            1,
        ),
        (
            "account = \"444455556666\"\n[accounts]\nsa = [\"111122223333\"]",
            "",
            0,
        ),
        ("[accounts]\ntest = [\"444455556666\"]", "", 0),
    ] {
        let home = Home::new("", FILES);
        home.sandbox.write("sa-infra.toml", config);
        let run = home
            .run("destroy app-infra-base --yes --delete-data", &[])
            .exits(code);
        assert!(run.stderr.contains(place), "{run}");
        if code == 1 {
            message::helps(&run.stderr);
            assert!(home.endpoint.called().is_empty(), "{:?}", home.endpoint.called());
        }
    }
    let home = Home::new("", FILES);
    home.sandbox
        .write("sa-infra.toml", "account = \"1111-2222-3333\"");
    let run = home.run("status", &[]).exits(1);
    assert!(run.stderr.contains("twelve digits"), "{run}");
}

#[test]
fn questions_name_the_account() {
    let line = ["deploy", "app-infra-base", "--require-approval", "any-change"];
    let asked = "account 111122223333, no configuration file: ";
    let script = Script::at("CREATE_COMPLETE").updates().play();
    Session::run(&script, &line, &[("[y/N] ", "n\r")]).ends(4, &[asked, "declined"]);
}

#[test]
fn a_pasted_fix_goes_where_its_message_came_from() {
    for line in ["doctor", "secrets", "schedule", "notify", "images", "instance"] {
        let endpoint = Endpoint::serving(|request, _| match &*request.action() {
            "GetCallerIdentity" => Answer::Result(String::new()),
            "ListStacks" => Answer::Result("<StackSummaries/>".to_owned()),
            _ if request.header("x-amz-target").is_some() => Answer::Body("{}".to_owned()),
            _ => ABSENT,
        });
        let [(_, url), ..] = endpoint.variables();
        let run = format!("{line} --endpoint-url {url} --namespace test --region eu-west-1");
        let text = endpoint.run(&run.split(' ').collect::<Vec<_>>()).to_string();
        let carried = format!("--namespace test --region eu-west-1 --endpoint-url {url}`");
        let commands = text.match_indices("`sa-infra ").map(|(at, _)| &text[at + 1..]);
        let commands = commands
            .map(|rest| rest.split_inclusive('`').next().unwrap())
            .collect::<Vec<_>>();
        assert!(!commands.is_empty(), "{text}");
        assert!(
            commands.iter().all(|command| command.ends_with(&carried)),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_destroy_is_in_the_account_of_the_profile_and_in_no_other() {
    let (meant, exported) = (Account::new(), Account::new());
    for account in [&meant, &exported] {
        account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    }
    let id = &meant.id;
    let keys =
        format!("[test]\naws_access_key_id = {id}\naws_secret_access_key = test\nregion = us-east-1\n");
    exported.write(".aws/credentials", &keys);
    let line = "destroy app-infra-base --profile test --yes --delete-data";
    let run = exported.run(&line.split(' ').collect::<Vec<_>>()).exits(0);
    assert!(
        run.account.as_ref().is_some_and(|said| said.contains(id)),
        "{run}"
    );
    let status = async |account: &Account| {
        let cloud = account.cloud().await;
        let stack = cloud
            .cloudformation()
            .describe_stack("app-infra-base")
            .await
            .unwrap();
        stack.map(|stack| stack.status)
    };
    assert_eq!(status(&meant).await, None);
    assert_eq!(status(&exported).await, Some(StackStatus::CreateComplete));
}
