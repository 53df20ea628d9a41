//! Secrets in a template, readable by everyone who may read the stack. A message never repeats the secret.

use crate::check::place::Place;
use crate::check::report::Report;
use crate::check::value::has;

/// The length of an AWS access key id.
const KEY_ID: usize = 20;

pub(super) fn check(text: &str, place: &Place<'_>, report: &mut Report<'_>) {
    if text.len() < KEY_ID {
        return;
    }
    if has(text, b'I') && has_key_id(text) {
        report.error(
            place,
            "the template contains an AWS access key ID",
            "give the code a role instead; deactivate the key if it was ever shared",
        );
    }
    if has(text, b'B') && text.contains("-----BEGIN ") && text.contains("PRIVATE KEY") {
        report.error(
            place,
            "the template contains a private key",
            "store it in SSM or Secrets Manager and refer to it; replace the key if it was ever shared",
        );
    }
}

/// `AKIA` or `ASIA` and 16 capital letters or digits, as a word.
fn has_key_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric();
    let is_capital = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let starts = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, window)| matches!(*window, b"AKIA" | b"ASIA"));
    starts.map(|(at, _)| at).any(|at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let key = bytes.get(at..at + KEY_ID);
        let after = bytes.get(at + KEY_ID);
        key.is_some_and(|key| key.iter().all(is_capital))
            && !before.is_some_and(is_word)
            && !after.is_some_and(is_word)
    })
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    #[test]
    fn a_secret_is_found_and_not_repeated() {
        let of = |value: &str| findings(&resource(&format!(r#"{{"Value": "{value}"}}"#)));
        let key = format!("AKIA{}", "ABCDEFGH12345678");
        let found = of(&format!("export KEY={key}"));
        assert!(
            found.contains("error R/Properties/Value: the template contains an AWS access key ID"),
            "{found}"
        );
        assert!(!found.contains(&key), "{found}");
        assert!(of("-----BEGIN RSA PRIVATE KEY-----").contains("the template contains a private key"));
        assert_eq!(of("AKIA is the prefix of a key id"), "");
        assert_eq!(of(&format!("X{key}")), "");
    }
}
