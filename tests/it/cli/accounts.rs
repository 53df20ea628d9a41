//! Which credentials are used for the stacks of which account, and what is refused before anything is asked or changed.

use crate::support::cli::Run;
use crate::support::compile;
use crate::support::endpoint::Answer;
use crate::support::http::Request;
use crate::support::message;
use crate::support::staged::{FILES, PROD, Staged, TEST, account};
use serde_json::Value;

const KEYS_OF_TEST: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "AKIDENVI111122223333"),
    ("AWS_SECRET_ACCESS_KEY", "planted-secret-of-the-environment"),
];

/// The refusal of a run that made no call except to STS.
#[track_caller]
fn refused(staged: &Staged, run: &Run, says: &[&str]) {
    message::helps(&run.stderr);
    for text in says {
        assert!(run.stderr.contains(text), "`{text}`\n{run}");
    }
    let calls = staged.calls();
    assert!(calls.iter().all(|call| call == "ListAccountAliases"), "{calls:?}");
}

#[test]
fn each_account_is_reached_with_its_profile_and_said_with_its_region() {
    let staged = Staged::new("", FILES);
    let run = staged.run("status", &[]).exits(0);
    assert_eq!(
        run.accounts,
        [
            "account 111122223333, eu-central-1, as arn:aws:iam::111122223333:user/jo",
            "account 444455556666, us-east-1, as arn:aws:iam::444455556666:user/jo",
        ]
    );
    for request in staged.home.requests() {
        let region = request.header("authorization").unwrap_or_default();
        let is_test = region.contains("/eu-central-1/");
        let expected = if is_test { TEST } else { PROD };
        assert_eq!(account(&request), expected, "{}", request.action());
    }
    let asked = staged.home.requests();
    let asked = asked
        .iter()
        .filter(|request| request.action() == "GetCallerIdentity");
    assert_eq!(asked.count(), 2, "each identity is asked for once");
}

#[test]
fn given_credentials_are_used_where_they_belong() {
    for (line, variables, signers) in [
        (
            "status",
            &KEYS_OF_TEST[..],
            ["AKID444455556666", "AKIDENVI111122223333"],
        ),
        (
            "status --profile prod",
            &[],
            ["AKID111122223333", "AKID444455556666"],
        ),
        (
            "status",
            &[("AWS_PROFILE", "test")],
            ["AKID111122223333", "AKID444455556666"],
        ),
        (
            "status --profile prod",
            &KEYS_OF_TEST,
            ["AKID111122223333", "AKID444455556666"],
        ),
    ] {
        let staged = Staged::new("", FILES);
        staged.run(line, variables).exits(0);
        assert_eq!(staged.home.signers(), signers, "{line} {variables:?}");
    }
}

#[test]
fn credentials_of_another_account_are_not_used_and_a_flag_that_names_them_is_refused() {
    let staged = Staged::new("", FILES);
    let run = staged.run("status", &[("AWS_PROFILE", "other")]).exits(0);
    assert_eq!(run.accounts.len(), 2, "{run}");
    let staged = Staged::new("", FILES);
    let run = staged.run("deploy --all --yes --profile other", &[]).exits(2);
    let says = "--profile: other belongs to the account 777788889999, but the stacks to 111122223333 and 444455556666";
    refused(&staged, &run, &[says, "remove --profile"]);
}

#[test]
fn a_profile_of_the_wrong_account_is_refused_by_name() {
    // Both accounts have the same credentials.
    let files = FILES.replace("AKID444455556666", "AKID111122223333");
    let staged = Staged::new("", &files);
    let run = staged.run("deploy --all --yes", &[]).exits(1);
    refused(
        &staged,
        &run,
        &[
            "profiles: prod, which ",
            "stages.rs:19 names for the account 444455556666, has credentials of 111122223333 \
             (arn:aws:iam::111122223333:user/jo)",
            "name a profile of 444455556666 there",
        ],
    );
}

