//! Everything that may control the terminal: styles, hyperlinks, the title and the cursor, as marks that no other
//! text can contain.
//!
//! A mark begins with a random number of this process. [`Output`](super::output::Output) turns marks into their
//! escape sequences and escapes every other control character. So a string from AWS, a file name or a log line cannot
//! move the cursor, change a color or write to the clipboard, in any view.

mod window;

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::OnceLock;

pub(crate) use window::Window;

/// The delimiters of a mark: code points that Unicode reserves for internal use.
pub(super) const START: char = '\u{fdd0}';
pub(super) const END: char = '\u{fdd1}';

/// The maximum length of a mark.
pub(super) const LONGEST: usize = 8192;

/// The prefix of every mark of this process.
pub(super) fn key() -> &'static str {
    static KEY: OnceLock<String> = OnceLock::new();
    KEY.get_or_init(|| {
        let random = || RandomState::new().build_hasher().finish();
        format!("{START}{:016x}{:016x}", random(), random())
    })
}

fn mark(formatter: &mut fmt::Formatter<'_>, sequence: impl Display) -> fmt::Result {
    write!(formatter, "{}{sequence}{END}", key())
}

/// The style of text: `{style}` begins it and `{style:#}` ends it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style(anstyle::Style);

impl Style {
    /// The default style of the terminal.
    pub const fn new() -> Self {
        Self(anstyle::Style::new())
    }

    /// A color.
    pub const fn color(color: anstyle::AnsiColor) -> Self {
        Self(color.on_default())
    }

    /// The same in bold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self(self.0.bold())
    }

    /// The same, underlined.
    #[must_use]
    pub const fn underline(self) -> Self {
        Self(self.0.underline())
    }

    /// The same, dimmed.
    #[must_use]
    pub const fn dimmed(self) -> Self {
        Self(self.0.dimmed())
    }
}

impl Display for Style {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.is_plain(), formatter.alternate()) {
            (true, _) => Ok(()),
            (false, false) => mark(formatter, self.0.render()),
            (false, true) => mark(formatter, self.0.render_reset()),
        }
    }
}

/// Text that links to a URL (OSC 8).
#[derive(Clone, Copy, Debug)]
pub struct Hyperlink<'a> {
    /// The URL.
    pub url: &'a str,
    /// The visible text.
    pub text: &'a str,
}

impl Display for Hyperlink<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut url = String::new();
        for byte in self.url.bytes() {
            match byte {
                b'!'..=b'~' => url.push(char::from(byte)),
                _ => write!(url, "%{byte:02X}")?,
            }
        }
        mark(formatter, format_args!("\x1b]8;;{url}\x1b\\"))?;
        formatter.write_str(self.text)?;
        mark(formatter, "\x1b]8;;\x1b\\")
    }
}

/// The title of the terminal's window (OSC 2).
#[derive(Clone, Copy, Debug)]
pub struct Title<'a>(pub &'a str);

impl Display for Title<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        mark(formatter, format_args!("\x1b]2;{}\x1b\\", line(self.0)))
    }
}

/// A movement of the cursor, for a display that repaints itself.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cursor {
    /// To the first column.
    Return,
    /// To the first column of the next line.
    NextLine,
    /// Up by this many lines.
    Up(usize),
    /// No movement: erases the line.
    EraseLine,
    /// No movement: erases everything from here on.
    EraseBelow,
}

impl Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Return => mark(formatter, "\r"),
            Self::NextLine => mark(formatter, "\r\n"),
            Self::Up(lines) => mark(formatter, format_args!("\x1b[{lines}A")),
            Self::EraseLine => mark(formatter, "\x1b[2K"),
            Self::EraseBelow => mark(formatter, "\x1b[J"),
        }
    }
}

/// The colors of another program's line, shown because the user asked for them. All other sequences in it stay text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Colors<'a>(pub(crate) &'a str);

impl Display for Colors<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut is_colored = false;
        for piece in pieces(self.0) {
            match piece {
                Piece::Text(text) => formatter.write_str(text)?,
                Piece::Color(sequence) => {
                    is_colored = true;
                    mark(formatter, sequence)?;
                }
            }
        }
        if is_colored {
            mark(formatter, "\x1b[0m")?;
        }
        Ok(())
    }
}

