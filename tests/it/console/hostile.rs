//! Text by others - reasons, log lines, descriptions - stays text on the page, in a real browser.

use crate::operate::run::ready;
use crate::support::browser::Tab;
use crate::support::console::Console;
use crate::support::ministack::Account;
use crate::support::proxy::{Asked, Proxy};
use serde_json::json;

const MARKUP: &str =
    "<img src=x onerror=alert(1)><script>alert(2)</script>\u{1b}[2J\u{202e}\r\n</ol><h1>gone";

#[test]
fn markup_and_escapes_are_text() {
    let account = ready();
    let (group, stream) = ("sa/ecs/recommendation-service", "sa/x/<b>1");
    let target = |call: &str| format!("Logs_20140328.{call}");
    let body = json!({"logGroupName": group, "logStreamName": stream});
    account.json("logs", &target("CreateLogStream"), &body.to_string());
    let write = |text: &str| {
        let events = json!([{"timestamp": jiff::Timestamp::now().as_millisecond(), "message": text}]);
        let body = json!({"logGroupName": group, "logStreamName": stream, "logEvents": events});
        account.json("logs", &target("PutLogEvents"), &body.to_string());
    };
    write(MARKUP);
    account.run(&["notify", "add", "https://a.example/?<i>=\"'&amp;"]);

    let (console, tab) = (Console::start(&account), Tab::new());
    tab.open(&console.url);
    tab.shows("live");
    tab.open(&console.page("/logs?service=recommendation-service&filter=%22%3Cimg%22&since=1d"));
    let text = tab.shows("onerror=alert(1)>");
    assert!(text.contains("</script>\\u001b[2J\\u202e"), "{text}");
    write("a line that comes later");
    tab.open(&console.page("/logs?service=recommendation-service"));
    tab.shows("a line that comes later");
    write("and one that is live");
    tab.shows("and one that is live");
    assert_eq!(
        tab.value("document.querySelectorAll('img, main script, ol h1, .log b').length"),
        0
    );
    // An unknown address is a page that does not exist.
    tab.open(&console.page("/logs?service=%3Cscript%3Ealert(1)%3C/script%3E"));
    tab.shows("Show");
    tab.open(&console.page("/stack?stack=%3Cscript%3E"));
    tab.shows("This page does not exist");
    assert_eq!(tab.faults(), json!([]));
}

/// A stack of which everything that others can write is hostile: reasons, physical IDs, outputs, and tags.
fn hostile(url: &str, asked: &Asked<'_>) -> Option<(u16, String)> {
    let text = format!("{MARKUP}\"'&; javascript:alert(3)");
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('\u{1b}', "\u{9b}");
    let (status, body) = Account::answer(url, asked.request);
    let body = match asked.call {
        "DescribeStacks" => {
            // Of two elements of one name, the last counts.
            let (stacks, end) = body.rsplit_once("</member>")?;
            let stacks = stacks.replace("CREATE_COMPLETE", "ROLLBACK_COMPLETE");
            format!(
                "{stacks}<StackStatusReason>{text}</StackStatusReason><Outputs><member><OutputKey>&lt;b&gt;x</OutputKey>\
                 <OutputValue>javascript:alert(4) {text}</OutputValue></member></Outputs></member>{end}"
            )
        }
        "DescribeStackEvents" => {
            let reason = format!("<ResourceStatusReason>{text}");
            let id = "<LogicalResourceId>sadatabucketCC1B0CFA";
            body.replace("<ResourceStatusReason>", &reason)
                .replace(id, &format!("{id}{text}"))
        }
        "ListStackResources" => {
            let id = format!("<PhysicalResourceId>javascript:alert(5){text}");
            body.replace("<PhysicalResourceId>", &id)
        }
        // In the template, the text is in a string of JSON.
        "GetTemplate" => {
            let tag = text.replace('"', "'").replace("\r\n", " ");
            body.replace("application data", &tag)
        }
        _ => return None,
    };
    Some((status, body))
}

#[test]
fn events_reasons_outputs_ids_and_tags_are_text() {
    let account = Account::new();
    account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    let url = account.url.clone();
    let proxy = Proxy::answering(&account, move |asked| hostile(&url, asked));
    let (console, tab) = (Console::start_at(&account, &proxy.url(), &[]), Tab::new());
    tab.open(&console.url);
    let safe = |path: &str, parts: &[&str]| {
        for part in parts {
            let text = tab.shows(part);
            assert!(
                !text.contains('\u{202e}') && !text.contains('\u{9b}'),
                "{path}: {text:?}"
            );
        }
        let made = "document.querySelectorAll('img, main script, main h1 ~ h1, .terminal i, dd b').length";
        assert_eq!(tab.value(made), 0, "{path}");
        let links = "[...document.querySelectorAll('a')].filter((link) => new URL(link.getAttribute('href'), location).origin !== location.origin).length";
        assert_eq!(tab.value(links), 0, "{path}");
        assert_eq!(tab.faults(), json!([]), "{path}");
    };
    safe("/", &["onerror=alert(1)>"]);
    for (path, parts) in [
        ("/stacks", &["onerror=alert(1)>"][..]),
        (
            "/stack?stack=app-infra-base",
            &[
                "javascript:alert(4)",
                "</ol><h1>gone",
                "javascript:alert(5)",
                "\\u202e",
            ],
        ),
        (
            "/resource?stack=app-infra-base&id=sadatabucketCC1B0CFA",
            &["javascript:alert(5)"],
        ),
    ] {
        tab.open(&console.page(path));
        safe(path, parts);
    }
}
