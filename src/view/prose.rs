//! Wraps sentences without breaking a command in backticks.

use unicode_width::UnicodeWidthStr;

/// The lines of a sentence. Commands, and words wider than a line, are not broken.
pub(super) fn prose(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text) {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(&word);
        } else if line.width() + 1 + word.width() <= width {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    lines
}

/// `one, two and three`.
pub(super) fn all_of(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// Words; everything between two backticks is one word.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::<String>::new();
    let mut open = false;
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(last) if open => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
        open ^= word.matches('`').count() % 2 == 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::prose;

    #[test]
    fn commands_stay_in_one_piece() {
        let text = "differs; `sa-infra diff app` shows what";
        assert_eq!(prose(text, 20), ["differs;", "`sa-infra diff app`", "shows what"]);
        assert_eq!(prose("", 20), [""]);
        assert_eq!(
            prose("a-word-that-is-too-long b", 8),
            ["a-word-that-is-too-long", "b"]
        );
    }
}
