//! Wrong code does not compile, and the compiler says why in words that help.

use crate::support::{compile, files};

/// The compiler whose whole answers are recorded; others are held to the lines marked `//~` only.
const RECORDED: &str = "1.95";

/// The case does not compile, and the compiler's answer holds everything the case asks for after `//~`.
fn refused(case: &str) {
    let path = format!("tests/compile_fail/{case}.rs");
    let answer = compile::complaint(path.as_ref());
    assert!(!answer.is_empty(), "{path} compiles");
    let code = files::read(&path);
    let expected = code
        .lines()
        .filter_map(|line| line.strip_prefix("//~ "))
        .collect::<Vec<_>>();
    assert!(!expected.is_empty(), "{path} does not say what it expects");
    for text in expected {
        assert!(
            answer.contains(text),
            "{path}: the compiler does not say `{text}`:\n{answer}"
        );
    }
    if compile::rustc_version() == RECORDED {
        insta::assert_snapshot!(case, answer);
    }
}

#[test]
fn a_handle_made_without_put() {
    refused("handle_without_put");
}
