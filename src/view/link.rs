//! Hyperlinks that terminals show (OSC 8), and text that a terminal takes literally.

use super::Format;

/// The text, leading to this address where the terminal shows links.
pub(super) fn to(url: Option<String>, text: &str, format: Format) -> String {
    let links = format.terminal.is_some_and(|terminal| terminal.links);
    match url.filter(|_| links) {
        Some(url) => format!("\x1b]8;;{}\x1b\\{text}\x1b]8;;\x1b\\", literal(&url)),
        None => text.to_owned(),
    }
}

/// Without characters that end an escape sequence, or begin one.
pub fn literal(text: &str) -> String {
    text.replace(char::is_control, "")
}

#[cfg(test)]
mod tests {
    use super::super::Terminal;
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn nothing_ends_a_link_early() {
        let terminal = |links| Some(Terminal { now: Timestamp::UNIX_EPOCH, links });
        let linked = |links| {
            let format = Format { terminal: terminal(links), ..Format::brief(80) };
            to(Some("https://x\x1b\\\x07y".to_owned()), "x", format)
        };
        assert_eq!(linked(true), "\x1b]8;;https://x\\y\x1b\\x\x1b]8;;\x1b\\");
        assert_eq!(linked(false), "x");
    }
}
