//! What needs more rights than the reader has: each page says so, with the permission, and shows the rest.

use crate::console::readers::reads;
use crate::operate::run::ready;
use crate::support::console::Console;
use crate::support::proxy::Proxy;
use serde_json::json;
use std::sync::{Arc, Mutex};

/// AWS's refusal of a call.
fn refusal(call: &str, action: &str) -> String {
    let message = format!("User: arn:aws:iam::111122223333:user/jo is not authorized to perform: {action}");
    if call.starts_with("Describe") && action.starts_with("cloudformation") || call.starts_with("List") {
        format!(
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>{message}</Message></Error></ErrorResponse>"
        )
    } else {
        json!({"__type": "AccessDeniedException", "message": message}).to_string()
    }
}

/// A page, the call that AWS refuses, the permission, and what the page shows in spite of it.
const PAGES: [(&str, &str, &str, &str); 10] = [
    ("/", "scheduler GET", "scheduler:GetSchedule", ""),
    ("/services", "ListTasks", "ecs:ListTasks", "next "),
    (
        "/service?service=portfolio-manager",
        "DescribeLogStreams",
        "logs:DescribeLogStreams",
        "America/New_York",
    ),
    (
        "/service?service=recommendation-service",
        "DescribeImages",
        "ecr:DescribeImages",
        "America/New_York",
    ),
    (
        "/logs?service=recommendation-service",
        "FilterLogEvents",
        "logs:FilterLogEvents",
        "",
    ),
    ("/stacks", "DescribeStacks", "cloudformation:DescribeStacks", ""),
    (
        "/stack?stack=app-infra-base",
        "DescribeStackEvents",
        "cloudformation:DescribeStackEvents",
        "AWS::S3::Bucket",
    ),
    (
        "/resource?stack=app-infra-base&id=sadatabucketCC1B0CFA",
        "ListStackResources",
        "cloudformation:ListStackResources",
        "",
    ),
    (
        "/costs",
        "ListStackResources",
        "cloudformation:ListStackResources",
        "",
    ),
    (
        "/notifications",
        "ListSubscriptionsByTopic",
        "sns:ListSubscriptionsByTopic",
        "",
    ),
];

#[test]
fn every_page_names_the_permission_that_is_missing() {
    let account = ready();
    let denied = Arc::new(Mutex::new(("", "")));
    let now = Arc::clone(&denied);
    let proxy = Proxy::answering(&account, move |asked| {
        let (call, action) = *now.lock().unwrap();
        let body = || {
            if call == "ListTasks" {
                refusal("", action)
            } else {
                refusal(call, action)
            }
        };
        (asked.call == call).then(|| (403, body()))
    });
    let console = Console::start_at(&account, &proxy.url(), &[]);
    let reader = console.sign_in();
    for (page, call, action, shown) in PAGES {
        *denied.lock().unwrap() = (call, action);
        let page = page.replace('?', "%3F").replace('&', "%26");
        let mut events = console.events(&reader.0, &page);
        let text = reads(&mut events, action);
        let text = if shown.is_empty() || text.contains(shown) {
            text
        } else {
            text + &reads(&mut events, shown)
        };
        assert!(
            page == "/" || text.contains("This needs more rights"),
            "{page}: {text}"
        );
    }
    for (verb, form, call, action) in [
        (
            "pause",
            "service=portfolio-manager",
            "scheduler PUT",
            "scheduler:UpdateSchedule",
        ),
        ("run", "service=recommendation-service", "RunTask", "ecs:RunTask"),
        (
            "build",
            "service=recommendation-service",
            "StartBuild",
            "codebuild:StartBuild",
        ),
        (
            "set",
            "name=INTRINIO_API_KEY&value=planted",
            "PutParameter",
            "ssm:PutParameter",
        ),
    ] {
        *denied.lock().unwrap() = (call, action);
        let refused = console.change(&reader, verb, form);
        assert_eq!(refused.status, 409, "{verb}: {refused:?}");
        assert!(
            refused.body.contains(action) && refused.body.contains("fix: "),
            "{verb}: {refused:?}"
        );
        assert!(!refused.body.contains("planted"), "{refused:?}");
    }
}
