//! The schemas' regular expressions: ECMAScript, compiled when first needed and kept.

use regress::Regex;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Longer strings are not matched: patterns are about names and ARNs, and some take quadratic time.
const LONGEST: usize = 2048;

/// By pattern; `None` when the engine does not accept it.
type Compiled = HashMap<Box<str>, Option<Rc<Regex>>>;

thread_local! {
    static COMPILED: RefCell<Compiled> = RefCell::default();
}

/// Whether `text` contains a match of `pattern`.
pub(in crate::check) fn matches(pattern: &str, text: &str) -> bool {
    if text.len() > LONGEST {
        return true;
    }
    let compiled = COMPILED.with_borrow_mut(|compiled| {
        if let Some(known) = compiled.get(pattern) {
            return known.clone();
        }
        let new = compile(pattern).map(Rc::new);
        compiled.insert(pattern.into(), new.clone());
        new
    });
    compiled.is_none_or(|regex| regex.find(text).is_some())
}

/// With Unicode classes where the pattern needs them, otherwise in the mode that the schemas' authors test with.
fn compile(pattern: &str) -> Option<Regex> {
    Regex::with_flags(pattern, "u")
        .or_else(|_| Regex::new(pattern))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_ecmascript_and_unicode() {
        assert!(matches(r"^[\p{L}\p{N}_.-]+$", "größe-1"));
        assert!(!matches(r"^[\p{L}]+$", "1"));
        assert!(matches(r"^(?!aws:)[\w-]+$", "app"));
        assert!(matches(r"(unclosed", "anything"));
    }
}
