//! Access: only this computer, with the token in the address, once; and no other site's page.

use crate::support::console::Console;
use crate::support::ministack::Account;

#[test]
fn only_the_own_host_and_the_own_pages_are_served() {
    let console = Console::start(&Account::new());
    let (cookie, change) = console.sign_in();
    let host = &console.host;
    let port = host.rsplit(':').next().unwrap();
    for (name, status) in [
        (host.clone(), 200),
        (format!("localhost:{port}"), 421),
        (format!("attacker.example:{port}"), 421),
        ("127.0.0.1".to_owned(), 421),
        (format!("{host}\r\nHost: attacker.example"), 421),
    ] {
        let request = format!("GET / HTTP/1.1\r\nHost: {name}\r\n{cookie}Connection: close\r\n\r\n");
        let answer = console.raw(&request);
        assert!(
            answer.status == status || answer.status == 400,
            "{name}: {answer:?}"
        );
        assert_eq!(answer.status == 200, status == 200, "{name}");
    }
    let csrf = change.lines().next().unwrap();
    for (origin, line, status) in [
        ("http://attacker.example", "GET /", 403),
        ("null", "GET /events?page=/", 403),
        ("http://127.0.0.1:1", "POST /do/test", 403),
        ("http://localhost", "POST /session", 403),
    ] {
        let headers = format!("{cookie}{csrf}\r\nOrigin: {origin}\r\n");
        assert_eq!(console.ask(line, &headers, "x").status, status, "{line} {origin}");
    }
    // A link on another site is refused, a typed address is not.
    for (site, status) in [
        ("cross-site", 403),
        ("same-site", 403),
        ("none", 200),
        ("same-origin", 200),
    ] {
        let headers = format!("{cookie}Sec-Fetch-Site: {site}\r\n");
        assert_eq!(console.ask("GET /", &headers, "").status, status, "{site}");
    }
}

#[test]
fn the_token_works_once_and_changes_need_the_token_of_the_page() {
    let console = Console::start(&Account::new());
    let origin = format!("Origin: http://{}\r\n", console.host);
    let wrong = console.ask("POST /session", &origin, "0000");
    assert_eq!(wrong.status, 403, "{wrong:?}");
    for path in ["/", "/services", "/events?page=/", "/nothing"] {
        let answer = console.ask(&format!("GET {path}"), "", "");
        assert_eq!(answer.status, 401, "{path}");
    }
    let (cookie, change) = console.sign_in();
    assert_eq!(
        console.ask("POST /session", &origin, console.token()).status,
        403,
        "replayed"
    );
    let csrf = change.lines().next().unwrap().to_owned() + "\r\n";
    // The cookie goes to every server on this host, whatever its port: what it opens does not hold the other token.
    let secret = csrf.trim().rsplit(' ').next().unwrap();
    let page = console.ask("GET /", &cookie, "");
    assert!(
        secret.len() == 64 && page.status == 200 && !page.body.contains(secret),
        "{page:?}"
    );
    for (headers, status) in [
        (origin.clone(), 401),
        (format!("{cookie}{origin}"), 403),
        (format!("{cookie}{csrf}"), 403),
        (format!("{cookie}{origin}X-Csrf: 00\r\n"), 403),
        (format!("{cookie}{change}"), 400),
    ] {
        assert_eq!(
            console.ask("POST /do/nothing", &headers, "").status,
            status,
            "{headers}"
        );
    }
    assert_eq!(
        console.ask("DELETE /", &format!("{cookie}{change}"), "").status,
        405
    );
    let long = "x".repeat(70_000);
    assert_eq!(
        console
            .ask("POST /do/set", &format!("{cookie}{change}"), &long)
            .status,
        413
    );
}

#[test]
fn nothing_is_kept_and_nothing_comes_from_elsewhere() {
    let console = Console::start(&Account::new());
    let (cookie, _) = console.sign_in();
    for path in ["/", "/console.js", "/console.css", "/nothing"] {
        let answer = console.ask(&format!("GET {path}"), &cookie, "");
        for header in [
            "cache-control: no-store",
            "default-src 'none'; script-src 'self'; style-src 'self'",
            "x-content-type-options: nosniff",
            "frame-ancestors 'none'",
            "referrer-policy: no-referrer",
        ] {
            assert!(answer.head.contains(header), "{path} says {}", answer.head);
        }
        let body = answer.body.to_lowercase();
        let inline = ["<script>", " onclick", " onload", " style=", "<style", "https://"];
        assert!(
            !inline.iter().any(|inline| body.contains(inline)),
            "{path}: {body}"
        );
    }
}

#[test]
fn it_ends_with_its_command_and_finds_another_port() {
    let account = Account::new();
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let mut console = Console::start(&account);
        let other = Console::start(&account);
        assert_ne!(console.host, other.host);
        assert_eq!(console.signal(signal), code);
    }
    let console = Console::start(&account);
    let port = console.host.rsplit(':').next().unwrap();
    let run = account.run(&["console", "--no-open", "--port", port]).exits(2);
    assert!(
        run.stderr.contains(&format!("port {port} cannot be used")),
        "{run}"
    );
    assert!(run.stderr.contains("fix: omit --port"), "{run}");
    account.run(&["console", "--json"]).exits(2);
}
