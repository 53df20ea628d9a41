//! The rules of `rules.tsv`, parsed and matched with names and contents.

/// The text of the rules.
const RULES: &str = include_str!("rules.tsv");

/// Suffixes of backup copies.
const COPIES: [&str; 6] = ["~", ".bak", ".old", ".orig", ".save", ".swp"];

/// A string that occurs only in secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// Its prefix.
    pub(super) begin: &'static [u8],
    /// The characters that must follow, and their number.
    follows: Option<(Signs, usize)>,
}

/// A class of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signs {
    Upper,
    Alnum,
    Word,
    Hex,
    Base64,
    Dotted,
}

impl Signs {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "upper" => Self::Upper,
            "alnum" => Self::Alnum,
            "word" => Self::Word,
            "hex" => Self::Hex,
            "base64" => Self::Base64,
            "dotted" => Self::Dotted,
            _ => return None,
        })
    }

    fn has(self, byte: u8) -> bool {
        match self {
            Self::Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Word => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='),
            Self::Dotted => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'),
        }
    }
}

/// The fields of the rules of a kind.
fn rules(kind: &str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = RULES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let words = lines.map(|line| line.split('\t').collect::<Vec<_>>());
    words
        .filter(move |words| words.first() == Some(&kind))
        .map(|words| words[1..].to_vec())
}

fn is_one(kind: &str, fits: impl Fn(&str) -> bool) -> bool {
    rules(kind).any(|words| words.first().is_some_and(|word| fits(word)))
}

/// Whether a directory is always skipped, by its path from the root, with `/`.
pub(super) fn keeps_directory(path: &str) -> bool {
    is_one("directory", |rule| ends_path(path, rule))
}

/// Whether a file is excluded by its path alone, from the root, with `/`.
pub(super) fn keeps_name(path: &str) -> bool {
    let path = path.to_lowercase();
    let mut path = &*path;
    loop {
        let name = path.rsplit('/').next().unwrap_or(path);
        let kept = is_one("name", |rule| name == rule)
            || is_one("begin", |rule| name.starts_with(rule))
            || is_one("end", |rule| name.ends_with(rule))
            || is_one("path", |rule| ends_path(path, rule));
        if kept {
            return true;
        }
        let copy = COPIES.iter().find_map(|copy| path.strip_suffix(copy));
        match copy.or_else(|| numbered(path)) {
            Some(original) => path = original,
            None => return false,
        }
    }
}

/// What a file was called before it got a number: `server.pem` of `server.pem.12`.
fn numbered(path: &str) -> Option<&str> {
    let (original, number) = path.rsplit_once('.')?;
    let is_number = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then_some(original)
}

fn ends_path(path: &str, end: &str) -> bool {
    path == end || path.strip_suffix(end).is_some_and(|before| before.ends_with('/'))
}

/// The strings that occur only in secrets.
pub(super) fn texts() -> Vec<Text> {
    let text = |words: Vec<&'static str>| {
        let follows = words.get(1).and_then(|name| Signs::of(name));
        let length = words.get(2).and_then(|length| length.parse().ok());
        Some(Text {
            begin: words.first()?.as_bytes(),
            follows: follows.zip(length),
        })
    };
    rules("text").filter_map(text).collect()
}

impl Text {
    /// Whether it starts here, as a word.
    pub(super) fn is_at(&self, bytes: &[u8], at: usize) -> bool {
        let Some(rest) = bytes[at..].strip_prefix(self.begin) else {
            return false;
        };
        let Some((signs, length)) = self.follows else {
            return true;
        };
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let run = rest.iter().take_while(|byte| signs.has(**byte)).count();
        // A string of fixed length must end there: a longer one is something else, such as a hash.
        let fits = if signs == Signs::Upper {
            run == length
        } else {
            run >= length
        };
        // AWS's own documentation.
        let is_sample = [&b"EXAMPLE"[..], b"EXAMPLEKEY"]
            .iter()
            .any(|end| rest[..run].ends_with(end));
        fits && !is_sample && !before.is_some_and(u8::is_ascii_alphanumeric)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_understood() {
        let kinds = ["directory", "name", "begin", "end", "path", "text"];
        for line in RULES
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let words = line.split('\t').collect::<Vec<_>>();
            assert!(kinds.contains(&words[0]) && !words[1].is_empty(), "{line}");
            match words.len() {
                2 => {}
                4 => assert!(
                    words[0] == "text" && Signs::of(words[2]).is_some() && words[3].parse::<usize>().is_ok(),
                    "{line}"
                ),
                _ => panic!("{line}"),
            }
            if words[0] != "text" && words[0] != "directory" {
                assert_eq!(words[1], words[1].to_lowercase(), "{line}");
            }
        }
    }

    #[test]
    fn every_text_is_found_as_a_word_of_its_own() {
        for text in texts() {
            let sign = |signs: Signs| if signs == Signs::Hex { 'a' } else { 'A' };
            let follows = text.follows.map_or(String::new(), |(signs, length)| {
                sign(signs).to_string().repeat(length)
            });
            let secret = format!("x = \"{}{follows}\"", String::from_utf8_lossy(text.begin));
            assert!(text.is_at(secret.as_bytes(), 5), "{secret}");
            if text.follows.is_some() {
                assert!(!text.is_at(&secret.as_bytes()[..secret.len() - 3], 5), "{secret}");
            }
        }
    }
}
