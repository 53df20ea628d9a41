//! The check of a file: reads as much of it as possible, and gives each finding a line, a column and, if there is
//! one, a correction.

use super::context::Source;
use super::expand::{Expanded, expand};
use super::{FACTS, check_with};
use crate::model::finding::{Correction, Finding, Position, Severity};
use crate::model::template::{Found, Malformed, Place, Places, Template, remarks};
use std::sync::Arc;

/// Of longer lines, only the part around the place is shown.
const LONGEST: usize = 160;

/// Longer words are not marked to their end.
const LONGEST_TOKEN: usize = 1_000;

/// Checks the text of a template, JSON or YAML, as it was read from `file`. After a structural mistake, the rest is
/// still checked. `region` is the target region, if it is known.
pub fn check_document(file: &Arc<str>, text: &str, region: Option<&str>) -> Vec<Finding> {
    let (template, malformed) = Template::read(text);
    let mut findings = Vec::new();
    let expanded = template.as_ref().map(expand);
    if let Some(Expanded { template, .. }) = &expanded {
        let source = Source {
            region,
            bytes: Some(text.len()),
        };
        findings = check_with(file, template, FACTS, source);
        findings.retain(|finding| !is_about(finding, expanded.as_ref(), &malformed));
    }
    let whole = findings.len();
    findings.extend(malformed.into_iter().map(|part| structure(file, part)));
    findings.extend(remarks(text).into_iter().map(|part| Finding {
        severity: Severity::Warning,
        ..structure(file, part)
    }));
    if !findings.is_empty() {
        let lines = Lines::of(text);
        let places = Places::of(text);
        for finding in &mut findings {
            if finding.position.is_none() {
                locate(finding, expanded.as_ref(), places.as_ref(), &lines);
            }
        }
    }
    if whole < findings.len() {
        findings.sort_by_key(|finding| finding.position.as_ref().map(|at| (at.line, at.column)));
    }
    findings
}

/// Whether a finding is about a part that could not be read, which is reported already.
fn is_about(finding: &Finding, template: Option<&Expanded<'_>>, malformed: &[Malformed]) -> bool {
    let path = path(finding, template);
    malformed.iter().any(|part| {
        let rest = path.strip_prefix(&part.path);
        !part.path.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn structure(file: &Arc<str>, part: Malformed) -> Finding {
    Finding {
        subject: part.path.into(),
        ..Finding::error(file.clone(), part.reason, part.fix)
    }
}

/// The path from the root of the document.
fn path(finding: &Finding, expanded: Option<&Expanded<'_>>) -> String {
    if let Some(origin) = expanded.and_then(|expanded| expanded.origins.get(&*finding.subject)) {
        return origin.clone();
    }
    let is_resource =
        expanded.is_some_and(|expanded| expanded.template.resources.contains_key(&finding.subject));
    let parts = [
        if is_resource { "Resources" } else { "" },
        &finding.subject,
        &finding.path,
    ];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("/")
}

/// The lines of a string.
struct Lines<'t> {
    /// Each line, and whether it is ASCII. A template may be one line of megabytes, whose columns are not counted
    /// otherwise.
    lines: Vec<(&'t str, bool)>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        Self {
            lines: text.lines().map(|line| (line, line.is_ascii())).collect(),
        }
    }

    /// A line, and the byte offset at which a column begins.
    fn at(&self, line: usize, column: usize) -> (&'t str, usize) {
        let (text, is_ascii) = self
            .lines
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        let before = column.saturating_sub(1);
        let at = if is_ascii {
            before.min(text.len())
        } else {
            text.char_indices().nth(before).map_or(text.len(), |(at, _)| at)
        };
        (text, at)
    }

    /// The token at a place: a word, a quoted string, or one character.
    fn token(&self, place: Place) -> &'t str {
        let (line, at) = self.at(place.line, place.column);
        let rest = line.get(at..).unwrap_or_default();
        let rest = match rest.char_indices().nth(LONGEST_TOKEN) {
            Some((end, _)) => rest.get(..end).unwrap_or_default(),
            None => rest,
        };
        let mut signs = rest.char_indices();
        let end = match signs.next() {
            Some((_, quote @ ('"' | '\''))) => {
                let mut escaped = false;
                let closing = signs.find(|(_, sign)| {
                    let closes = *sign == quote && !escaped;
                    escaped = quote == '"' && *sign == '\\' && !escaped;
                    closes
                });
                closing.map_or(rest.len(), |(at, _)| at + 1)
            }
            Some((_, '{' | '[')) => 1,
            Some(_) => {
                let ends = |at: usize, sign: char| match sign {
                    ':' => rest
                        .get(at + 1..)
                        .is_none_or(|rest| rest.is_empty() || rest.starts_with(' ')),
                    ',' | ']' | '}' => !rest.contains(['{', '[']),
                    '#' => rest.get(..at).is_some_and(|before| before.ends_with(' ')),
                    _ => false,
                };
                rest.char_indices()
                    .find(|(at, sign)| ends(*at, *sign))
                    .map_or(rest.len(), |(at, _)| at)
            }
            None => 0,
        };
        rest.get(..end).unwrap_or_default().trim_end()
    }

    fn position(&self, place: Place) -> Position {
        let (line, _) = self.at(place.line, 1);
        let first = if line.chars().nth(LONGEST).is_some() {
            place.column.saturating_sub(LONGEST / 4).max(1)
        } else {
            1
        };
        let (line, at) = self.at(place.line, first);
        let text: String = line.get(at..).unwrap_or_default().chars().take(LONGEST).collect();
        let left = LONGEST.saturating_sub(place.column - first);
        Position {
            line: place.line,
            column: place.column,
            width: self.token(place).chars().count().clamp(1, left.max(1)),
            text: text.replace('\t', " "),
            first,
        }
    }
}

