//! Hyperlinks to pages of the console, where the terminal shows them.

use super::Format;
use super::style::Hyperlink;

/// The text, as a hyperlink where the terminal supports it.
pub(super) fn to(url: Option<String>, text: &str, format: Format) -> String {
    let links = format.terminal.is_some_and(|terminal| terminal.links);
    match url.filter(|_| links) {
        Some(url) => Hyperlink { url: &url, text }.to_string(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Terminal, output};
    use jiff::Timestamp;

    #[test]
    fn links_are_there_where_they_are_shown() {
        let linked = |links| {
            let now = Timestamp::UNIX_EPOCH;
            let terminal = Some(Terminal { now, links });
            let format = Format {
                terminal,
                ..Format::brief(80)
            };
            output::colored(&super::to(Some("https://x".to_owned()), "x", format))
        };
        assert_eq!(linked(true), "\x1b]8;;https://x\x1b\\x\x1b]8;;\x1b\\");
        assert_eq!(linked(false), "x");
    }
}
