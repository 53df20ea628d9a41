//! What an error message must have: the place, the reason and a suggested fix, in words, without internals.

/// Fragments of internal representations, which must not be in a sentence.
const INSIDES: [&str; 7] = ["Some(", "None)", "Ok(", "Err(", "Json::", "::unwrap", "panicked"];

/// A message: its first line without the word `error` or `warning`, and the text after `fix: `.
struct Message<'a> {
    line: &'a str,
    fix: Option<&'a str>,
}

/// Requires that the output contains a message, and that every message in it is helpful.
#[track_caller]
pub fn helps(text: &str) {
    let mut messages = Vec::<Message<'_>>::new();
    for line in text.lines() {
        let start = line.strip_prefix("error: ").or(line.strip_prefix("warning: "));
        if let Some(line) = start {
            messages.push(Message { line, fix: None });
        } else if let (Some(message), Some(fix)) =
            (messages.last_mut(), line.trim_start().strip_prefix("fix: "))
        {
            message.fix = Some(fix);
        }
    }
    assert!(!messages.is_empty(), "no message at all:\n{text}");
    for message in messages {
        let faults = faults(&message);
        assert!(
            faults.is_empty(),
            "{}: {}\n{text}",
            faults.join(", "),
            message.line
        );
    }
}

fn faults(message: &Message<'_>) -> Vec<&'static str> {
    let mut faults = Vec::new();
    let (place, reason) = message.line.split_once(": ").unwrap_or(("", message.line));
    if place.is_empty() {
        faults.push("names no place");
    }
    if reason.split_whitespace().count() < 2 {
        faults.push("gives no reason");
    }
    match message.fix {
        None => faults.push("names no way out"),
        Some(fix) if fix.split_whitespace().count() < 2 => faults.push("the way out is too short"),
        Some(fix) if fix == reason => faults.push("the way out is the reason again"),
        Some(_) => {}
    }
    let parts = [message.line, message.fix.unwrap_or_default()];
    if parts
        .iter()
        .any(|part| INSIDES.iter().any(|word| part.contains(word)))
    {
        faults.push("shows our insides");
    }
    if parts.iter().any(|part| part.ends_with('.') || part.len() > 600) {
        faults.push("is no fragment, or far too long");
    }
    faults
}

#[test]
fn a_message_that_does_not_help_is_seen() {
    let faults = |line, fix| faults(&Message { line, fix });
    assert!(faults("a.json/Topic: has no Type", Some("say which type it is")).is_empty());
    for (line, fix, fault) in [
        ("has no Type", Some("say which type it is"), "names no place"),
        (
            "a.json/Topic: bad",
            Some("say which type it is"),
            "gives no reason",
        ),
        ("a.json/Topic: has no Type", None, "names no way out"),
        (
            "a.json/Topic: has no Type",
            Some("mend"),
            "the way out is too short",
        ),
        (
            "a.json/Topic: is Some(3), not text",
            Some("say which type it is"),
            "shows our insides",
        ),
        (
            "a.json/Topic: has no Type.",
            Some("say which type it is"),
            "is no fragment, or far too long",
        ),
    ] {
        assert_eq!(faults(line, fix), [fault], "{line}");
    }
}
