//! The page of an app whose stacks are in two accounts: each stack is read and deployed in its own one.

use super::readers::reads;
use crate::support::console::Console;
use crate::support::ministack::{Account, Ministack};
use crate::support::staged::{self, PROD, TEST};
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::{CloudFormation, StackStatus};

#[tokio::test]
async fn a_stack_is_deployed_from_the_page_in_its_own_account() {
    let emulator = Ministack::start();
    let home = Account::at(emulator.url(), PROD);
    home.write(".aws/credentials", staged::KEYS_OF_EMULATOR);
    let command = home.program_command(staged::program(), &["console", "--no-open"]);
    let console = Console::of(command);
    let reader = console.sign_in();
    let page = console.ask("GET /stacks", &reader.0, "").body;
    assert!(page.contains("111122223333 and 444455556666"), "{page}");
    let begun = console.change(&reader, "deploy", "stack=prod-alerts");
    assert_eq!(begun.status, 200, "{begun:?}");
    let mut events = console.events(&reader.0, "/stacks");
    reads(&mut events, "created</span>");
    for (account, status) in [(PROD, Some(StackStatus::CreateComplete)), (TEST, None)] {
        let here = Account::at(emulator.url(), account).cloud().await;
        let found = here.cloudformation().describe_stack("prod-alerts").await.unwrap();
        assert_eq!(found.map(|stack| stack.status), status, "{account}");
    }
}
