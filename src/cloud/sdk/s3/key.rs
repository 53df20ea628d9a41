//! The keys of objects, which XML and queries cannot always contain.

use crate::cloud::s3::ObjectVersion;
use crate::cloud::sdk::api::Element;
use crate::cloud::sdk::convert::text;

/// How keys in a list are read. An emulator may not encode them; the response says so.
pub(super) fn read_from(page: &Element) -> impl Fn(Option<&str>) -> String + use<> {
    let is_encoded = page.text("EncodingType") == Some("url");
    move |key| match key {
        Some(key) if is_encoded => decode(key),
        key => text(key),
    }
}

/// Whether the key is not valid in XML. S3 then deletes the object by its URL.
pub(super) fn is_not_xml(version: &ObjectVersion) -> bool {
    let is_odd = |sign: char| matches!(sign, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    version.key.contains(is_odd)
}

/// Decodes a key from a list with encoded keys: some keys are not valid in XML.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = after.get(..2).filter(|_| *first == b'%');
        let escaped = escaped.and_then(|digits| std::str::from_utf8(digits).ok());
        if let Some(byte) = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(if *first == b'+' { b' ' } else { *first });
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{decode, is_not_xml};
    use crate::cloud::s3::ObjectVersion;
    use aws_smithy_http::query::fmt_string;

    #[test]
    fn a_key_that_no_xml_holds_is_known() {
        for (key, expected) in [
            ("bell\u{7}", true),
            ("\u{1f}", true),
            ("\u{ffff}", true),
            ("a\r\n\tb", false),
            ("\u{fc}", false),
        ] {
            let version = ObjectVersion {
                key: key.to_owned(),
                version: None,
                bytes: 0,
                is_latest: true,
                is_delete_marker: false,
            };
            assert_eq!(is_not_xml(&version), expected, "{key:?}");
        }
    }

    #[test]
    fn what_is_encoded_is_decoded() {
        for text in ["a/b c.csv", "100%", "a+b", "\u{1}\r\n", "\u{fc}\u{1f600}", ""] {
            assert_eq!(decode(&fmt_string(text)), text);
        }
        assert_eq!(decode("a+b%2Bc%2"), "a b+c%2");
    }
}
