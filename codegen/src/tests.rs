//! A small schema with one of everything, and its result.

use crate::plan::Service;
use crate::{facts, rust, schema};
use std::collections::{BTreeMap, BTreeSet};

const NAME: &str = "AWS::Library::Shelf";

fn resources() -> BTreeMap<String, schema::Resource> {
    let json = serde_json::from_str(include_str!("tests/shelf.json")).unwrap();
    BTreeMap::from([(NAME.to_owned(), schema::read(NAME, &json).unwrap())])
}

fn generated(file: &str) -> String {
    let resources = resources();
    rust::files(&Service::plan(&resources), &BTreeMap::new()).files[file].clone()
}

#[test]
fn types_read_as_if_written_by_hand() {
    let text = generated("aws/library.rs");
    assert!(text == include_str!("tests/shelf_types.txt"), "it is now\n{text}");
}

#[test]
fn the_artifact_is_the_same_bytes_each_time() {
    let regions = BTreeMap::from([(NAME.to_owned(), BTreeSet::from(["us-east-1".to_owned()]))]);
    let once = facts::artifact(&resources(), &regions, "test 1").unwrap();
    assert!(once.starts_with(b"sa-infra facts 3"));
    assert_eq!(once, facts::artifact(&resources(), &regions, "test 1").unwrap());
}
