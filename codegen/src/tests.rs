//! A small schema with one of everything, and the text it becomes.

use crate::plan::Service;
use crate::{facts, output, rust, schema};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const NAME: &str = "AWS::Library::Shelf";

fn generated(file: &str) -> String {
    let json = serde_json::from_str(include_str!("tests/shelf.json")).unwrap();
    let resources = BTreeMap::from([(NAME.to_owned(), schema::read(NAME, &json).unwrap())]);
    let services = Service::plan(&resources);
    let listed = BTreeSet::from([NAME.to_owned()]);
    let mut files = rust::files(&services, &listed);
    files.extend(facts::files(&services, &listed).unwrap());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    output::format(&files[file], root).unwrap()
}

fn same(file: &str, expected: &str) {
    let text = generated(file);
    assert!(text == expected, "{file} is now\n{text}");
}

#[test]
fn types_read_as_if_written_by_hand() {
    same("aws/library.rs", include_str!("tests/shelf_types.txt"));
}

#[test]
fn facts_are_one_line_a_property() {
    same("facts/tables/library.rs", include_str!("tests/shelf_facts.txt"));
}
