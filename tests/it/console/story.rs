//! What an owner does on the page, in a real browser, read back through the API of the service.

use crate::support::browser::{PATIENCE, Tab};
use crate::support::console::Console;
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::scheduler::{ScheduleState, Scheduler};
use sa_infra::cloud::ssm::Ssm;
use sa_infra::cloud::{Cloud, SdkCloud};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

const SERVICE: &str = "recommendation-service";

/// A form of a service.
fn form(verb: &str) -> String {
    format!("form[data-verb={verb}]:has([value={SERVICE}]) button")
}

/// Opens a page and waits until AWS has answered.
/// The page is loaded, and its panels have their content.
const SETTLED: &str = "document.readyState === 'complete' && document.querySelector('nav') && !document.querySelector('.asking')";

fn open(tab: &Tab, console: &Console, path: &str) -> String {
    tab.open(&console.page(path));
    tab.until(SETTLED)
}

/// Types a value, and reads it back.
async fn value_is_set_and_shown_nowhere(account: &Account, tab: &Tab, cloud: &SdkCloud) {
    tab.type_into("#value-INTRINIO_API_KEY input[type=password]", "planted-key");
    tab.press("Enter");
    tab.until("document.querySelector('#value-INTRINIO_API_KEY .good')");
    let rows = account.run(&["secrets", "--json"]).exits(0).stdout;
    let rows = serde_json::from_str::<serde_json::Value>(&rows).unwrap();
    let mut rows = rows.as_array().unwrap().iter();
    let row = rows.find(|row| row["name"] == "INTRINIO_API_KEY").unwrap();
    let names = [row["parameter"].as_str().unwrap().to_owned()];
    let values = cloud.ssm().get_parameters(&names).await.unwrap();
    assert_eq!(values[0].value.expose(), "planted-key");
    let shown = tab.value("document.documentElement.outerHTML + [...document.querySelectorAll('input')].map((one) => one.value)");
    assert!(!shown.as_str().unwrap().contains("planted-key"));
}

/// The task runs, and its lines appear.
fn log_of_the_run_is_live(account: &Account, tab: &Tab) {
    let task = tab.value("new URLSearchParams(location.search).get('task')");
    let task = task.as_str().unwrap();
    let clusters = account.ecs("ListClusters", "{}");
    let clusters = clusters.split('"').filter(|part| part.starts_with("arn:aws:ecs"));
    let runs = |cluster: &str| {
        account
            .ecs("ListTasks", &json!({"cluster": cluster}).to_string())
            .contains(task)
    };
    assert!(
        clusters.clone().any(runs),
        "{task} runs in none of {:?}",
        clusters.collect::<Vec<_>>()
    );
    let (group, stream) = (
        "sa/ecs/recommendation-service",
        format!("sa/sa-recommendation-service-container/{task}"),
    );
    let body = json!({"logGroupName": group, "logStreamName": stream});
    account.json("logs", "Logs_20140328.CreateLogStream", &body.to_string());
    for line in ["the first line", "the second line"] {
        let at = jiff::Timestamp::now().as_millisecond();
        let events = json!([{"timestamp": at, "message": line}]);
        let body = json!({"logGroupName": group, "logStreamName": stream, "logEvents": events});
        account.json("logs", "Logs_20140328.PutLogEvents", &body.to_string());
        tab.shows(line);
    }
}

