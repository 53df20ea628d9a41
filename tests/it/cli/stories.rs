//! Everyday tasks in which users got stuck.

use crate::operate::run::ready;
use crate::support::cli::Sandbox;
use crate::support::laptop::Laptop;
use crate::support::message;
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use crate::support::python::tool;
use crate::support::terminal::Session;
use serde_json::Value;
use std::process::Command;

const SERVICE: &str = "recommendation-service";

#[test]
fn flags_behind_the_dashes_of_a_run_are_refused_before_anything_is_called() {
    let account = Account::new();
    let proxy = Proxy::new(&account);
    for flag in ["--dry-run", "--local", "--profile=x", "--json", "--yes"] {
        let run = proxy
            .run(&account, &["run", SERVICE, "--", "-test", flag])
            .exits(2);
        assert!(
            run.stderr.contains("nothing was started") && run.stderr.contains("before the `--`"),
            "{run}"
        );
        message::helps(&run.stderr);
    }
    for words in [
        &["--command", "-test", "--dry-run"][..],
        &["--force", "--command", "-app_namespace", "sa", "--local"],
    ] {
        let run = proxy.run(&account, &[&["run", SERVICE], words].concat()).exits(2);
        assert!(
            run.stderr
                .contains(&format!("`sa-infra run {SERVICE} -- ARGUMENT...`")),
            "{run}"
        );
    }
    assert_eq!(proxy.called(), Vec::<String>::new());
}

#[test]
fn a_dry_run_with_arguments_shows_them_and_starts_nothing() {
    let account = ready();
    let proxy = Proxy::new(&account);
    let run = proxy
        .run(
            &account,
            &["run", SERVICE, "--dry-run", "--", "-app_namespace", "other"],
        )
        .exits(0);
    assert!(run.stderr.contains("-app_namespace other"), "{run}");
    assert_eq!(proxy.count("RunTask"), 0);
}

#[test]
fn a_mistyped_address_or_value_is_asked_for_again() {
    let account = Account::new();
    let address = "e-mail address for failure notifications (empty for none): ";
    let steps = [
        ("INTRINIO_API_KEY (not shown; empty for later): ", "{{x}}\r"),
        ("INTRINIO_API_KEY (not shown; empty for later): ", "\r"),
        ("TDAMERITRADE_CLIENT_ID (not shown; empty for later): ", "\r"),
        ("TDAMERITRADE_REFRESH_TOKEN (not shown; empty for later): ", "\r"),
        (
            "TDAMERITRADE_ACCOUNT_ID (not shown; empty for later): ",
            "  1234 \r",
        ),
        (address, "jo@example\r"),
        (address, "jo@example.com\r"),
    ];
    for name in ["sa-recommendation-service", "sa-portfolio-manager-service"] {
        account.run(&["deploy", "--all", "--yes"]).exits(0);
        crate::operate::run::image(&account, name);
    }
    let session = Session::of(&account, &account.url, &["up", "--yes"], &steps);
    let session = session.ends(
        1,
        &[
            "again",
            "is not a valid address",
            "removed the spaces around the value",
        ],
    );
    assert!(
        session.text.contains("sa-infra notify add jo@example.com"),
        "{}",
        session.text
    );
}

#[test]
fn a_second_configuration_below_the_first_is_named_and_asked_about() {
    let sandbox = Sandbox::with_config("namespace = \"ours\"\n");
    sandbox.write("below/x", "");
    let run = sandbox.run_in("below", &["init"], &[]).exits(2);
    assert!(
        run.stderr.contains("../sa-infra.toml is the configuration") && run.stderr.contains("--force"),
        "{run}"
    );
    let command = || sandbox.command("below", &["init"], &[]);
    Session::at(command(), &[("Write it? [y/N] ", "n\r")]).ends(4, &["declined"]);
    assert!(!sandbox.path().join("below/sa-infra.toml").exists());
    Session::at(command(), &[("Write it? [y/N] ", "y\r")]).ends(0, &["wrote sa-infra.toml"]);
    sandbox.write("other/x", "");
    sandbox.run_in("other", &["init", "--force"], &[]).exits(0);
}