#[test]
fn a_profile_that_does_not_exist_is_named_with_the_nearest() {
    let staged = Staged::new("", &FILES.replace("[prod]", "[prd]"));
    let run = staged.run("deploy --all --yes", &[]).exits(1);
    refused(
        &staged,
        &run,
        &[
            "the profile prod of the account 444455556666",
            "there is no profile \"prod\"",
            "did you mean prd?",
        ],
    );
}

#[test]
fn expired_credentials_of_the_second_account_change_nothing_in_the_first() {
    let staged = Staged::answering("", FILES, |request| {
        let is_prod = account(request) == PROD;
        is_prod.then_some(Answer::Error(
            403,
            "ExpiredToken",
            "The security token is expired",
        ))
    });
    let run = staged.run("deploy --all --yes", &[]).exits(1);
    refused(
        &staged,
        &run,
        &[
            "the profile prod of the account 444455556666",
            "expired",
            "aws sso login",
        ],
    );
}

#[test]
fn only_the_accounts_of_the_named_stacks_are_reached() {
    for (line, signer) in [
        ("status test-files test-alerts", "AKID111122223333"),
        ("outputs prod-files", "AKID444455556666"),
        ("diff prod-*", "AKID444455556666"),
        ("events test-files", "AKID111122223333"),
        ("watch prod-alerts", "AKID444455556666"),
        ("destroy prod-alerts --yes", "AKID444455556666"),
    ] {
        let staged = Staged::new("", FILES);
        let run = staged.run(line, &[]);
        assert_eq!(run.accounts.len(), 1, "{run}");
        assert_eq!(staged.home.signers(), [signer], "{run}");
    }
}

#[test]
fn json_says_the_account_of_each_stack() {
    let staged = Staged::new("", FILES);
    for line in ["status --json", "outputs --json", "drift --json", "ls --json"] {
        let run = staged.run(line, &[]);
        let rows = serde_json::from_str::<Vec<Value>>(&run.stdout).unwrap();
        let accounts = rows.iter().map(|row| row["account"].as_str().unwrap());
        assert_eq!(accounts.collect::<Vec<_>>(), [TEST, TEST, PROD, PROD], "{run}");
    }
}

#[test]
fn one_question_names_the_account_of_each_stack() {
    let whole = [
        "account 111122223333: test-alerts, test-files",
        "account 444455556666: prod-alerts, prod-files",
    ];
    for columns in [80, 40] {
        let staged = Staged::new("", FILES);
        let session = staged.sit(
            "deploy --all --require-approval any-change",
            columns,
            &[("[y/N]", "n\r")],
        );
        let session = session.ends(4, &[]);
        let words = session.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(whole.iter().all(|line| words.contains(line)), "{}", session.text);
        assert_eq!(session.text.matches("[y/N]").count(), 1, "{}", session.text);
        let calls = staged.calls();
        let is_change = |call: &&String| {
            ["Create", "Execute", "Put", "Delete"]
                .iter()
                .any(|verb| call.contains(verb))
        };
        assert_eq!(calls.iter().find(is_change), None, "{calls:?}");
    }
    let staged = Staged::new("", FILES);
    let line = "deploy prod-files --require-approval any-change";
    let session = staged.sit(line, 80, &[("[y/N]", "n\r")]);
    let session = session.ends(4, &[]);
    let words = session.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let question = "account 444455556666, no configuration file: create prod-alerts and prod-files? [y/N]";
    assert!(words.contains(question), "{}", session.text);
}

#[test]
fn without_a_terminal_the_question_names_the_flag() {
    let staged = Staged::new("", FILES);
    let run = staged
        .run("deploy --all --require-approval any-change", &[])
        .exits(2);
    refused_without_terminal(&run);
}

#[track_caller]
fn refused_without_terminal(run: &Run) {
    assert!(
        run.stderr.contains("no terminal to ask on") && run.stderr.contains("--yes"),
        "{run}"
    );
}

