//! Templates that CloudFormation accepts and those that it refuses, each a kind: the check agrees.

use crate::check::check_document;
use crate::model::finding::{Finding, Severity};
use std::fs;
use std::path::PathBuf;

/// The files of one kind, with what the check says of each.
pub(super) fn cases(kind: &str) -> Vec<(String, Vec<Finding>)> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/check_cases")
        .join(kind);
    let paths = fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut cases = paths
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let findings = check_document(&name.clone().into(), &fs::read_to_string(&path).unwrap(), None);
            (name, findings)
        })
        .collect::<Vec<_>>();
    cases.sort_by(|one, next| one.0.cmp(&next.0));
    assert!(cases.len() > 10, "{}", directory.display());
    cases
}

#[test]
fn what_cloudformation_accepts_has_no_error() {
    let errors = cases("accepted").into_iter().flat_map(|(_, findings)| findings);
    let errors = errors.filter(|finding| finding.severity == Severity::Error);
    let errors = errors.map(|finding| finding.to_string()).collect::<Vec<_>>();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}
