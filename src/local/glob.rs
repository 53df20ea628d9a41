//! A pattern of paths, such as `src/**/*.py`, and whether a path matches it.

mod chars;
mod class;
mod parse;
#[cfg(test)]
mod tests;

use class::Class;
use std::mem;

/// Whose rules a pattern follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// Git's: the patterns of a `.gitignore`, which match bytes.
    Git,
    /// Git's, with alternatives: `*.{json,yaml}`. An argument or a string in code, which matches characters.
    Typed,
    /// Docker's: the patterns of a `.dockerignore`, which match characters.
    Docker,
}

/// What is wrong with a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Invalid {
    #[error("a `[` has no `]`")]
    UnclosedClass,
    #[error("a class in `[..]` has no such name; `[:alpha:]` and `[:digit:]` are names")]
    UnknownClass,
    #[error("a `[..]` is empty, or has a `-` or `]` without a `\\`")]
    MalformedClass,
    #[error("a range in `[..]` ends before it begins")]
    InvertedRange,
    #[error("a `\\` is at the end")]
    NothingEscaped,
    #[error("a `{{` has no `}}`")]
    UnclosedAlternatives,
    #[error("a `}}` has no `{{`")]
    UnopenedAlternatives,
}

/// A step of the match. The steps are a nondeterministic automaton, so that no pattern takes exponential time.
#[derive(Clone, Debug)]
enum Step {
    /// This character.
    Char(char),
    /// A character that is no slash.
    One,
    /// A character of a class.
    Class(Class),
    /// Any number of characters that are no slashes.
    Star,
    /// Any number of characters.
    Deep,
    /// One of these steps is the next.
    Either(Vec<usize>),
}

/// A pattern.
#[derive(Clone, Debug)]
pub(crate) struct Glob {
    syntax: Syntax,
    /// What every match begins with.
    prefix: Vec<u8>,
    /// What follows the prefix.
    steps: Vec<Step>,
}

impl Glob {
    pub(crate) fn new(pattern: &[u8], syntax: Syntax) -> Result<Self, Invalid> {
        // As in Git, the pattern proper begins with the first special character. `**` is special there, as after a slash.
        let is_special = |byte: &u8| match byte {
            b'*' | b'?' | b'[' | b'\\' => true,
            b'{' | b'}' => syntax == Syntax::Typed,
            _ => false,
        };
        let length = pattern.iter().position(is_special).unwrap_or(pattern.len());
        let (prefix, rest) = pattern.split_at(length);
        Ok(Self {
            syntax,
            prefix: prefix.to_owned(),
            steps: parse::steps(rest, syntax, prefix.is_empty())?,
        })
    }

    /// Whether the pattern matches a whole path, which has slashes between its names.
    pub(crate) fn matches(&self, path: &[u8]) -> bool {
        let Some(rest) = path.strip_prefix(&*self.prefix) else {
            return false;
        };
        match self.syntax {
            _ if self.steps.is_empty() => rest.is_empty(),
            Syntax::Git => self.accepts(bytes(rest)),
            Syntax::Typed | Syntax::Docker => self.accepts(String::from_utf8_lossy(rest).chars()),
        }
    }

    fn accepts(&self, text: impl Iterator<Item = char>) -> bool {
        let (mut now, mut next) = (States::new(&self.steps), States::new(&self.steps));
        now.reach(0);
        for char in text {
            for at in now.active.drain(..) {
                if let Some(is_active) = now.is_active.get_mut(at) {
                    *is_active = false;
                }
                let to = match self.steps.get(at) {
                    Some(Step::Char(wanted)) if *wanted == char => at + 1,
                    Some(Step::One) if char != '/' => at + 1,
                    Some(Step::Class(class)) if class.has(char) => at + 1,
                    Some(Step::Star) if char != '/' => at,
                    Some(Step::Deep) => at,
                    _ => continue,
                };
                next.reach(to);
            }
            if next.active.is_empty() {
                return false;
            }
            mem::swap(&mut now, &mut next);
        }
        now.active.contains(&self.steps.len())
    }
}

/// Each byte as a character, so that bytes that are no UTF-8 have one, too.
fn bytes(text: &[u8]) -> impl Iterator<Item = char> {
    text.iter().map(|byte| char::from(*byte))
}

/// The steps that may be next.
struct States<'a> {
    steps: &'a [Step],
    active: Vec<usize>,
    is_active: Vec<bool>,
    todo: Vec<usize>,
}

impl<'a> States<'a> {
    fn new(steps: &'a [Step]) -> Self {
        Self {
            steps,
            active: Vec::new(),
            is_active: vec![false; steps.len() + 1],
            todo: Vec::new(),
        }
    }

    /// Adds a step, and those that follow it without a character.
    fn reach(&mut self, step: usize) {
        self.todo.push(step);
        while let Some(at) = self.todo.pop() {
            match self.is_active.get_mut(at) {
                Some(is_active) if !*is_active => *is_active = true,
                _ => continue,
            }
            self.active.push(at);
            match self.steps.get(at) {
                Some(Step::Star | Step::Deep) => self.todo.push(at + 1),
                Some(Step::Either(steps)) => self.todo.extend(steps),
                _ => (),
            }
        }
    }
}
