//! Tests of addresses: how each kind is reached.

use super::{Protocol, protocol};

#[test]
fn an_address_says_how_it_is_reached() {
    for (address, expected) in [
        ("jo@example.com", Some(Protocol::Email)),
        ("+15551234567", Some(Protocol::Sms)),
        ("https://example.com/hook", Some(Protocol::Https)),
        ("http://example.com", None),
        ("https://localhost/x", None),
        ("https://example.com:8443/x?y", Some(Protocol::Https)),
        ("https://example.com/a b", None),
        ("mailto:jo@example.com", None),
        ("+0555123456", None),
        ("jo@localhost", None),
        ("jo at example.com", None),
        ("@example.com", None),
        ("+12", None),
        ("", None),
    ] {
        assert_eq!(protocol(address).ok(), expected, "{address}");
    }
}
