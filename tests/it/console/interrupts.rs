//! A deployment of the page that is interrupted, on the page and by the end of the console.

use crate::console::readers::reads;
use crate::support::browser::Tab;
use crate::support::console::Console;
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const STACK: &str = "app-infra-develop";

/// An account in which the creation of a stack takes until the flag is false.
fn slow() -> (Account, Proxy, Arc<AtomicBool>) {
    let account = Account::new();
    account.run(&["deploy", "app-infra-compute", "--yes"]).exits(0);
    let is_slow = Arc::new(AtomicBool::new(true));
    let (slow, url) = (Arc::clone(&is_slow), account.url.clone());
    let proxy = Proxy::answering(&account, move |asked| {
        let is_it = asked.call.starts_with("DescribeStack") && asked.body.contains(STACK);
        let answer = || {
            let (status, body) = Account::answer(&url, asked.request);
            (status, body.replace("CREATE_COMPLETE", "CREATE_IN_PROGRESS"))
        };
        (is_it && slow.load(Ordering::SeqCst)).then(answer)
    });
    (account, proxy, is_slow)
}

#[test]
fn an_interrupt_asks_what_becomes_of_the_operation() {
    let (account, proxy, is_slow) = slow();
    let (console, tab) = (Console::start_at(&account, &proxy.url(), &[]), Tab::new());
    tab.open(&console.url);
    tab.shows("live");
    tab.open(&console.page("/stacks"));
    tab.click(&format!("form[data-verb=deploy]:has([value={STACK}]) button"));
    tab.click(".question form:nth-of-type(2) button");
    let interrupt = "form[data-verb=interrupt] button";
    let asks = || {
        tab.until("document.querySelector('.deployment pre').textContent.includes('(0/6)')");
        tab.click(interrupt);
        let text = tab.shows("app-infra-develop is in progress. What happens to it?");
        assert!(
            text.contains("Roll back") && text.contains("Stop watching"),
            "{text}"
        );
    };
    asks();
    tab.click(".question form:nth-of-type(1) button");
    tab.until("!document.querySelector('.question')");
    asks();
    tab.click(".question form:nth-of-type(2) button");
    let text = tab.shows("stopped watching; the operation continues in AWS");
    assert!(text.contains("sa-infra watch app-infra-develop"), "{text}");
    tab.until(&format!("!document.querySelector('{interrupt}')"));
    is_slow.store(false, Ordering::SeqCst);
    account.run(&["watch", STACK]).exits(0);
    // The card of the stack shows the end.
    tab.until(&format!(
        "[...document.querySelectorAll('li.card')].some((card) => card.querySelector('.name').innerText === '{STACK}' \
         && card.querySelector('.state').innerText.trim() === 'deployed')"
    ));
    assert_eq!(tab.faults(), json!([]));
}

#[test]
fn the_end_of_the_console_leaves_the_operation_to_aws_and_names_the_command() {
    let (account, proxy, is_slow) = slow();
    let mut console = Console::start_at(&account, &proxy.url(), &[]);
    let reader = console.sign_in();
    let begun = console.change(&reader, "deploy", &format!("stack={STACK}"));
    assert_eq!((begun.status, &*begun.body), (200, "/stacks"), "{begun:?}");
    let twice = console.change(&reader, "deploy", &format!("stack={STACK}"));
    assert!(
        twice.status == 409 && twice.body.contains("a deployment is running"),
        "{twice:?}"
    );
    let mut events = console.events(&reader.0, "/stacks");
    let asked = reads(&mut events, "name=\\\"question\\\" value=\\\"");
    let question = asked.rsplit("name=\\\"question\\\" value=\\\"").next().unwrap();
    let question = question.split('\\').next().unwrap();
    for (form, status) in [
        ("question=1&answer=yes".to_owned(), 200),
        (format!("question={question}&answer=yes"), 200),
    ] {
        assert_eq!(console.change(&reader, "answer", &form).status, status);
    }
    reads(&mut events, "Interrupt");
    reads(&mut events, "(0/6)");
    assert_eq!(console.signal("INT"), 130);
    let said = console.errors();
    assert!(
        said.contains("app-infra-develop: stopped watching; the operation continues in AWS"),
        "{said}"
    );
    assert!(
        said.contains("fix: `sa-infra watch app-infra-develop` reattaches"),
        "{said}"
    );
    is_slow.store(false, Ordering::SeqCst);
    let watched = account.run(&["watch", STACK]).exits(0);
    assert!(watched.to_string().contains("app-infra-develop"), "{watched}");
}
