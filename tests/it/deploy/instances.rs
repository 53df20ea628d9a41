//! More than one deployment of the app in one account: at the same time, and in another region.

use crate::support::ministack::Account;
use crate::support::owner::STACKS;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::CloudFormation;
use std::thread;

const ALL: [&str; 3] = ["deploy", "--all", "--yes"];

#[tokio::test]
async fn several_at_once_on_an_empty_account_come_out_well() {
    let account = Account::new();
    let runs = thread::scope(|scope| {
        let runs = [(); 3].map(|()| scope.spawn(|| account.run(&ALL)));
        runs.map(|run| run.join().unwrap())
    });
    let waited = |run: &&crate::support::cli::Run| {
        run.stderr.contains("waiting for it") || run.stderr.contains("another operation is")
    };
    for run in &runs {
        assert_eq!(run.code, 0, "{run}");
        assert!(!run.stderr.contains("deleted in the meantime"), "{run}");
    }
    let late = runs
        .iter()
        .filter(|run| !run.stderr.contains(": unchanged"))
        .count();
    assert!(
        late == 1 || runs.iter().any(|run| waited(&run)),
        "{}{}{}",
        runs[0],
        runs[1],
        runs[2]
    );
    let cloud = account.cloud().await;
    for name in STACKS {
        let stack = cloud
            .cloudformation()
            .describe_stack(name)
            .await
            .unwrap()
            .unwrap();
        assert!(stack.status.is_success(), "{name} is {}", stack.status);
    }
}

#[tokio::test]
async fn another_region_says_whose_the_names_are_and_proposes_to_delete_nothing() {
    let account = Account::new();
    account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    account.configure("[stock_advisor]\nregion = \"eu-west-1\"\n");
    let run = account.run(&["deploy", "app-infra-base", "--yes"]).exits(1);
    assert!(run.stderr.contains("role-sa-ecs-tasks"), "{run}");
    assert!(run.stderr.contains("another copy may own it"), "{run}");
    assert!(run.stderr.contains("namespace"), "{run}");
    for touches in ["delete", "rename what"] {
        let fix = run.stderr.split("fix:").nth(1).unwrap_or_default();
        assert!(!fix.contains(touches), "{run}");
    }
    account.configure("namespace = \"eu\"\n[stock_advisor]\nregion = \"eu-west-1\"\n");
    account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
}

#[tokio::test]
async fn a_change_set_of_others_is_named_before_it_is_overtaken() {
    let account = Account::new();
    account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    let cloud = account.cloud().await;
    let template = cloud
        .cloudformation()
        .get_template("app-infra-base")
        .await
        .unwrap()
        .unwrap();
    let theirs = template.replace("\"EnableDnsHostnames\":true", "\"EnableDnsHostnames\":false");
    account.change_set("app-infra-base", "theirs", &theirs).await;
    account.configure("[stock_advisor]\nnotify = [\"a@example.com\"]\n");
    let run = account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    let named = run
        .stderr
        .find("another change set is waiting")
        .unwrap_or_else(|| panic!("{run}"));
    assert!(named < run.stderr.find("UPDATE_IN_PROGRESS").unwrap(), "{run}");
    assert!(run.stderr.contains("theirs"), "{run}");
}
