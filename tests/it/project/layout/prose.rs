//! The words that doc/style.md replaces: none comes back in a page, a help text, a message, a snapshot or a comment.

use super::written_by_hand;
use crate::support::files;
use crate::support::source::{Source, Token};
use std::path::PathBuf;

/// The words in the right column of the style page's last table.
fn words() -> Vec<String> {
    let page = files::read("doc/style.md");
    let (_, table) = page.split_once("## The words we use\n").unwrap();
    let rows = table
        .lines()
        .filter_map(|row| row.strip_prefix("| ")?.split_once(" | "));
    let quoted = rows.flat_map(|(_, not)| not.split('`').skip(1).step_by(2));
    quoted.map(str::to_lowercase).collect()
}

/// The words that occur in the string, as whole words in any case.
fn found<'a>(text: &str, words: &'a [String]) -> Vec<&'a str> {
    let text = text
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let is_part = |sign: Option<char>| sign.is_some_and(|sign| sign.is_alphanumeric() || sign == '_');
    let has = |word: &str| {
        let mut places = text.match_indices(word);
        places.any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + word.len()..]);
            !is_part(before.chars().next_back()) && !is_part(after.chars().next())
        })
    };
    words
        .iter()
        .map(String::as_str)
        .filter(|word| has(word))
        .collect()
}

/// The pages, without the parts of the style page and the change log about the words themselves.
fn pages() -> impl Iterator<Item = (String, String)> {
    let mut paths = files::ending("doc", ".md");
    paths.extend(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(Into::into));
    paths.into_iter().map(|path| {
        let text = files::read(&path);
        let end = ["## Before and after\n", "### Renamed pages and terms\n"];
        let end = end.iter().find_map(|heading| text.find(heading));
        (
            path.display().to_string(),
            text[..end.unwrap_or(text.len())].to_owned(),
        )
    })
}

/// Whether a string is the reason of an `#[expect(..)]`, by the tokens before it.
fn is_attribute(before: &[Token]) -> bool {
    let last = before.iter().rev().take(3).map(|token| token.text.as_str());
    last.eq(["=", "reason", ","])
}

/// The strings of the program, by place. Those in templates are deployed, and cannot change.
fn messages() -> impl Iterator<Item = (String, String)> {
    let templates = files::ending("templates", ".json").into_iter().map(files::read);
    let templates = templates.collect::<String>();
    let program = |path: &str| path.starts_with("src/") || path.starts_with("stacks/");
    let sources = written_by_hand().filter(move |source| program(&source.path));
    let texts = sources.flat_map(|source| {
        let texts = source.tokens().iter().enumerate();
        let texts = texts.filter(|(_, token)| !token.in_test && token.text.contains('"'));
        let texts = texts.filter(|(at, _)| !is_attribute(&source.tokens()[..*at]));
        texts.map(|(_, token)| (source.place(token), token.text.clone()))
    });
    texts.filter(move |(_, text)| !templates.contains(text.trim_matches('"')))
}

/// The scripts and the manifest. Those in `stacks` are deployed, and cannot change.
fn scripts() -> Vec<(String, String)> {
    let kinds = ["py", "sh", "js", "toml", "yml"];
    let directories = [".github", "benches", "src", "tests/it/support", "tools"];
    let paths = directories.iter().flat_map(|directory| files::below(directory));
    let named = [".ci/run", "Cargo.toml", "tools/build-cost", "tools/features"].map(PathBuf::from);
    let of_kind = |path: &PathBuf| {
        kinds
            .iter()
            .any(|kind| path.extension().is_some_and(|end| end == *kind))
    };
    let paths = paths.filter(of_kind).chain(named);
    paths
        .map(|path| (path.display().to_string(), files::read(&path)))
        .collect()
}

#[test]
fn the_words_that_the_style_page_replaces_do_not_come_back() {
    let words = words();
    assert!(words.len() >= 50, "{words:?}");
    let snapshots = files::ending("tests", ".snap").into_iter();
    let snapshots = snapshots.map(|path| (path.display().to_string(), files::read(&path)));
    let mut places = Vec::new();
    let scripts = scripts();
    assert!(scripts.len() >= 20);
    for (place, text) in pages().chain(snapshots).chain(messages()).chain(scripts) {
        places.extend(found(&text, &words).iter().map(|word| format!("{place}: {word}")));
    }
    assert!(places.is_empty(), "see doc/style.md:\n{}", places.join("\n"));
}

/// The comments of the code, by place.
fn comments() -> impl Iterator<Item = (String, String)> {
    written_by_hand().flat_map(|source| {
        let comments = source.comments().into_iter();
        comments.map(|(line, text)| (format!("{}:{line}", source.path), text))
    })
}

#[test]
fn comments_use_the_words_of_the_style_page() {
    let words = words();
    let (mut places, mut count) = (Vec::new(), 0);
    for (place, text) in comments() {
        places.extend(found(&text, &words).iter().map(|word| format!("{place}: {word}")));
        count += 1;
    }
    assert!(count >= 5_000, "{count}");
    assert!(places.is_empty(), "see doc/style.md:\n{}", places.join("\n"));
}

#[test]
fn a_comment_is_read_whole_and_code_is_not() {
    let text = "//! One\n//! two.\n\nfn f() {\n    g(\"http://h\"); // three\n    // four\n}\n";
    let comments = Source::new("f.rs", text).comments();
    let lines = comments.iter().map(|(line, text)| (*line, text.trim()));
    assert!(
        lines.eq([(1, "One\n two."), (5, "three"), (6, "four")]),
        "{comments:?}"
    );
}

#[test]
fn a_word_is_seen_across_lines_and_not_within_another() {
    let words = ["goes on".to_owned(), "slip".to_owned()];
    assert_eq!(found("it Goes\n  on", &words), ["goes on"]);
    assert_eq!(found("a slip.", &words), ["slip"]);
    assert!(found("it goes once, slipping", &words).is_empty());
}

#[test]
fn functions_are_named_in_the_words_of_the_style_page() {
    let words = words();
    let (mut places, mut count) = (Vec::new(), 0);
    for source in written_by_hand() {
        for pair in source.tokens().windows(2).filter(|pair| pair[0].text == "fn") {
            let name = pair[1].text.replace('_', " ");
            let found = found(&name, &words);
            places.extend(
                found
                    .iter()
                    .map(|word| format!("{}: {word}", source.place(&pair[1]))),
            );
            count += 1;
        }
    }
    assert!(count >= 5_000, "{count}");
    assert!(places.is_empty(), "see doc/style.md:\n{}", places.join("\n"));
}
