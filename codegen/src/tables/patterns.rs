//! Patterns that no ECMAScript engine takes, with what is used instead.

/// A pattern as the schema has it, and the pattern to check (none: no check).
pub(crate) const TABLE: &[(&str, Option<&str>)] = &[];
