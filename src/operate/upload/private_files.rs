//! Files that are never packed automatically: those whose names suggest keys or tokens, and those that contain
//! them.

use super::rules::{self, Text};
use crate::model::sensitive::promises_secret;
use std::path::Path;

/// Data formats: a program may have a name like a token, a data file should not.
const DATA: [&str; 9] = ["cfg", "conf", "csv", "ini", "json", "toml", "txt", "yaml", "yml"];

/// Prefixes and suffixes: a sample of an environment file is not a secret.
const SAMPLES: [&str; 4] = ["dist", "example", "sample", "template"];

/// Whether a directory is always skipped, by its path from the root.
pub(super) fn is_directory(path: &Path) -> bool {
    rules::keeps_directory(&slashed(path))
}

/// Why a file is not packed, by its name.
pub(super) fn by_name(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let is_sample = |part: &str| SAMPLES.contains(&part);
    let shows_how =
        name.strip_prefix(".env.").is_some_and(is_sample) || name.strip_suffix(".env").is_some_and(is_sample);
    let is_data = DATA.contains(&&*extension) && promises_secret(&name);
    let kept = !shows_how && (is_data || rules::keeps_name(&slashed(path)));
    kept.then_some("its name suggests keys or tokens")
}

fn slashed(path: &Path) -> String {
    let parts = path.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// Whether a file contains a string that occurs only in secrets: a private key, a token of a service. Searches the
/// whole file, in any encoding.
pub(super) fn holds_key(bytes: &[u8]) -> bool {
    let texts = rules::texts();
    if holds(bytes, &texts) {
        return true;
    }
    // In UTF-16, every other byte of such a string is zero.
    bytes.contains(&0)
        && holds(
            &bytes
                .iter()
                .copied()
                .filter(|byte| *byte != 0)
                .collect::<Vec<_>>(),
            &texts,
        )
}

fn holds(bytes: &[u8], texts: &[Text]) -> bool {
    let mut begins = [false; 256];
    for text in texts {
        begins[usize::from(text.begin[0])] = true;
    }
    let places = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| begins[usize::from(**byte)]);
    places
        .into_iter()
        .any(|(at, _)| texts.iter().any(|text| text.is_at(bytes, at)))
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
            "prod.env",
            ".envrc",
            ".env~",
            ".vault-token",
            ".docker/config.json",
            "home/.kube/config",
            ".npmrc.bak",
            "server.pem.old",
            "server.pem.1",
            "Terraform.tfstate.bak",
            "prod.env.12",
            "kubeconfig.yaml",
        ] {
            assert!(by_name(Path::new(name)).is_some(), "{name}");
        }
        for name in [
            "tokenizer.py",
            "src/main.py",
            ".env.example",
            "example.env",
            "keys.py",
            "data.csv",
            "README.md",
            "environment.py",
            "docker/config.json",
            "kube/config",
            "setup.cfg",
            "data.1",
            "notes.old",
        ] {
            assert!(by_name(Path::new(name)).is_none(), "{name}");
        }
        assert!(is_directory(Path::new("a/.ssh")) && is_directory(Path::new(".config/gcloud")));
        assert!(!is_directory(Path::new("ssh")) && !is_directory(Path::new(".config")));
    }

    #[test]
    fn keys_are_found_where_they_stand() {
        let id = format!("id = \"{}{}\"", "AKIA", "Q3EGRIKLMNOPQRST");
        let pem = "-----BEGIN RSA PRIVATE KEY-----\nMII";
        let far = format!("{}{pem}", " ".repeat(3 << 20));
        let wide = |text: &str, big: bool| {
            let units = text.encode_utf16();
            units
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect::<Vec<_>>()
        };
        let token = format!("token: {}{}", "ghp_", "a1".repeat(18));
        let secret = format!(
            "[default]\naws_secret_access_key = {}",
            "wJalrXUtnFEMI/K7MDENG".repeat(2)
        );
        let base64 = "key: LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUgS0VZLS0tLS0K";
        for text in [&*id, pem, &far, &token, &secret, base64] {
            assert!(holds_key(text.as_bytes()));
            assert!(holds_key(&wide(text, true)) && holds_key(&wide(text, false)));
        }
        for text in [
            "AKIAIOSFODNN7EXAMPLE",
            "XAKIAQ3EGRIKLMNOPQRST",
            "AKIA",
            "",
            "AKIAQ3EGRIKLMNOPQRSTU",
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "aws_secret_access_key = os.environ['X']",
            "ghp_short",
        ] {
            assert!(!holds_key(text.as_bytes()), "{text}");
        }
    }
}
