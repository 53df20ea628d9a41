//! The calls to AWS with many readers, with readers that read nothing, and without readers.

use crate::support::console::Console;
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use std::io::Read;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

/// Reads until this string arrives.
pub fn reads(stream: &mut TcpStream, text: &str) -> String {
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    let (mut all, mut part, began) = (String::new(), vec![0; 65_536], Instant::now());
    while !all.contains(text) {
        let length = stream.read(&mut part).unwrap();
        assert!(length > 0, "ended: {all}");
        let is_over = began.elapsed() > Duration::from_mins(1);
        let end = all.chars().rev().take(3000).collect::<Vec<_>>();
        assert!(
            !is_over,
            "never came: {text}\n{}",
            end.iter().rev().collect::<String>()
        );
        all += &String::from_utf8_lossy(&part[..length]);
    }
    all
}

/// The number of calls, once none has come for longer than the interval of a panel.
fn settled(proxy: &Proxy) -> usize {
    let (mut calls, mut since) = (proxy.requests().len(), Instant::now());
    while since.elapsed() < Duration::from_secs(6) {
        thread::sleep(Duration::from_millis(100));
        let now = proxy.requests().len();
        if now != calls {
            (calls, since) = (now, Instant::now());
        }
    }
    calls
}

#[test]
fn a_hundred_readers_ask_once_and_no_reader_asks_nothing() {
    let account = Account::new();
    let proxy = Proxy::new(&account);
    account.run_at(&proxy.url(), &["status"]).exits(0);
    let status = proxy.count("DescribeStacks");
    let console = Console::start_at(&account, &proxy.url(), &[]);
    let (cookie, _) = console.sign_in();
    // The start reads the account and the deployed stacks; without a reader, there are no further calls.
    let start = proxy.requests().len();
    assert_eq!(settled(&proxy), start, "{:?}", proxy.called());
    let before = proxy.count("DescribeStacks");

    let began = Instant::now();
    let readers = (0..100).map(|_| console.events(&cookie, "/stacks"));
    let mut readers = readers.collect::<Vec<_>>();
    for reader in &mut readers {
        reads(reader, "not deployed");
    }
    // A reader that reads nothing delays no other: this one has not read a byte of what follows.
    let deaf = console.events(&cookie, "/stacks");
    let looks = began.elapsed().as_secs() / 5 + 1;
    let asked = proxy.count("DescribeStacks") - before;
    assert!(
        asked <= status * usize::try_from(looks).unwrap(),
        "{asked} calls in {looks} looks"
    );
    assert!(asked >= status);
    let page = console.ask("GET /stacks", &cookie, "");
    assert!(page.body.contains("not deployed"), "{page:?}");

    drop((readers, deaf));
    let left = settled(&proxy);
    assert_eq!(settled(&proxy), left, "{:?}", proxy.called());
}
