//! Recognizes strings that must not be repeated in messages: an API key must not appear in the terminal because it
//! was written in the wrong place.

/// Words in a key whose value is a secret.
const WORDS: [&str; 7] = [
    "password",
    "passwd",
    "secret",
    "token",
    "credential",
    "apikey",
    "privatekey",
];

/// Prefixes of well-known kinds of secrets.
const BEGINNINGS: [&str; 9] = [
    "AKIA",
    "ASIA",
    "ghp_",
    "gho_",
    "github_pat_",
    "xoxb-",
    "sk-",
    "eyJ",
    "-----BEGIN",
];

/// Whether a message must not repeat `text`, found under `key`.
pub fn is_secret(key: &str, text: &str) -> bool {
    if text.is_empty() {
        return false;
    }
    is_known(text) || promises_secret(key) || is_random(text)
}

/// Whether the name of a key (`DB_PASSWORD`) says that its value is a secret.
pub fn promises_secret(key: &str) -> bool {
    let mut plain = key.to_ascii_lowercase();
    plain.retain(|letter| letter.is_ascii_alphanumeric());
    WORDS.iter().any(|word| plain.contains(word))
}

/// Whether `text` has the prefix of a well-known kind of secret.
pub fn is_known(text: &str) -> bool {
    text.len() >= 16 && BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
}

/// Whether a string looks like randomly generated letters and digits: one long word, or base64.
fn is_random(text: &str) -> bool {
    let is_mixed = |word: &str| {
        let count = |class: fn(&u8) -> bool| word.bytes().filter(class).count();
        let least = count(u8::is_ascii_digit).min(count(u8::is_ascii_lowercase));
        least.min(count(u8::is_ascii_uppercase)) >= 3
    };
    let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let is_base64 = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
    words.any(|word| word.len() >= 20 && is_mixed(word)) || (text.len() >= 32 && is_base64 && is_mixed(text))
}

/// Whether `message` repeats a part of `text`.
pub fn leaks(text: &str, message: &str) -> bool {
    text.as_bytes()
        .windows(4)
        .any(|part| message.as_bytes().windows(4).any(|other| other == part))
}

#[cfg(test)]
mod tests {
    use super::{is_secret, leaks};

    #[test]
    fn a_part_is_a_leak() {
        assert!(leaks("hunter2", "write unter"));
        assert!(!leaks("hunter2", "write hun"));
    }

    #[test]
    fn secrets_are_seen() {
        assert!(is_secret("TDAMERITRADE_REFRESH_TOKEN", "x"));
        assert!(is_secret("INTRINIO_API_KEY", "x"));
        assert!(is_secret("--api-key", "x"));
        assert!(is_secret("region", "AKIAIOSFODNN7EXAMPLE"));
        assert!(is_secret("branch", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE1234"));
    }

    #[test]
    fn ordinary_values_are_not() {
        for text in [
            "us-east-1",
            "feature/ABC-1234-Add-Another-Thing",
            "192.168.0.0/17",
            "Could run script, because",
            "PORTFOLIOMGR_SERVICE_REPO_URI",
            "put_refresh_token_here",
            "SimpleTraderCdkStack",
        ] {
            assert!(!is_secret("region", text), "{text}");
        }
        assert!(!is_secret("TDAMERITRADE_REFRESH_TOKEN", ""));
    }
}
