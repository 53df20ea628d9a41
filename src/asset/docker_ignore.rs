//! `.dockerignore`: which files of a directory are part of the context of a build.

use super::Unavailable;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;

/// The patterns, in their order, each with whether it takes files back in.
pub(super) struct DockerIgnore(Vec<(Gitignore, bool)>);

impl DockerIgnore {
    /// Reads the text of a file.
    pub(super) fn read(text: &str) -> Result<Self, Unavailable> {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let pattern = |line: &str| {
            let (line, is_back) = match line.strip_prefix('!') {
                Some(rest) => (rest.trim(), true),
                None => (line, false),
            };
            // Patterns begin at the root of the context, with or without a slash.
            let line = format!("/{}", line.trim_start_matches("./").trim_matches('/'));
            let mut builder = GitignoreBuilder::new("");
            let built = builder.add_line(None, &line).and_then(|builder| builder.build());
            let built = built.map_err(|error| {
                Unavailable::new(format!(".dockerignore: {error}"), "correct the pattern")
            })?;
            Ok((built, is_back))
        };
        Ok(Self(lines.map(pattern).collect::<Result<_, _>>()?))
    }

    /// Whether a file is left out: the last pattern counts that matches it or a directory above it.
    pub(super) fn excludes(&self, name: &str) -> bool {
        let matches = |pattern: &Gitignore| {
            let path = Path::new(name);
            pattern.matched_path_or_any_parents(path, false).is_ignore()
        };
        let last = self.0.iter().rev().find(|(pattern, _)| matches(pattern));
        last.is_some_and(|(_, is_back)| !is_back)
    }
}

#[cfg(test)]
mod tests {
    use super::DockerIgnore;

    #[test]
    fn the_last_pattern_that_matches_counts() {
        let rules = DockerIgnore::read(
            "# not these\ntarget\n*.md\n!README.md\n**/*.log\nsrc/old\n!src/old/kept.rs\n",
        );
        let rules = rules.unwrap_or_else(|error| panic!("{error}"));
        for (name, is_excluded) in [
            ("target/debug/a", true),
            ("below/target", false),
            ("NOTES.md", true),
            ("README.md", false),
            ("doc/NOTES.md", false),
            ("a/b/c.log", true),
            ("src/old/x.rs", true),
            ("src/old/kept.rs", false),
            ("src/main.rs", false),
        ] {
            assert_eq!(rules.excludes(name), is_excluded, "{name}");
        }
    }
}
