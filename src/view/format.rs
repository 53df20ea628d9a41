//! The layout of results for people: width, detail, and whether a terminal shows them.

use jiff::{Timestamp, Unit};

/// The layout of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// The maximum number of columns of a line.
    pub width: usize,
    /// Whether to show everything, with logical IDs.
    pub verbose: bool,
    /// The terminal that shows the results; `None` in a file or a pipe.
    pub terminal: Option<Terminal>,
}

/// A terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// The current time.
    pub now: Timestamp,
    /// Whether to show hyperlinks: the terminal supports them, and they lead to AWS.
    pub links: bool,
}

impl Format {
    /// The short form, in a file.
    pub fn brief(width: usize) -> Self {
        Self {
            width,
            verbose: false,
            terminal: None,
        }
    }

    /// A terminal of 80 columns that shows hyperlinks.
    #[cfg(test)]
    pub(super) fn linked(now: Timestamp) -> Self {
        let terminal = Some(Terminal { now, links: true });
        Self {
            terminal,
            ..Self::brief(80)
        }
    }

    /// The maximum width of a table; unlimited in a file.
    pub fn table_width(&self) -> Option<usize> {
        self.terminal.map(|_| self.width)
    }

    /// A time: relative on a terminal, exact in a file.
    pub fn time(&self, time: Timestamp) -> String {
        match self.terminal {
            Some(terminal) => relative(time, terminal.now),
            None => exact(time),
        }
    }

    /// A sentence with every exact time in the format of all times: on a terminal, `at TIME` becomes `3h ago`. A time
    /// after `until` stays exact.
    pub fn times_in(&self, text: &str) -> String {
        let mut words = Vec::new();
        for word in text.split(' ') {
            let bare = word.trim_end_matches([',', '.', ';', ':', ')']);
            let time = bare.parse::<Timestamp>().ok().filter(|_| bare.ends_with('Z'));
            let Some(time) = time else {
                words.push(word.to_owned());
                continue;
            };
            let before = words.last().map(String::as_str);
            let form = if before == Some("until") {
                exact(time)
            } else {
                if self.terminal.is_some() && before == Some("at") {
                    words.pop();
                }
                self.time(time)
            };
            words.push(form + &word[bare.len()..]);
        }
        words.join(" ")
    }

    /// A time in parentheses after an exact one, on a terminal only.
    pub fn aside(&self, time: Timestamp) -> String {
        self.terminal.map_or(String::new(), |terminal| {
            format!(" ({})", relative(time, terminal.now))
        })
    }
}

/// A time in seconds, UTC, in the format of AWS's own tools.
pub(crate) fn exact(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// `just now`, `45s ago`, `3m ago`, `2h ago`, `5d ago`, `in 3h`; a date if that is more precise.
fn relative(time: Timestamp, now: Timestamp) -> String {
    const DAY: i64 = 86_400;
    let seconds = now
        .since((Unit::Second, time))
        .map_or(0, |span| span.get_seconds());
    let amount = match seconds.abs() {
        0..5 => return "just now".to_owned(),
        seconds @ ..60 => format!("{seconds}s"),
        seconds @ ..3_600 => format!("{}m", seconds / 60),
        seconds if seconds < 2 * DAY => format!("{}h", seconds / 3_600),
        seconds if seconds < 60 * DAY => format!("{}d", seconds / DAY),
        _ => return time.strftime("%Y-%m-%d").to_string(),
    };
    if seconds > 0 {
        format!("{amount} ago")
    } else {
        format!("in {amount}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Terminal};
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn times_are_relative_on_a_terminal_and_exact_in_a_file() {
        let now = "2026-11-20T12:00:00Z".parse::<Timestamp>().unwrap();
        let terminal = Some(Terminal { now, links: false });
        let format = Format {
            terminal,
            ..Format::brief(80)
        };
        let shown = |seconds| format.time(now + SignedDuration::from_secs(seconds));
        let past = [0, -59, -60, -7_199, -86_400, -3 * 86_400, -90 * 86_400].map(shown);
        assert_eq!(
            past,
            [
                "just now",
                "59s ago",
                "1m ago",
                "1h ago",
                "24h ago",
                "3d ago",
                "2026-08-22"
            ]
        );
        assert_eq!([shown(90), shown(10_800)], ["in 1m", "in 3h"]);
        assert_eq!(Format::brief(80).time(now), "2026-11-20 12:00:00Z");
        assert_eq!(
            format.times_in("on, next run 2026-11-20T15:00:00Z."),
            "on, next run in 3h."
        );
        assert_eq!(
            format.times_in("on, next at 2026-11-20T15:00:00Z, paused until 2026-11-20T16:00:00Z"),
            "on, next in 3h, paused until 2026-11-20 16:00:00Z"
        );
        assert_eq!(
            Format::brief(80).times_in("failed at 2026-11-20T11:00:00Z"),
            "failed at 2026-11-20 11:00:00Z"
        );
    }
}
