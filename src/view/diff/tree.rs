//! Changes as a tree of their paths, with values before and after.

use super::text::{width, wrap};
use super::value::{inline, outline};
use super::{CHANGED, OLD};
use crate::diff::{Cause, Change, HIDDEN, Replacement, Step};
use crate::model::json::Json;
use crate::view::style::Style;
use crate::view::{DIM, GREEN, RED};
use similar::{ChangeTag, TextDiff};
use std::io::{self, Write};

/// Lines of context around a difference in a long value.
const CONTEXT: usize = 3;

/// Values of up to this many lines are shown completely.
const SHORT: usize = 16;

/// The mark of a change that replaces the resource.
const REPLACES: &str = " (replaces)";

/// A path with the nodes below it.
struct Node<'a> {
    label: String,
    change: Option<&'a Change>,
    below: Vec<Node<'a>>,
}

/// Prints changes, each with the part of its path to show.
pub(super) fn changes<'a>(
    out: &mut dyn Write,
    changes: impl Iterator<Item = (&'a [Step], &'a Change)>,
    because: &[Cause],
    indent: &str,
    width: usize,
) -> io::Result<()> {
    let mut root = Node {
        label: String::new(),
        change: None,
        below: Vec::new(),
    };
    for (path, change) in changes {
        root.insert(path, change);
    }
    let mut tree = Tree { out, because, width };
    tree.below(&root, indent)
}

impl<'a> Node<'a> {
    /// Changes come in the order of the tree, so only the last branch can grow.
    fn insert(&mut self, path: &[Step], change: &'a Change) {
        let Some((step, rest)) = path.split_first() else {
            self.change = Some(change);
            return;
        };
        let label = match step {
            Step::Key(name) => name.clone(),
            Step::Item(name) => format!("[{name}]"),
            Step::Index(index) => format!("[{index}]"),
            Step::Any => String::new(),
        };
        let open = self
            .below
            .last()
            .is_some_and(|node| node.label == label && node.change.is_none() && !rest.is_empty());
        if !open {
            self.below.push(Node {
                label,
                change: None,
                below: Vec::new(),
            });
        }
        if let Some(node) = self.below.last_mut() {
            node.insert(rest, change);
        }
    }
}

struct Tree<'a> {
    out: &'a mut dyn Write,
    because: &'a [Cause],
    width: usize,
}

