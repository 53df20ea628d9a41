//! What a terminal does around its text: it remembers its title, rings, and notifies the desktop.

use super::{line, mark};
use std::fmt::{self, Display};

/// Something that the terminal's window does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Window<'a> {
    /// It remembers its title.
    RememberTitle,
    /// It has the title again that it remembers.
    RestoreTitle,
    /// It rings its bell.
    Bell,
    /// It notifies the desktop, as iTerm2 does (OSC 9).
    Notify(&'a str),
    /// It notifies the desktop, as urxvt does (OSC 777).
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

/// Text without what separates fields.
fn field(text: &str) -> String {
    line(text).replace(';', ",")
}