#[test]
fn templates_are_written_next_to_the_configuration() {
    let sandbox = Sandbox::with_config("namespace = \"ours\"\n");
    sandbox.write("below/x", "");
    let run = sandbox.run_in("below", &["synth"], &[]).exits(0);
    assert!(
        run.stdout.contains("../templates/app-infra-base.template.json"),
        "{run}"
    );
    assert!(!sandbox.path().join("below/templates").exists());
    sandbox.run_in("below", &["synth", "--check"], &[]).exits(0);
    sandbox.run_in("below", &["synth", "--out", "here"], &[]).exits(0);
    assert!(
        sandbox
            .path()
            .join("below/here/app-infra-base.template.json")
            .exists()
    );
}

#[test]
fn a_policy_is_about_the_configured_system_only() {
    let policy = |sandbox: &Sandbox, words: &[&str]| {
        let run = sandbox.run(&[&["policy", "operate"], words].concat()).exits(0);
        run.stdout.contains("SimpleTraderCdkStack")
    };
    let (without, with) = (Sandbox::new(), Sandbox::with_config("[simple_trader]\n"));
    assert!(!policy(&without, &[]) && policy(&with, &[]) && policy(&without, &["simple-trader"]));
}

#[test]
fn a_dry_run_makes_a_change_set_or_none() {
    let account = Account::new();
    let made = |words: &[&str], made: usize| {
        let proxy = Proxy::new(&account);
        let run = proxy
            .run(&account, &[&["deploy", "--all", "--dry-run"], words].concat())
            .exits(0);
        assert_eq!(proxy.count("CreateChangeSet"), made, "{run}");
        assert_eq!(proxy.count("DeleteStack"), made, "{run}");
    };
    made(&["--no-change-set"], 0);
    account
        .run(&["deploy", "app-infra-base", "--no-change-set"])
        .exits(2);
}

#[test]
fn the_emulator_forgets_what_is_destroyed_and_tells_other_tools_where_it_is() {
    let laptop = Laptop::new();
    message::helps(&laptop.run("local env").exits(1).stderr);
    let deployed = laptop.run("deploy --all --local").exits(0);
    assert!(
        deployed.stderr.contains("the emulator runs schedules in UTC"),
        "{deployed}"
    );
    laptop.run("diff --local --exit-code").exits(0);
    let code =
        "import boto3; print(boto3.client('cloudformation').describe_stacks()['Stacks'][0]['StackName'])";
    let script = format!(
        "eval \"$('{}' local env)\" && exec '{}' -c \"{code}\"",
        env!("CARGO_BIN_EXE_sa-infra"),
        tool("python").display()
    );
    let mut bash = Command::new("bash");
    bash.args(["-c", &script])
        .env_clear()
        .env("HOME", laptop.sandbox.path())
        .env("PATH", "/usr/bin:/bin");
    // A variable that would select something else.
    bash.env("AWS_PROFILE", "none")
        .env("AWS_SESSION_TOKEN", "other")
        .env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    let output = bash.output().unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with("app-infra-"), "{said}");
    laptop
        .run("destroy --all --local --yes --delete-data --delete-secrets")
        .exits(0);
    let again = laptop.run("diff --local --exit-code").exits(3);
    assert!(!again.stdout.contains("no differences"), "{again}");
}

#[test]
fn json_is_json_or_refused() {
    let sandbox = Sandbox::new();
    for words in [&["docs"][..], &["docs", "costs"], &["init"]] {
        let run = sandbox.run(&[words, &["--json"]].concat()).exits(0);
        assert!(serde_json::from_str::<Value>(&run.stdout).is_ok(), "{run}");
    }
    for words in [&["completions", "bash"][..], &["man"]] {
        let run = sandbox.run(&[words, &["--json"]].concat()).exits(2);
        message::helps(&run.stderr);
    }
}
