//! When services run, for people.

use super::style::Style;
use super::{BOLD, DIM, Format, GREEN, RED, YELLOW, console, link};
use crate::operate::schedules::{LastResult, Row, State, Switched};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::io::{self, Write};

/// A block of lines for each service.
pub fn list(out: &mut dyn Write, rows: &[Row], here: &TimeZone, format: Format) -> io::Result<()> {
    rows.iter().try_for_each(|row| one(out, row, here, format))
}

fn one(out: &mut dyn Write, row: &Row, here: &TimeZone, format: Format) -> io::Result<()> {
    let (style, word) = style(row.state);
    let Row {
        service,
        expression,
        timezone,
        ..
    } = row;
    writeln!(
        out,
        "{BOLD}{service}{BOLD:#}  {style}{word}{style:#}  {DIM}{expression} {timezone}{DIM:#}"
    )?;
    let there = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    let note = match (row.state, row.until) {
        (State::Paused, Some(until)) => {
            writeln!(out, "  {YELLOW}paused until{YELLOW:#} {}", local(until, &there))?;
            ""
        }
        (State::Paused, None) => "  (paused)",
        (State::Running, _) => "",
    };
    for run in &row.next {
        let (theirs, ours) = (local(*run, &there), local(*run, here));
        let aside = format.aside(*run);
        if theirs == ours {
            writeln!(out, "  {theirs}{aside}{note}")?;
        } else {
            writeln!(out, "  {theirs}  {DIM}= {ours}{DIM:#}{aside}{note}")?;
        }
    }
    match row.end {
        Some(end) if row.next.is_empty() => {
            writeln!(
                out,
                "  {YELLOW}ended{YELLOW:#} {}: it does not run any more",
                local(end, here)
            )?;
        }
        Some(end) => writeln!(out, "  {DIM}ends {}{DIM:#}", local(end, here))?,
        None if row.next.is_empty() => writeln!(out, "  {DIM}next run unknown{DIM:#}")?,
        None => {}
    }
    if let Some(lost) = &row.lost_timezone {
        writeln!(
            out,
            "  {YELLOW}note{YELLOW:#}: deployed in {timezone}, the template says {lost}\n    \
             the emulator loses time zones; AWS keeps them"
        )?;
    }
    last(out, row, here, format)
}

/// The result of the last run, if it is known.
fn last(out: &mut dyn Write, row: &Row, here: &TimeZone, format: Format) -> io::Result<()> {
    let Some(last) = &row.last else {
        return writeln!(out, "  {DIM}last: no known run{DIM:#}");
    };
    let at = last.at.map_or(String::new(), |at| {
        format!(" {}{}", local(at, here), format.aside(at))
    });
    let log = row.log.as_ref();
    let log = log.map(|(group, region)| console::log_group(region, group));
    let task = link::to(log, &last.task, format);
    match last.result {
        LastResult::Running => writeln!(out, "  last: {GREEN}running{GREEN:#} since{at}, task {task}"),
        LastResult::Done => writeln!(out, "  last: {GREEN}done{GREEN:#}{at}, task {task}"),
        LastResult::Failed => {
            let how = last.how();
            writeln!(out, "  last: {RED}failed{RED:#}{at}, task {task}: {how}")
        }
        LastResult::Forgotten => writeln!(
            out,
            "  last: logged until{at}, task {task}; AWS keeps the result for one hour only"
        ),
    }
}

fn style(state: State) -> (Style, &'static str) {
    match state {
        State::Running => (GREEN, "on"),
        State::Paused => (YELLOW, "paused"),
    }
}

pub(super) fn local(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone())
        .strftime("%a %Y-%m-%d %H:%M %Z")
        .to_string()
}

/// The schedules that were paused or resumed.
pub fn switched(out: &mut dyn Write, switched: &[Switched], here: &TimeZone) -> io::Result<()> {
    for one in switched {
        let (style, word) = match (one.state, one.changed) {
            (State::Paused, true) => (YELLOW, "paused"),
            (State::Running, true) => (GREEN, "resumed"),
            (State::Paused, false) => (DIM, "already paused"),
            (State::Running, false) => (DIM, "already running"),
        };
        let until = one.until.map(|until| format!(" until {}", local(until, here)));
        let (service, until) = (&one.service, until.unwrap_or_default());
        writeln!(out, "{style}{word}{style:#} {service}{until}")?;
    }
    Ok(())
}

/// Schedules that are not deployed, next to others that are.
pub fn not_deployed(err: &mut dyn Write, names: &[String]) -> io::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    writeln!(err, "{YELLOW}note{YELLOW:#}: not deployed: {}", names.join(", "))
}

/// A running instance will not be stopped automatically.
pub fn not_stopped(err: &mut dyn Write) -> io::Result<()> {
    writeln!(
        err,
        "{YELLOW}note{YELLOW:#}: a running instance keeps running, and costs money, until `sa-infra instance stop`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operate::schedules::LastRun;

    #[test]
    fn the_last_run_leads_to_its_log() {
        let now = Timestamp::UNIX_EPOCH;
        let last = LastRun {
            task: "0123".to_owned(),
            result: LastResult::Done,
            at: Some(now),
            exit_code: Some(0),
            because: None,
        };
        let row = Row {
            service: "news".to_owned(),
            state: State::Running,
            expression: "rate(1 day)".to_owned(),
            timezone: "UTC".to_owned(),
            lost_timezone: None,
            end: None,
            until: None,
            next: Vec::new(),
            log: Some(("sa/ecs/news".to_owned(), "us-east-1".to_owned())),
            modified: None,
            last: Some(last),
        };
        let mut out = Vec::new();
        list(&mut out, &[row], &TimeZone::UTC, Format::linked(now)).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.contains("log-groups/log-group/sa$252Fecs$252Fnews"),
            "{text}"
        );
    }
}
