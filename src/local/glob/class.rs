//! A class of characters in a pattern: `[a-z_]`.

use super::chars::Chars;
use super::{Invalid, Syntax};

/// A class.
#[derive(Clone, Debug)]
pub(super) struct Class {
    is_negated: bool,
    members: Vec<Member>,
    /// Whether it may match a slash.
    matches_slash: bool,
}

#[derive(Clone, Debug)]
enum Member {
    Range(char, char),
    Named(fn(char) -> bool),
}

impl Class {
    pub(super) fn has(&self, char: char) -> bool {
        let is_member = self.members.iter().any(|member| match member {
            Member::Range(first, last) => (*first..=*last).contains(&char),
            Member::Named(has) => has(char),
        });
        is_member != self.is_negated && (char != '/' || self.matches_slash)
    }

    /// Parses what follows a `[`.
    pub(super) fn parse(chars: &mut Chars, syntax: Syntax) -> Result<Self, Invalid> {
        let is_docker = syntax == Syntax::Docker;
        let is_negated = chars.take('^') || !is_docker && chars.take('!');
        let members = if is_docker { go(chars) } else { git(chars) }?;
        let is_inverted = |member: &Member| matches!(member, Member::Range(first, last) if first > last);
        // In Git, such a range has no members.
        if syntax != Syntax::Git && members.iter().any(is_inverted) {
            return Err(Invalid::InvertedRange);
        }
        Ok(Self {
            is_negated,
            members,
            matches_slash: is_docker,
        })
    }
}

/// The members of a class as Git reads them: a `]` at the beginning and a `-` at either end are literal.
fn git(chars: &mut Chars) -> Result<Vec<Member>, Invalid> {
    let mut members = Vec::new();
    // What a `-` would make the beginning of a range.
    let mut previous = None;
    loop {
        let char = next(chars)?;
        if char == ']' && !members.is_empty() {
            return Ok(members);
        }
        let member = match (char, previous) {
            ('\\', _) => single(next(chars)?),
            ('-', Some(first)) if chars.peek().is_some_and(|next| next != ']') => {
                let last = next(chars)?;
                let last = if last == '\\' { next(chars)? } else { last };
                Member::Range(first, last)
            }
            ('[', _) if chars.peek() == Some(':') => named(chars)?,
            (char, _) => single(char),
        };
        previous = match (&member, char, previous) {
            (Member::Named(_), ..) | (_, '-', Some(_)) => None,
            (Member::Range(char, _), ..) => Some(*char),
        };
        members.push(member);
    }
}

/// A class such as `[:alpha:]`, or a `[`.
fn named(chars: &mut Chars) -> Result<Member, Invalid> {
    let name = chars.rest().get(1..).unwrap_or_default();
    let length = name.iter().position(|char| *char == ']');
    let name = name
        .get(..length.ok_or(Invalid::UnclosedClass)?)
        .unwrap_or_default();
    let Some((':', name)) = name.split_last() else {
        return Ok(single('['));
    };
    let is_member: fn(char) -> bool = match &*name.iter().collect::<String>() {
        "alnum" => |char| char.is_ascii_alphanumeric(),
        "alpha" => |char| char.is_ascii_alphabetic(),
        "blank" => |char| matches!(char, ' ' | '\t'),
        "cntrl" => |char| char.is_ascii_control(),
        "digit" => |char| char.is_ascii_digit(),
        "graph" => |char| char.is_ascii_graphic(),
        "lower" => |char| char.is_ascii_lowercase(),
        "print" => |char| char.is_ascii_graphic() || char == ' ',
        "punct" => |char| char.is_ascii_punctuation(),
        "space" => |char| matches!(char, ' ' | '\t' | '\n' | '\r'),
        "upper" => |char| char.is_ascii_uppercase(),
        "xdigit" => |char| char.is_ascii_hexdigit(),
        _ => return Err(Invalid::UnknownClass),
    };
    let length = name.len();
    chars.skip(length + 3);
    Ok(Member::Named(is_member))
}

/// The members of a class as Go reads them: `-` and `]` are literal only after a `\`.
fn go(chars: &mut Chars) -> Result<Vec<Member>, Invalid> {
    let mut members = Vec::new();
    while members.is_empty() || !chars.take(']') {
        let first = escaped(chars)?;
        let last = if chars.take('-') { escaped(chars)? } else { first };
        members.push(Member::Range(first, last));
    }
    Ok(members)
}

fn escaped(chars: &mut Chars) -> Result<char, Invalid> {
    match next(chars)? {
        '-' | ']' => Err(Invalid::MalformedClass),
        '\\' => next(chars),
        char => Ok(char),
    }
}

fn next(chars: &mut Chars) -> Result<char, Invalid> {
    chars.next().ok_or(Invalid::UnclosedClass)
}

fn single(char: char) -> Member {
    Member::Range(char, char)
}
