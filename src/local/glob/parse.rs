//! From the text of a pattern to its steps.

use super::chars::Chars;
use super::class::Class;
use super::{Invalid, Step, Syntax, bytes};

/// The steps of a pattern. `is_whole` is false if a literal prefix was taken from it.
pub(super) fn steps(pattern: &[u8], syntax: Syntax, is_whole: bool) -> Result<Vec<Step>, Invalid> {
    let chars = match syntax {
        Syntax::Git => bytes(pattern).collect::<Vec<_>>(),
        Syntax::Typed | Syntax::Docker => String::from_utf8_lossy(pattern).chars().collect(),
    };
    let mut parser = Parser {
        chars: Chars::new(chars),
        syntax,
        is_whole,
        is_name_start: true,
        steps: Vec::new(),
        groups: Vec::new(),
    };
    while let Some(char) = parser.chars.next() {
        parser.add(char)?;
    }
    if parser.groups.is_empty() {
        Ok(parser.steps)
    } else {
        Err(Invalid::UnclosedAlternatives)
    }
}

/// Alternatives that are not closed yet.
struct Group {
    /// The step that chooses one.
    choice: usize,
    /// Their first steps.
    first: Vec<usize>,
    /// The steps after each of them.
    after: Vec<usize>,
    /// Whether they begin a name.
    is_name_start: bool,
}

struct Parser {
    chars: Chars,
    syntax: Syntax,
    is_whole: bool,
    /// Whether the next character begins a name of the path.
    is_name_start: bool,
    steps: Vec<Step>,
    groups: Vec<Group>,
}

impl Parser {
    fn add(&mut self, char: char) -> Result<(), Invalid> {
        let is_typed = self.syntax == Syntax::Typed;
        match char {
            '*' if self.syntax == Syntax::Docker => self.docker_star(),
            '*' => self.star(),
            '?' => self.push(Step::One),
            '[' => {
                let class = Class::parse(&mut self.chars, self.syntax)?;
                self.push(Step::Class(class));
            }
            '\\' => {
                let char = self.chars.next().ok_or(Invalid::NothingEscaped)?;
                self.push(Step::Char(char));
            }
            '{' if is_typed => {
                let choice = self.steps.len();
                self.steps.push(Step::Either(Vec::new()));
                self.groups.push(Group {
                    choice,
                    first: vec![choice + 1],
                    after: Vec::new(),
                    is_name_start: self.is_name_start,
                });
            }
            ',' if !self.groups.is_empty() => self.separate(),
            '}' if is_typed => self.close()?,
            char => self.push(Step::Char(char)),
        }
        Ok(())
    }

    fn push(&mut self, step: Step) {
        self.is_name_start = matches!(step, Step::Char('/'));
        self.steps.push(step);
    }

    /// Any number of directories, each with its slash; also none.
    fn directories(&mut self) {
        let next = self.steps.len() + 1;
        self.steps.push(Step::Either(vec![next, next + 2]));
        self.steps.push(Step::Deep);
        self.push(Step::Char('/'));
    }

    fn star(&mut self) {
        let is_name_start = self.is_name_start;
        let mut stars = 1;
        while self.chars.take('*') {
            stars += 1;
        }
        let ends_name = match self.chars.rest() {
            [] | ['/', ..] | ['\\', '/', ..] => true,
            [',' | '}', ..] => !self.groups.is_empty(),
            _ => false,
        };
        if stars == 1 || !is_name_start || !ends_name {
            self.push(Step::Star);
        } else if self.chars.take('/') {
            self.directories();
        } else {
            self.push(Step::Deep);
        }
    }

    /// Docker's `**` is special everywhere. It takes the slash behind it.
    fn docker_star(&mut self) {
        let is_first = self.is_whole && self.steps.is_empty();
        if !self.chars.take('*') {
            return self.push(Step::Star);
        }
        let has_slash = self.chars.take('/');
        let rest = self.chars.rest();
        let is_literal = !rest.iter().any(|char| "*?[]\\".contains(*char));
        if rest.is_empty() || is_first && !has_slash && is_literal {
            self.push(Step::Deep);
        } else {
            self.directories();
        }
    }

    /// Begins the next alternative.
    fn separate(&mut self) {
        let at = self.steps.len();
        if let Some(group) = self.groups.last_mut() {
            group.after.push(at);
            group.first.push(at + 1);
            self.is_name_start = group.is_name_start;
            self.steps.push(Step::Either(Vec::new()));
        }
    }

    fn close(&mut self) -> Result<(), Invalid> {
        let group = self.groups.pop().ok_or(Invalid::UnopenedAlternatives)?;
        let end = self.steps.len();
        for at in group.after {
            self.goes(at, vec![end]);
        }
        self.goes(group.choice, group.first);
        self.is_name_start = false;
        Ok(())
    }

    fn goes(&mut self, at: usize, to: Vec<usize>) {
        if let Some(step) = self.steps.get_mut(at) {
            *step = Step::Either(to);
        }
    }
}
