//! `gc`, as a user runs it: it deletes the assets that no deployed stack names, after a yes.

use super::assets::{deploy, function, hello, keys};
use crate::support::cli::Sandbox;
use crate::support::ministack::Account;
use crate::support::terminal::Session;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::CloudFormation;

const GC: [&str; 3] = ["gc", "--min-age", "0"];

#[tokio::test]
async fn what_no_deployed_stack_names_is_deleted_after_a_yes() {
    let (account, sandbox) = (Account::new(), Sandbox::new());
    let run = account.run(&GC).exits(0);
    assert!(run.stdout.contains("no assets to delete"), "{run}");
    for answer in ["one", "two"] {
        let results = deploy(&account, &hello(&function(&sandbox, answer), "x")).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
    }
    let before = keys(&account).await;
    assert_eq!(before.len(), 2);

    // New assets stay. Without a terminal, nothing is deleted without a flag.
    let run = account.run(&["gc"]).exits(0);
    assert!(run.stdout.contains("no assets to delete"), "{run}");
    let run = account.run(&GC).exits(2);
    assert!(run.stderr.contains("--yes"), "{run}");
    account.run(&["gc", "--min-age", "0", "--dry-run"]).exits(0);
    Session::of(&account, &account.url, &GC, &[("delete 1 asset?", "n\r")]).ends(4, &["1 kept", "declined"]);
    assert_eq!(keys(&account).await, before);

    Session::of(&account, &account.url, &GC, &[("delete 1 asset?", "y\r")]).ends(0, &["1 asset deleted"]);
    let after = keys(&account).await;
    assert!(after.len() == 1 && before.contains(&after[0]), "{after:?}");
    // The function that is deployed still has its code there.
    let about = account.send("lambda", "GET", "/2015-03-31/functions/hello", &[], "");
    assert!(about.contains("hello"), "{about}");
    let cloud = account.cloud().await;
    let template = cloud
        .cloudformation()
        .get_template("hello")
        .await
        .unwrap()
        .unwrap();
    let name = after[0].rsplit('/').next().unwrap().to_owned();
    assert!(
        template.contains(name.split('.').next().unwrap()),
        "{name}: {template}"
    );
    let run = account.run(&["gc", "--min-age", "0", "--yes"]).exits(0);
    assert!(run.stdout.contains("no assets to delete"), "{run}");
}
