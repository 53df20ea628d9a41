//! Tests of `glob`. `ignore_rules` compares Git's patterns with Git.

use super::*;
use std::time::{Duration, Instant};

fn matches(pattern: &str, path: &str, syntax: Syntax) -> bool {
    let glob = Glob::new(pattern.as_bytes(), syntax);
    glob.unwrap_or_else(|error| panic!("{pattern}: {error}"))
        .matches(path.as_bytes())
}

#[test]
fn alternatives_are_patterns() {
    for (pattern, matching, other) in [
        ("*.{json,yaml}", "a.yaml", "a.yml"),
        ("a{,.b}", "a", "a."),
        ("{a,b/{c,d*}}/e", "b/dd/e", "b/e"),
        ("x{[,],y}z", "x,z", "x[z"),
        (r"\{a,b\}", "{a,b}", "a"),
        ("{a,**/b}.c", "x/y/b.c", "xb.c"),
        ("{a/**,b}", "a/x/y", "a"),
        ("ä?{ö,ü}", "äñü", "äñ"),
    ] {
        assert!(matches(pattern, matching, Syntax::Typed), "{pattern}");
        assert!(!matches(pattern, other, Syntax::Typed), "{pattern}");
    }
    assert!(matches("{a,b}", "{a,b}", Syntax::Git) && matches("{a,b}", "{a,b}", Syntax::Docker));
}

#[test]
fn patterns_that_are_not_valid_are_refused() {
    let both = [Syntax::Typed, Syntax::Docker];
    for (pattern, syntaxes, expected) in [
        ("a[", &both[..], Invalid::UnclosedClass),
        ("[^bc", &both, Invalid::UnclosedClass),
        ("[z-a]", &both, Invalid::InvertedRange),
        ("a\\", &both, Invalid::NothingEscaped),
        ("[[:spaci:]]", &both[..1], Invalid::UnknownClass),
        ("{a,{b}", &both[..1], Invalid::UnclosedAlternatives),
        ("a}", &both[..1], Invalid::UnopenedAlternatives),
        ("[]a]", &both[1..], Invalid::MalformedClass),
        ("[-]", &both[1..], Invalid::MalformedClass),
        ("[x-]", &both[1..], Invalid::MalformedClass),
        ("[a-b-c]", &both[1..], Invalid::MalformedClass),
    ] {
        for syntax in syntaxes {
            let glob = Glob::new(pattern.as_bytes(), *syntax);
            assert_eq!(glob.map(drop).unwrap_err(), expected, "{pattern} {syntax:?}");
        }
    }
}

#[test]
fn no_pattern_takes_exponential_time() {
    let path = "a".repeat(10_000);
    let deep = "a/".repeat(5_000);
    let begin = Instant::now();
    for (pattern, path) in [
        ("*a*a*a*a*a*a*a*b".to_owned(), &path),
        ("**/a/**/a/**/a/**/a/**/b".to_owned(), &deep),
        ("{*a,a*}".repeat(10) + "b", &path),
        ("{".repeat(200) + "a" + &"}".repeat(200) + "b", &path),
        ("[a-z]*".repeat(20) + "[0-9]", &path),
    ] {
        for syntax in [Syntax::Git, Syntax::Typed, Syntax::Docker] {
            assert!(!matches(&pattern, path, syntax), "{pattern}");
        }
    }
    let took = begin.elapsed();
    assert!(took < Duration::from_secs(20), "{took:?}");
}
