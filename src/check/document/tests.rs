//! Tests of the check of a file: where its findings are.

use super::*;

const YAML: &str = "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicNmae: x # why\n      DisplayName: [a]\n    DependsOn: 3\n";

/// `line:column width` and the reason of each.
fn of(text: &str) -> Vec<String> {
    let found = check_document(&"f".into(), text, None);
    let found = found.iter().map(|finding| {
        let at = finding.position.as_ref().unwrap();
        format!("{}:{} {} {}", at.line, at.column, at.width, finding.reason)
    });
    found.collect()
}

#[test]
fn a_finding_has_its_line_in_yaml_and_in_json() {
    let found = of(YAML);
    assert_eq!(found[0], "5:7 9 there is no property TopicNmae");
    assert!(found[1].starts_with("6:7 11 expected a string"), "{found:?}");
    assert!(found[2].starts_with("7:16 1 must be a logical id"), "{found:?}");
    assert_eq!(found.len(), 3, "{found:?}");
    let json = "{\"Resources\": {\n \"T\": {\"Type\": \"AWS::SNS::Topik\"}}}";
    assert_eq!(of(json), ["2:16 17 there is no resource type AWS::SNS::Topik"]);
}

#[test]
fn what_cannot_be_read_is_at_the_place_that_the_parser_names() {
    assert!(
        of("{\"Resources\": [}")[0].starts_with("1:16"),
        "{:?}",
        of("{\"Resources\": [}")
    );
    let found = of("a: b: c");
    assert!(
        found[0].starts_with("1:5 1 not valid YAML: mapping values"),
        "{found:?}"
    );
}

#[test]
fn one_mistake_hides_no_other() {
    let found = of(&YAML.replace("Properties:", "Properties: 5\n    Propertees:"));
    assert!(
        found.iter().any(|line| line.contains("must be an object")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|line| line.contains("no attribute Propertees")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|line| line.contains("must be a logical id")),
        "{found:?}"
    );
}

#[test]
fn what_has_one_right_spelling_is_corrected() {
    let fixed = |text: &str| corrected(text, &check_document(&"f".into(), text, None));
    let (text, count) = fixed(YAML);
    assert_eq!(count, 1);
    assert_eq!(text, YAML.replace("TopicNmae: x # why", "TopicName: x # why"));
    let json = "{\"Resources\": {\"T\": {\"Type\": \"AWS::SNS::Topik\", \"Porperties\": {}}}}";
    let right = "{\"Resources\": {\"T\": {\"Type\": \"AWS::SNS::Topic\", \"Properties\": {}}}}";
    assert_eq!(fixed(json), (right.to_owned(), 2));
    assert_eq!(fixed(right), (right.to_owned(), 0));
}

#[test]
fn of_a_long_line_the_part_around_the_place_is_shown() {
    let json = format!(
        "{{\"Description\": \"{}\", \"Resources\": {{\"T\": {{\"Type\": \"AWS::SNS::Topik\"}}}}}}",
        "x".repeat(500)
    );
    let found = check_document(&"f".into(), &json, None);
    let at = found[0].position.as_ref().unwrap();
    assert!(
        at.text.contains("AWS::SNS::Topik") && at.text.len() <= LONGEST,
        "{at:?}"
    );
}
