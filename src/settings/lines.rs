//! From byte offsets to line and column numbers.

/// The offsets at which the lines of a string begin.
#[derive(Debug, Default)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    /// Scans `text` once.
    pub(super) fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(breaks.map(|(offset, _)| offset + 1).collect())
    }

    /// The line of a byte offset, counted from one.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.0.partition_point(|start| *start <= offset) + 1
    }

    /// The column of a byte offset, in characters, counted from one.
    pub(super) fn column(&self, text: &str, offset: usize) -> usize {
        let start = match self.line(offset) {
            1 => 0,
            line => self.0.get(line - 2).copied().unwrap_or(0),
        };
        let before = text.get(start..offset).unwrap_or("");
        before.trim_start_matches('\u{feff}').chars().count() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn counts_as_people_do() {
        let text = "a\nbé c\n";
        let lines = Lines::of(text);
        assert_eq!((lines.line(0), lines.column(text, 0)), (1, 1));
        assert_eq!((lines.line(1), lines.column(text, 1)), (1, 2));
        assert_eq!((lines.line(6), lines.column(text, 6)), (2, 4));
        assert_eq!((lines.line(text.len()), lines.column(text, text.len())), (3, 1));
    }
}