/// Finds the place of a finding in the text.
fn locate(
    finding: &mut Finding,
    template: Option<&Expanded<'_>>,
    places: Option<&Places>,
    lines: &Lines<'_>,
) {
    let is_whole = finding.subject.is_empty() && finding.path.is_empty();
    let place = match (said(&finding.reason), places) {
        // The reason of a malformed part contains the place.
        (Some((length, place)), _) if is_whole => {
            finding.reason.truncate(length);
            place
        }
        (_, Some(places)) => {
            let found = places.find(&path(finding, template));
            point(finding, &found, lines)
        }
        (_, None) => Place { line: 1, column: 1 },
    };
    finding.position = Some(lines.position(place));
}

/// The place of the name or of the value, depending on the finding.
fn point(finding: &Finding, found: &Found, lines: &Lines<'_>) -> Place {
    let is_name = match &finding.correction {
        Some(Correction::Name(_)) => true,
        Some(Correction::Value(_)) => false,
        None => {
            let value = lines.token(found.value);
            let name = lines.token(found.name).trim_matches(['"', '\'']);
            value.starts_with(['{', '[', '|', '>', '-'])
                || found.value.line != found.name.line
                || (!name.is_empty() && finding.reason.ends_with(name))
        }
    };
    if is_name { found.name } else { found.value }
}

/// The place at the end of a parser's message, and the length of the text before it.
fn said(reason: &str) -> Option<(usize, Place)> {
    let (before, place) = reason.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    let place = Place {
        line: line.parse().ok()?,
        column: column.parse::<usize>().ok()?.max(1),
    };
    Some((before.len(), place))
}

/// Applies all corrections of the findings. Returns the text and their number.
pub fn corrected(text: &str, findings: &[Finding]) -> (String, usize) {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let lines = Lines::of(text);
    let starts: Vec<usize> = {
        let base = text.as_ptr().addr();
        lines
            .lines
            .iter()
            .map(|(line, _)| line.as_ptr().addr() - base)
            .collect()
    };
    let mut edits = Vec::new();
    for finding in findings {
        let (Some(position), Some(correction)) = (&finding.position, &finding.correction) else {
            continue;
        };
        let place = Place {
            line: position.line,
            column: position.column,
        };
        let token = lines.token(place);
        let (Correction::Name(new) | Correction::Value(new)) = correction;
        let quote = token.chars().next().filter(|sign| matches!(sign, '"' | '\''));
        let plain = token.trim_matches(['"', '\'']);
        // Values with tags, escapes or several lines are not corrected automatically.
        let is_plain = plain
            .chars()
            .all(|sign| sign.is_alphanumeric() || "-_:./ ".contains(sign));
        let Some(start) = starts
            .get(place.line.saturating_sub(1))
            .filter(|_| is_plain && !plain.is_empty())
        else {
            continue;
        };
        let (_, before) = lines.at(place.line, place.column);
        let new = quote.map_or_else(|| new.clone(), |quote| format!("{quote}{new}{quote}"));
        edits.push((start + before, token.len(), new));
    }
    edits.sort();
    edits.dedup_by_key(|(at, ..)| *at);
    let mut fixed = text.to_owned();
    let count = edits.len();
    for (at, length, new) in edits.into_iter().rev() {
        if at >= mark && fixed.is_char_boundary(at) && fixed.is_char_boundary(at + length) {
            fixed.replace_range(at..at + length, &new);
        }
    }
    (fixed, count)
}

#[cfg(test)]
mod tests;
