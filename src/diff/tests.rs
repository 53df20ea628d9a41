//! Tests of the whole comparison: each rule with two small templates.

use super::{Action, Change, Diff, HIDDEN, Replacement};
use crate::model::template::Template;

/// The template with these members, JSON without the outer braces.
pub(super) fn template(members: &str) -> Template {
    Template::parse(&format!("{{{members}}}")).unwrap()
}

/// A template with one resource `R`.
pub(super) fn one(kind: &str, properties: &str) -> Template {
    template(&format!(
        r#""Resources": {{"R": {{"Type": "{kind}", "Properties": {properties}}}}}"#
    ))
}

fn line(change: &Change) -> String {
    let side = |json: &Option<crate::model::json::Json>| json.as_ref().map_or("-".into(), super::normal::key);
    format!("{} {} {}", change.path, side(&change.before), side(&change.after))
}

/// The differences in the properties of `R`.
fn changes(kind: &str, before: &str, after: &str) -> Vec<String> {
    let diff = Diff::between(&one(kind, before), &one(kind, after));
    diff.resources
        .iter()
        .flat_map(|change| change.changes.iter().map(line))
        .collect()
}

/// Whether `R` is replaced, and by which property.
fn replaced(kind: &str, before: &str, after: &str) -> (Replacement, Vec<String>) {
    let diff = Diff::between(&one(kind, before), &one(kind, after));
    let change = &diff.resources[0];
    (
        change.replacement,
        change
            .because
            .iter()
            .map(|cause| cause.path.to_string())
            .collect(),
    )
}

const ROLE: &str = "AWS::IAM::Role";
const GROUP: &str = "AWS::EC2::SecurityGroup";
const TASK: &str = "AWS::ECS::TaskDefinition";

