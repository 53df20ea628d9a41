//! The width of lines.

/// The minimum width: below it nothing is readable.
const LEAST_WIDTH: usize = 20;

/// The width when neither `COLUMNS` nor a terminal sets one.
const WIDTH: usize = 100;

/// The value of `COLUMNS`, or the terminal's width.
pub(super) fn width() -> usize {
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    let terminal = || Some(usize::from(terminal_size::terminal_size()?.0.0));
    columns.or_else(terminal).unwrap_or(WIDTH).max(LEAST_WIDTH)
}
