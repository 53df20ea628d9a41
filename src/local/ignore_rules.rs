//! The rules of one ignore file: the lines of a `.gitignore`, and what they say about a path.

#[cfg(test)]
#[cfg(unix)]
mod tests;

use super::glob::{Glob, Invalid, Syntax};

/// What the rules say about a path that they match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is left out.
    Exclude,
    /// It is taken, whatever rules of less precedence say.
    Include,
}

/// The rules, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules(Vec<Rule>);

#[derive(Clone, Debug)]
struct Rule {
    glob: Glob,
    verdict: Verdict,
    is_for_directories: bool,
    /// Whether it matches the name, in any directory.
    is_for_names: bool,
}

impl Rule {
    fn new(pattern: &[u8], syntax: Syntax, verdict: Verdict) -> Result<Self, Invalid> {
        let (pattern, is_for_directories) = match pattern.strip_suffix(b"/") {
            Some(rest) => (rest, true),
            None => (pattern, false),
        };
        let is_for_names = !pattern.contains(&b'/');
        let pattern = pattern.strip_prefix(b"/").unwrap_or(pattern);
        Ok(Self {
            glob: Glob::new(pattern, syntax)?,
            verdict,
            is_for_directories,
            is_for_names,
        })
    }
}

impl Rules {
    /// The rules in the text of a file. As in Git, a pattern that is not valid matches nothing.
    pub(crate) fn read(text: &[u8]) -> Self {
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        let lines = text.split(|byte| *byte == b'\n');
        let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let lines = lines.filter(|line| !line.starts_with(b"#"));
        let rule = |line| {
            let line = without_spaces(line);
            let (line, verdict) = match line.strip_prefix(b"!") {
                Some(rest) => (rest, Verdict::Include),
                None => (line, Verdict::Exclude),
            };
            Rule::new(line, Syntax::Git, verdict).ok()
        };
        Self(lines.filter_map(rule).collect())
    }

    /// Rules that exclude what these patterns match; or the pattern that is not valid.
    pub(crate) fn exclude(patterns: &[String]) -> Result<Self, (&str, Invalid)> {
        let rule = |pattern| {
            let rule = Rule::new(str::trim_end(pattern).as_bytes(), Syntax::Typed, Verdict::Exclude);
            rule.map_err(|error| (pattern, error))
        };
        let patterns = patterns.iter().map(String::as_str);
        Ok(Self(patterns.map(rule).collect::<Result<_, _>>()?))
    }

    /// What the last rule says that matches. The path begins at the directory of the file, and has slashes.
    pub(crate) fn verdict(&self, path: &[u8], is_directory: bool) -> Option<Verdict> {
        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or(path);
        let matches = |rule: &&Rule| {
            let text = if rule.is_for_names { name } else { path };
            (is_directory || !rule.is_for_directories) && rule.glob.matches(text)
        };
        self.0.iter().rev().find(matches).map(|rule| rule.verdict)
    }
}

/// A line without the spaces at its end, except those after a `\`.
fn without_spaces(line: &[u8]) -> &[u8] {
    let (mut at, mut end) = (0, 0);
    while let Some(byte) = line.get(at) {
        at += if *byte == b'\\' { 2 } else { 1 };
        if *byte != b' ' {
            end = at;
        }
    }
    line.get(..end).unwrap_or(line)
}
