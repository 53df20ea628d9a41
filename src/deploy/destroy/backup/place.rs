//! The file names for the objects of a bucket: readable, as far as a file system allows.

use std::collections::HashSet;

/// The maximum length of a part of a key that becomes a name; file systems accept 255 bytes.
const LONGEST: usize = 200;

/// The maximum length of a key that becomes a path.
const DEEPEST: usize = 900;

/// The directory for objects whose key cannot be a name, by number.
const OTHERS: &str = "%other";

/// The path of each object below the directory of its bucket, with `/`. Characters that a file system does not
/// accept, or treats specially, are written as `%` and a number. A key that is the directory of another one gets the
/// suffix `%object`. A key that is too long, or that differs from another one only in case, gets a number instead.
pub(super) fn places(keys: &[&str]) -> Vec<String> {
    let mut directories = HashSet::new();
    for key in keys {
        directories.extend(key.match_indices('/').map(|(at, _)| folded(&key[..at])));
    }
    let mut taken = HashSet::new();
    let place = |(number, key): (usize, &&str)| {
        let parts = key.split('/').map(file_name).collect::<Vec<_>>();
        let is_short = parts.iter().all(|part| part.len() <= LONGEST);
        let mut place = parts.join("/");
        if directories.contains(&folded(key)) {
            place += "%object";
        }
        if is_short && place.len() <= DEEPEST && taken.insert(folded(&place)) {
            return place;
        }
        other(number)
    };
    keys.iter().enumerate().map(place).collect()
}

/// The path of an object whose key cannot be a name.
pub(super) fn other(number: usize) -> String {
    format!("{OTHERS}/{number}")
}

/// A name as a case-insensitive file system sees it. Applies to directories too, because paths go through them.
fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// A name that every file system accepts.
pub(super) fn file_name(part: &str) -> String {
    match part {
        "" => return "%empty".to_owned(),
        "." => return "%2E".to_owned(),
        ".." => return "%2E%2E".to_owned(),
        _ => {}
    }
    // Windows removes a space or a period at the end of a name.
    let last = part.len() - part.chars().next_back().map_or(0, char::len_utf8);
    let sign = |(at, sign): (usize, char)| match sign {
        '/' | '\\' | '%' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\0'..='\u{1f}' | '\u{7f}' => {
            format!("%{:02X}", u32::from(sign))
        }
        ' ' | '.' if at == last => format!("%{:02X}", u32::from(sign)),
        sign => sign.to_string(),
    };
    part.char_indices().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_place_of_its_own_below_the_directory() {
        let long = "x".repeat(300);
        let deep = "abc/".repeat(250);
        let table = [
            ("a/b.csv", "a/b.csv"),
            ("a", "a%object"),
            ("/etc/x", "%empty/etc/x"),
            ("../../x", "%2E%2E/%2E%2E/x"),
            ("c/", "c/%empty%object"),
            ("c//d", "c/%empty/d"),
            ("100%", "100%25"),
            ("e\\f\n", "e%5Cf%0A"),
            ("Day/1.csv", "Day/1.csv"),
            ("day/1.csv", "%other/9"),
            ("A/B.CSV", "%other/10"),
            (&long, "%other/11"),
            (&deep, "%other/12"),
            ("%other/11", "%25other/11"),
            ("end.", "end%2E"),
            ("a?*|", "a%3F%2A%7C"),
        ];
        let keys = table.map(|(key, _)| key);
        assert_eq!(places(&keys), table.map(|(_, place)| place));
    }

    #[test]
    fn no_two_objects_share_a_place_whatever_their_keys() {
        let pieces = [
            "a", "A", "/", "%", ".", "..", "%2F", "%object", "%other", "\u{e9}", "0", "",
        ];
        let keys = pieces
            .iter()
            .flat_map(|one| pieces.iter().map(move |two| format!("{one}{two}")));
        let mut keys = keys.flat_map(|key| [format!("{key}/x"), key]).collect::<Vec<_>>();
        keys.sort();
        keys.dedup();
        let places = places(&keys.iter().map(|key| &**key).collect::<Vec<_>>());
        let folded = places.iter().map(|place| folded(place)).collect::<HashSet<_>>();
        assert_eq!(folded.len(), keys.len());
        // No path is the directory of another one.
        for place in &places {
            for (at, _) in place.match_indices('/') {
                assert!(!folded.contains(&self::folded(&place[..at])), "{place}");
            }
        }
    }
}
