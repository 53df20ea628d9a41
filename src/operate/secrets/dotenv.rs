//! `.env` files: accepts the syntax on which POSIX shells and common parsers agree, and rejects the rest. If two
//! parsers read a line differently, one of them uses a wrong key without anyone noticing.

use std::fmt;

/// A name and its value.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The line it begins at, from 1.
    pub line: usize,
    /// The name.
    pub name: String,
    /// The value, which may be a secret.
    pub value: zeroize::Zeroizing<String>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}=[secret]", self.line, self.name)
    }
}

/// Why a line is refused. Never contains text of the line, which may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
    /// What to do about it, a lowercase fragment.
    pub fix: &'static str,
}

const FORM: (&str, &str) = ("not of the form NAME=value", "correct the line");
const BLANKS: (&str, &str) = (
    "a space next to the =, which a shell does not accept",
    "write NAME=value, without spaces around the =",
);
const WORDS: (&str, &str) = (
    "a space in an unquoted value: a shell ends the value there, other parsers do not",
    "put the value in single quotes",
);
const HASH: (&str, &str) = (
    "the value begins with a #, which some parsers read as a comment",
    "put the value in single quotes",
);
const SIGN: (&str, &str) = (
    "the value contains a character that is special in a shell but not in other parsers: one of $ ` \\ ' \" ; & | < > ( ) ~ * ? [ { or an \
     invisible character",
    "put the value in single quotes",
);
const DOLLAR: (&str, &str) = (
    "a $ or a ` in double quotes: a shell expands it, other parsers do not",
    "put the value in single quotes, or write \\$ for a literal $",
);
const ESCAPE: (&str, &str) = (
    "a \\ in double quotes that parsers read differently; they agree only on \\\\ and \\\"",
    "put the value in single quotes, or write a newline as a line break",
);
const BACKSLASH: (&str, &str) = (
    "a \\ before a quote or another \\ in single quotes, which parsers read differently",
    "use `secrets set NAME --stdin` for this value",
);
const LAST_BACKSLASH: (&str, &str) = (
    "the value ends with a \\, which some parsers combine with the closing quote",
    "use `secrets set NAME --stdin` for this value",
);
const UNCLOSED: (&str, &str) = (
    "the quote is not closed",
    "close it, or use the other kind of quotes",
);
const BEHIND: (&str, &str) = (
    "text after the closing quote",
    "end the line there; a comment begins with a space and a #",
);
const SWALLOWS: (&str, &str) = (
    "the quote is not closed before the next NAME=value line",
    "close it on the same line",
);

/// The entries of a file, or the first line that is wrong. `known` says which names can be meant: if a quoted value
/// of several lines contains a line that begins with one of them, its closing quote is missing.
pub fn parse(text: &str, known: impl Fn(&str) -> bool) -> Result<Vec<Entry>, Fault> {
    let text = lines_ended(text);
    let mut rest = Cursor { rest: &text, line: 1 };
    let mut entries = Vec::new();
    while !rest.rest.is_empty() {
        let line = rest.line;
        rest.skip(is_blank);
        match rest.peek() {
            None | Some('\n') => rest.next_line(),
            Some('#') => {
                rest.skip(|sign| sign != '\n');
                rest.next_line();
            }
            Some(_) => {
                let name = name(&mut rest)?;
                let value = value(&mut rest, &known)?;
                entries.push(Entry { line, name, value });
            }
        }
    }
    Ok(entries)
}

/// The text with `\n` line endings and without a byte order mark.
fn lines_ended(text: &str) -> zeroize::Zeroizing<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    zeroize::Zeroizing::new(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The rest of the text.
struct Cursor<'t> {
    rest: &'t str,
    line: usize,
}

impl<'t> Cursor<'t> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let sign = self.peek()?;
        self.rest = &self.rest[sign.len_utf8()..];
        self.line += usize::from(sign == '\n');
        Some(sign)
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|sign| !wanted(sign)).unwrap_or(self.rest.len());
        let (found, rest) = self.rest.split_at(end);
        self.rest = rest;
        found
    }

    fn next_line(&mut self) {
        self.take();
    }

    fn fault<T>(&self, (what, fix): (&'static str, &'static str)) -> Result<T, Fault> {
        let line = self.line;
        Err(Fault { line, what, fix })
    }
}

