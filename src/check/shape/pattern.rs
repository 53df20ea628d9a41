//! The schemas' regular expressions: ECMAScript, compiled when first needed and kept.
//!
//! ECMAScript needs an engine that tries one way after the other. For some of AWS's own patterns, the number of ways doubles with each
//! character. What could take long runs in a second engine, in linear time, which knows neither lookarounds nor classes of Unicode.

use regress::Regex;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

#[cfg(test)]
mod tests;

/// Longer strings are not matched: patterns are about names and ARNs.
const LONGEST: usize = 2048;

/// Up to this length, cubic time is short.
const SHORT: usize = 256;

thread_local! {
    static KNOWN: RefCell<HashMap<Box<str>, Rc<Pattern>>> = RefCell::default();
}

/// Whether `text` contains a match of `pattern`. A pattern that no engine accepts matches everything.
pub(in crate::check) fn matches(pattern: &str, text: &str) -> bool {
    text.len() > LONGEST || Pattern::of(pattern).verdict(pattern, text).unwrap_or(true)
}

/// The same for a pattern that is not AWS's. It is not tried if its time could have no limit.
pub(in crate::check) fn matches_own(pattern: &str, text: &str) -> bool {
    let compiled = Pattern::of(pattern);
    let is_endless = compiled.nests && compiled.linear(pattern).is_none();
    text.len() > LONGEST || is_endless || compiled.verdict(pattern, text).unwrap_or(true)
}

/// A pattern, compiled for each engine when that one is needed. `None` when the engine does not accept it.
struct Pattern {
    /// Whether it repeats what has repetitions or alternatives.
    nests: bool,
    ecmascript: OnceCell<Option<Regex>>,
    linear: OnceCell<Option<regex_lite::Regex>>,
}

impl Pattern {
    fn of(pattern: &str) -> Rc<Self> {
        KNOWN.with_borrow_mut(|known| {
            if let Some(known) = known.get(pattern) {
                return known.clone();
            }
            let new = Rc::new(Self {
                nests: nests(pattern),
                ecmascript: OnceCell::new(),
                linear: OnceCell::new(),
            });
            known.insert(pattern.into(), new.clone());
            new
        })
    }

    fn linear(&self, pattern: &str) -> Option<&regex_lite::Regex> {
        let compiled = || regex_lite::Regex::new(pattern).ok();
        self.linear.get_or_init(compiled).as_ref()
    }

    /// With Unicode classes where the pattern needs them, otherwise in the mode that the schemas' authors test with.
    fn ecmascript(&self, pattern: &str) -> Option<&Regex> {
        let unicode = || Regex::with_flags(pattern, "u");
        let compiled = || unicode().or_else(|_| Regex::new(pattern)).ok();
        self.ecmascript.get_or_init(compiled).as_ref()
    }

    fn verdict(&self, pattern: &str, text: &str) -> Option<bool> {
        if (self.nests || text.len() > SHORT)
            && let Some(linear) = self.linear(pattern)
        {
            return Some(linear.is_match(text));
        }
        Some(self.ecmascript(pattern)?.find(text).is_some())
    }
}

/// Whether the pattern repeats a group that contains a repetition or alternatives.
fn nests(pattern: &str) -> bool {
    // For each open group, whether it contains one.
    let mut groups = vec![false];
    let mut signs = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => drop(signs.next()),
            ']' => in_class = false,
            _ if in_class => {}
            '[' => in_class = true,
            '(' => {
                groups.push(false);
                // The kind of the group, which is no repetition.
                signs.next_if_eq(&'?');
            }
            ')' => {
                let contains = groups.len() > 1 && groups.pop() == Some(true);
                if contains && signs.peek().is_some_and(|next| matches!(next, '*' | '+' | '{')) {
                    return true;
                }
                if let Some(around) = groups.last_mut() {
                    *around |= contains;
                }
            }
            '*' | '+' | '?' | '{' | '|' => {
                if let Some(group) = groups.last_mut() {
                    *group = true;
                }
            }
            _ => {}
        }
    }
    false
}
