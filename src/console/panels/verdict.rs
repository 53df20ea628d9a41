//! The verdict: whether the services will run, according to `doctor`, and the remaining tasks, each with its button
//! or its command.

use crate::console::instance::Instance;
use crate::console::parts::{Tone, button, commands, prose, state};
use crate::console::problem::Problem;
use crate::operate::doctor::{Finding, Level, examine};
use crate::view::{self, doctor::imperative};
use maud::{Markup, html};

/// How many tasks stand open on the page; the stacks below them stay in sight.
const TOLD: usize = 10;

pub(super) async fn shown(instance: &Instance<'_>) -> Result<Markup, Problem> {
    let (services, timed) = (instance.services(), instance.timed());
    let findings = examine(instance.clouds, &instance.stacks(), &services, &timed, false).await;
    Ok(markup(&findings, !services.is_empty()))
}

fn markup(findings: &[Finding], has_services: bool) -> Markup {
    let of = |level| findings.iter().filter(move |finding| finding.level == level);
    let (bad, open) = (of(Level::Error).count(), of(Level::Open).count());
    let (tone, head) = match (bad, open) {
        (0, 0) if has_services => (Tone::Good, "The next runs will happen".to_owned()),
        (0, 0) => (Tone::Good, "No problems found".to_owned()),
        (0, 1) => (Tone::Open, "Ready, with one thing to look at".to_owned()),
        (0, open) => (Tone::Open, format!("Ready, with {open} things to look at")),
        (1, _) => (
            Tone::Bad,
            "One problem prevents the services from doing their work".to_owned(),
        ),
        (bad, _) => (
            Tone::Bad,
            format!("{bad} problems prevent the services from doing their work"),
        ),
    };
    html! {
        div class=(format!("verdict {}", tone.class())) {
            p.headline { span.shape {} (head) }
            @let todo = of(Level::Error).chain(of(Level::Open)).collect::<Vec<_>>();
            @let (first, more) = todo.split_at(todo.len().min(TOLD));
            @if !first.is_empty() {
                ul.findings { @for finding in first { (one(finding)) } }
            }
            @if !more.is_empty() {
                details {
                    summary { (more.len()) " more" }
                    ul.findings { @for finding in more { (one(finding)) } }
                }
            }
            @if findings.iter().any(|finding| finding.level == Level::Ok) {
                details {
                    summary { (view::count(of(Level::Ok).count(), "check")) " passed" }
                    ul.findings { @for finding in of(Level::Ok) { (one(finding)) } }
                }
            }
        }
    }
}

fn one(finding: &Finding) -> Markup {
    let tone = match finding.level {
        Level::Ok => Tone::Good,
        Level::Open => Tone::Open,
        Level::Error => Tone::Bad,
    };
    let fix = finding.fix.as_deref().map(imperative);
    html! {
        li {
            (state(tone, finding.area))
            div.what {
                span { (finding.what) }
                @if let Some(fix) = &fix { span.fix { (prose(fix)) } }
            }
            @if let Some(fix) = &fix { div.does { (way(fix)) } }
        }
    }
}

/// The button of a command, or the link to its page.
fn way(fix: &str) -> Markup {
    let commands = commands(fix);
    html! {
        @match commands.first().map(Vec::as_slice) {
            Some(["schedule", "resume", name]) => (button("resume", &[("service", name)], "Resume", "")),
            Some(["build", name]) => (button("build", &[("service", name)], "Build", "")),
            Some(["secrets", "set", name]) => a.button href=(format!("/services#value-{name}")) { "Set" },
            Some(["deploy", stack]) => (button("deploy", &[("stack", stack)], "Deploy", "")),
            Some(["logs", name]) => a.button href=(format!("/logs?service={name}&since=1d")) { "Log" },
            Some(["notify", ..]) => a.button href="/notifications" { "Notifications" },
            Some(["images" | "secrets" | "schedule" | "tasks", ..]) => a.button href="/services" { "Services" },
            Some(["status" | "recover" | "watch" | "events" | "drift", ..]) => a.button href="/stacks" { "Stacks" },
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::markup;
    use crate::operate::doctor::{Finding, Level};

    fn finding(level: Level, fix: Option<&str>) -> Finding {
        Finding {
            area: "schedules",
            level,
            what: "<reports> is paused".to_owned(),
            fix: fix.map(str::to_owned),
        }
    }

    #[test]
    fn the_verdict_comes_first_and_has_the_button_of_its_command() {
        let open = finding(Level::Open, Some("`sa-infra schedule resume reports`"));
        let html = markup(&[finding(Level::Ok, None), open], true).into_string();
        assert!(html.contains("Ready, with one thing to look at"), "{html}");
        assert!(
            html.contains("data-verb=\"resume\"><input type=\"hidden\" name=\"service\" value=\"reports\">")
        );
        assert!(
            html.contains("&lt;reports&gt; is paused") && html.contains("1 check passed"),
            "{html}"
        );
        let many = (0..44).map(|_| finding(Level::Error, None)).collect::<Vec<_>>();
        let many = markup(&many, true).into_string();
        let (first, more) = many.split_once("<summary>34 more</summary>").unwrap();
        assert_eq!(
            (first.matches("<li>").count(), more.matches("<li>").count()),
            (10, 34)
        );
        assert!(
            markup(&[finding(Level::Ok, None)], true)
                .into_string()
                .contains("The next runs will happen")
        );
        assert!(
            markup(&[finding(Level::Error, None)], true)
                .into_string()
                .contains("One problem prevents")
        );
    }
}
