//! `logs`: the log of a service. Lines may arrive late and out of order; each is shown once.

use super::refusal::{Failure, Refusal};
use super::scheduled::Timed;
use super::services::Service;
use crate::cloud::logs::{LogQuery, Logs};
use crate::cloud::walk::Walk;
use crate::cloud::{Cloud, Result};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashSet};

pub use crate::cloud::logs::LogEvent;

/// How late a line may arrive.
const LATE: SignedDuration = SignedDuration::from_secs(60);

/// New lines of a log, each returned once.
#[derive(Debug)]
pub struct Tail<C> {
    cloud: C,
    query: LogQuery,
    seen: BTreeMap<String, Timestamp>,
}

/// The new lines, or the fact that the log does not exist.
#[derive(Debug)]
pub enum Lines {
    /// New lines.
    New(Vec<LogEvent>),
    /// The log does not exist, or not yet.
    NoLog,
}

impl<C: Cloud> Tail<C> {
    /// Starts with the lines of the query.
    pub fn new(cloud: &C, query: LogQuery) -> Self {
        Self {
            cloud: cloud.clone(),
            query,
            seen: BTreeMap::new(),
        }
    }

    /// The lines since the last call, oldest first.
    pub async fn poll(&mut self) -> Result<Lines> {
        let (mut lines, mut page) = (Vec::new(), None::<String>);
        let mut walk = Walk::new("logs:FilterLogEvents");
        loop {
            let answer = self
                .cloud
                .logs()
                .filter_log_events(&self.query, page.as_deref())
                .await?;
            let Some(answer) = answer else {
                return Ok(Lines::NoLog);
            };
            let fresh = answer
                .events
                .into_iter()
                .filter(|event| !self.seen.contains_key(&event.id));
            lines.extend(fresh);
            page = answer.next;
            match &page {
                Some(next) => walk.goes_to(next)?,
                None => break,
            }
        }
        lines.sort_by_key(|event| event.at);
        // AWS may return a line on two pages.
        let mut once = HashSet::new();
        lines.retain(|event| once.insert(event.id.clone()));
        self.seen
            .extend(lines.iter().map(|event| (event.id.clone(), event.at)));
        if let Some(newest) = self.seen.values().max().copied()
            && let Ok(since) = newest.checked_sub(LATE)
        {
            self.query.since = self.query.since.max(Some(since));
            self.seen.retain(|_, at| *at >= since);
        }
        Ok(Lines::New(lines))
    }
}

/// The log of a scheduled item.
pub fn of_timed(timed: &Timed<'_>) -> std::result::Result<String, Failure> {
    timed.log_group.clone().ok_or_else(|| no_log(&timed.name))
}

/// The log of a service.
pub fn of_service(service: &Service<'_>) -> std::result::Result<String, Failure> {
    service.log_group().ok_or_else(|| no_log(service.name))
}

fn no_log(name: &str) -> Failure {
    let reason = format!("{name}: has no known log group");
    Refusal::state(reason, "check where its output goes").into()
}

/// The log of the builds of a service.
pub fn of_builds(service: &Service<'_>) -> std::result::Result<String, Failure> {
    service.build_log_group().ok_or_else(|| {
        let reason = format!("{}: no project builds its image", service.name);
        Refusal::usage(reason, "remove --build").into()
    })
}

/// `90s`, `30m`, `2h`, `1d`, or a time such as `2026-11-20T06:00:00Z`: the corresponding time.
pub fn since(text: &str, now: Timestamp) -> std::result::Result<Timestamp, Refusal> {
    let wrong = || {
        Refusal::usage(
            format!("--since: \"{text}\" is neither a duration nor a time"),
            "use 90s, 30m, 2h or 1d, or a time such as 2026-11-20T06:00:00Z",
        )
    };
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let unit = text.chars().last().ok_or_else(wrong)?;
    let number = text
        .strip_suffix(unit)
        .and_then(|number| number.parse::<u32>().ok());
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return Err(wrong()),
    };
    let back = SignedDuration::from_secs(i64::from(number.ok_or_else(wrong)?) * seconds);
    now.checked_sub(back).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::since;

    #[test]
    fn a_time_is_relative_or_exact() {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("90s", "2026-11-20T11:58:30Z"),
            ("2h", "2026-11-20T10:00:00Z"),
            ("1d", "2026-11-19T12:00:00Z"),
            ("2026-11-20T06:00:00Z", "2026-11-20T06:00:00Z"),
        ] {
            assert_eq!(since(text, now).unwrap().to_string(), expected);
        }
        for text in ["", "h", "2", "2w", "-1h", "yesterday", "2ü", "99999999999d"] {
            assert!(since(text, now).unwrap_err().reason.contains("--since"), "{text}");
        }
    }
}
