//! The parts of every page around its panels: the header with the account and the region, the navigation, and the
//! place for answers.

use super::board::{Board, Content};
use super::costs;
use super::page::{Page, SINCE, Site};
use super::panel::{LogOf, Panel};
use super::parts::encoded;
use crate::view::output;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The style sheet.
pub(super) const CSS: &str = include_str!("console.css");
/// The script.
pub(super) const JS: &str = include_str!("console.js");

/// The page that exchanges the token of its address for a session.
pub(super) fn door() -> Response {
    whole(
        "sa-infra",
        &html! {
            main.door {
                h1 { "sa-infra console" }
                p #door role="status" { "Signing in \u{2026}" }
                p.fix { "Open the address that " code { "sa-infra console" } " printed. It works once; run the command again for another one." }
            }
        },
    )
}

/// A page that does not exist.
pub(super) fn not_found(site: &Site) -> Response {
    framed(
        site,
        "Not found",
        "",
        &html! {
            h1 { "This page does not exist" }
            p { a href="/" { "Overview" } }
        },
    )
}

/// A page.
pub(super) fn page(site: &Site, page: &Page, board: &Board) -> Response {
    let title = page.title();
    let body = html! {
        @if let Page::Resource(stack, _) = page {
            p.crumb { a href=(format!("/stack?stack={}", encoded(stack))) { (stack) } }
        }
        h1 class=[matches!(page, Page::Overview).then_some("quiet")] { (title) }
        @match page {
            Page::Logs(of) => (logs(site, of.as_ref())),
            Page::Stack(id) => (diagram(site, id)),
            _ => {}
        }
        @for (heading, panel) in page.sections() { (section(heading, &panel, &board.content(&panel))) }
        @if let (Page::Costs, Some(document)) = (page, &site.costs) {
            h2.document { "Everything, in the default configuration" }
            (costs::shown(document))
        }
    };
    framed(site, &title, page.section(), &body)
}

fn section(heading: &str, panel: &Panel, content: &Content) -> Markup {
    let id = panel.id();
    let is_log = matches!(panel, Panel::Log(_));
    html! {
        section.group {
            @if !heading.is_empty() { h2 { (heading) } }
            div.panel id=(id) aria-busy=[content.html.is_none().then_some("true")] {
                @match &content.html {
                    Some(html) => (PreEscaped(&**html)),
                    None if *panel == Panel::Deployment => {}
                    None => p.asking { span.spinner {} "Asking AWS \u{2026}" },
                }
            }
            @if is_log { ol.log id=(format!("{id}-lines")) tabindex="0" aria-label="Log lines" {} }
        }
    }
}

fn logs(site: &Site, of: Option<&LogOf>) -> Markup {
    let none = LogOf {
        since: SINCE.to_owned(),
        ..LogOf::default()
    };
    let of = of.unwrap_or(&none);
    let spans = [
        ("15m", "15 minutes"),
        ("1h", "1 hour"),
        ("6h", "6 hours"),
        ("1d", "1 day"),
        ("7d", "7 days"),
        ("30d", "30 days"),
    ];
    let is_other = !spans.iter().any(|(span, _)| *span == of.since);
    html! {
        form.filters method="get" action="/logs" {
            label { "Service"
                select name="service" {
                    @for service in &site.services { option value=(service) selected[*service == of.service] { (service) } }
                }
            }
            label { "Since"
                select name="since" {
                    @for (span, name) in spans { option value=(span) selected[span == of.since] { (name) } }
                    @if is_other { option value=(of.since) selected { (of.since) } }
                }
            }
            label.grow { "Filter pattern"
                input type="search" name="filter" value=[of.filter.as_deref()] placeholder="ERROR, \"two words\", ?either ?or";
            }
            @if let Some(task) = &of.task {
                label { "Task" input type="text" name="task" value=(task); }
            }
            label.check { input type="checkbox" name="build" value="1" checked[of.build]; "Builds" }
            button type="submit" { "Show" }
        }
    }
}

fn diagram(site: &Site, id: &str) -> Markup {
    html! {
        @if let Some(svg) = site.diagram(id) {
            details.diagram open {
                summary { "Diagram" }
                div.drawing tabindex="0" { (PreEscaped(svg)) }
            }
        }
    }
}

fn framed(site: &Site, title: &str, section: &str, body: &Markup) -> Response {
    let mut entries = vec![
        ("/", "Overview"),
        ("/services", "Services"),
        ("/logs", "Logs"),
        ("/stacks", "Stacks"),
    ];
    if site.has_machine {
        entries.push(("/machine", "Instance"));
    }
    entries.push(("/notifications", "Notifications"));
    if site.costs.is_some() {
        entries.push(("/costs", "Costs"));
    }
    let frame = html! {
        a.skip href="#main" { "Skip to the content" }
        header class=(format!("place hue-{}", site.hue)) {
            span.brand { "sa-infra" }
            span.where {
                span.account { (site.account) }
                span.region { (site.regions) }
                @if site.is_emulated { span.emulator { "emulator" } }
            }
            span #line role="status" {}
        }
        nav aria-label="Pages" {
            @for (path, name) in entries {
                a href=(path) aria-current=[(path == section).then_some("page")] { (name) }
            }
        }
        main #main tabindex="-1" { (body) }
        div #notice role="status" aria-live="polite" {}
        dialog #dialog aria-label="Answer" {}
    };
    whole(title, &frame)
}

fn whole(title: &str, body: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " \u{b7} sa-infra" }
                link rel="stylesheet" href="/console.css";
                link rel="icon" href="data:,";
                script src="/console.js" defer {}
            }
            body { (body) }
        }
    };
    Html(output::plain(&page.into_string())).into_response()
}
