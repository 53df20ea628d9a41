//! Pauses, resumes, runs and builds a service.

use super::said;
use crate::console::board::Board;
use crate::console::instance::Instance;
use crate::console::notice::Notice;
use crate::console::panel::Panel;
use crate::console::parts::{button, encoded, prose};
use crate::console::problem::Problem;
use crate::console::terminal_text::written;
use crate::operate::deployed_stack::DeployedStack;
use crate::operate::launch::launch;
use crate::operate::schedules::{self, Switch};
use crate::operate::{build as builds, run as runs, services};
use crate::view;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use maud::html;

/// The panels with schedules and runs.
fn is_about_services(panel: &Panel) -> bool {
    matches!(
        panel,
        Panel::Services | Panel::Service(_) | Panel::Verdict | Panel::Stacks | Panel::Machine
    )
}

/// Pauses or resumes a schedule.
pub(super) async fn switch(
    instance: &Instance<'_>,
    board: &Board,
    service: &str,
    pauses: bool,
    until: Option<&str>,
) -> Result<Notice, Problem> {
    let date = |text: &str| {
        let wrong = |_| Problem::new(format!("{text} is no date"), "use a date such as 2026-12-07");
        text.parse::<DateTime>().map_err(wrong)
    };
    let change = match (pauses, until) {
        (false, _) => Switch::Resume,
        (true, None) => Switch::Pause,
        (true, Some(until)) => Switch::PauseUntil(date(until)?),
    };
    let (timed, now) = (instance.timed(), Timestamp::now());
    let (found, _) = schedules::deployed(instance.clouds, &timed, &[service.to_owned()]).await?;
    let switched = schedules::switch(instance.clouds, &found, change, now).await?;
    board.refresh(is_about_services);
    let here = TimeZone::system();
    Ok(Notice::done(&said(|out| {
        view::schedule::switched(out, &switched, &here)
    })?))
}

/// Runs a service, unless something prevents it.
pub(super) async fn run(
    instance: &Instance<'_>,
    board: &Board,
    name: &str,
    force: bool,
    yes: bool,
) -> Result<Notice, Problem> {
    let all = instance.services();
    let service = services::find(&all, name)?;
    let deployed = DeployedStack::of(instance.clouds, service.artifact).await?;
    let launch = launch(&deployed, &service).await?;
    let obstacles = runs::obstacles(instance.clouds, &deployed.cloud, &service, &launch).await?;
    if !obstacles.is_empty() && !force {
        let body = html! {
            ul { @for obstacle in &obstacles { li { (obstacle.what) br; span.fix { (prose(&format!("fix: {}", obstacle.fix))) } } } }
            div.does { (button("run", &[("service", name), ("force", "1")], "Run it anyway", "danger")) }
        };
        return Ok(Notice::ask(&format!("{name} is not ready to run"), &body));
    }
    if service.trades && !yes {
        let shown = written(|out| view::run::launch(out, name, &launch, None))?;
        let force = if force { "1" } else { "" };
        let fields = [("service", name), ("force", force), ("yes", "1")];
        let body =
            html! { pre.terminal { (shown) } div.does { (button("run", &fields, "Run it now", "danger")) } };
        return Ok(Notice::ask(&format!("{name} trades; run it now?"), &body));
    }
    let task = runs::start(&deployed.cloud, &service, &launch, None).await?;
    board.refresh(is_about_services);
    Ok(Notice::go(&format!(
        "/logs?service={}&task={}&since=15m",
        encoded(name),
        encoded(task.id())
    )))
}

/// Builds the image of a service.
pub(super) async fn build(instance: &Instance<'_>, board: &Board, name: &str) -> Result<Notice, Problem> {
    let all = instance.services();
    let service = services::find(&all, name)?;
    let start = builds::start(instance.clouds, &[service], None).await?;
    if let Some((_, failure)) = start.refused {
        return Err(failure.into());
    }
    board.refresh(|panel| matches!(panel, Panel::Images(_) | Panel::Verdict));
    Ok(Notice::go(&format!(
        "/logs?service={}&since=15m&build=1",
        encoded(name)
    )))
}
