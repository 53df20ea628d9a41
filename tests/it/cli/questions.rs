//! The operating commands on a terminal: the questions, hidden input, and Ctrl-C.

use crate::operate::run::{image, ready};
use crate::support::ministack::Account;
use crate::support::owner;
use crate::support::proxy::Proxy;
use crate::support::terminal::Session;
use serde_json::{Value, json};

const CTRL_C: &str = "\x03";
const KEY: &str = "INTRINIO_API_KEY";
const SERVICE: &str = "recommendation-service";

/// A session in this account.
fn play(account: &Account, arguments: &[&str], steps: &[(&str, &str)]) -> Session {
    Session::of(account, &account.url, arguments, steps)
}

async fn value(account: &Account, name: &str) -> Option<String> {
    owner::value(&account.cloud().await, name).await
}

fn tasks(account: &Account) -> Vec<Value> {
    let rows = account.run(&["tasks", "--json"]).exits(0);
    serde_json::from_str(&rows.stdout).unwrap()
}

#[tokio::test]
async fn a_value_is_typed_unseen_and_ctrl_c_leaves_the_terminal_as_it_was() {
    let account = Account::new();
    let set = ["secrets", "set", KEY];
    let session = play(&account, &set, &[("(not shown): ", CTRL_C)]).ends(130, &[]);
    assert!(!session.text.contains("the echo is off"), "{}", session.text);
    assert_eq!(value(&account, "/sa/INTRINIO_API_KEY").await, None);
    play(&account, &set, &[("(not shown): ", "\r")]).ends(2, &["the value is empty"]);
    let session = play(&account, &set, &[("(not shown): ", "planted-key\r")]).ends(0, &["set"]);
    assert!(!session.text.contains("planted"), "{}", session.text);
    assert_eq!(
        value(&account, "/sa/INTRINIO_API_KEY").await.as_deref(),
        Some("planted-key")
    );
}

#[test]
fn a_value_is_revealed_after_a_yes_only() {
    let account = Account::new();
    account
        .run_fed(&["secrets", "set", KEY, "--stdin"], "planted-key")
        .exits(0);
    let reveal = ["secrets", "show", KEY, "--reveal"];
    for (answer, code) in [("n\r", 4), ("\r", 4), (CTRL_C, 4)] {
        let session = play(&account, &reveal, &[("[y/N] ", answer)]).ends(code, &["declined"]);
        assert!(!session.text.contains("planted"), "{}", session.text);
    }
    play(&account, &reveal, &[("[y/N] ", "y\r")]).ends(0, &["planted-key"]);
    let session = play(&account, &["secrets", "show", KEY], &[]).ends(0, &["set"]);
    assert!(!session.text.contains("planted"), "{}", session.text);
}

#[test]
fn a_service_that_trades_is_run_after_a_yes_only() {
    let account = ready();
    image(&account, "sa-portfolio-manager-service");
    account.write(
        "keys.env",
        "TDAMERITRADE_ACCOUNT_ID=1\nTDAMERITRADE_CLIENT_ID=2\nTDAMERITRADE_REFRESH_TOKEN=3\n",
    );
    account.run(&["secrets", "import", "keys.env"]).exits(0);
    let run = ["run", "portfolio-manager", "--detach"];
    let ask = "trades; run it now? [y/N] ";
    play(&account, &run, &[(ask, "n\r")]).ends(4, &["declined; nothing was started"]);
    play(&account, &run, &[(ask, CTRL_C)]).ends(4, &["declined"]);
    assert_eq!(tasks(&account), Vec::<Value>::new());
    play(&account, &run, &[(ask, "y\r")]).ends(0, &["started"]);
    assert_eq!(tasks(&account).len(), 1);
}

