//! The schemas' regular expressions: ECMAScript, compiled when first needed and kept.

use regress::Regex;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Longer texts are not matched: patterns are about names and ARNs, and some take time by the square of the length.
const LONGEST: usize = 2048;

/// By the address and length of the pattern, which lives in the tables; none when the engine does not take it.
type Compiled = HashMap<(usize, usize), Option<Rc<Regex>>>;

thread_local! {
    static COMPILED: RefCell<Compiled> = RefCell::default();
}

/// Whether `text` matches `pattern` somewhere.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    if text.len() > LONGEST {
        return true;
    }
    let compiled = COMPILED.with_borrow_mut(|compiled| {
        let key = (pattern.as_ptr().addr(), pattern.len());
        compiled
            .entry(key)
            .or_insert_with(|| compile(pattern).map(Rc::new))
            .clone()
    });
    compiled.is_none_or(|regex| regex.find(text).is_some())
}

/// With Unicode classes where the pattern asks for them, and as the schemas' authors test them otherwise.
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