/// The same stacks, and no profiles.
const WITHOUT_PROFILES: &str = "//! Stages without profiles.
fn main() -> std::process::ExitCode {
    sa_infra::cli::main(&|app: &mut sa_infra::app::App| {
        for (stage, account) in [(\"test\", \"111122223333\"), (\"prod\", \"444455556666\")] {
            let stage = sa_infra::app::Stage::new(stage).account(account).region(\"us-east-1\");
            app.stage(stage, |app| {
                let topic = sa_infra::aws::sns::Topic::default();
                app.stack(\"alerts\").at(\"topic\").put(topic);
            });
        }
    })
}
";

#[test]
fn a_missing_profile_is_said_with_the_line_to_add() {
    let directory = tempfile::tempdir().unwrap();
    let main = directory.path().join("main.rs");
    std::fs::write(&main, WITHOUT_PROFILES).unwrap();
    let program = compile::program(&main, &[]);
    let config = "[profile live]\nrole_arn = arn:aws:iam::444455556666:role/deploy\nsource_profile = test\n";
    for (config, name) in [("", "PROFILE"), (config, "live")] {
        let staged = Staged::new(config, FILES).with(&program.path);
        let run = staged.run("deploy --all --yes", &KEYS_OF_TEST).exits(1);
        refused(
            &staged,
            &run,
            &[
                "account: prod-alerts belongs to the account 444455556666, and these are credentials of 111122223333",
                &format!("`app.set_profile(\"444455556666\", \"{name}\")`"),
            ],
        );
    }
    let staged = Staged::new("", FILES).with(&program.path);
    staged.run("status test-alerts", &KEYS_OF_TEST).exits(0);
    staged.run("status prod-alerts --profile prod", &[]).exits(0);
    let run = staged.run("status", &[]).exits(1);
    assert!(run.stderr.contains("no usable credentials"), "{run}");
}

/// The binary of this project in a home with a configuration, which names no account of its own in its stacks.
fn configured(toml: &str) -> Staged {
    let staged = Staged::new("", FILES).with(env!("CARGO_BIN_EXE_sa-infra").as_ref());
    staged.home.sandbox.write("sa-infra.toml", toml);
    staged
}

#[test]
fn the_configuration_names_the_profile_of_its_account() {
    let toml = format!("account = \"{PROD}\"\n[profiles]\n{PROD} = \"prod\"\n");
    let staged = configured(&toml);
    let run = staged.run("status", &KEYS_OF_TEST).exits(0);
    assert_eq!(
        staged.home.signers(),
        ["AKID444455556666", "AKIDENVI111122223333"],
        "{run}"
    );
    let asked = staged.home.requests();
    let asked = asked.iter().filter(|request| account(request) == TEST);
    let asked = asked.map(Request::action).collect::<Vec<_>>();
    assert_eq!(asked, ["GetCallerIdentity"], "nothing else in the other account");
    assert_eq!(run.accounts.len(), 1, "{run}");
    let staged = configured(&toml.replace("\"prod\"", "\"test\""));
    let run = staged.run("status", &[("AWS_PROFILE", "other")]).exits(1);
    refused(
        &staged,
        &run,
        &["profiles: test, which sa-infra.toml:3 (profiles.444455556666) names for the account"],
    );
    let staged = configured(&format!("account = \"{PROD}\"\n"));
    let run = staged.run("deploy --all --yes", &KEYS_OF_TEST).exits(1);
    refused(
        &staged,
        &run,
        &[
            "account: sa-infra.toml:1 (account) allows 444455556666, and these are credentials of 111122223333",
            "add `\"444455556666\" = \"PROFILE\"` to [profiles] in sa-infra.toml",
        ],
    );
}

#[test]
fn a_profile_on_the_command_line_must_belong_to_the_configured_account() {
    let staged = configured(&format!("account = \"{PROD}\"\n[profiles]\n{PROD} = \"prod\"\n"));
    let run = staged.run("status --profile test", &[]).exits(2);
    refused(
        &staged,
        &run,
        &["--profile: test belongs to the account 111122223333, but the stacks to 444455556666"],
    );
}
