//! AWS's names in Rust's spelling: `KMSMasterKeyID` is `kms_master_key_id`, `GLACIER_IR` is `GlacierIr`.

#[cfg(test)]
mod tests;

use std::fmt::Write;

/// Words whose boundaries the capital letters do not show.
const WHOLE: [&str; 24] = [
    "DynamoDB",
    "FSx",
    "GitHub",
    "GitLab",
    "GraphQL",
    "IPv4",
    "IPv6",
    "IoT",
    "LoRaWAN",
    "MySQL",
    "NoSQL",
    "OAuth",
    "OAuth2",
    "PaaS",
    "PostgreSQL",
    "PromQL",
    "QoS",
    "SaaS",
    "VCPU",
    "VCpu",
    "VCpus",
    "WiFi",
    "mTLS",
    "vCPU",
];

const KEYWORDS: [&str; 47] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "yield",
];

/// The words of a name, as written.
pub(crate) fn words(name: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = name.trim_start_matches(is_separator);
    while !rest.is_empty() {
        let (word, after) = rest.split_at(first_word(rest));
        found.push(word);
        rest = after.trim_start_matches(is_separator);
    }
    found
}

fn is_separator(letter: char) -> bool {
    !letter.is_ascii_alphanumeric()
}

/// The length in bytes of the first word of `rest`, which starts with a letter or digit.
fn first_word(rest: &str) -> usize {
    let lower = |at: usize| rest.as_bytes().get(at).is_some_and(u8::is_ascii_lowercase);
    let tail = |from: usize| {
        rest.bytes()
            .skip(from)
            .take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            .count()
    };
    let whole = WHOLE
        .iter()
        .filter(|word| rest.starts_with(**word) && !lower(word.len()))
        .map(|word| word.len())
        .max();
    if let Some(length) = whole {
        return length;
    }
    let capitals = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    match capitals {
        0 | 1 => capitals + tail(capitals),
        // A plural such as `ARNs`.
        _ if rest[capitals..].starts_with('s') && !lower(capitals + 1) => capitals + 1,
        // The last capital begins the next word: `KMSMaster`.
        _ if lower(capitals) => capitals - 1,
        _ => capitals + tail(capitals),
    }
}

/// A module, field, method or argument; keywords become raw identifiers.
pub(crate) fn snake(name: &str) -> String {
    let joined = words(name).join("_").to_ascii_lowercase();
    match joined.as_str() {
        "self" | "super" | "crate" | "" => joined + "_",
        word if KEYWORDS.contains(&word) => format!("r#{word}"),
        word if word.starts_with(|first: char| first.is_ascii_digit()) => format!("_{word}"),
        _ => joined,
    }
}

/// A type.
pub(crate) fn camel(name: &str) -> String {
    let mut joined = String::new();
    for word in words(name) {
        let digits = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
        if digits(joined.chars().next_back()) && digits(word.chars().next()) {
            joined.push('_');
        }
        let (first, rest) = word.split_at(1);
        joined.push_str(&first.to_ascii_uppercase());
        joined.push_str(&rest.to_ascii_lowercase());
    }
    joined
}

/// The variants for the values of an enumeration, in their order, all different.
pub(crate) fn variants(values: &[String]) -> Vec<String> {
    let mut taken: Vec<String> = vec!["Custom".to_owned(), "Self".to_owned()];
    for value in values {
        let plain = variant(value);
        let mut name = plain.clone();
        let mut number = 2;
        while taken.contains(&name) {
            name = format!("{plain}{number}");
            number += 1;
        }
        taken.push(name);
    }
    taken.split_off(2)
}

fn variant(value: &str) -> String {
    let name = camel(value);
    match name.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("V{name}"),
        Some(_) => name,
        None if value.is_empty() => "Empty".to_owned(),
        None if value == "*" => "Any".to_owned(),
        None => value.chars().fold(String::new(), |mut name, symbol| {
            let _ = write!(name, "U{:04X}", u32::from(symbol));
            name
        }),
    }
}

/// The singular of a name: `Architectures` is a list of `Architecture`.
pub(crate) fn singular(name: &str) -> String {
    let endings = [
        ("ies", "y"),
        ("sses", "ss"),
        ("uses", "us"),
        ("xes", "x"),
        ("ches", "ch"),
        ("ss", "ss"),
        ("us", "us"),
        ("is", "is"),
        ("s", ""),
    ];
    endings
        .iter()
        .find_map(|(plural, one)| Some(name.strip_suffix(plural)?.to_owned() + one))
        .unwrap_or_else(|| name.to_owned())
}