impl Tree<'_> {
    fn below(&mut self, parent: &Node<'_>, indent: &str) -> io::Result<()> {
        for (at, node) in parent.below.iter().enumerate() {
            let is_last = at + 1 == parent.below.len();
            let (branch, further) = if is_last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            // A chain without branches is one line.
            let (mut label, mut node) = (node.label.clone(), node);
            while let ([only], None) = (node.below.as_slice(), node.change) {
                let slash = if only.label.starts_with('[') || only.label.is_empty() {
                    ""
                } else {
                    "/"
                };
                label = format!("{label}{slash}{}", only.label);
                node = only;
            }
            let (first, further) = (format!("{indent}{branch}"), format!("{indent}{further}"));
            if let Some(change) = node.change {
                self.leaf(&label, change, &first, &further)?;
            } else {
                self.line(&first, &further, Style::new(), &label)?;
                self.below(node, &further)?;
            }
        }
        Ok(())
    }

    /// One line, or several that are indented below the first.
    fn line(&mut self, first: &str, further: &str, style: Style, text: &str) -> io::Result<()> {
        let room = self.width.saturating_sub(width(first));
        for (at, line) in wrap(text, room).iter().enumerate() {
            let indent = if at == 0 { first } else { further };
            writeln!(self.out, "{DIM}{indent}{DIM:#}{style}{line}{style:#}")?;
        }
        Ok(())
    }

    fn leaf(&mut self, label: &str, change: &Change, first: &str, further: &str) -> io::Result<()> {
        let room = self.width.saturating_sub(width(first));
        let note = self.note(change);
        let label = if label.is_empty() {
            String::new()
        } else {
            format!("{label}: ")
        };
        let (style, sign) = match (&change.before, &change.after) {
            (None, _) => (GREEN, "+"),
            (_, None) => (OLD, "-"),
            _ => (CHANGED, "~"),
        };
        let style = if note == REPLACES { RED } else { style };
        let short = match (&change.before, &change.after) {
            (Some(before), Some(after)) if before == after => Some(format!("differs {HIDDEN}")),
            (Some(before), Some(after)) => short(before)
                .zip(short(after))
                .map(|(old, new)| format!("{old} → {new}")),
            (Some(only), None) | (None, Some(only)) => short(only),
            (None, None) => None,
        };
        let line = short.map(|short| format!("{sign} {label}{short}{note}"));
        if let Some(line) = line.as_ref().filter(|line| width(line) <= room) {
            return self.line(first, further, style, line);
        }
        let head = format!("{sign} {}{note}", label.trim_end());
        if change.before == change.after {
            self.line(first, further, style, &head)?;
            return self.line(
                &format!("{further}  "),
                &format!("{further}  "),
                style,
                &format!("differs {HIDDEN}"),
            );
        }
        let lines = |side: &Option<Json>| side.as_ref().map(outline).unwrap_or_default();
        let (before, after) = (lines(&change.before), lines(&change.after));
        self.line(first, further, style, head.trim_end())?;
        self.text_diff(&before, &after, &format!("{further}  "))
    }

    /// A unified diff without headers: the lines between two distant differences are omitted.
    fn text_diff(&mut self, before: &[String], after: &[String], indent: &str) -> io::Result<()> {
        let slices = |lines: &[String]| lines.iter().map(|line| line.clone() + "\n").collect::<String>();
        let (before, after) = (slices(before), slices(after));
        let diff = TextDiff::from_lines(&before, &after);
        // Short values are shown completely.
        let is_short = before.lines().count().max(after.lines().count()) <= SHORT;
        let context = if is_short { SHORT } else { CONTEXT };
        for (at, group) in diff.grouped_ops(context).iter().enumerate() {
            if at > 0 {
                self.line(indent, indent, DIM, "...")?;
            }
            for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                let (style, sign) = match change.tag() {
                    ChangeTag::Equal => (DIM, ' '),
                    ChangeTag::Delete => (OLD, '-'),
                    ChangeTag::Insert => (GREEN, '+'),
                };
                let text = change.value().trim_end_matches('\n');
                let hang = text.len() - text.trim_start().len();
                let hang = hang.min(self.width / 4);
                let text = text.trim_start();
                let first = format!("{indent}{sign} {}", " ".repeat(hang));
                let further = format!("{indent}{sign}   {}", " ".repeat(hang));
                let room = self.width.saturating_sub(width(&further));
                for (at, line) in wrap(text, room).iter().enumerate() {
                    let head = if at == 0 { &first } else { &further };
                    let line = format!("{head}{line}");
                    let (tree, rest) = line.split_at(indent.len());
                    let (rest, tree) = (
                        rest.trim_end(),
                        if rest.trim().is_empty() {
                            tree.trim_end()
                        } else {
                            tree
                        },
                    );
                    writeln!(self.out, "{DIM}{tree}{DIM:#}{style}{rest}{style:#}")?;
                }
            }
        }
        Ok(())
    }

    /// The effect of this change on the whole resource.
    fn note(&self, change: &Change) -> &'static str {
        let own = |cause: &&Cause| cause.path == change.path && cause.follows.is_none();
        let decides = self
            .because
            .iter()
            .find(own)
            .map_or(Replacement::Never, |cause| cause.replacement);
        match decides {
            Replacement::Always => REPLACES,
            Replacement::Maybe => " (may replace)",
            Replacement::Never => "",
        }
    }
}

/// A value that is readable on one line.
fn short(json: &Json) -> Option<String> {
    let text = inline(json);
    (!text.contains('\n')).then_some(text)
}
