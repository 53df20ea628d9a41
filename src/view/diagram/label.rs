//! The text in boxes and of arrows, line by line.

use super::width::{width, wrap};
use crate::synth::diagram::{Arrow, Node};
use crate::view::count;

/// Font sizes, in pixels.
pub(super) const NAME: f64 = 12.0;
pub(super) const SMALL: f64 = 10.5;
pub(super) const STACK: f64 = 14.0;
/// The line height, in pixels.
pub(super) const LINE: f64 = 15.0;

/// The maximum number of names and actions that are listed.
const MOST: usize = 5;

/// A line of a box.
pub(super) struct Line {
    /// Its class in the style sheet.
    pub(super) class: &'static str,
    pub(super) text: String,
}

impl Line {
    pub(super) fn width(&self) -> f64 {
        let size = if self.class == "name" { NAME } else { SMALL };
        width(&self.text, size)
    }
}

/// The lines of a box, its kind first.
pub(super) fn lines(node: &Node) -> Vec<Line> {
    let mut lines = vec![line("kind", node.kind.clone())];
    lines.extend(
        some(&node.names, "more")
            .into_iter()
            .map(|text| line("name", text)),
    );
    let mut notes = Vec::new();
    notes.extend(node.parts.iter().map(|(kind, number)| part(kind, *number)));
    let widest = lines.iter().map(Line::width).fold(230.0, f64::max);
    for (at, parts) in wrap(&notes, SMALL, widest).into_iter().enumerate() {
        let begin = if at == 0 { "with" } else { "and" };
        lines.push(line("note", format!("{begin} {parts}")));
    }
    lines.extend(
        node.roles
            .iter()
            .map(|role| line("note", format!("acts as {role}"))),
    );
    let policies = node.policies.iter();
    lines.extend(policies.map(|policy| line("note", format!("has the policy {policy}"))));
    let callers = node.callers.iter();
    lines.extend(callers.map(|service| line("note", format!("open to {service}"))));
    lines
}

/// The actions that an arrow allows, line by line; empty for a plain reference.
pub(super) fn actions(arrow: &Arrow) -> Vec<String> {
    some(&arrow.actions.iter().cloned().collect::<Vec<_>>(), "more")
}

fn some(all: &[String], rest: &str) -> Vec<String> {
    let shown = if all.len() > MOST { MOST - 1 } else { all.len() };
    let mut shown = all[..shown].to_vec();
    if all.len() > shown.len() {
        shown.push(format!("and {} {rest}", all.len() - shown.len()));
    }
    shown
}

/// `2 Subnets`, without the service, which is that of the box.
fn part(kind: &str, number: usize) -> String {
    let noun = kind.rsplit(' ').next().unwrap_or(kind);
    if number == 1 {
        noun.to_owned()
    } else {
        count(number, noun)
    }
}

fn line(class: &'static str, text: String) -> Line {
    Line { class, text }
}
