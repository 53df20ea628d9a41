//! What never leaves by itself: files whose names say that they hold keys or tokens, and files that do.

use crate::model::sensitive::promises_secret;
use std::ffi::OsStr;
use std::path::Path;

/// Directories of tools that keep histories and keys.
const DIRECTORIES: [&str; 6] = [".aws", ".git", ".gnupg", ".hg", ".ssh", ".svn"];

/// Files of keys, tokens and passwords.
const NAMES: [&str; 14] = [
    ".env",
    ".git-credentials",
    ".netrc",
    ".npmrc",
    ".pgpass",
    ".pypirc",
    "access_token.txt",
    "credentials",
    "credentials.json",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    "id_rsa",
    "keys.json",
];

/// Formats of keys.
const KEYS: [&str; 9] = ["jks", "kdbx", "key", "keystore", "p12", "p8", "pem", "pfx", "ppk"];

/// Formats of data: a program may be called like a token, a file of data had better not be.
const DATA: [&str; 9] = ["cfg", "conf", "csv", "ini", "json", "toml", "txt", "yaml", "yml"];

/// Beginnings and what follows: a variable of an environment that is only shown how to set is none.
const SAMPLES: [&str; 4] = ["dist", "example", "sample", "template"];

/// How far a file is searched.
const SEARCHED: usize = 1 << 20;

/// Whether a directory is one of those that are never looked into.
pub(super) fn is_directory(name: &OsStr) -> bool {
    DIRECTORIES.iter().any(|directory| *directory == name)
}

/// Why a file is not packed, by its name.
pub(super) fn by_name(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let environment = name.strip_prefix(".env.");
    let is_environment = environment.is_some_and(|ending| !SAMPLES.contains(&ending));
    if NAMES.contains(&&*name) || is_environment || KEYS.contains(&&*extension) {
        return Some("its name says that it holds keys or tokens");
    }
    let is_data = DATA.contains(&&*extension) && promises_secret(&name);
    is_data.then_some("its name says that it holds keys or tokens")
}

/// Whether there is a private key, or the id of an AWS access key, in a file.
pub(super) fn holds_key(bytes: &[u8]) -> bool {
    let text = bytes.get(..SEARCHED).unwrap_or(bytes);
    let has = |wanted: &[u8]| text.windows(wanted.len()).any(|part| part == wanted);
    has(b"PRIVATE KEY-----")
        || text
            .windows(20)
            .enumerate()
            .any(|(at, id)| is_key_id(text, at, id))
}

/// `AKIA` and sixteen capitals or digits, as a word of its own.
fn is_key_id(text: &[u8], at: usize, id: &[u8]) -> bool {
    let is_word = |letter: Option<&u8>| letter.is_some_and(u8::is_ascii_alphanumeric);
    (id.starts_with(b"AKIA") || id.starts_with(b"ASIA"))
        && id.iter().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
        && !is_word(at.checked_sub(1).and_then(|before| text.get(before)))
        && !is_word(text.get(at + 20))
        // AWS's own documentation.
        && !id.ends_with(b"EXAMPLE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_keys_stay_and_programs_go() {
        for name in [
            "keys.json",
            "src/Keys.JSON",
            "access_token.txt",
            "a/server.pem",
            ".env",
            ".env.local",
            "id_rsa",
            "api_tokens.yaml",
            "secrets.toml",
            "deploy.key",
        ] {
            assert!(by_name(Path::new(name)).is_some(), "{name}");
        }
        for name in [
            "tokenizer.py",
            "src/main.py",
            ".env.example",
            "keys.py",
            "data.csv",
            "README.md",
        ] {
            assert!(by_name(Path::new(name)).is_none(), "{name}");
        }
    }

    #[test]
    fn keys_are_found_where_they_stand() {
        let key = format!("id = \"{}{}\"", "AKIA", "Q3EGRIKLMNOPQRST");
        assert!(holds_key(key.as_bytes()));
        assert!(holds_key(b"-----BEGIN RSA PRIVATE KEY-----\nMII"));
        for text in ["AKIAIOSFODNN7EXAMPLE", "XAKIAQ3EGRIKLMNOPQRST", "AKIA", ""] {
            assert!(!holds_key(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(DIRECTORIES.is_sorted() && NAMES.is_sorted() && KEYS.is_sorted() && DATA.is_sorted());
    }
}
