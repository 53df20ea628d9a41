//! The characters of a pattern, read from left to right.

/// The characters of a pattern that are not parsed yet.
pub(super) struct Chars {
    chars: Vec<char>,
    at: usize,
}

impl Chars {
    pub(super) fn new(chars: Vec<char>) -> Self {
        Self { chars, at: 0 }
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += 1;
        Some(char)
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().first().copied()
    }

    pub(super) fn rest(&self) -> &[char] {
        self.chars.get(self.at..).unwrap_or_default()
    }

    /// Takes the next character if it is this one.
    pub(super) fn take(&mut self, char: char) -> bool {
        let is_next = self.peek() == Some(char);
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.at += count;
    }
}
