//! `.dockerignore`: which files of a directory are part of the context of a build.

#[cfg(test)]
mod tests;

use super::Unavailable;
use crate::local::glob::{Glob, Syntax};

/// The patterns, in their order, each with whether it takes files back in.
pub(super) struct DockerIgnore(Vec<(Glob, bool)>);

impl DockerIgnore {
    /// Reads the text of a file.
    pub(super) fn read(text: &str) -> Result<Self, Unavailable> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let lines = lines.map(str::trim).filter(|line| !line.is_empty());
        let pattern = |line: &str| {
            let (pattern, is_back) = match line.strip_prefix('!') {
                Some(rest) => (clean(rest), true),
                None => (clean(line), false),
            };
            let glob = Glob::new(pattern.as_bytes(), Syntax::Docker);
            let invalid = |error| {
                let reason = format!(".dockerignore: the pattern {line} is not valid: {error}");
                Unavailable::new(reason, "correct the pattern")
            };
            Ok((glob.map_err(invalid)?, is_back))
        };
        Ok(Self(lines.map(pattern).collect::<Result<_, _>>()?))
    }

    /// Whether a file is left out: the last pattern counts that matches it or a directory above it.
    pub(super) fn excludes(&self, name: &str) -> bool {
        let slashes = name.match_indices('/').map(|(at, _)| at);
        let paths = slashes.chain([name.len()]);
        let paths = paths.filter_map(|end| name.as_bytes().get(..end));
        let paths = paths.collect::<Vec<_>>();
        let matches = |glob: &Glob| paths.iter().any(|path| glob.matches(path));
        let last = self.0.iter().rev().find(|(glob, _)| matches(glob));
        last.is_some_and(|(_, is_back)| !is_back)
    }
}

/// The shortest path that is equivalent, relative to the root of the context.
fn clean(pattern: &str) -> String {
    let pattern = pattern.trim();
    let is_rooted = pattern.starts_with('/');
    let mut names = Vec::new();
    for name in pattern.split('/') {
        match name {
            "" | "." => (),
            ".." if is_rooted || names.last().is_some_and(|last| *last != "..") => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join("/")
}
