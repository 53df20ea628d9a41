//! Markdown on a terminal: the subset that the pages of this project use.

mod inline;
mod table;

use super::{BOLD, DIM};
use crate::view::style::Style;
use std::fmt::Write;

/// The maximum width of prose: longer lines are hard to read.
const WIDEST: usize = 100;

/// A page, for a terminal of this width.
pub fn render(page: &str, width: usize) -> String {
    let mut rendered = Rendered {
        text: String::new(),
        width: width.min(WIDEST),
    };
    let lines = page.lines().collect::<Vec<_>>();
    let mut rest = lines.as_slice();
    while let [line, below @ ..] = rest {
        rest = rendered.block(line, below);
    }
    rendered.text.trim_matches('\n').to_owned() + "\n"
}

struct Rendered {
    text: String,
    width: usize,
}

impl Rendered {
    /// Renders the block that begins with this line, and returns the lines after it.
    fn block<'a, 'b>(&mut self, line: &'a str, below: &'b [&'a str]) -> &'b [&'a str] {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        if trimmed.is_empty() {
            self.gap();
            return below;
        }
        if trimmed.starts_with("```") {
            return self.code(indent, below);
        }
        if let Some(heading) = heading(trimmed) {
            self.heading(heading.0, heading.1);
            return below;
        }
        if trimmed.starts_with('|') {
            return self.table(line, below);
        }
        if trimmed.starts_with('<') && trimmed.ends_with('>') || trimmed.starts_with("![") {
            return below;
        }
        if line.starts_with("    ") && self.text.ends_with("\n\n") {
            self.line(Style::new(), line);
            return below;
        }
        self.paragraph(line, below)
    }

    fn heading(&mut self, level: usize, text: &str) {
        self.gap();
        let style = if level == 1 { BOLD.underline() } else { BOLD };
        for line in inline::lines(text, self.width, style) {
            let _ = writeln!(self.text, "{line}");
        }
        self.gap();
    }

    /// Code is not wrapped: a wrapped line cannot be copied.
    fn code<'a, 'b>(&mut self, indent: usize, below: &'b [&'a str]) -> &'b [&'a str] {
        let end = below.iter().position(|line| line.trim_start().starts_with("```"));
        let end = end.unwrap_or(below.len());
        for line in below.iter().take(end) {
            let text = line
                .get(indent.min(line.len() - line.trim_start().len())..)
                .unwrap_or(line);
            self.line(Style::new(), &format!("{:indent$}    {text}", ""));
        }
        below.get(end + 1..).unwrap_or_default()
    }

    fn table<'a, 'b>(&mut self, first: &'a str, below: &'b [&'a str]) -> &'b [&'a str] {
        let is_row = |line: &&&str| line.trim_start().starts_with('|');
        let rows = below.iter().take_while(is_row).count();
        let (rows, rest) = below.split_at(rows);
        for line in table::lines(first, rows, self.width) {
            let _ = writeln!(self.text, "{}", line.trim_end());
        }
        rest
    }

    /// A paragraph or an item of a list, with the lines that continue it.
    fn paragraph<'a, 'b>(&mut self, first: &'a str, below: &'b [&'a str]) -> &'b [&'a str] {
        let (indent, mark, text) = item(first);
        let continues = |line: &&&str| {
            let trimmed = line.trim_start();
            let begins = ["```", "|", "#", "<", "- ", "* ", "> "]
                .iter()
                .any(|start| trimmed.starts_with(start));
            !trimmed.is_empty() && !begins && item(line).1.is_empty()
        };
        let further = below.iter().take_while(continues).count();
        let (further, rest) = below.split_at(further);
        let whole = std::iter::once(text).chain(further.iter().map(|line| line.trim()));
        let whole = whole.collect::<Vec<_>>().join(" ");
        let hang = indent + mark.chars().count();
        let lines = inline::lines(&whole, self.width.saturating_sub(hang), Style::new());
        for (at, line) in lines.iter().enumerate() {
            let _ = match at {
                0 => writeln!(self.text, "{:indent$}{DIM}{mark}{DIM:#}{line}", ""),
                _ => writeln!(self.text, "{:hang$}{line}", ""),
            };
        }
        rest
    }

    fn line(&mut self, style: Style, text: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{style}{text}{style:#}");
    }

    /// One empty line between blocks.
    fn gap(&mut self) {
        if !self.text.ends_with("\n\n") && !self.text.is_empty() {
            self.text.push('\n');
        }
    }
}

/// The level and the text of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    (1..=6).contains(&level).then_some(())?;
    Some((level, text.strip_prefix(' ')?))
}

/// The indentation of a list item, its mark, and its text; without a mark it is a paragraph.
fn item(line: &str) -> (usize, String, &str) {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    if let Some(rest) = text.strip_prefix("- ").or_else(|| text.strip_prefix("* ")) {
        return (indent, "• ".to_owned(), rest);
    }
    if let Some(rest) = text.strip_prefix("> ") {
        return (indent, "│ ".to_owned(), rest);
    }
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    match text.get(digits..).and_then(|rest| rest.strip_prefix(". ")) {
        Some(rest) if digits > 0 => (indent, text[..digits + 2].to_owned(), rest),
        _ => (indent, String::new(), text),
    }
}
