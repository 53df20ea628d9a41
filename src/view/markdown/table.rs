//! Tables of a page: columns as wide as the terminal allows, with wrapped cells if necessary.

use super::inline;
use crate::view::BOLD;
use crate::view::output::plain;
use crate::view::style::Style;
use unicode_width::UnicodeWidthStr;

/// The gap between two columns.
const GAP: usize = 2;

/// The lines of a table: its heading, and the rows below, beginning with the line of dashes.
pub(super) fn lines(head: &str, rows: &[&str], width: usize) -> Vec<String> {
    let head = cells(head);
    let rows = rows.iter().map(|row| cells(row));
    let rows = rows
        .filter(|row| {
            !row.iter()
                .all(|cell| !cell.is_empty() && cell.trim_matches(['-', ':']).is_empty())
        })
        .collect::<Vec<_>>();
    let all = std::iter::once(&head).chain(&rows);
    let columns = all.clone().map(Vec::len).max().unwrap_or(0);
    let measured = |of: fn(&(usize, usize)) -> usize| {
        let column = |at: usize| {
            let cells = all.clone().filter_map(|row| row.get(at));
            cells.map(|cell| of(&inline::widths(cell))).max().unwrap_or(0)
        };
        (0..columns).map(column).collect::<Vec<_>>()
    };
    let widths = fit(&measured(|widths| widths.0), &measured(|widths| widths.1), width);
    let room = width.saturating_sub(GAP * columns.saturating_sub(1));
    let least = measured(|widths| widths.1);
    let breaks = |(width, least): (&usize, &usize)| width < least;
    if widths.iter().sum::<usize>() > room || widths.iter().zip(&least).any(breaks) {
        return records(&head, &rows, width);
    }
    let mut lines = Vec::new();
    if head.iter().any(|cell| !cell.is_empty()) {
        lines.extend(row(&head, &widths, BOLD));
    }
    let wraps = widths.iter().sum::<usize>() < measured(|widths| widths.0).iter().sum::<usize>();
    for cells in &rows {
        lines.extend(row(cells, &widths, Style::new()));
        if wraps {
            lines.push(String::new());
        }
    }
    lines
}

/// Each row below its first cell, if the table is too narrow for its words.
fn records(head: &[String], rows: &[Vec<String>], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for row in rows {
        for (at, (name, cell)) in head
            .iter()
            .zip(row)
            .filter(|(_, cell)| !cell.is_empty())
            .enumerate()
        {
            if at == 0 {
                lines.extend(inline::lines(cell, width, BOLD));
                continue;
            }
            let text = if name.is_empty() {
                cell.clone()
            } else {
                format!("{name}: {cell}")
            };
            let text = inline::lines(&text, width.saturating_sub(2), Style::new());
            lines.extend(text.iter().map(|line| format!("  {line}")));
        }
        lines.push(String::new());
    }
    lines
}

/// The cells of a row; an escaped bar belongs to its cell.
fn cells(row: &str) -> Vec<String> {
    let row = row.trim().replace("\\|", "\u{1}");
    let inside = row.strip_prefix('|').unwrap_or(&row);
    let inside = inside.strip_suffix('|').unwrap_or(inside);
    inside
        .split('|')
        .map(|cell| cell.trim().replace('\u{1}', "|"))
        .collect()
}

/// The width of each column: its natural width if all fit; otherwise the widest columns shrink, down to their widest
/// words.
fn fit(wanted: &[usize], least: &[usize], width: usize) -> Vec<usize> {
    let mut widths = wanted.to_vec();
    let room = width.saturating_sub(GAP * wanted.len().saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let can_give = |at: &usize| widths[*at] > least[*at].min(room / wanted.len().max(1)).max(1);
        let widest = (0..widths.len()).filter(can_give).max_by_key(|at| widths[*at]);
        let Some(widest) = widest else { break };
        widths[widest] -= 1;
    }
    widths
}

fn row(cells: &[String], widths: &[usize], style: Style) -> Vec<String> {
    let cells = cells.iter().zip(widths);
    let cells = cells
        .map(|(cell, width)| inline::lines(cell, *width, style))
        .collect::<Vec<_>>();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let line = |at: usize| {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            let text = cell.get(at).map_or("", String::as_str);
            let fill = (width + GAP).saturating_sub(plain(text).width());
            line = line + text + &" ".repeat(fill);
        }
        line
    };
    (0..height).map(line).collect()
}