/// A line of another program without its colors.
pub(crate) fn uncolored(line: &str) -> String {
    let text = pieces(line).into_iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text),
        Piece::Color(_) => None,
    });
    text.collect()
}

enum Piece<'a> {
    Text(&'a str),
    /// A sequence that sets colors: ESC, `[`, digits and semicolons, `m`.
    Color(&'a str),
}

fn pieces(line: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest, mut from) = (Vec::new(), line, 0);
    while let Some(at) = rest.get(from..).and_then(|text| text.find("\x1b[")) {
        let at = from + at;
        let parameters = rest.get(at + 2..).unwrap_or_default();
        let length = parameters.find(|char: char| !char.is_ascii_digit() && char != ';');
        let end = length.filter(|end| parameters[*end..].starts_with('m') && *end < 32);
        let Some(end) = end.map(|end| at + 2 + end + 1) else {
            from = at + 2;
            continue;
        };
        pieces.push(Piece::Text(&rest[..at]));
        pieces.push(Piece::Color(&rest[at..end]));
        (rest, from) = (&rest[end..], 0);
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// Whether the terminal would interpret a character, or it would change the display of the line: control characters,
/// bidirectional formatting, line separators, and invisible characters.
pub(super) fn is_unsafe(char: char) -> bool {
    matches!(
        char,
        '\0'..='\u{8}'
            | '\u{b}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// The character as JSON escapes it, so that a string in a JSON document keeps its value.
pub(super) fn escape(char: char, into: &mut String) {
    for unit in char.encode_utf16(&mut [0; 2]) {
        // Writing to a string cannot fail.
        let _ = write!(into, "\\u{unit:04x}");
    }
}

/// Text on one line, with every character escaped that the terminal would interpret: for a display that counts
/// columns.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(|char| is_unsafe(char) || char.is_control()) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\n' | '\t' => clean.push(' '),
            _ if is_unsafe(char) => escape(char, &mut clean),
            _ => clean.push(char),
        }
    }
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::{Colors, Hyperlink, Style, Title, line, uncolored};
    use crate::view::output::{colored, plain};
    use anstyle::AnsiColor;

    #[test]
    fn what_is_ours_reaches_the_terminal_with_text_that_cannot() {
        let red = Style::color(AnsiColor::Red).bold();
        assert_eq!(
            colored(&format!("{red}a{red:#}")),
            "\u{1b}[1m\u{1b}[31ma\u{1b}[0m"
        );
        let link = Hyperlink {
            url: "https://x/\u{1b}]52;c;aGk=\u{7}",
            text: "a\u{1b}[2J",
        };
        assert_eq!(
            colored(&link.to_string()),
            "\u{1b}]8;;https://x/%1B]52;c;aGk=%07\u{1b}\\a\\u001b[2J\u{1b}]8;;\u{1b}\\"
        );
        assert_eq!(plain(&link.to_string()), "a\\u001b[2J");
        let title = Title("stack\u{7}\u{9c}\nx").to_string();
        assert_eq!(colored(&title), "\u{1b}]2;stack\\u0007\\u009c x\u{1b}\\");
    }

    #[test]
    fn colors_of_a_log_line_are_kept_alone() {
        let said = "\u{1b}[32mok\u{1b}[0m \u{1b}[2J\u{1b}]52;c;aGk=\u{7}\u{1b}[1;31m!";
        let kept = colored(&Colors(said).to_string());
        let rest = "ok\u{1b}[0m \\u001b[2J\\u001b]52;c;aGk=\\u0007";
        assert_eq!(kept, format!("\u{1b}[32m{rest}\u{1b}[1;31m!\u{1b}[0m"));
        assert_eq!(uncolored("\u{1b}[32mok\u{1b}[0m \u{1b}[2J"), "ok \u{1b}[2J");
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(line("a\r\nb\tc\u{202e}"), "a\\u000d b c\\u202e");
        assert_eq!(line("東京 ü"), "東京 ü");
    }
}