fn is_blank(sign: char) -> bool {
    matches!(sign, ' ' | '\t')
}

fn is_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '_'
}

/// `NAME=` or `export NAME=`.
fn name(rest: &mut Cursor<'_>) -> Result<String, Fault> {
    let mut name = rest.skip(is_name);
    if name == "export" && rest.peek().is_some_and(is_blank) {
        rest.skip(is_blank);
        name = rest.skip(is_name);
    }
    if name.is_empty() || name.starts_with(|sign: char| sign.is_ascii_digit()) {
        return rest.fault(FORM);
    }
    let blanks = rest.skip(is_blank);
    match rest.peek() {
        Some('=') if blanks.is_empty() => drop(rest.take()),
        Some('=') => return rest.fault(BLANKS),
        _ => return rest.fault(FORM),
    }
    match rest.peek() {
        Some(sign) if is_blank(sign) && !rest.rest.trim_start_matches(is_blank).starts_with(['\n', '#']) => {
            rest.fault(BLANKS)
        }
        _ => Ok(name.to_owned()),
    }
}

fn value(rest: &mut Cursor<'_>, known: &impl Fn(&str) -> bool) -> Result<zeroize::Zeroizing<String>, Fault> {
    let value = match rest.peek() {
        Some(quote @ ('"' | '\'')) => {
            let value = quoted(rest, quote, known)?;
            if rest.peek().is_some_and(|sign| !is_blank(sign) && sign != '\n') {
                return rest.fault(BEHIND);
            }
            value
        }
        _ => plain(rest)?,
    };
    rest.skip(is_blank);
    match rest.peek() {
        Some('#') => drop(rest.skip(|sign| sign != '\n')),
        None | Some('\n') => {}
        Some(_) => return rest.fault(WORDS),
    }
    rest.next_line();
    Ok(value)
}

/// A value without quotes, if all parsers read it in the same way.
fn plain(rest: &mut Cursor<'_>) -> Result<zeroize::Zeroizing<String>, Fault> {
    let found = rest.skip(|sign| !is_blank(sign) && sign != '\n');
    if found.starts_with('#') {
        return rest.fault(HASH);
    }
    let special = |sign: char| "$`\\'\";&|<>()~*?[{".contains(sign);
    if found.contains(|sign: char| special(sign) || sign.is_whitespace() || sign.is_control()) {
        return rest.fault(SIGN);
    }
    Ok(zeroize::Zeroizing::new(found.to_owned()))
}

/// A value in quotes, which may have several lines, such as a PEM key.
fn quoted(
    rest: &mut Cursor<'_>,
    quote: char,
    known: &impl Fn(&str) -> bool,
) -> Result<zeroize::Zeroizing<String>, Fault> {
    let line = rest.line;
    let opened = |(what, fix)| Err(Fault { line, what, fix });
    rest.take();
    let mut value = zeroize::Zeroizing::new(String::with_capacity(rest.rest.len()));
    loop {
        match rest.take() {
            None => return opened(UNCLOSED),
            Some(sign) if sign == quote => return Ok(value),
            Some('\\') => {
                let next = rest.peek();
                if next == Some(quote) && rest.rest[1..].starts_with('\n') {
                    return rest.fault(LAST_BACKSLASH);
                }
                match (quote, next) {
                    ('\'', Some('\\' | '\'')) => return rest.fault(BACKSLASH),
                    ('\'', _) => value.push('\\'),
                    ('"', Some(sign @ ('\\' | '"' | '$' | '`'))) => {
                        rest.take();
                        if sign == '\\' && rest.peek() == Some('"') {
                            return rest.fault(LAST_BACKSLASH);
                        }
                        value.push(sign);
                    }
                    _ => return rest.fault(ESCAPE),
                }
            }
            Some('$' | '`') if quote == '"' => return rest.fault(DOLLAR),
            Some('\n') => {
                let next = rest.rest.trim_start_matches(is_blank);
                let next = next.strip_prefix("export ").unwrap_or(next);
                let is_entry = |(name, _): (&str, &str)| name.chars().all(is_name) && known(name);
                if next.split_once('=').is_some_and(is_entry) {
                    return opened(SWALLOWS);
                }
                value.push('\n');
            }
            Some(sign) => value.push(sign),
        }
    }
}

#[cfg(test)]
mod tests;
