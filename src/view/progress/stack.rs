//! One stack of the progress display: what is done, what is in progress, what has failed.

use super::line::short;
use super::line::{Line, column, elide};
use crate::deploy::last_operation::is_cancelled;
use crate::deploy::ui::StackEvent;
use crate::view::style::Style;
use crate::view::{DIM, RED, YELLOW};
use anstyle::AnsiColor;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// Columns of the time, and the maximum width of statuses, types and names.
const TIME: usize = 7;
const STATUS: usize = 23;
const KIND: usize = 32;
const NAME: usize = 40;

/// A stack with an operation in progress.
#[derive(Debug)]
pub(super) struct Stack {
    pub(super) id: String,
    pub(super) began: Duration,
    pub(super) total: Option<usize>,
    pub(super) expected: Option<Duration>,
    /// The display names of the resources, by logical ID.
    pub(super) names: HashMap<String, String>,
    /// The logical IDs of resources that are not counted.
    pub(super) uncounted: Vec<String>,
    pub(super) busy: Vec<Row>,
    failed: Vec<Row>,
    done: HashSet<String>,
    /// The last status of the stack itself.
    status: String,
}

/// A resource that is in progress, or failed.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: String,
    kind: String,
    status: String,
    since: Duration,
    /// When its time stopped, for a failed resource.
    until: Option<Duration>,
    reason: Option<String>,
    style: Style,
}

impl Stack {
    pub(super) fn new(id: &str, began: Duration) -> Self {
        Self {
            id: id.to_owned(),
            began,
            total: None,
            expected: None,
            names: HashMap::new(),
            uncounted: Vec::new(),
            busy: Vec::new(),
            failed: Vec::new(),
            done: HashSet::new(),
            status: String::new(),
        }
    }

    pub(super) fn done(&self) -> usize {
        self.done.len()
    }

    /// Whether the operation is being rolled back.
    pub(super) fn goes_back(&self) -> bool {
        self.status.contains("ROLLBACK_")
    }

    /// The display name of a resource.
    pub(super) fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, |name| name)
    }

    /// Records an event of the stack or of one of its resources.
    pub(super) fn take(&mut self, event: &StackEvent, now: Duration) {
        let status = &event.status;
        if event.is_of_the_stack() {
            // The clean-up after an update is a separate step, which ends with the status of the whole operation.
            if !status.is_in_progress() || status.as_str().contains("COMPLETE_CLEANUP") {
                self.busy.clear();
            }
            status.as_str().clone_into(&mut self.status);
            return;
        }
        let before = self.busy.iter().position(|row| row.id == event.logical_id);
        let before = before.map(|at| self.busy.remove(at));
        let row = Row {
            id: event.logical_id.clone(),
            kind: event.resource_type.clone(),
            status: status.as_str().to_owned(),
            since: before.as_ref().map_or(now, |row| row.since),
            until: status.is_failed().then_some(now),
            reason: event.reason.clone().filter(|_| status.is_failed()),
            style: if status.is_failed() {
                RED
            } else {
                Style::color(AnsiColor::Blue)
            },
        };
        if status.is_failed() {
            if !is_cancelled(event) {
                self.fail(row);
            }
        } else if status.is_complete() {
            if self.goes_back() {
                self.done.remove(&row.id);
            } else {
                // CloudFormation has now deleted a resource that it could not delete before.
                self.failed.retain(|failed| failed.id != row.id);
                if !self.uncounted.contains(&row.id) {
                    self.done.insert(row.id);
                }
            }
        } else {
            let is_same = before.as_ref().is_some_and(|before| before.status == row.status);
            let since = if is_same { row.since } else { now };
            self.busy.push(Row { since, ..row });
        }
    }

    fn fail(&mut self, mut row: Row) {
        // An update that cannot delete a replaced resource continues without that, and succeeds.
        if row.status == "DELETE_FAILED" && self.status.starts_with("UPDATE_") {
            row.style = YELLOW;
            let reason = row.reason.unwrap_or_default();
            row.reason = Some(format!("skipped, may still cost money: {reason}"));
        }
        self.failed.retain(|failed| failed.id != row.id);
        self.failed.push(row);
    }

    /// The number of lines below the bar.
    pub(super) fn height(&self) -> usize {
        let failed = self
            .failed
            .iter()
            .map(|row| 1 + usize::from(row.reason.is_some()));
        failed.sum::<usize>() + self.busy.len()
    }

    /// At most that many lines: failures first, then the resources that have been in progress longest.
    pub(super) fn lines(&self, now: Duration, width: usize, room: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for row in self.failed.iter().chain(&self.busy) {
            lines.push(self.row(row, now, width));
            let reason = row.reason.as_deref();
            lines.extend(reason.map(|reason| Line::default().with(row.style, format!("    {reason}"))));
        }
        if lines.len() > room {
            let hidden = lines.len() - room.saturating_sub(1);
            lines.truncate(room.saturating_sub(1));
            let more = Line::default().with(DIM, format!("  … {hidden} more"));
            lines.extend((room > 0).then_some(more));
        }
        lines
    }

    fn row(&self, row: &Row, now: Duration, width: usize) -> Line {
        let rows = || self.failed.iter().chain(&self.busy);
        let widest = |of: fn(&Row) -> usize, most| rows().map(of).max().unwrap_or(0).min(most);
        let status = widest(|row| row.status.len(), STATUS);
        let kind = widest(|row| row.kind.len(), KIND);
        let time = short(row.until.unwrap_or(now).saturating_sub(row.since));
        let mut line = Line::default()
            .with(DIM, format!("{time:>TIME$} "))
            .with(row.style, column(&row.status, status))
            .with(Style::new(), " ");
        let mut room = width.saturating_sub(TIME + 1 + status + 1);
        // A name is more useful than a type.
        if room >= kind + 1 + NAME / 2 {
            line = line.with(DIM, column(&row.kind, kind) + " ");
            room -= kind + 1;
        }
        line.with(Style::new(), elide(self.name(&row.id), room.min(NAME)))
    }
}