#[test]
fn who_interrupts_a_run_leaves_it_or_stops_it() {
    let account = ready();
    let run = |steps: &[(&str, &str)]| play(&account, &["run", SERVICE], steps);
    let left = run(&[("task is running", CTRL_C), ("[s/D] ", "d\r")]).ends(130, &["sa-infra logs"]);
    assert_eq!(tasks(&account)[0]["status"], "RUNNING", "{}", left.text);
    // A running task prevents another run.
    run(&[]).ends(1, &["is already running"]);
    let stopped = ["run", SERVICE, "--force"];
    play(
        &account,
        &stopped,
        &[("task is running", CTRL_C), ("[s/D] ", "s\r")],
    )
    .ends(130, &[]);
    let rows = tasks(&account);
    let states = rows
        .iter()
        .map(|row| row["status"].as_str().unwrap())
        .collect::<Vec<_>>();
    assert!(
        states.contains(&"STOPPED") && states.contains(&"RUNNING"),
        "{states:?}"
    );
    play(
        &account,
        &stopped,
        &[("task is running", CTRL_C), ("[s/D] ", CTRL_C)],
    )
    .ends(130, &["sa-infra logs"]);
}

#[test]
fn who_interrupts_a_build_leaves_it() {
    let account = ready();
    let proxy = Proxy::answering(&account, |asked| {
        let build = json!({"id": "p:1", "projectName": "p", "buildStatus": "IN_PROGRESS", "phases": [{"phaseType": "BUILD"}]});
        (asked.call == "BatchGetBuilds").then(|| (200, json!({"builds": [build]}).to_string()))
    });
    let session = Session::of(&account, &proxy.url(), &["build", SERVICE], &[("build", CTRL_C)]);
    session.ends(130, &["sa-infra build list"]);
    assert_eq!((proxy.count("StartBuild"), proxy.count("StopBuild")), (1, 0));
}

#[test]
fn what_is_shown_on_a_terminal_fits_into_it() {
    let account = ready();
    account.run(&["notify", "add", "+15551234567"]).exits(0);
    for (command, says) in [
        (&["schedule"][..], "\x1b["),
        (&["schedule", "pause"], "paused"),
        (&["notify"], "confirmed"),
        (&["secrets"], "state:"),
        (&["images"], "digest:"),
    ] {
        let session = play(&account, command, &[]).ends(0, &[says]);
        let lines = anstream::adapter::strip_str(&session.text).to_string();
        let wide = lines.lines().filter(|line| line.chars().count() > 80);
        let wide = wide.filter(|line| !line.contains("to do: ") && !line.contains(": sha256:"));
        assert_eq!(wide.collect::<Vec<_>>(), Vec::<&str>::new(), "{command:?}");
    }
}

#[tokio::test]
async fn the_first_day_continues_wherever_it_was_interrupted() {
    let account = Account::new();
    let up = |steps: &[(&str, &str)], code: i32, says: &[&str]| {
        let session = play(&account, &["up", "--yes"], steps).ends(code, says);
        assert!(!session.text.contains("planted"), "{}", session.text);
        session
    };
    // At the first question, no stack is deployed yet.
    up(
        &[("not shown; empty for later): ", CTRL_C)],
        130,
        &["INTRINIO_API_KEY"],
    );
    let deployed = account.run(&["status", "app-infra-base"]).exits(0);
    assert!(deployed.stdout.contains("not deployed"), "{deployed}");
    // One value is entered, and the next question interrupted.
    let two = [
        ("empty for later): ", "planted-1\r"),
        ("empty for later): ", CTRL_C),
    ];
    up(&two, 130, &["TDAMERITRADE_CLIENT_ID"]);
    assert_eq!(
        value(&account, "/sa/INTRINIO_API_KEY").await.as_deref(),
        Some("planted-1")
    );
    // The remaining values, one of them after its stack. There is no subscriber yet.
    let rest = [
        (
            "TDAMERITRADE_CLIENT_ID (not shown; empty for later): ",
            "planted-2\r",
        ),
        (
            "TDAMERITRADE_REFRESH_TOKEN (not shown; empty for later): ",
            "planted-3\r",
        ),
        (
            "TDAMERITRADE_ACCOUNT_ID (not shown; empty for later): ",
            "planted-4\r",
        ),
        (
            "e-mail address for failure notifications (empty for none): ",
            CTRL_C,
        ),
    ];
    up(
        &rest,
        130,
        &["sa-infra deploy --all", "3 created", "sa-infra build "],
    );
    for repository in ["sa-recommendation-service", "sa-portfolio-manager-service"] {
        image(&account, repository);
    }
    let last = [(
        "e-mail address for failure notifications (empty for none): ",
        "jo@example.com\r",
    )];
    let done = up(&last, 0, &["sa-infra notify add jo@example.com", "ready"]);
    assert!(
        !done.text.contains("empty for later") && !done.text.contains("sa-infra build"),
        "{}",
        done.text
    );
    let again = up(&[], 0, &["ready"]);
    assert_eq!(again.text.matches("unchanged\x1b").count(), 3, "{}", again.text);
}

