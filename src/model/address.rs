//! Addresses of people, as Amazon SNS takes them.

/// The characters that a mailbox name may contain besides letters and digits.
const SIGNS: &[u8] = b"!#$%&'*+/=?^_`{|}~-";

/// Whether a string is an e-mail address: one address, without a display name or a scheme.
pub fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    text.len() <= 254 && parts.is_some_and(|(local, domain)| is_local(local) && is_host(domain))
}

fn is_local(text: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || SIGNS.contains(&byte);
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(is_sign);
    text.len() <= 64 && text.split('.').all(is_part)
}

/// Whether a string is a fully qualified host name: `example.com`.
pub fn is_host(text: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(is_sign)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = text.rsplit_once('.').map(|(_, top)| top);
    top.is_some_and(|top| top.bytes().any(|byte| byte.is_ascii_alphabetic()))
        && text.len() <= 253
        && text.split('.').all(is_label)
}

/// Whether a string is a telephone number in the form of E.164: `+15551234567`.
pub fn is_telephone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_and_nothing_else() {
        for good in [
            "jo@example.com",
            "jo.li+sa@mail.example.co.uk",
            "o'hara@example.com",
        ] {
            assert!(is_email(good), "{good}");
        }
        let long = format!("{}@example.com", "x".repeat(65));
        for bad in [
            "mailto:jo@example.com",
            "Jo <jo@example.com>",
            "jo@example.com,li@example.com",
            "jo@localhost",
            "jo@@example.com",
            "jo..li@example.com",
            ".jo@example.com",
            "jo.@example.com",
            "jo@-example.com",
            "jo@example..com",
            "jo@example.com.",
            "jo li@example.com",
            "j\u{f6}@example.com",
            "jo@127.0.0.1",
            "@example.com",
            "",
            &long,
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(
            is_telephone("+15551234567") && !is_telephone("+0555123456") && !is_telephone("+1 555 123 4567")
        );
    }
}
