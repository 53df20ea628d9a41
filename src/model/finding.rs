//! A finding of synth or check: place, reason and suggested fix.

use std::fmt;
use std::ops::Deref;
use std::panic::Location;
use std::sync::Arc;

/// An error or a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether the template can be used at all.
    pub severity: Severity,
    /// The stack's construct id, or the file it was read from.
    pub stack: Arc<str>,
    /// The part of the template: a logical ID, `Outputs/Name`; empty for the whole template.
    pub subject: Arc<str>,
    /// The member of that part: `Properties/Tags/0/Key`; empty for the whole part.
    pub path: String,
    /// The source line that put it there.
    pub origin: Option<&'static Location<'static>>,
    /// What is wrong, a lowercase fragment.
    pub reason: String,
    /// What to do about it, a lowercase fragment.
    pub fix: String,
    /// The rule that found it: a stable name, for programs.
    pub rule: &'static str,
    /// The correct spelling, when there is exactly one.
    pub correction: Option<Correction>,
    /// Where it is in the file that the template was read from.
    pub position: Option<Position>,
}

/// Where metadata lists the findings that are accepted: `Metadata`, and below it these members.
pub(crate) const ACCEPTED: [&str; 2] = ["sa-infra", "accept"];

/// Why an application has no templates: all errors at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings(pub Vec<Finding>);

impl fmt::Display for Findings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, finding) in self.0.iter().enumerate() {
            let separator = if number == 0 { "" } else { "\n" };
            write!(formatter, "{separator}{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Findings {}

impl Deref for Findings {
    type Target = [Finding];

    fn deref(&self) -> &[Finding] {
        &self.0
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// What to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// As the name of the member.
    Name(String),
    /// As its value.
    Value(String),
}

/// A place in a file, with the line that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// How many characters to mark.
    pub width: usize,
    /// The line itself; for a very long one, the part around the place.
    pub text: String,
    /// The column of the first character of `text`.
    pub first: usize,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The deployment would fail, or have an effect that is certainly not intended.
    Error,
    /// Useful to know; the template can be used.
    Warning,
}

impl Severity {
    /// The word in the output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl Finding {
    /// An error about a whole stack; the other fields are filled in with struct update syntax.
    pub fn error(stack: impl Into<Arc<str>>, reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            stack: stack.into(),
            subject: "".into(),
            path: String::new(),
            origin: None,
            reason: reason.into(),
            fix: fix.into(),
            rule: "structure",
            correction: None,
            position: None,
        }
    }

    /// Where it is, as one path: `app-infra-base/savpcD0345A2B/Properties/CidrBlock`.
    pub fn place(&self) -> String {
        let parts = [&*self.stack, &*self.subject, &self.path];
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("/")
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: {}: {}",
            self.severity.word(),
            self.place(),
            self.reason
        )?;
        if let Some(origin) = self.origin {
            write!(formatter, "\n  defined at {}:{}", origin.file(), origin.line())?;
        }
        write!(formatter, "\n  fix: {}", self.fix)
    }
}
