//! The number of calls of a command, counted on their way to the emulator.

use crate::support::ministack::Account;
use crate::support::proxy::Proxy;

const BRANCH: &str = "[stock_advisor.github]\nbranch = \"next\"\n";
const WIDER: &str = "[stock_advisor.services.portfolio-manager]\ncpu = 1024\nmemory = 2048\n";

/// Runs the binary, which may make at most this many calls.
#[track_caller]
fn calls(account: &Account, arguments: &[&str], ceiling: usize) -> Vec<String> {
    let proxy = Proxy::new(account);
    let run = proxy.run(account, arguments).exits(0);
    let mut called = proxy.called();
    // Every command reads the identity once; the alias once a day, for each endpoint.
    for account in ["GetCallerIdentity", "ListAccountAliases"] {
        let before = called.len();
        called.retain(|call| call != account);
        assert_eq!(before, called.len() + 1, "{called:?}");
    }
    assert!(
        called.len() <= ceiling,
        "{} calls: {called:?}\n{run}",
        called.len()
    );
    called
}

#[test]
fn a_command_asks_for_no_more_than_it_needs() {
    let account = Account::new();
    let all = ["deploy", "--all", "--yes"];
    // Eight for each of three stacks, two of which compare the change set's template with the one that was sent,
    // before and after the question; and one for each of three secrets.
    calls(&account, &all, 24 + 3);
    let called = calls(&account, &all, 7);
    assert!(!called.iter().any(|call| call == "CreateChangeSet"), "{called:?}");
    account.configure(BRANCH);
    // Three for each stack, and nine to create, read, confirm, execute and watch one: another branch needs a
    // confirmation.
    calls(&account, &all, 16);
    // Live values are read before and after, and written to the journal in between; and it is checked whether the
    // task runs.
    account.configure(&format!("{BRANCH}{WIDER}"));
    calls(&account, &["diff", "--change-set"], 13);
    // The emulator works on every resource, so all values are compared afterwards.
    calls(&account, &all, 22);
    calls(&account, &["diff"], 3);
    // The state of each stack, the notes about the schedules, the schedules, and the alarms. The emulator does not
    // show the change set of a stack, so the templates are compared too.
    calls(&account, &["status"], 7 + 3);
    // The instances, and five for all services together.
    calls(&account, &["tasks"], 6);
    calls(&account, &["destroy", "--all", "--yes"], 32);
}

#[test]
fn the_alias_of_the_account_is_asked_for_once_a_day() {
    let account = Account::new();
    let proxy = Proxy::new(&account);
    for _ in 0..3 {
        proxy.run(&account, &["status"]).exits(0);
    }
    assert_eq!(proxy.count("ListAccountAliases"), 1);
    assert_eq!(proxy.count("GetCallerIdentity"), 3);
}
