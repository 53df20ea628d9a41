//! Text by others - reasons, log lines, descriptions - stays text on the page, in a real browser.

use crate::operate::run::ready;
use crate::support::browser::Tab;
use crate::support::console::Console;
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
