//! Reading generated code just enough to know which names it has to import.

use std::collections::BTreeSet;

/// The names that `code` uses and that no path leads to: outside of comments and string literals, not after `::`.
pub(crate) fn mentioned(code: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut rest = code;
    let mut after_path = false;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|letter: char| !is_part(letter)).unwrap_or(rest.len());
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '"' => string(rest),
            'r' if raw(rest).is_some() => raw(rest).unwrap_or(1),
            _ if word > 0 => {
                if !after_path {
                    names.insert(&rest[..word]);
                }
                word
            }
            _ => first.len_utf8(),
        };
        after_path = rest[..length].ends_with(':');
        rest = &rest[length..];
    }
    names
}

fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The length of the string literal that `code` begins with.
fn string(code: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in code.char_indices().skip(1) {
        match letter {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    code.len()
}

/// The length of the raw string literal that `code` begins with, when it does.
fn raw(code: &str) -> Option<usize> {
    let inside = code.strip_prefix('r')?.trim_start_matches('#');
    let hashes = code.len() - 1 - inside.len();
    let text = inside.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = text.find(&end).unwrap_or(text.len());
    Some((1 + hashes + 1 + length + end.len()).min(code.len()))
}

#[cfg(test)]
mod tests {
    use super::mentioned;

    #[test]
    fn names_in_comments_strings_and_paths_are_not_mentioned() {
        let code = "// Not this.\nlet one = Two::three(\"Four \\\" Five\", r#\"Six \" Seven\"#, r\"\\\", super::Eight);";
        let names: Vec<_> = mentioned(code).into_iter().collect();
        assert_eq!(names, ["Two", "let", "one", "super"]);
    }
}
