//! Tests of loops: what they become.

use crate::check::check_document;

fn of(resources: &str) -> String {
    let text = format!(r#"{{"Transform": "AWS::LanguageExtensions", "Resources": {{{resources}}}}}"#);
    let found = check_document(&"f".into(), &text, None);
    let lines = found
        .iter()
        .map(|finding| format!("{}: {}", finding.place(), finding.reason));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_a_loop_makes_is_checked() {
    let topics = |member: &str| {
        format!(
            r#""Fn::ForEach::Topics": ["N", ["A", "B"], {{"Topic${{N}}": {{"Type": "AWS::SNS::Topic",
                "Properties": {{"{member}": {{"Ref": "N"}}}}}}}}]"#
        )
    };
    assert_eq!(of(&topics("DisplayName")), "");
    let found = of(&topics("DisplayNmae"));
    assert!(
        found.contains("f/TopicA/Properties/DisplayNmae: there is no property"),
        "{found}"
    );
    assert_eq!(found.lines().count(), 2, "{found}");
}

#[test]
fn loops_stand_at_every_level_and_within_each_other() {
    let within = |body: &str| format!(r#""T": {{"Type": "AWS::SNS::Topic", "Properties": {body}}}"#);
    let members = r#"{"Fn::ForEach::P": ["N", ["DisplayName", "TopicName"], {"${N}": "abc"}]}"#;
    assert_eq!(of(&within(members)), "");
    assert!(of(&within(&members.replace("TopicName", "TopicNmae"))).contains("no property TopicNmae"));
    let twice = r#""Fn::ForEach::A": ["X", ["1", "2"], {"Fn::ForEach::B": ["Y", ["3"], {"T${X}${Y}": {"Type": "AWS::SNS::Topik"}}]}]"#;
    let found = of(twice);
    assert!(
        found.contains("f/T13/Type") && found.contains("f/T23/Type"),
        "{found}"
    );
}

#[test]
fn a_loop_over_what_is_not_known_is_left_alone() {
    assert_eq!(
        of(r#""Fn::ForEach::A": ["X", {"Ref": "P"}, {"T${X}": {"Type": "AWS::SNS::Topik"}}]"#),
        ""
    );
}
