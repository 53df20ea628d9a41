//! Wrong code does not compile, and the compiler's message explains why.

use crate::support::{compile, files};

/// The compiler version whose complete output is recorded; for others, only the lines marked `//~` count.
const RECORDED: &str = "1.95";

/// The case must not compile, and the compiler's output must contain every text after `//~`.
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

#[test]
fn a_required_property_left_out_of_new() {
    refused("new_without_required");
}

#[test]
fn a_required_property_left_to_a_default() {
    refused("default_without_required");
}

#[test]
fn a_required_property_left_out_of_a_literal() {
    refused("required_left_out_of_a_literal");
}

#[test]
fn a_field_of_a_type_of_ones_own_that_is_no_property() {
    refused("field_without_val");
}

#[test]
fn the_arn_of_another_type() {
    refused("arn_of_another_type");
}

#[test]
fn the_handle_of_another_type() {
    refused("handle_of_another_type");
}

#[test]
fn a_choice_that_is_none() {
    refused("unknown_choice");
}

#[test]
fn a_number_for_a_string() {
    refused("number_for_text");
}

#[test]
fn a_property_put_as_a_resource() {
    refused("not_a_resource");
}

#[test]
fn the_same_without_the_mistakes_is_accepted() {
    assert_eq!(compile::complaint("tests/compile_fail/right.rs".as_ref()), "");
}

#[test]
fn every_case_is_tested() {
    let here = files::read("tests/it/compile_fail.rs");
    for path in files::ending("tests/compile_fail", ".rs") {
        let case = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(here.contains(&case), "{case} has no test");
    }
}
