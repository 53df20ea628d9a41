//! A small schema with one of everything, and what it becomes.

use crate::plan::Service;
use crate::{facts, output, rust, schema};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const NAME: &str = "AWS::Library::Shelf";

fn resources() -> BTreeMap<String, schema::Resource> {
    let json = serde_json::from_str(include_str!("tests/shelf.json")).unwrap();
    BTreeMap::from([(NAME.to_owned(), schema::read(NAME, &json).unwrap())])
}

fn generated(file: &str) -> String {
    let resources = resources();
    let services = Service::plan(&resources);
    let listed = BTreeSet::from([NAME.to_owned()]);
    let files = rust::files(&services, &listed);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    output::format(&files[file], root).unwrap()
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
    assert!(once.starts_with(b"sa-infra facts 2"));
    assert_eq!(once, facts::artifact(&resources(), &regions, "test 1").unwrap());
}