#[test]
fn what_means_the_same_is_no_difference() {
    for (kind, before, after) in [
        (TASK, r#"{"Cpu": 512}"#, r#"{"Cpu": "512"}"#),
        (
            TASK,
            r#"{"EnableFaultInjection": true}"#,
            r#"{"EnableFaultInjection": "true"}"#,
        ),
        (TASK, r#"{"Cpu": {"Ref": "AWS::NoValue"}}"#, "{}"),
        (TASK, r#"{"Cpu": 1, "Memory": 2}"#, r#"{"Memory": 2, "Cpu": 1}"#),
        (
            GROUP,
            r#"{"Tags": [{"Key": "a", "Value": 1}, {"Key": "b", "Value": 2}]}"#,
            r#"{"Tags": [{"Value": "2", "Key": "b"}, {"Value": "1", "Key": "a"}]}"#,
        ),
        (
            GROUP,
            r#"{"SecurityGroupIngress": [{"FromPort": 1}, {"FromPort": 2}]}"#,
            r#"{"SecurityGroupIngress": [{"FromPort": "2"}, {"FromPort": "1"}]}"#,
        ),
        (
            ROLE,
            r#"{"P": {"Statement": {"Effect": "Allow", "Action": "a:b", "Principal": {"AWS": "1"}}}}"#,
            r#"{"P": {"Statement": [{"Effect": "Allow", "Action": ["a:b"], "Principal": {"AWS": ["1"]}}]}}"#,
        ),
        (
            ROLE,
            r#"{"P": {"Statement": [{"Effect": "Allow", "Action": ["a:b", "a:c"]}, {"Effect": "Deny", "Action": "d:e"}]}}"#,
            r#"{"P": {"Statement": [{"Effect": "Deny", "Action": "d:e"}, {"Effect": "Allow", "Action": ["a:c", "a:b"]}]}}"#,
        ),
    ] {
        assert_eq!(changes(kind, before, after), [""; 0], "{before} {after}");
    }
}

#[test]
fn what_means_something_else_is_told() {
    for (kind, before, after, expected) in [
        (
            TASK,
            r#"{"Cpu": 512}"#,
            r#"{"Cpu": 1024}"#,
            r#"Properties/Cpu "512" "1024""#,
        ),
        (TASK, "{}", r#"{"Cpu": ""}"#, r#"Properties/Cpu - """#),
        (
            TASK,
            r#"{"Cpu": {"Ref": "A"}}"#,
            r#"{"Cpu": {"Ref": "B"}}"#,
            r#"Properties/Cpu {"Ref":"A"} {"Ref":"B"}"#,
        ),
        (
            GROUP,
            r#"{"Tags": [{"Key": "a", "Value": 1}]}"#,
            r#"{"Tags": [{"Key": "a", "Value": 2}]}"#,
            r#"Properties/Tags/a "1" "2""#,
        ),
        (
            GROUP,
            "{}",
            r#"{"Tags": [{"Key": "a", "Value": 2}]}"#,
            r#"Properties/Tags/a - "2""#,
        ),
        // The order of commands, and of all lists not known to be sets, matters.
        (
            TASK,
            r#"{"Command": ["a", "b"]}"#,
            r#"{"Command": ["b", "a"]}"#,
            r#"Properties/Command ["a","b"] ["b","a"]"#,
        ),
        (
            TASK,
            r#"{"L": [{"A": 1}, {"A": 2}]}"#,
            r#"{"L": [{"A": 2}, {"A": 1}]}"#,
            r#"Properties/L [{"A":"1"},{"A":"2"}] [{"A":"2"},{"A":"1"}]"#,
        ),
    ] {
        assert_eq!(changes(kind, before, after), [expected], "{before} {after}");
    }
}

#[test]
fn elements_are_matched_by_content_and_name() {
    let statement = |action: &str| format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}"#);
    let policy = |actions: &[&str]| {
        let statements = actions.iter().map(|action| statement(action)).collect::<Vec<_>>();
        format!(
            r#"{{"PolicyDocument": {{"Statement": [{}]}}}}"#,
            statements.join(", ")
        )
    };
    let found = changes(
        "AWS::IAM::ManagedPolicy",
        &policy(&["a:a", "b:b"]),
        &policy(&["c:c", "b:b", "a:a"]),
    );
    assert_eq!(
        found,
        [r#"Properties/PolicyDocument/Statement/* - {"Action":["c:c"],"Effect":"Allow","Resource":["*"]}"#]
    );
    let containers = changes(
        TASK,
        r#"{"ContainerDefinitions": [{"Name": "a", "Cpu": 1}, {"Name": "b", "Cpu": 1}]}"#,
        r#"{"ContainerDefinitions": [{"Name": "new"}, {"Name": "b", "Cpu": 2}, {"Name": "a", "Cpu": 1}]}"#,
    );
    assert_eq!(
        containers,
        [
            r#"Properties/ContainerDefinitions/b/Cpu "1" "2""#,
            r#"Properties/ContainerDefinitions/new - {"Name":"new"}"#
        ]
    );
}

#[test]
fn the_schema_says_what_replaces() {
    let always = |path: &str| (Replacement::Always, vec![path.to_owned()]);
    assert_eq!(
        replaced(GROUP, r#"{"GroupName": "a"}"#, r#"{"GroupName": "b"}"#),
        always("Properties/GroupName")
    );
    assert_eq!(
        replaced(GROUP, "{}", r#"{"Tags": [{"Key": "a", "Value": 1}]}"#),
        (Replacement::Never, vec![])
    );
    let image = |image| format!(r#"{{"ContainerDefinitions": [{{"Name": "a", "Image": "{image}"}}]}}"#);
    assert_eq!(
        replaced(TASK, &image("x"), &image("y")),
        always("Properties/ContainerDefinitions/a/Image")
    );
    // An unknown value may be anything.
    assert_eq!(
        replaced("AWS::No::Such", r#"{"A": 1}"#, r#"{"A": 2}"#).0,
        Replacement::Maybe
    );
    assert_eq!(
        Diff::between(&one(GROUP, "{}"), &one(ROLE, "{}")).resources[0].replacement,
        Replacement::Always
    );
}

#[test]
fn of_something_larger_only_the_part_that_replaces_counts() {
    let nested = crate::facts::all().find_map(|facts| {
        let mut paths = facts.create_only.iter().filter_map(|path| path.split_once('/'));
        let alone = |(outer, _): &(&str, &str)| !facts.create_only.iter().any(|path| path == outer);
        Some((
            facts.name,
            paths.find(|path| alone(path) && !path.1.contains(['/', '*']))?,
        ))
    });
    let (kind, (outer, inner)) = nested.unwrap();
    let of = |member: &str| replaced(kind, "{}", &format!(r#"{{"{outer}": {{"{member}": 1}}}}"#)).0;
    assert_eq!(of(inner), Replacement::Always, "{kind} {outer}");
    assert_eq!(of("Unknown"), Replacement::Never, "{kind} {outer}");
    let tenancy = replaced("AWS::EC2::VPC", "{}", r#"{"InstanceTenancy": "default"}"#);
    assert_eq!(tenancy.0, Replacement::Maybe);
}

#[test]
fn what_goes_is_kept_or_not() {
    let kept = |policy: &str| {
        let before = format!(r#""Resources": {{"R": {{"Type": "A::B::C"{policy}}}}}"#);
        let diff = Diff::between(&template(&before), &Template::default());
        assert_eq!(diff.resources[0].action, Action::Remove);
        diff.resources[0].kept.clone()
    };
    assert_eq!(kept(""), None);
    assert_eq!(kept(r#", "DeletionPolicy": "Delete""#), None);
    assert_eq!(
        kept(r#", "DeletionPolicy": "RetainExceptOnCreate""#).unwrap(),
        "RetainExceptOnCreate"
    );
}

#[test]
fn dependencies_are_a_set() {
    let with = |ids: &str| {
        template(&format!(
            r#""Resources": {{"R": {{"Type": "A::B::C", "DependsOn": {ids}}}}}"#
        ))
    };
    assert!(Diff::between(&with(r#"["A", "B"]"#), &with(r#"["B", "A"]"#)).is_empty());
    assert!(Diff::between(&with(r#"["A"]"#), &with(r#""A""#)).is_empty());
    let diff = Diff::between(&with(r#"["A"]"#), &with(r#"["B"]"#));
    assert_eq!(line(&diff.resources[0].changes[0]), r#"DependsOn ["A"] ["B"]"#);
}

#[test]
fn names_that_are_taken_are_pointed_out() {
    let with = |id: &str, properties: &str| {
        template(&format!(
            r#""Resources": {{"{id}": {{"Type": "AWS::SNS::Topic", "Properties": {properties}}}}}"#
        ))
    };
    let collision =
        |before: &Template, after: &Template| Diff::between(before, after).resources[0].collision.clone();
    let named = with("Old", r#"{"TopicName": "t"}"#);
    let found = collision(&named, &with("New", r#"{"TopicName": "t"}"#)).unwrap();
    assert_eq!((&*found.name, found.with.as_deref()), ("t", Some("Old")));
    assert_eq!(collision(&named, &with("New", r#"{"TopicName": "u"}"#)), None);
    assert_eq!(collision(&with("Old", "{}"), &with("New", "{}")), None);
    let replaced = collision(
        &with("T", r#"{"TopicName": "t"}"#),
        &with("T", r#"{"TopicName": "t", "FifoTopic": true}"#),
    );
    assert_eq!(replaced.unwrap().with, None);
}

#[test]
fn everything_else_is_compared_too() {
    let lines = |before: &str, after: &str| {
        let diff = Diff::between(&template(before), &template(after));
        diff.others.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(
        lines(r#""Description": "a""#, r#""Description": "b""#),
        [r#"Description "a" "b""#]
    );
    assert_eq!(lines(r#""Transform": "a""#, ""), [r#"Transform "a" -"#]);
    assert_eq!(lines("", r#""Metadata": {"A": 1}"#), [r#"Metadata/A - "1""#]);
    assert_eq!(
        lines(
            r#""Outputs": {"A": {"Value": 1}}"#,
            r#""Outputs": {"A": {"Value": 1, "Export": {"Name": "e"}}}"#
        ),
        [r#"Outputs/A/Export - "e""#]
    );
    assert_eq!(
        lines(
            r#""Parameters": {"A": {"Type": "String"}}"#,
            r#""Parameters": {"A": {"Type": "Number"}}"#
        ),
        [r#"Parameters/A/Type "String" "Number""#]
    );
}

#[test]
fn a_secret_is_never_told() {
    let parameter = |value: &str| {
        template(&format!(
            r#""Parameters": {{"P": {{"Type": "String", "NoEcho": true, "Default": "{value}"}}}}"#
        ))
    };
    let diff = Diff::between(&parameter("hunter2"), &parameter("hunter3"));
    assert_eq!(
        line(&diff.others[0]),
        format!("Parameters/P/Default {HIDDEN:?} {HIDDEN:?}")
    );
    let key = format!("AKIA{}", "ABCDEFGH12345678");
    for (kind, before, after) in [
        (
            TASK,
            r#"{"E": [{"Name": "DB_PASSWORD", "Value": "hunter2"}]}"#.to_owned(),
            "{}".to_owned(),
        ),
        (
            TASK,
            r#"{"DbPassword": "hunter2"}"#.to_owned(),
            r#"{"DbPassword": "hunter3"}"#.to_owned(),
        ),
        (
            TASK,
            r#"{"A": {"Fn::Sub": "x --password=hunter2 y"}}"#.to_owned(),
            "{}".to_owned(),
        ),
        (
            TASK,
            format!(r#"{{"Command": ["export KEY={key}"]}}"#),
            "{}".to_owned(),
        ),
    ] {
        let found = changes(kind, &before, &after).join("\n");
        assert!(found.contains(HIDDEN), "{before}: {found}");
        assert!(!found.contains("hunter") && !found.contains(&key), "{found}");
    }
    let statement = r#""Effect": "Allow", "Action": "a:b", "Resource": "*""#;
    let condition = format!(
        r#"{{"PolicyDocument": {{"Statement": {{{statement}, "Condition": {{"X": {{"y": "{key}"}}}}}}}}}}"#
    );
    let diff = Diff::between(
        &one("AWS::IAM::Policy", "{}"),
        &one("AWS::IAM::Policy", &condition),
    );
    assert!(diff.broadens() && !format!("{diff:?}").contains(&key));
    let where_it_is = changes(TASK, "{}", r#"{"SecretArn": "arn:aws:x", "TokenName": "t"}"#).join("\n");
    assert!(!where_it_is.contains(HIDDEN), "{where_it_is}");
}
