//! Whether one grant covers another.

use super::{Single, Term};
use crate::diff::{Part, parts};
use crate::model::json::Json;

/// Whether `wide` includes `narrow`. False if that is not known.
pub(super) fn covers(wide: &Single, narrow: &Single) -> bool {
    wide.effect == narrow.effect
        && (wide.condition.is_none() || wide.condition == narrow.condition)
        && term(&wide.who, &narrow.who, false)
        && term(&wide.action, &narrow.action, true)
        && term(&wide.on, &narrow.on, false)
}

fn term(wide: &Term, narrow: &Term, is_action: bool) -> bool {
    let matches = |pattern: &Json, value: &Json| glob(pattern, value, is_action);
    match (wide.except, narrow.except) {
        (false, false) => matches(&wide.value, &narrow.value),
        (false, true) => wide.value.as_text() == Some("*"),
        // Neither anything in the exception, nor anything that might be in it.
        (true, false) => {
            let is_plain = narrow
                .value
                .as_text()
                .is_some_and(|text| !text.contains(['*', '?']));
            is_plain
                && !items(&wide.value)
                    .iter()
                    .any(|except| matches(except, &narrow.value))
        }
        (true, true) => {
            let excepted = |item: &Json| items(&narrow.value).iter().any(|other| matches(other, item));
            items(&wide.value).iter().all(excepted)
        }
    }
}

fn items(json: &Json) -> &[Json] {
    json.as_list().unwrap_or(std::slice::from_ref(json))
}

/// A character of a pattern or of a value.
#[derive(Clone, Debug, PartialEq)]
enum Symbol {
    /// `*`
    Any,
    /// `?`
    One,
    Letter(char),
    /// Known at deployment.
    Value(Json),
}

/// Whether the pattern, with `*` and `?`, matches everything that the value (possibly another pattern) matches.
fn glob(pattern: &Json, value: &Json, any_case: bool) -> bool {
    pattern == value || {
        let (pattern, value) = (symbols(pattern, any_case), symbols(value, any_case));
        pattern
            .zip(value)
            .is_some_and(|(pattern, value)| matches(&pattern, &value))
    }
}

fn symbols(json: &Json, any_case: bool) -> Option<Vec<Symbol>> {
    let mut symbols = Vec::new();
    for part in parts(json)? {
        match part {
            Part::Value(json) => symbols.push(Symbol::Value(json)),
            Part::Text(text) => symbols.extend(text.chars().map(|letter| match letter {
                '*' => Symbol::Any,
                '?' => Symbol::One,
                letter if any_case => Symbol::Letter(letter.to_ascii_lowercase()),
                letter => Symbol::Letter(letter),
            })),
        }
    }
    Some(symbols)
}

/// Greedy, with backtracking to the last `*` only: linear except for adversarial patterns.
fn matches(pattern: &[Symbol], value: &[Symbol]) -> bool {
    let (mut at, mut of) = (0, 0);
    let mut star = None;
    while let Some(symbol) = value.get(of) {
        match pattern.get(at) {
            Some(Symbol::Any) => {
                star = Some((at, of));
                at += 1;
            }
            Some(Symbol::One) if matches!(symbol, Symbol::Letter(_) | Symbol::One) => {
                (at, of) = (at + 1, of + 1);
            }
            Some(wanted) if wanted == symbol => (at, of) = (at + 1, of + 1),
            _ => {
                let Some((star_at, star_of)) = star else {
                    return false;
                };
                star = Some((star_at, star_of + 1));
                (at, of) = (star_at + 1, star_of + 1);
            }
        }
    }
    pattern.iter().skip(at).all(|symbol| *symbol == Symbol::Any)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pattern: &str, value: &str) -> bool {
        let json = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Json::from(text.to_owned()));
        glob(&json(pattern), &json(value), true)
    }

    #[test]
    fn a_pattern_matches_what_is_narrower() {
        for (pattern, value) in [
            ("*", "s3:GetObject"),
            ("s3:*", "S3:Get*"),
            ("s3:?et*Object", "s3:GetMyObject"),
            ("a*b*c", "axbxbxc"),
            ("*", r#"{"Ref": "A"}"#),
            (
                r#"{"Fn::Sub": "${A}/*"}"#,
                r#"{"Fn::Join": ["/", [{"Ref": "A"}, "b", "c*"]]}"#,
            ),
        ] {
            assert!(of(pattern, value), "{pattern} {value}");
        }
    }

    #[test]
    fn a_pattern_does_not_match_what_is_wider() {
        for (pattern, value) in [
            ("s3:GetObject", "s3:*"),
            ("s3:Get?", "s3:Get*"),
            ("s3:Get", "s3:GetObject"),
            ("?", r#"{"Ref": "A"}"#),
            (r#"{"Ref": "A"}"#, r#"{"Ref": "B"}"#),
        ] {
            assert!(!of(pattern, value), "{pattern} {value}");
        }
    }

    #[test]
    fn an_exception_covers_what_it_does_not_name() {
        let except = |items: &[&str]| Term {
            except: true,
            value: Json::List(items.iter().map(|item| Json::from((*item).to_owned())).collect()),
        };
        let plain = |text: &'static str| Term::of(text.into());
        let iam = except(&["iam:*"]);
        assert!(term(&iam, &plain("s3:GetObject"), true));
        assert!(!term(&iam, &plain("iam:GetRole"), true));
        assert!(!term(&iam, &plain("*"), true));
        assert!(term(&iam, &except(&["iam:*", "s3:*"]), true));
        assert!(!term(&except(&["iam:*", "s3:*"]), &iam, true));
        assert!(term(&plain("*"), &iam, true) && !term(&plain("s3:*"), &iam, true));
    }
}
