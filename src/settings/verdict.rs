//! From the merged tree to the typed configuration, or to all its problems: a value that cannot be read is
//! reported, reset to its default, and reading starts again.

use super::entry::{Entry, entries};
use super::explain::explain;
use super::fault::{Fault, What};
use super::node::{At, Kind, Node};
use super::parse::Parsed;
use super::path::{Path, Step};
use super::problem::{Complaint, Problem, Problems};
use super::read::Reader;
use super::source::Places;
use super::syntax::Mistake;
use super::{Settings, Source};

/// The state of the validation.
pub(super) struct Verdict<'a> {
    places: Places<'a>,
    base: Node,
    problems: Vec<Problem>,
    /// The values that are invalid on their own.
    broken: Vec<Path>,
    /// The lines with syntax errors: further problems on them are noise.
    lines: Vec<usize>,
    /// Whether the file can be checked beyond its syntax.
    sound: bool,
}

impl<'a> Verdict<'a> {
    /// A new validation; `base` has the default of each key.
    pub(super) fn new(places: Places<'a>, base: Node) -> Self {
        Self {
            places,
            base,
            problems: Vec::new(),
            broken: Vec::new(),
            lines: Vec::new(),
            sound: true,
        }
    }

    /// Records the syntax errors.
    pub(super) fn mistakes(&mut self, text: &str, parsed: &Parsed) {
        self.sound = parsed.sound;
        let mut spoilt = Vec::new();
        if !parsed.mistakes.is_empty() {
            let line = |mistake: &Mistake| self.places.lines.line(mistake.offset);
            self.lines = parsed.mistakes.iter().map(line).collect();
            self.spoilt(&parsed.tree, &Path::default(), &mut spoilt);
        }
        for mistake in &parsed.mistakes {
            let line = self.places.lines.line(mistake.offset);
            let key = spoilt.iter().find(|(at, _)| *at == line && self.sound);
            let key = key.map(|(_, path)| path.to_string()).unwrap_or_default();
            let at = At::File(mistake.offset);
            let problem = self
                .places
                .problem(at, key, mistake.reason.clone(), mistake.fix.clone());
            let column = Some(self.places.lines.column(text, mistake.offset));
            self.problems.push(Problem { column, ..problem });
        }
        self.broken = spoilt.into_iter().map(|(_, path)| path).collect();
    }

    /// The values on lines with syntax errors, with their lines.
    fn spoilt(&self, node: &Node, path: &Path, found: &mut Vec<(usize, Path)>) {
        let line = match node.at {
            At::File(offset) => Some(self.places.lines.line(offset)),
            _ => None,
        };
        match &node.kind {
            Kind::Table(table) => {
                for (key, member) in table {
                    self.spoilt(member, &path.child(Step::Key(key.clone())), found);
                }
            }
            _ if line.is_some_and(|line| self.lines.contains(&line)) => {
                found.extend(line.map(|line| (line, path.clone())));
            }
            Kind::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.spoilt(item, &path.child(Step::Index(index)), found);
                }
            }
            _ => {}
        }
    }

    /// Reads the typed configuration.
    pub(super) fn judge<C: Settings>(mut self, mut tree: Node) -> Result<(C, Vec<Entry>), Problems> {
        if !self.sound {
            return Err(Problems::new(self.problems));
        }
        for path in &self.broken {
            if let Some(node) = tree.get_mut(path) {
                restore(node, self.base.get(path));
            }
        }
        let value = loop {
            match C::deserialize(Reader(&tree)) {
                Ok(value) => break Some(value),
                Err(fault) => {
                    self.report(&fault, &tree);
                    if !self.repair(&fault, &mut tree) {
                        break None;
                    }
                }
            }
        };
        for complaint in value.iter().flat_map(C::check) {
            self.complain(complaint, &tree);
        }
        match value {
            Some(value) if self.problems.is_empty() => Ok((value, entries(&tree, &self.places))),
            _ => Err(Problems::new(self.problems)),
        }
    }

    fn report(&mut self, fault: &Fault, tree: &Node) {
        let path = fault.path();
        let (reason, fix) = explain(fault, tree, &self.base);
        let problem = self
            .places
            .problem(tree.around(&path).at, path.to_string(), reason, fix);
        let is_noise = problem.line.is_some_and(|line| self.lines.contains(&line));
        if !is_noise {
            self.problems.push(problem);
        }
    }

    /// Removes the invalid value; false when there is nothing left to try.
    fn repair(&mut self, fault: &Fault, tree: &mut Node) -> bool {
        let path = fault.path();
        let Some(node) = tree.get_mut(&path) else {
            return false;
        };
        let is_lost = fault.in_key || matches!(fault.what, What::Missing(_)) || self.broken.contains(&path);
        let default = if is_lost { None } else { self.base.get(&path) };
        if node.kind == Kind::Gone || path.0.is_empty() {
            return false;
        }
        restore(node, default);
        self.broken.push(path);
        true
    }

    fn complain(&mut self, complaint: Complaint, tree: &Node) {
        let paths: Vec<Path> = complaint.keys.iter().map(|key| Path::parse(key)).collect();
        if paths
            .iter()
            .any(|path| self.broken.iter().any(|broken| broken.touches(path)))
        {
            return;
        }
        let set = |path: &&Path| tree.get(path).is_some_and(|node| node.at != At::Default);
        let near = |path: &&Path| self.places.source(tree.around(path).at) != Source::Default;
        let path = paths
            .iter()
            .find(set)
            .or_else(|| paths.iter().find(near))
            .or(paths.first());
        let path = path.cloned().unwrap_or_default();
        let at = tree.around(&path).at;
        self.problems.push(
            self.places
                .problem(at, path.to_string(), complaint.reason, complaint.fix),
        );
    }
}

/// Resets a value to its default, or removes it.
fn restore(node: &mut Node, default: Option<&Node>) {
    match default {
        Some(default) => *node = default.clone(),
        None => node.kind = Kind::Gone,
    }
}
