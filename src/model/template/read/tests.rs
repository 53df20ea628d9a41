//! Tests of reading: which files are templates, and what is malformed in the others.

use super::*;

#[test]
fn a_template_survives_the_way_there_and_back() {
    let text = r#"{"AWSTemplateFormatVersion":"2010-09-09","Parameters":{"P":{"Type":"String","NoEcho":true}},"Resources":{"T":{"Type":"AWS::SNS::Topic","DependsOn":["U"],"Properties":{"TopicName":{"Ref":"P"}},"DeletionPolicy":"Retain"}},"Outputs":{"O":{"Value":{"Ref":"T"},"Export":{"Name":"n"}}}}"#;
    assert_eq!(Template::parse(text).unwrap().to_compact(), text);
}

#[test]
fn what_only_macros_and_extensions_write_is_kept() {
    let text = r#"{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"T":{"Type":"AWS::SNS::Topic","Properties":{"Fn::Transform":{"Name":"M"}},"DeletionPolicy":{"Ref":"P"}}}}"#;
    assert_eq!(Template::parse(text).unwrap().to_compact(), text);
}

#[test]
fn an_output_says_nothing_that_would_be_lost() {
    let text = r#"{"Outputs":{"A":{"Value":1,"Export":{}},"B":{"Value":1,"Vale":2}}}"#;
    let problems = Template::parse(text).unwrap_err();
    let lines = problems.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        lines,
        [
            "Outputs/A/Export: has no Name",
            "Outputs/B/Vale: is not a member of an output"
        ]
    );
}

#[test]
fn every_malformed_part_is_named() {
    let text = r#"{"Resources":{"A":{},"B":{"Type":3,"DependsOn":[1]}},"Stuff":{}}"#;
    let problems = Template::parse(text).unwrap_err();
    let paths = problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect::<Vec<_>>();
    assert_eq!(
        paths,
        [
            "Resources/A",
            "Resources/B/Type",
            "Resources/B/DependsOn",
            "Stuff"
        ]
    );
}
