//! cfn-lint over the templates. Its findings must reach the test, and every exception must be needed.

use crate::support::cli::Sandbox;
use crate::support::lint::{complaints, exceptions, lint};

const BAD: &str = r#"{"Resources":{
    "Topic": {"Type":"AWS::SNS::Topic", "Properties":{"TopicNam":"x"}},
    "Bucket": {"Type":"AWS::S3::Bucket", "Properties":{"AccessControl":"Private"}},
    "Silenced": {"Type":"AWS::SQS::Queue", "Metadata":{"cfn-lint":{"config":{"ignore_checks":["I3011"]}}}}
}}"#;

#[test]
fn errors_warnings_and_notes_arrive_even_when_the_template_silences_them() {
    let sandbox = Sandbox::new();
    let found = lint(&[sandbox.write("bad.template.json", BAD)], &["us-east-1"]);
    let found = found
        .iter()
        .map(|one| format!("{} {}", one.rule, one.place))
        .collect::<Vec<_>>();
    for expected in [
        "E3002 bad/Resources/Topic/Properties/TopicNam",
        "W3045 bad/Resources/Bucket/Properties/AccessControl",
        "I3011 bad/Resources/Silenced",
    ] {
        assert!(
            found.iter().any(|line| line == expected),
            "{expected} is not in {found:#?}"
        );
    }
}

#[test]
fn an_exception_accepts_what_it_names_and_nothing_else() {
    let sandbox = Sandbox::new();
    let found = lint(&[sandbox.write("bad.template.json", BAD)], &["us-east-1"]);
    let list = exceptions("# why\nE3002 bad/*/TopicNam a typing error\nW3045 other/* for some reason\n");
    let left = complaints(&found, &list).join("\n");
    assert!(
        !left.contains("TopicNam") && left.contains("W3045 bad/"),
        "{left}"
    );
    assert!(left.contains("\"other/*\" } accepts nothing"), "{left}");
}

#[test]
#[should_panic(expected = "not `RULE PLACE REASON`")]
fn an_exception_without_a_reason_is_refused() {
    exceptions("E3002 bad/Resources/Topic");
}
