//! Tests of the engines: both agree, and no pattern of AWS takes long.

use super::*;
use crate::facts::tests::patterns;

#[test]
fn patterns_are_ecmascript_and_unicode() {
    assert!(matches(r"^[\p{L}\p{N}_.-]+$", "größe-1"));
    assert!(!matches(r"^[\p{L}]+$", "1"));
    assert!(matches(r"^(?!aws:)[\w-]+$", "app"));
    assert!(matches(r"(unclosed", "anything"));
}

#[test]
fn a_repetition_in_a_repetition_is_found() {
    for pattern in ["^([a-z]+)*$", "(a|b)+", r"(?:-?[a-z]+)*", "((a?)b){2,}"] {
        assert!(nests(pattern), "{pattern}");
    }
    for pattern in [
        "^[a-z]+$", "(abc)*", r"\(a+\)*", "[(a+)]*", "(a|b)", "(?!x)a*", ")*",
    ] {
        assert!(!nests(pattern), "{pattern}");
    }
}

/// The patterns of all types that repeat what repeats.
fn nested() -> Vec<&'static str> {
    patterns().into_iter().filter(|pattern| nests(pattern)).collect()
}

/// Strings of `length` units and the beginnings of ARNs and URLs, some with an end that no pattern expects.
fn texts(length: usize) -> Vec<String> {
    let units = ["a", "A", "0", "a-", "a.", "/a", "a ", "-", "a:", "*"];
    let heads = ["", "arn:aws:s3:::", "https://"];
    let one = |head, unit: &str, end| format!("{head}{}{end}", unit.repeat(length));
    let all = heads
        .iter()
        .flat_map(|head| units.iter().map(move |unit| (head, unit)));
    all.flat_map(|(head, unit)| ["", "!", "\n"].map(|end| one(head, unit, end)))
        .collect()
}

#[test]
fn no_pattern_of_aws_takes_long() {
    let patterns = nested();
    assert!(patterns.len() > 200, "{}", patterns.len());
    for (pattern, text) in patterns
        .iter()
        .flat_map(|pattern| texts(60).into_iter().map(move |text| (pattern, text)))
    {
        let begin = std::time::Instant::now();
        matches(pattern, &text);
        assert!(begin.elapsed().as_secs() < 5, "{pattern} {text}");
    }
}

#[test]
fn the_engines_agree() {
    for pattern in nested() {
        let compiled = Pattern::of(pattern);
        let (Some(linear), Some(ecmascript)) = (compiled.linear(pattern), compiled.ecmascript(pattern))
        else {
            continue;
        };
        for text in texts(3) {
            assert_eq!(
                linear.is_match(&text),
                ecmascript.find(&text).is_some(),
                "{pattern} {text:?}"
            );
        }
    }
}

#[test]
fn a_pattern_of_others_is_not_tried_without_a_limit() {
    let text = "a".repeat(60) + "!";
    assert!(!matches_own("^(?:([a-z]+)*)$", &text));
    assert!(matches_own("^(?:(?=a)([a-z]+)*)$", &text), "no verdict");
    assert!(!matches_own("^(?:(?=a)[a-z]+)$", &text));
}
