//! The first sentence of a documentation, as one line of valid rustdoc.

/// Longer sentences end in an ellipsis.
const MOST: usize = 110;

/// Abbreviations that do not end a sentence.
const ABBREVIATIONS: [&str; 7] = ["e.g.", "i.e.", "etc.", "vs.", "approx.", "No.", "(e.g."];

/// The first sentence of Markdown `text`, if it is meaningful.
pub(crate) fn first(text: &str) -> Option<String> {
    let mut paragraphs = text.split("\n\n").map(str::trim);
    let paragraph = paragraphs
        .find(|paragraph| !paragraph.is_empty() && !paragraph.starts_with(['>', '-', '#', '|', '<', '*']))?;
    let plain = plain(paragraph);
    let (sentence, whole) = cut(&plain);
    let sentence = sentence.trim_end_matches(['.', ':', ' ']);
    let words = sentence.chars().filter(|letter| letter.is_alphabetic()).count();
    (words > 2).then(|| {
        if whole {
            format!("{}.", escaped(sentence))
        } else {
            format!("{}…", escaped(sentence))
        }
    })
}

/// Why a property is deprecated, if its documentation begins with that.
pub(crate) fn deprecation(text: &str) -> Option<String> {
    let plain = plain(text.trim_start_matches(['>', ' ', '*', '(']));
    let (sentence, _) = cut(&plain);
    let lower = sentence.to_lowercase();
    let said = lower.starts_with("deprecated")
        || [
            "is deprecated",
            "are deprecated",
            "is no longer used",
            "is obsolete",
            "is no longer supported",
        ]
        .iter()
        .any(|words| lower.contains(words));
    said.then(|| sentence.trim_end_matches(['.', ':', ' ']).replace('`', ""))
}

/// The text up to the end of the first sentence, or as much of it as fits; and whether that is the whole sentence.
fn cut(text: &str) -> (&str, bool) {
    let mut end = text.len();
    for (at, _) in text.match_indices(". ") {
        let word = text[..=at].rsplit(' ').next().unwrap_or_default();
        let next = text[at + 2..].chars().next();
        if !ABBREVIATIONS.contains(&word) && next.is_some_and(|letter| !letter.is_lowercase()) {
            end = at + 1;
            break;
        }
    }
    if end <= MOST {
        return (&text[..end], true);
    }
    let fits = text
        .char_indices()
        .map(|(at, _)| at)
        .take_while(|at| *at <= MOST)
        .last()
        .unwrap_or_default();
    let word = text[..fits].rfind(' ').unwrap_or(fits);
    (text[..word].trim_end_matches([',', ';', '(']), false)
}

/// Markdown without links, emphasis and line breaks.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some((label, after)) = link(rest) {
            plain.push_str(label);
            rest = after;
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        match letter {
            '*' => {}
            '\n' | '\t' => plain.push(' '),
            letter => plain.push(letter),
        }
    }
    let words: Vec<_> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let mut plain = words.join(" ");
    for mark in [".", ",", ";", ":", ")"] {
        plain = plain.replace(&format!(" {mark} "), &format!("{mark} "));
        if let Some(before) = plain.strip_suffix(&format!(" {mark}")) {
            plain = before.to_owned() + mark;
        }
    }
    plain
}

/// `[label](address)` at the start of `text`: the label, and the rest.
fn link(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (_, rest) = rest.split_once(')')?;
    (!label.contains(['[', '\n'])).then_some((label, rest))
}

/// Escapes text that rustdoc would take for a link, an element or unfinished code.
fn escaped(text: &str) -> String {
    let even = text.matches('`').count().is_multiple_of(2);
    let mut escaped = String::with_capacity(text.len());
    let mut code = false;
    for word in text.split_inclusive(' ') {
        if !code && !word.contains('`') && word.contains("://") {
            let address = word
                .trim_end_matches([' ', '.', ',', ')', ';'])
                .trim_start_matches('(');
            escaped.push_str(&word.replacen(address, &format!("`{address}`"), 1));
            continue;
        }
        for letter in word.chars() {
            match letter {
                '`' if even => code = !code,
                '`' => continue,
                '[' | ']' | '<' | '>' | '\\' if !code => escaped.push('\\'),
                _ => {}
            }
            escaped.push(letter);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{deprecation, first};

    #[test]
    fn a_sentence_is_plain_and_whole() {
        let said = |text| first(text).unwrap();
        assert_eq!(said("The name. Must be unique."), "The name.");
        assert_eq!(
            said("> A note.\n\nSee [the guide](https://x.y/z) , e.g. *this* one . More"),
            "See the guide, e.g. this one."
        );
        assert_eq!(
            said("Either `A<B>` or A[1] <b>"),
            "Either `A<B>` or A\\[1\\] \\<b\\>."
        );
        assert_eq!(
            said("At https://example.com/a, or so"),
            "At `https://example.com/a`, or so."
        );
        assert_eq!(said("An open `tick"), "An open tick.");
        assert_eq!(first("\n\n"), None);
        let long = said(&"word ".repeat(50));
        assert!(long.len() <= 114 && long.ends_with("word…"), "{long}");
    }

    #[test]
    fn a_deprecation_is_the_first_thing_said() {
        assert_eq!(
            deprecation("(Deprecated.) Use `B` instead.").unwrap(),
            "Deprecated.) Use B instead"
        );
        assert_eq!(
            deprecation("This field is deprecated. Use B.").unwrap(),
            "This field is deprecated"
        );
        assert_eq!(deprecation("Whether deprecated versions are listed."), None);
    }
}
