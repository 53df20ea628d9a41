//! How wide lines may be.

use crate::view::output::is_stdout_terminal;

/// The minimum width: below it nothing is readable.
const LEAST_WIDTH: usize = 20;

/// The width when neither `COLUMNS` nor a terminal gives one.
const WIDTH: usize = 100;

/// What `COLUMNS` says, or the terminal.
pub(super) fn width() -> usize {
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    let terminal = || Some(usize::from(terminal_size::terminal_size()?.0.0));
    columns.or_else(terminal).unwrap_or(WIDTH).max(LEAST_WIDTH)
}

/// How wide results may be; off a terminal as wide as they are.
pub(super) fn table_width() -> Option<u16> {
    let size = is_stdout_terminal().then(terminal_size::terminal_size)?;
    size.map(|(width, _)| width.0)
}
