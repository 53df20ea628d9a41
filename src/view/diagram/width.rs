//! An estimate of the width of text in a sans-serif typeface, slightly wider than common ones.

/// The width in pixels at this size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(share).sum::<f64>() * size * 1.05
}

/// The width of a character, relative to the font size.
fn share(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.29,
        'f' | 't' | 'r' | ' ' | '-' | '/' | '(' | ')' | '[' | ']' | '*' => 0.37,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.88,
        'A'..='Z' | '&' => 0.7,
        _ => 0.57,
    }
}

/// Wraps words into lines no wider than `limit`, where words allow it.
pub(super) fn wrap(words: &[String], size: f64, limit: f64) -> Vec<String> {
    let mut lines = Vec::<String>::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(word, size) + size <= limit => {
                line.push_str(", ");
                line.push_str(word);
            }
            _ => lines.push(word.clone()),
        }
    }
    lines
}
