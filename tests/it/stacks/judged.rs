//! Independent security tools check the four templates: doc/security.md explains exactly their findings.

use crate::support::cli::Sandbox;
use crate::support::files;
use crate::support::judges::{Finding, findings};
use std::collections::BTreeSet;

/// Each tool reports a finding about it; the names distinguish these resources from those of our templates.
const PLANTED: &str = r#"{"Resources":{
    "PlantedBucket": {"Type":"AWS::S3::Bucket", "Properties":{"BucketName": 7, "AccessControl":"PublicRead"}},
    "PlantedFunction": {"Type":"AWS::Lambda::Function", "Properties":{"Handler":"a.b", "Runtime":"python3.13",
        "Role":"arn:aws:iam::111122223333:role/a", "Code":{"ZipFile":"pass"}}}
}}"#;

/// The findings on the page: each rule of a row with each resource of it.
fn argued() -> BTreeSet<Finding> {
    let page = files::read("doc/security.md");
    let (_, section) = page.split_once("\n## What other tools report\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let names = |cell: &str| {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut argued = BTreeSet::new();
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let cells = row
            .trim_matches('|')
            .split(" | ")
            .map(str::trim)
            .collect::<Vec<_>>();
        assert!(cells.len() == 3 && cells[2].contains(' '), "no argument: {row}");
        for (rule, resource) in names(cells[1]).iter().flat_map(|rule| {
            names(cells[0])
                .into_iter()
                .map(move |resource| (rule.clone(), resource))
        }) {
            assert!(
                argued.insert((rule.clone(), resource.clone())),
                "{rule} of {resource} is argued twice"
            );
        }
    }
    argued
}

#[test]
fn every_finding_of_other_security_tools_is_argued() {
    let sandbox = Sandbox::new();
    let mut templates = files::ending("templates", ".template.json");
    for path in &mut templates {
        *path = files::root().join(&path);
    }
    assert_eq!(templates.len(), 4);
    templates.push(sandbox.write("planted.template.json", PLANTED));
    let Some(found) = findings(&templates) else { return };
    let (planted, found) = found
        .into_iter()
        .partition::<BTreeSet<_>, _>(|(_, resource)| resource.to_lowercase().starts_with("planted"));
    for tool in [
        "CKV_",
        "AwsSolutions-",
        "NIST.800.53.R5-",
        "Serverless-",
        "s3_bucket_",
        "E",
    ] {
        assert!(
            planted.iter().any(|(rule, _)| rule.starts_with(tool)),
            "{tool} is silent: {planted:?}"
        );
    }
    let argued = argued();
    let open = found.difference(&argued).collect::<Vec<_>>();
    let gone = argued.difference(&found).collect::<Vec<_>>();
    assert!(
        open.is_empty() && gone.is_empty(),
        "nothing in doc/security.md argues {open:#?}; it argues what nobody finds: {gone:#?}"
    );
}
