//! Actions of the terminal's window: its title, the bell, and desktop notifications.

use super::{line, mark};
use std::fmt::{self, Display};

/// An action of the terminal's window.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Window<'a> {
    /// Save its title.
    RememberTitle,
    /// Restore its saved title.
    RestoreTitle,
    /// Ring the bell.
    Bell,
    /// Notify on the desktop, as in iTerm2 (OSC 9).
    Notify(&'a str),
    /// Notify on the desktop, as in urxvt (OSC 777).
    NotifyWithTitle(&'a str),
}

impl Display for Window<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RememberTitle => mark(formatter, "\x1b[22;2t"),
            Self::RestoreTitle => mark(formatter, "\x1b[23;2t"),
            Self::Bell => mark(formatter, "\x07"),
            Self::Notify(text) => mark(formatter, format_args!("\x1b]9;sa-infra: {}\x07", field(text))),
            Self::NotifyWithTitle(text) => mark(
                formatter,
                format_args!("\x1b]777;notify;sa-infra;{}\x07", field(text)),
            ),
        }
    }
}

/// Text without the field separator.
fn field(text: &str) -> String {
    line(text).replace(';', ",")
}