#[tokio::test]
async fn a_day_on_the_page() {
    let account = Account::new();
    account.run(&["deploy", "app-infra-compute", "--yes"]).exits(0);
    let (console, tab, cloud) = (Console::start(&account), Tab::new(), account.cloud().await);

    // The verdict comes first, and the token is no longer in the address.
    tab.open(&console.url);
    let text = tab.shows("prevent the services from doing their work");
    assert!(
        text.contains("INTRINIO_API_KEY still has its placeholder"),
        "{text}"
    );
    assert!(text.contains(&account.id) && text.contains("us-east-1"), "{text}");
    assert_eq!(tab.value("location.href"), json!(console.page("/")));
    tab.shows("app-infra-develop");
    let painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
    let paint = || {
        open(&tab, &console, "/");
        tab.until(painted);
        tab.value(painted).as_f64().unwrap()
    };
    // On a busy machine, the fastest of many shows the time of the page itself.
    let since = Instant::now();
    let mut paints = std::iter::repeat_with(paint).take_while(|_| since.elapsed() < PATIENCE);
    let is_fast = paints.any(|paint| paint < 150.0);
    assert!(is_fast, "no first paint takes less than 150 ms");

    // Pause and resume.
    open(&tab, &console, "/services");
    let schedule = async || {
        let scheduler = cloud.scheduler();
        let schedule = scheduler.get_schedule("sa", "sa-recommendation-service").await;
        schedule.unwrap().unwrap().state
    };
    tab.click(&form("pause"));
    tab.until(&format!("document.querySelector({})", json!(form("resume"))));
    assert_eq!(schedule().await, ScheduleState::Disabled);
    tab.click(&form("resume"));
    tab.until(&format!("document.querySelector({})", json!(form("pause"))));
    assert_eq!(schedule().await, ScheduleState::Enabled);

    // A run is refused, with everything that prevents it.
    tab.click(&form("run"));
    let refused = tab.shows("recommendation-service is not ready to run");
    assert!(
        refused.contains("INTRINIO_API_KEY still has its placeholder"),
        "{refused}"
    );
    assert!(refused.contains("there is no image to run"), "{refused}");
    tab.press("Escape");
    tab.until("!document.querySelector('dialog').open");

    value_is_set_and_shown_nowhere(&account, &tab, &cloud).await;

    // A run is started, and its log is followed.
    crate::operate::run::image(&account, "sa-recommendation-service");
    tab.click(&form("run"));
    tab.until("location.pathname === '/logs' && location.search.includes('task=')");
    log_of_the_run_is_live(&account, &tab);

    // A deployment asks the same questions as on a terminal.
    open(&tab, &console, "/stack?stack=app-infra-develop");
    tab.click("form[data-verb=deploy] button");
    let asked = tab.until("location.pathname === '/stacks' && document.querySelector('.question')");
    assert!(asked.contains("create app-infra-develop?"), "{asked}");
    let stack = async || {
        cloud
            .cloudformation()
            .describe_stack("app-infra-develop")
            .await
            .unwrap()
    };
    assert!(
        stack()
            .await
            .is_none_or(|stack| stack.status.as_str() == "REVIEW_IN_PROGRESS")
    );
    tab.click(".question form:nth-of-type(2) button");
    tab.shows("app-infra-develop: created");
    assert_eq!(stack().await.unwrap().status.as_str(), "CREATE_COMPLETE");
    assert_eq!(tab.faults(), json!([]));
}

#[tokio::test]
async fn the_keyboard_is_enough_on_every_screen_and_after_an_outage() {
    let account = Account::new();
    account.run(&["deploy", "app-infra-compute", "--yes"]).exits(0);
    let is_away = Arc::new(AtomicBool::new(false));
    let away = Arc::clone(&is_away);
    let proxy = Proxy::answering(&account, move |_| {
        away.load(Ordering::SeqCst).then(|| (503, "{}".to_owned()))
    });
    let (console, tab) = (Console::start_at(&account, &proxy.url(), &[]), Tab::new());
    tab.look(375, "dark");
    tab.open(&console.url);
    tab.shows("prevent the services");

    // From the top of the page by Tab to the pause of a service.
    open(&tab, &console, "/services");
    let is_there = format!("document.activeElement?.matches({})", json!(form("pause")));
    let way = (0..60).any(|_| {
        tab.press("Tab");
        tab.value(&is_there) == true
    });
    assert!(way, "Tab does not lead to the button");
    assert_ne!(
        tab.value("getComputedStyle(document.activeElement).outlineStyle"),
        "none"
    );
    tab.press("Enter");
    tab.shows("paused");

    let id = "sadatabucketCC1B0CFA";
    for path in [
        "/",
        "/services",
        &format!("/service?service={SERVICE}"),
        &format!("/logs?service={SERVICE}"),
        "/stacks",
        "/stack?stack=app-infra-base",
        &format!("/resource?stack=app-infra-base&id={id}"),
        "/notifications",
        "/costs",
    ] {
        open(&tab, &console, path);
        let wide = tab.value("document.documentElement.scrollWidth");
        assert!(wide.as_u64().unwrap() <= 375, "{path} is {wide} wide");
        let dark = tab.value("getComputedStyle(document.body).backgroundColor");
        assert_eq!(dark, "rgb(20, 20, 22)", "{path}");
        assert_eq!(tab.faults(), json!([]), "{path}");
    }
    // The box of a diagram opens its resource.
    open(&tab, &console, "/stack?stack=app-infra-base");
    tab.value(&format!("document.querySelector('.drawing a[href*={id}]').dispatchEvent(new MouseEvent('click', {{bubbles: true}}))"));
    let resource = tab.until(&format!("location.pathname === '/resource' && {SETTLED}"));
    assert!(
        resource.contains("AWS::S3::Bucket") && resource.contains("CREATE_COMPLETE"),
        "{resource}"
    );

    open(&tab, &console, "/stacks");
    is_away.store(true, Ordering::SeqCst);
    let lost = tab.shows("AWS cannot be reached");
    assert!(lost.contains("app-infra-base"), "{lost}");
    is_away.store(false, Ordering::SeqCst);
    tab.until("!document.querySelector('.problem')");
    tab.shows("app-infra-base");

    // The page says when the console has ended.
    drop(console);
    tab.shows("connection lost");
}
