//! `secrets` against the emulator, read back through Parameter Store; no output contains a value.

use crate::support::message;
use crate::support::ministack::Account;
use sa_infra::cloud::ssm::{ParameterKind, Ssm};
use sa_infra::cloud::{Cloud, SdkCloud};
use serde_json::Value;

const PLANTED: &str = "planted-value-9c41";
const TOKEN: &str = "TDAMERITRADE_REFRESH_TOKEN";

async fn value(cloud: &SdkCloud, name: &str) -> Option<(String, ParameterKind)> {
    let found = cloud.ssm().get_parameters(&[name.to_owned()]).await.unwrap();
    let found = found.into_iter().next()?;
    Some((found.value.expose().to_owned(), found.kind))
}

/// Runs a command, and checks the exit code and that the output does not contain the planted value.
fn run(account: &Account, arguments: &[&str], input: &str, code: i32) -> String {
    let run = account.run_fed(arguments, input).exits(code);
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(!said.contains("planted"), "{said}");
    if code != 0 {
        message::helps(&run.stderr);
    }
    said
}

#[tokio::test]
async fn secrets_are_set_before_their_stack_is_there() {
    let account = Account::new();
    let cloud = account.cloud().await;
    let said = run(&account, &["secrets"], "", 0);
    assert_eq!(said.matches(" missing ").count(), 4, "{said}");
    let said = run(
        &account,
        &["secrets", "set", TOKEN, "--stdin"],
        &format!("{PLANTED}\n"),
        0,
    );
    assert!(
        said.contains("trimmed") && said.contains("set TDAMERITRADE_REFRESH_TOKEN"),
        "{said}"
    );
    let secure = ParameterKind::SecureString;
    let found = value(&cloud, "/sa/TDAMERITRADE_REFRESH_TOKEN").await;
    assert_eq!(found, Some((PLANTED.to_owned(), secure)));
    let said = run(&account, &["secrets", "set", TOKEN, "--stdin"], PLANTED, 0);
    assert!(
        said.contains("unchanged TDAMERITRADE") && !said.contains("trimmed"),
        "{said}"
    );

    let said = run(
        &account,
        &["secrets", "set", "TDAMERITRADE_ACCOUNT_ID", "--stdin"],
        PLANTED,
        1,
    );
    assert!(
        said.contains("run `sa-infra deploy app-infra-compute` to create it"),
        "{said}"
    );
}

#[tokio::test]
async fn a_deployment_keeps_what_was_set_and_the_list_says_who_did() {
    let account = Account::new();
    let cloud = account.cloud().await;
    let path = account.write(
        "keys.env",
        &format!("INTRINIO_API_KEY={PLANTED}\nexport {TOKEN}='{PLANTED}'\n"),
    );
    let said = run(&account, &["secrets", "import", "keys.env"], "", 0);
    assert!(said.contains("other users can read") && path.exists(), "{said}");
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    run(
        &account,
        &["secrets", "set", "TDAMERITRADE_ACCOUNT_ID", "--file", "keys.env"],
        "",
        0,
    );

    let plain = value(&cloud, "SA_TDAMERITRADE_ACCOUNT_ID").await.unwrap();
    assert!(plain.0.contains(PLANTED) && plain.1 == ParameterKind::String);
    let said = run(&account, &["secrets", "list", "--json"], "", 0);
    let rows = serde_json::from_str::<Vec<Value>>(&said).unwrap();
    let states = rows.iter().map(|row| row["state"].as_str().unwrap());
    assert_eq!(
        states.collect::<Vec<_>>(),
        ["set", "set", "placeholder", "set"],
        "{said}"
    );
    assert_eq!(rows[0]["modified_by"], "arn:aws:iam::[ACCOUNT]:root");
    assert_eq!(rows[1]["version"], 2);
    assert!(
        rows[3]["expires"].is_string() && rows[3]["expired"] == false,
        "{said}"
    );
    assert_eq!(
        rows[0]["services"],
        serde_json::json!(["recommendation-service", "portfolio-manager"])
    );
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    assert_eq!(value(&cloud, "SA_TDAMERITRADE_ACCOUNT_ID").await.unwrap(), plain);
}

#[tokio::test]
async fn another_instance_lends_its_values() {
    let account = Account::new();
    let cloud = account.cloud().await;
    account.configure("namespace = \"old\"\n");
    run(&account, &["secrets", "set", TOKEN, "--stdin"], PLANTED, 0);
    account.configure("namespace = \"new\"\n");
    let said = run(&account, &["secrets", "copy", "--from", "old"], "", 0);
    assert_eq!(
        said,
        "set TDAMERITRADE_REFRESH_TOKEN (/new/TDAMERITRADE_REFRESH_TOKEN)\n"
    );
    let copied = value(&cloud, "/new/TDAMERITRADE_REFRESH_TOKEN").await.unwrap();
    assert_eq!(copied.0, PLANTED);
    run(&account, &["secrets", "copy", "--from", "new"], "", 2);
    run(&account, &["secrets", "copy", "--from", "nobody"], "", 1);
}

