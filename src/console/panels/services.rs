//! The services: next runs in the time zones of the exchange and of the reader, the last runs, and the actions.

use super::runs;
use crate::cloud::scheduler::Schedule;
use crate::console::instance::Instance;
use crate::console::parts::{Tone, button, empty, encoded, local, prose, state};
use crate::console::problem::{Problem, ProblemKind};
use crate::operate::scheduled::Timed;
use crate::operate::schedules::{self, PastRun, Row, State};
use crate::operate::tasks;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};

/// A service on the page.
pub(super) struct Shown {
    pub(super) row: Row,
    pub(super) runs: Vec<PastRun>,
    /// Why some runs cannot be read.
    pub(super) unread: Vec<Problem>,
    /// Whether it is a service, which can be run and built, and not a function of an instance.
    pub(super) is_service: bool,
    pub(super) builds: bool,
}

pub(super) async fn shown(instance: &Instance<'_>) -> Result<Markup, Problem> {
    if instance.timed().is_empty() {
        let todo = "services are tasks that run on a schedule; this app defines none";
        return Ok(empty("This app has no services", todo));
    }
    let (all, missing) = look(instance, &[]).await?;
    Ok(html! {
        ul.cards {
            @for shown in &all {
                li.card.service {
                    (head(shown, true))
                    (first(&shown.row))
                    (runs::strip(&shown.row.service, &shown.runs))
                    (runs::unread(&shown.unread))
                    (does(shown))
                }
            }
        }
        @if !missing.is_empty() { p.note.open { "not deployed: " (missing.join(", ")) } }
    })
}

/// The services of these names, or all of them, and those that are not deployed.
pub(super) async fn look(
    instance: &Instance<'_>,
    names: &[String],
) -> Result<(Vec<Shown>, Vec<String>), Problem> {
    let (timed, services, now) = (instance.timed(), instance.services(), Timestamp::now());
    let (found, missing) = schedules::deployed(instance.clouds, &timed, names).await?;
    let known = |timed: &Timed<'_>| services.iter().find(|service| service.name == timed.name);
    let here = found
        .iter()
        .filter_map(|(timed, _)| known(timed).copied())
        .collect::<Vec<_>>();
    let (tasks, denied) = match tasks::tasks(instance.clouds, &here).await.map_err(Problem::from) {
        Err(problem) if problem.kind == ProblemKind::Denied => (Vec::new(), Some(problem)),
        tasks => (tasks?, None),
    };
    let look = async |(timed, schedule): &(Timed<'_>, Schedule)| {
        let own = tasks.iter().filter(|task| task.service == timed.name).cloned();
        let own = own.collect::<Vec<_>>();
        let history = schedules::history(instance.clouds, timed, schedule, &own, now).await?;
        let of_tasks = denied.clone().filter(|_| known(timed).is_some());
        Ok::<_, Problem>(Shown {
            row: schedules::row(timed, schedule, now),
            runs: history.runs,
            unread: of_tasks
                .into_iter()
                .chain(history.denied.map(Problem::from))
                .collect(),
            is_service: known(timed).is_some(),
            builds: known(timed).is_some_and(|service| service.build.is_some()),
        })
    };
    Ok((try_join_all(found.iter().map(look)).await?, missing))
}

pub(super) fn head(shown: &Shown, linked: bool) -> Markup {
    let Row {
        service,
        state: is,
        until,
        ..
    } = &shown.row;
    html! {
        div.head {
            @if linked { a.name href=(format!("/service?service={}", encoded(service))) { (service) } }
            @match is {
                State::Running => (state(Tone::Good, "on")),
                State::Paused => (state(Tone::Off, "paused")),
            }
            @if let Some(until) = until { span.quiet { "until " (local(*until, &zone(&shown.row))) } }
        }
    }
}

/// The next run, in one line.
fn first(row: &Row) -> Markup {
    html! {
        p.first {
            @match row.next.first() {
                Some(run) => { span.quiet { "next " } (planned(row, *run)) }
                None => span.quiet { @if row.end.is_some() { "ended" } @else { "next run unknown" } },
            }
        }
    }
}

/// A run to come, in the time zone of the schedule and, if that differs, in the reader's.
fn planned(row: &Row, run: Timestamp) -> Markup {
    let (there, here) = (zone(row), TimeZone::system());
    html! {
        (local(run, &there))
        @if here.to_offset(run) != there.to_offset(run) { span.quiet { " = " (local(run, &here)) } }
        @if row.state == State::Paused && row.until.is_none() { span.quiet { " (paused)" } }
    }
}

fn zone(row: &Row) -> TimeZone {
    TimeZone::get(&row.timezone).unwrap_or(TimeZone::UTC)
}

pub(super) fn next(row: &Row) -> Markup {
    html! {
        div.next {
            p.quiet { code.plain { (row.expression) } " " (row.timezone) }
            @if row.next.is_empty() {
                p { @if let Some(end) = row.end { "ended " (local(end, &TimeZone::system())) } @else { "next run unknown" } }
            } @else {
                ol.times {
                    @for run in &row.next {
                        li { (planned(row, *run)) }
                    }
                }
            }
            @if let Some(lost) = &row.lost_timezone {
                p.note.open { "deployed in " (row.timezone) ", the template says " (lost) ": the emulator loses time zones; AWS keeps them" }
            }
        }
    }
}

pub(super) fn does(shown: &Shown) -> Markup {
    let name = &*shown.row.service;
    let fields = [("service", name)];
    html! {
        div.does {
            @if shown.is_service { (button("run", &fields, "Run now", "")) }
            @match shown.row.state {
                State::Paused => (button("resume", &fields, "Resume", "")),
                State::Running => (button("pause", &fields, "Pause", "")),
            }
            @if shown.builds { (button("build", &fields, "Build", "")) }
            a.button href=(format!("/logs?service={}", encoded(name))) { "Log" }
            @if !shown.is_service { span.quiet { (prose("a function of the instance")) } }
        }
    }
}
