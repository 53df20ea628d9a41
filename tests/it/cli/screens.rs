//! The most frequent screens, on terminals of three sizes, with and without colors.

use crate::operate::run::{image, ready};
use crate::support::ministack::Account;
use crate::support::screen::{colored, plain};
use crate::support::terminal::Session;
use insta::assert_snapshot;
use std::borrow::Borrow;
use std::fmt::Write as _;

/// Rows and columns.
const SIZES: [(u16, u16); 3] = [(24, 80), (40, 120), (20, 40)];

/// Another service with its own value: the role that all services share gets more permissions.
const WIDER: &str = "[stock_advisor.services.news-service]\nparameters = [\"NEWS_API_KEY\"]\n\n\
                     [stock_advisor.services.portfolio-manager]\nmemory = 2048\n";

fn at(
    account: &Account,
    size: (u16, u16),
    color: bool,
    arguments: &[&str],
    steps: &[(&str, &str)],
) -> String {
    let mut command = account.command_at(&account.url, arguments);
    if !color {
        command.env("NO_COLOR", "1");
    }
    // Each test has its own account.
    Session::sized(command, size, steps)
        .text
        .replace(&account.id, "111122223333")
}

/// The screens of all sizes, the first also in colors. If a run changes the account, `prepare` creates one for each.
fn each<A: Borrow<Account>>(
    arguments: &[&str],
    steps: &[(&str, &str)],
    prepare: impl Fn() -> A,
) -> (String, String) {
    let (mut screens, mut in_colors) = (String::new(), String::new());
    for (nth, size) in SIZES.into_iter().enumerate() {
        let is_colored = nth == 0;
        let text = at(prepare().borrow(), size, is_colored, arguments, steps);
        let (_, columns) = size;
        let title = format!("{}x{columns} ", size.0);
        writeln!(
            screens,
            "{title:-<0$}\n{1}",
            usize::from(columns),
            plain(&text, columns)
        )
        .unwrap();
        if is_colored {
            in_colors = colored(&text, columns);
        } else {
            assert!(
                !text.contains("\x1b[3") && !text.contains("\x1b[1m"),
                "colors: {text:?}"
            );
        }
    }
    (screens, in_colors)
}

/// Without changes, one account is enough.
fn looking(account: &Account, arguments: &[&str]) -> (String, String) {
    each(arguments, &[], || account)
}

fn deployed() -> Account {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    account
}

macro_rules! screens {
    ($name:literal, $screens:expr) => {
        let (plain, colored) = $screens;
        assert_snapshot!($name, plain);
        assert_snapshot!(concat!($name, "_colored"), colored);
    };
}

#[test]
fn new_stacks_are_deployed_after_one_question() {
    let steps = [("[y/N] ", "y\r")];
    screens!("deploy_new", each(&["deploy", "--all"], &steps, Account::new));
}

#[test]
fn a_change_that_broadens_access_is_deployed() {
    let changed = || {
        let account = deployed();
        account.configure(WIDER);
        account
    };
    let steps = [("[y/N] ", "y\r")];
    screens!("deploy_change", each(&["deploy", "--all"], &steps, changed));
}

#[test]
fn what_is_deployed_is_looked_at() {
    let account = ready();
    screens!("doctor", looking(&account, &["doctor"]));
    screens!("outputs", looking(&account, &["outputs"]));
    screens!("outputs_all", looking(&account, &["outputs", "--all"]));
    account.configure(WIDER);
    screens!("status", looking(&account, &["status"]));
    screens!("diff", looking(&account, &["diff"]));
}

#[test]
fn everything_is_destroyed_after_one_question() {
    let filled = || {
        let account = deployed();
        image(&account, "sa-recommendation-service");
        account
    };
    let steps = [("to confirm: ", "3 stacks\r")];
    screens!("destroy", each(&["destroy", "--all"], &steps, filled));
}

#[test]
fn everything_is_set_up() {
    let prepared = || {
        let account = deployed();
        let keys = "TDAMERITRADE_ACCOUNT_ID=1\nTDAMERITRADE_CLIENT_ID=2\nTDAMERITRADE_REFRESH_TOKEN=3\nINTRINIO_API_KEY=4\n";
        account.write("keys.env", keys);
        account.run(&["secrets", "import", "keys.env"]).exits(0);
        for repository in ["sa-recommendation-service", "sa-portfolio-manager-service"] {
            image(&account, repository);
        }
        account
    };
    let steps = [("(empty for none): ", "jo@example.com\r")];
    screens!("up", each(&["up"], &steps, prepared));
}