#[test]
fn what_is_wrong_is_said_without_the_value() {
    let account = Account::new();
    account.write("bad.env", &format!("INTRINIO_API_KEY={PLANTED}\n{PLANTED}\n"));
    account.write("unknown.env", &format!("INTRINO_API_KEY={PLANTED}\n"));
    account.write("placeholder", "put_refresh_token_here");
    let mut said = String::new();
    for (arguments, input) in [
        (&["secrets", "set", "INTRINIO_API_KEI", "--stdin"][..], PLANTED),
        (&["secrets", "set", TOKEN, "--stdin"], "\n"),
        (&["secrets", "set", TOKEN, PLANTED], ""),
        (&["secrets", "set", TOKEN, "--stdin", "--", "-planted"], ""),
        (&["secrets", "set", TOKEN], PLANTED),
        (&["secrets", "set", TOKEN, "--file", "placeholder"], ""),
        (&["secrets", "set", TOKEN, "--file", "absent"], ""),
        (&["secrets", "import", "bad.env"], ""),
        (&["secrets", "import", "unknown.env"], ""),
        (&["secrets", "show", TOKEN, "--reveal"], ""),
    ] {
        said += &arguments.join(" ");
        said += "\n";
        said += &(run(&account, arguments, input, 2) + "\n");
    }
    insta::assert_snapshot!(
        "secrets_bad_input",
        said.replace(PLANTED, "VALUE").replace("planted", "VALUE")
    );
    assert_eq!(run(&account, &["secrets"], "", 0).matches(" missing ").count(), 4);
}

#[tokio::test]
async fn a_plain_token_ages_as_well() {
    let account = Account::new();
    account.configure("[stock_advisor.parameters]\nstore = \"plain\"\n");
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    run(&account, &["secrets", "set", TOKEN, "--stdin"], PLANTED, 0);
    let said = run(&account, &["secrets", "list", "--json"], "", 0);
    let rows = serde_json::from_str::<Vec<Value>>(&said).unwrap();
    let row = rows.iter().find(|row| row["name"] == TOKEN).unwrap();
    assert!(
        row["expires"].is_string() && row["kind"] == "plain" && row["expired"] == false,
        "{row}"
    );
    let days = "[stock_advisor.parameters.definitions.TDAMERITRADE_REFRESH_TOKEN]\nlifetime_days = 0\n";
    account.configure(&format!("[stock_advisor.parameters]\nstore = \"plain\"\n{days}"));
    let old = account.run(&["secrets"]).exits(0);
    assert!(
        old.stdout.contains("set, expired") && old.stderr.contains("has expired"),
        "{old}"
    );
}

#[tokio::test]
async fn values_are_copied_to_another_region_and_to_another_account() {
    let account = Account::new();
    account
        .run_fed(&["secrets", "set", TOKEN, "--stdin"], PLANTED)
        .exits(0);
    let said = run(
        &account,
        &[
            "secrets",
            "copy",
            "--from-region",
            "us-east-1",
            "--region",
            "eu-west-1",
        ],
        "",
        0,
    );
    assert!(said.contains("set TDAMERITRADE_REFRESH_TOKEN"), "{said}");
    let rows = account.run(&["secrets", "--region", "eu-west-1"]).exits(0).stdout;
    assert_eq!(rows.matches(" missing ").count(), 3, "{rows}");
    for wrong in [&["--from-region", "us-east-1"][..], &["--from", "sa"], &[]] {
        run(&account, &[&["secrets", "copy"], wrong].concat(), "", 2);
    }
    run(
        &account,
        &["secrets", "copy", "--from-region", "ap-south-1"],
        "",
        1,
    );

    let other = Account::new();
    let keys = format!(
        "[old]\naws_access_key_id = {}\naws_secret_access_key = test\n",
        account.id
    );
    other.write(".aws/credentials", &keys);
    other.configure(&format!("account = \"{}\"\n", other.id));
    let said = run(&other, &["secrets", "copy", "--from-profile", "old"], "", 0);
    assert!(said.contains("set TDAMERITRADE_REFRESH_TOKEN"), "{said}");
    assert!(
        said.contains(&format!("from account {}, as ", account.id)),
        "{said}"
    );
    let found = value(&other.cloud().await, "/sa/TDAMERITRADE_REFRESH_TOKEN").await;
    assert_eq!(found, Some((PLANTED.to_owned(), ParameterKind::SecureString)));
}

#[tokio::test]
async fn spaces_around_an_id_are_removed_with_a_note() {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let id = "TDAMERITRADE_ACCOUNT_ID";
    let said = run(&account, &["secrets", "set", id, "--stdin"], "  planted-1\t\n", 0);
    assert!(said.contains("removed the spaces around the value"), "{said}");
    let stored = async || {
        value(&account.cloud().await, "SA_TDAMERITRADE_ACCOUNT_ID")
            .await
            .unwrap()
            .0
    };
    assert_eq!(stored().await, "planted-1");
    account.write(
        "keys.env",
        &format!("{id}=' planted-2 '\n{TOKEN}=' planted-3 '\n"),
    );
    let said = run(&account, &["secrets", "import", "keys.env"], "", 0);
    assert_eq!(said.matches("removed the spaces").count(), 1, "{said}");
    assert_eq!(stored().await, "planted-2");
    let token = value(&account.cloud().await, "/sa/TDAMERITRADE_REFRESH_TOKEN").await;
    assert_eq!(token.unwrap().0, " planted-3 ", "what is quoted is meant");
}
