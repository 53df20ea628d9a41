//! A journal that is longer than a parameter: deployments that keep long values still work.

use crate::support::ministack::Account;
use crate::support::owner::{FASTER, VALUES, set, value};
use crate::support::proxy::{Halt, Proxy};
use sa_infra::cloud::SdkCloud;
use sa_infra::cloud::ssm::ParameterKind;

const PLAIN: &str = "[stock_advisor.parameters]\nstore = \"plain\"\n";

#[tokio::test]
async fn a_journal_of_more_than_four_kilobytes_asks_for_a_tier_that_holds_it() {
    let account = Account::new();
    account.configure(PLAIN);
    let stacks = ["deploy", "app-infra-base", "app-infra-compute", "--yes"];
    account.run(&stacks).exits(0);
    let cloud = account.cloud().await;
    let long = "x".repeat(1500);
    for (name, ..) in VALUES {
        set(&cloud, name, ParameterKind::String, &long).await;
    }
    account.configure(&format!("{PLAIN}{FASTER}"));
    let proxy = Proxy::new(&account);
    proxy.run(&account, &stacks).exits(0);
    let requests = proxy.requests().into_iter();
    let written = requests.filter(|request| request.action() == "PutParameter");
    let written = written
        .map(|request| (request.body.contains("live-values"), request.body))
        .collect::<Vec<_>>();
    assert!(written.iter().any(|(is_journal, _)| *is_journal), "{written:?}");
    for (is_journal, body) in &written {
        assert_eq!(
            body.contains(r#""Tier":"Intelligent-Tiering""#),
            *is_journal,
            "{body}"
        );
    }
    for (name, ..) in VALUES {
        assert_eq!(value(&cloud, name).await.as_deref(), Some(&*long), "{name}");
    }
}

const COMPUTE: [&str; 3] = ["deploy", "app-infra-compute", "--yes"];

/// An account with values of sixteen kilobytes, and a change that keeps them.
async fn full() -> (Account, SdkCloud) {
    let account = Account::new();
    account.configure(PLAIN);
    account
        .run(&["deploy", "app-infra-base", "app-infra-compute", "--yes"])
        .exits(0);
    let cloud = account.cloud().await;
    for (name, ..) in VALUES {
        set(&cloud, name, ParameterKind::String, &long(name)).await;
    }
    account.configure(&format!("{PLAIN}{FASTER}"));
    (account, cloud)
}

fn long(name: &str) -> String {
    name.chars().cycle().take(4000).collect()
}

/// Every value is kept, and no part of the journal is left.
async fn kept(account: &Account, cloud: &SdkCloud) {
    for (name, ..) in VALUES {
        assert_eq!(value(cloud, name).await, Some(long(name)), "{name}");
    }
    let held = account.holdings();
    assert!(!held.iter().any(|name| name.contains("/sa-infra/")), "{held:?}");
}

#[tokio::test]
async fn a_journal_that_no_parameter_holds_is_split_and_goes_whole() {
    let (account, cloud) = full().await;
    let proxy = Proxy::new(&account);
    proxy.run(&account, &COMPUTE).exits(0);
    let journals = proxy.requests().into_iter();
    let journals =
        journals.filter(|call| call.action() == "PutParameter" && call.body.contains("live-values"));
    let sizes = journals.map(|call| {
        let body: serde_json::Value = serde_json::from_str(&call.body).unwrap();
        body["Value"].as_str().unwrap().len()
    });
    let sizes = sizes.collect::<Vec<_>>();
    assert!(
        sizes.len() == 3 && sizes.iter().all(|size| *size <= 8192),
        "{sizes:?}"
    );
    kept(&account, &cloud).await;
}

#[tokio::test]
async fn a_long_journal_of_a_deployment_that_was_killed_gives_everything_back() {
    // Before the journal is complete, after that, and after the execution is requested.
    for (action, after) in [
        ("PutParameter", 0),
        ("PutParameter", 1),
        ("PutParameter", 2),
        ("ExecuteChangeSet", 0),
    ] {
        let (account, cloud) = full().await;
        let halt = Halt {
            action,
            after,
            heard: true,
        };
        Proxy::halting(&account, halt).kill(&account, &COMPUTE);
        account.run(&COMPUTE).exits(0);
        kept(&account, &cloud).await;
    }
}

#[tokio::test]
async fn a_long_journal_goes_with_its_stack() {
    let (account, _) = full().await;
    let halt = Halt {
        action: "PutParameter",
        after: 2,
        heard: true,
    };
    Proxy::halting(&account, halt).kill(&account, &COMPUTE);
    account
        .run(&["destroy", "app-infra-compute", "--yes", "--delete-data"])
        .exits(0);
    let held = account.holdings();
    assert!(!held.iter().any(|name| name.contains("/sa-infra/")), "{held:?}");
}
