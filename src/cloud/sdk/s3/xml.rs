//! The XML documents in requests to S3.

use std::fmt::Write as _;

/// The content type.
pub(super) const KIND: &str = "application/xml";

/// An element with what is in it.
pub(super) fn element(name: &str, content: &str) -> String {
    format!("<{name}>{content}</{name}>")
}

/// An element with text in it.
pub(super) fn text(name: &str, text: &str) -> String {
    element(name, &escaped(text))
}

/// A document: its root element with what is in it.
pub(super) fn document(root: &str, content: &str) -> String {
    format!("<{root} xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{content}</{root}>")
}

/// The text, with a reference for each character that a parser would read otherwise, also for line ends.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '<' | '>' | '&' | '"' | '\'' | '\0'..='\u{1f}' | '\u{85}' | '\u{2028}' => {
                let _ = write!(escaped, "&#x{:X};", u32::from(sign));
            }
            sign => escaped.push(sign),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{document, text};
    use proptest::prelude::*;
    use roxmltree::Document;

    proptest! {
        #[test]
        fn a_parser_reads_the_text_that_was_written(said in "[\t\r\n -~\u{80}-\u{d7ff}\u{e000}-\u{fffd}]{0,20}") {
            let document = document("Delete", &text("Key", &said));
            let document = Document::parse(&document).unwrap();
            let key = document.root_element().first_element_child().unwrap();
            prop_assert_eq!(key.text().unwrap_or_default(), said);
        }
    }
}
