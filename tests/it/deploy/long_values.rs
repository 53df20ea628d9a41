//! A journal that is longer than a parameter of the standard tier: deployments that keep long values go on.

use crate::support::ministack::Account;
use crate::support::owner::{FASTER, VALUES, set, value};
use crate::support::proxy::Proxy;
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
