//! The display of differences: one of each kind, in wide and in narrow terminals, and in color.

use sa_infra::deploy::diff::Compared;
use sa_infra::diff::Diff;
use sa_infra::template::Template;
use sa_infra::view;
use sa_infra::view::output::{colored, plain};

/// One stack with a difference of every kind.
fn compared() -> Compared {
    let read = |text: &str| Template::parse(text).unwrap();
    let before = read(include_str!("before.json"));
    let after = read(include_str!("after.json"));
    Compared {
        stack: "example".into(),
        name: "example".into(),
        is_new: false,
        diff: Diff::between(&before, &after),
        ..Compared::default()
    }
}

fn human(width: usize) -> String {
    let mut out = Vec::new();
    view::diff::human(&mut out, &[compared()], view::Format::brief(width)).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_difference_of_every_kind() {
    insta::assert_snapshot!(plain(&human(80)));
}

#[test]
fn a_difference_of_every_kind_in_a_narrow_terminal() {
    insta::assert_snapshot!(plain(&human(40)));
}

#[test]
fn a_difference_of_every_kind_in_colour() {
    insta::assert_snapshot!(colored(&human(80)).replace('\u{1b}', "^"));
}

#[test]
fn a_difference_of_every_kind_for_programs() {
    let mut out = Vec::new();
    view::diff::json(&mut out, &[compared()]).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap());
}