#[test]
fn several_instances_are_distinguished_by_asking() {
    let account = Account::new();
    for namespace in ["sa", "paper"] {
        account.configure(&format!("namespace = \"{namespace}\"\n"));
        account.run(&["deploy", "--all", "--yes"]).exits(0);
    }
    account.configure("");
    let steps = [
        ("which one (sa/paper)? ", "papper\r"),
        ("which one (sa/paper)? ", "paper\r"),
    ];
    play(&account, &["schedule", "pause"], &steps).ends(0, &["several copies are deployed: sa, paper"]);
    play(&account, &["schedule"], &[("which one", CTRL_C)]).ends(130, &[]);
    let paused = |namespace: &str| {
        let rows = account
            .run(&["schedule", "--namespace", namespace, "--json"])
            .exits(0);
        rows.stdout.matches("\"paused\"").count()
    };
    assert_eq!((paused("sa"), paused("paper")), (0, 2));
    let run = account.run(&["schedule"]).exits(2);
    insta::assert_snapshot!("several_instances", run.to_string());
    account.configure("namespace = \"paper\"\n");
    assert!(account.run(&["schedule"]).exits(0).stdout.contains("paused"));
}

#[test]
fn a_log_is_followed_until_ctrl_c() {
    let account = ready();
    let proxy = Proxy::answering(&account, |asked| {
        let line = |number: usize| {
            json!({"eventId": number.to_string(), "timestamp": 1_790_000_000_000_i64 + i64::try_from(number).unwrap(),
                "message": format!("line {number}"), "logStreamName": "s"})
        };
        (asked.call == "FilterLogEvents").then(|| match asked.before {
            // Throttled for longer than the SDK retries; then the same lines are returned again.
            1..=5 => (
                400,
                r#"{"__type": "ThrottlingException", "message": "Rate exceeded"}"#.to_owned(),
            ),
            before => (200, json!({"events": [line(0), line(before)]}).to_string()),
        })
    });
    let follow = ["logs", SERVICE, "--follow", "--since", "2026-01-01T00:00:00Z"];
    let session = Session::of(
        &account,
        &proxy.url(),
        &follow,
        &[("line 0", ""), ("line 7", CTRL_C)],
    );
    let session = session.ends(130, &["line 6"]);
    assert_eq!(session.text.matches("line 0").count(), 1, "{}", session.text);
    // Without `--follow`, a log that cannot be read is an error.
    let busy = Proxy::answering(&account, |asked| {
        let busy = (asked.call == "FilterLogEvents").then_some("{\"__type\": \"ThrottlingException\"}");
        busy.map(|busy| (400, busy.to_owned()))
    });
    let run = busy.run(&account, &["logs", SERVICE]).exits(1);
    assert!(run.stderr.contains("AWS is throttling requests"), "{run}");
}
