//! Validates AWS's environment variables before the SDK reads them: a newline in a key makes the SDK panic.

use crate::cloud::{Error, Result};
use std::ffi::OsStr;

/// Prefixes of the variables that the SDK reads, and full names.
const READ: [&str; 8] = [
    "AWS_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "HOME",
];

/// Variables whose value becomes a header.
const KEYS: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// Variables that name a file with a token.
const TOKEN_FILES: [&str; 2] = [
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
];

/// The value of a variable; `None` when it is empty.
pub(super) fn get(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether the environment contains keys.
pub(super) fn has_keys() -> bool {
    get(KEYS[0]).is_some() && get(KEYS[1]).is_some()
}

/// Returns an error for the first invalid variable.
pub(super) fn inspect() -> Result<()> {
    let all = std::env::vars_os().map(|(name, value)| (name.to_string_lossy().into_owned(), value));
    let mut read = all.filter(|(name, _)| is_read(name)).collect::<Vec<_>>();
    read.sort();
    for (name, value) in read {
        if let Some((fault, fix)) = fault(&name, &value) {
            return Err(Error::configuration(
                "environment",
                format!("{name} {fault}"),
                fix.to_owned(),
            ));
        }
    }
    Ok(())
}

fn is_read(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    READ.iter()
        .any(|start| upper == *start || *start == "AWS_" && name.starts_with(start))
}

/// The problem with a value, and the suggested fix.
pub(super) fn fault(name: &str, value: &OsStr) -> Option<(String, &'static str)> {
    const AGAIN: &str = "set it again without that; files that were written on Windows end their lines with a carriage return";
    let Some(text) = value.to_str() else {
        return Some(("is not UTF-8 text".to_owned(), "set it again as UTF-8"));
    };
    if let Some(char) = text.chars().find(|char| char.is_control()) {
        let place = if text.ends_with(char) {
            "ends with"
        } else {
            "contains"
        };
        return Some((format!("{place} {}", called(char)), AGAIN));
    }
    if text.trim() != text {
        let place = if text.starts_with(char::is_whitespace) {
            "begins"
        } else {
            "ends"
        };
        return Some((format!("{place} with a space"), AGAIN));
    }
    let is_graphic = text.bytes().all(|byte| byte.is_ascii_graphic());
    if KEYS.contains(&name) && !is_graphic {
        let fix = "copy the key again, completely";
        return Some(("contains a space or a letter that no key has".to_owned(), fix));
    }
    let is_region = text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if ["AWS_REGION", "AWS_DEFAULT_REGION"].contains(&name) && !is_region {
        return Some((
            format!("is not a region: \"{text}\""),
            "write one such as us-east-1",
        ));
    }
    if name.starts_with("AWS_ENDPOINT_URL") && !text.is_empty() && !is_address(text) {
        return Some((
            format!("is not a URL: \"{text}\""),
            "write one such as http://127.0.0.1:4566",
        ));
    }
    // The SDK reads them completely, and a FIFO or a device has no end.
    let is_endless = |path: &str| std::fs::metadata(path).is_ok_and(|about| !about.is_file());
    if TOKEN_FILES.contains(&name) && is_endless(text) {
        return Some((
            format!("does not name a regular file: {text}"),
            "name the file that holds the token",
        ));
    }
    None
}

/// Whether it is a valid endpoint URL.
pub(super) fn is_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    host.is_some_and(|host| !host.is_empty() && !host.starts_with(':'))
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The name of an invisible character.
pub(super) fn called(char: char) -> String {
    match char {
        '\r' => "a carriage return".to_owned(),
        '\n' => "a line end".to_owned(),
        '\t' => "a tab".to_owned(),
        '\0' => "a null byte".to_owned(),
        char => format!("the control character U+{:04X}", u32::from(char)),
    }
}

#[cfg(test)]
mod tests {
    use super::{fault, is_read};
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    #[test]
    fn every_way_to_spoil_a_value_is_seen() {
        for (name, value, said) in [
            ("AWS_ACCESS_KEY_ID", &b"AKID\r"[..], "ends with a carriage return"),
            ("AWS_SESSION_TOKEN", b"a\nb", "contains a line end"),
            ("AWS_SECRET_ACCESS_KEY", b" x", "begins with a space"),
            ("AWS_SECRET_ACCESS_KEY", b"x ", "ends with a space"),
            (
                "AWS_SECRET_ACCESS_KEY",
                b"a b",
                "contains a space or a letter that no key has",
            ),
            (
                "AWS_ACCESS_KEY_ID",
                "AKI\u{2011}D".as_bytes(),
                "contains a space or a letter that no key has",
            ),
            ("AWS_PROFILE", b"x\xff", "is not UTF-8 text"),
            ("AWS_PROFILE", b"a\x07b", "contains the control character U+0007"),
            ("AWS_REGION", b"US East", "is not a region: \"US East\""),
            (
                "AWS_ENDPOINT_URL_S3",
                b"localhost:4566",
                "is not a URL: \"localhost:4566\"",
            ),
            ("https_proxy", b"http://p:1\r", "ends with a carriage return"),
            (
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                b"/dev/zero",
                "does not name a regular file: /dev/zero",
            ),
        ] {
            let found = fault(name, OsStr::from_bytes(value)).map(|(fault, _)| fault);
            assert_eq!(found.as_deref(), Some(said), "{name}");
        }
        for (name, value) in [
            ("AWS_PROFILE", "my own"),
            ("AWS_REGION", ""),
            ("AWS_ENDPOINT_URL", "https://h:1/p"),
        ] {
            assert_eq!(fault(name, OsStr::new(value)), None, "{name}");
        }
        assert!(is_read("AWS_ANYTHING") && is_read("https_proxy") && !is_read("PATH"));
    }
}
