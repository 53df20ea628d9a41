//! The progress bar of a stack: how much is done, the elapsed time, and the expected time.

use super::line::{Line, column, short};
use super::stack::Stack;
use crate::view::style::Style;
use crate::view::{BOLD, DIM, GREEN, YELLOW};
use anstyle::AnsiColor;
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

/// The minimum and the maximum width of a bar.
const WIDTH: std::ops::RangeInclusive<usize> = 10..=60;

/// The first line of a stack; the names of all stacks have `label` columns.
pub(super) fn line(stack: &Stack, now: Duration, width: usize, label: usize) -> Line {
    let name = column(&stack.id, label.min(width / 3));
    let (done, total) = (stack.done(), stack.total);
    let count = match total {
        Some(total) => format!(" ({}/{total}) ", done.min(total)),
        None => format!(" ({done} done) "),
    };
    let taken = now.saturating_sub(stack.began);
    let mut rest = short(taken);
    if let Some(left) = left(stack, taken) {
        let fuller = format!("{rest}, {left}");
        // The bar is more important than the estimate.
        if name.width() + count.width() + fuller.width() + 3 + WIDTH.start() <= width {
            rest = fuller;
        }
    }
    let taken_up = name.width() + count.width() + rest.width() + 3;
    let cells = width.saturating_sub(taken_up).clamp(*WIDTH.start(), *WIDTH.end());
    let style = if stack.goes_back() { YELLOW } else { GREEN };
    let (full, empty) = cells_of(done, total, cells);
    Line::default()
        .with(BOLD, name)
        .with(Style::new(), " [")
        .with(style, full)
        .with(Style::color(AnsiColor::BrightBlack), empty)
        .with(Style::new(), "]")
        .with(Style::new(), count)
        .with(DIM, rest)
}

/// The two parts of the bar, precise to an eighth of a cell.
fn cells_of(done: usize, total: Option<usize>, cells: usize) -> (String, String) {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let total = total.unwrap_or(0);
    let eighths = (done.min(total) * cells * 8).checked_div(total).unwrap_or(0);
    let full = "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
    let empty = "·".repeat(cells - eighths.div_ceil(8));
    (full, empty)
}

/// The expected remaining time, from the last operation of this kind. Only an estimate.
fn left(stack: &Stack, taken: Duration) -> Option<String> {
    if stack.goes_back() {
        return Some("rolling back".to_owned());
    }
    let expected = stack.expected?;
    Some(match expected.checked_sub(taken) {
        Some(left) => format!("about {} left", about(left)),
        None => format!("longer than last time ({})", short(expected)),
    })
}

/// `2 min`, `40 s`: no more precise than an estimate.
fn about(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..=55 => format!("{} s", (seconds / 10 + 1) * 10),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::{about, cells_of, short};
    use std::time::Duration;

    #[test]
    fn bars_fill_by_eighths() {
        let bar = |done, total| {
            let (full, empty) = cells_of(done, Some(total), 10);
            full + &empty
        };
        assert_eq!(bar(0, 3), "··········");
        assert_eq!(bar(1, 3), "███▎······");
        assert_eq!(bar(3, 3), "██████████");
        assert_eq!(bar(4, 3), "██████████");
        assert_eq!(cells_of(4, None, 10).0, "");
    }

    #[test]
    fn times_are_short() {
        let seconds = [9, 65, 3720].map(Duration::from_secs);
        assert_eq!(seconds.map(short), ["9s", "1m 05s", "1h 02m"]);
        let seconds = [3, 40, 58, 100].map(Duration::from_secs);
        assert_eq!(seconds.map(about), ["10 s", "50 s", "1 min", "2 min"]);
    }
}
