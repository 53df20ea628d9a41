//! SIGTERM and SIGHUP, as from build servers and closed terminals: an operation that has not started leaves nothing,
//! a started one continues in AWS, and the exit code identifies the signal.

use crate::support::cli::Run;
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use crate::support::script::Script;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::CloudFormation;

const BASE: [&str; 3] = ["deploy", "app-infra-base", "--yes"];
/// An update that takes a few seconds.
const SLOWLY: [&str; 4] = [
    "stack UPDATE_IN_PROGRESS",
    "T UPDATE_IN_PROGRESS",
    "T UPDATE_COMPLETE",
    "stack UPDATE_COMPLETE",
];
const SIGNALS: [(&str, i32); 3] = [("TERM", 143), ("HUP", 129), ("INT", 130)];

/// Runs the binary, which gets the signal at the first of these calls.
fn signalled(account: &Account, arguments: &[&str], signal: &'static str, call: &'static str) -> Run {
    Proxy::signalling(account, signal, call, 0).run_signalled(account, arguments)
}

#[tokio::test]
async fn a_signal_before_the_execution_leaves_nothing_behind() {
    for (signal, code) in SIGNALS {
        for call in ["CreateChangeSet", "DescribeChangeSet"] {
            let account = Account::new();
            let run = signalled(&account, &BASE, signal, call).exits(code);
            assert!(run.stderr.contains("interrupted; nothing was changed"), "{run}");
            assert_eq!(
                account.holdings(),
                Account::new().holdings(),
                "{signal} at {call}
{run}"
            );
        }
    }
}

#[test]
fn a_signal_after_the_execution_names_the_way_back() {
    for (signal, code) in SIGNALS {
        let run = Script::at("CREATE_COMPLETE")
            .then(&SLOWLY)
            .signals(signal, "ExecuteChangeSet")
            .run(&BASE)
            .exits(code);
        assert!(run.stderr.contains("sa-infra watch app-infra-base"), "{run}");
    }
}

#[tokio::test]
async fn a_signal_before_an_update_leaves_no_journal() {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    account.configure("[stock_advisor.services.portfolio-manager]\ncpu = 1024\nmemory = 2048\n");
    let compute = ["deploy", "app-infra-compute", "--only", "--yes"];
    signalled(&account, &compute, "TERM", "PutParameter").exits(143);
    let cloud = account.cloud().await;
    let journal = crate::support::owner::value(&cloud, "/sa-infra/app-infra-compute/live-values").await;
    assert_eq!(journal, None);
    let sets = cloud
        .cloudformation()
        .list_change_sets("app-infra-compute")
        .await
        .unwrap();
    assert!(
        sets.iter().all(|set| set.execution.as_str() != "AVAILABLE"),
        "{sets:?}"
    );
}

#[test]
fn destroy_says_which_signal_ended_it() {
    for (signal, code) in SIGNALS {
        let account = Account::new();
        account.run(&["deploy", "--all", "--yes"]).exits(0);
        let destroy = ["destroy", "--all", "--yes", "--delete-data"];
        let run = signalled(&account, &destroy, signal, "ListStackResources").exits(code);
        assert!(run.stderr.contains("nothing was deleted"), "{run}");
        let run = signalled(&account, &destroy, signal, "DeleteStack").exits(code);
        assert!(run.stderr.contains("continue in AWS"), "{run}");
        account.run(&destroy).exits(0);
    }
}

#[test]
fn watch_says_which_signal_ended_it() {
    for (signal, code) in SIGNALS {
        let run = Script::at("UPDATE_IN_PROGRESS")
            .then(&SLOWLY)
            .signals(signal, "DescribeStackEvents")
            .run(&["watch", "app-infra-base"])
            .exits(code);
        assert!(run.stderr.contains("stopped watching"), "{run}");
    }
}

#[test]
fn recover_says_which_signal_ended_it() {
    for (signal, code) in SIGNALS {
        let run = Script::at("ROLLBACK_COMPLETE")
            .then(&[
                "stack DELETE_IN_PROGRESS",
                "T DELETE_COMPLETE",
                "stack DELETE_COMPLETE",
            ])
            .signals(signal, "DeleteStack")
            .run(&["recover", "app-infra-base", "--yes"])
            .exits(code);
        assert!(run.stderr.contains("stopped watching"), "{run}");
    }
}

#[test]
fn up_says_which_signal_ended_it() {
    for (signal, code) in SIGNALS {
        let account = Account::new();
        let run = signalled(&account, &["up", "--yes"], signal, "CreateChangeSet").exits(code);
        assert!(run.stderr.contains("interrupted; nothing was changed"), "{run}");
        assert_eq!(account.holdings(), Account::new().holdings(), "{run}");
    }
}
