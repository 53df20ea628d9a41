//! Random data in the form of a template: the check returns findings, and never panics.

use crate::check::check;
use crate::facts;
use crate::model::template::Template;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Words that rules look for, so that random data reaches them.
const WORDS: &[&str] = &[
    "",
    "A",
    "B",
    "A.Arn",
    "${A}",
    "${A.B",
    "${!x}",
    "AWS::Region",
    "AWS::NoValue",
    "*",
    "0",
    "-1",
    "65536",
    "1.5",
    "true",
    "cron(0 0 ? * L *)",
    "rate(5 minutes)",
    "at(x)",
    "10.0.0.0/8",
    "10.0.0.1/16",
    "::/0",
    "arn:aws:iam::123456789012:x",
    "{{resolve:ssm:a}}",
    "{{resolve:",
    "Allow",
    "s3:*",
    "FARGATE",
    "512",
    "awslogs",
    "Snapshot",
    "é",
    "List<String>",
];

/// Names of functions and members that rules look for.
const KEYS: &[&str] = &[
    "A",
    "B",
    "Ref",
    "Condition",
    "Fn::GetAtt",
    "Fn::Sub",
    "Fn::If",
    "Fn::Join",
    "Fn::Select",
    "Fn::Split",
    "Fn::Cidr",
    "Fn::FindInMap",
    "Fn::GetAZs",
    "Fn::ImportValue",
    "Fn::And",
    "Fn::Not",
    "Fn::Equals",
    "Fn::Transform",
    "Fn::Nope",
    "Statement",
    "Effect",
    "Action",
    "Principal",
    "Service",
    "AWS",
    "Resource",
    "StringEquals",
    "PolicyDocument",
    "Key",
    "Value",
    "Type",
    "Default",
    "AllowedPattern",
    "AllowedValues",
    "MinLength",
    "Export",
    "Name",
    "CidrIp",
    "FromPort",
];

fn key() -> impl Strategy<Value = String> {
    prop_oneof![4 => prop::sample::select(KEYS).prop_map(str::to_owned), 1 => any::<String>()]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        4 => prop::sample::select(WORDS).prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            (key(), inner.clone()).prop_map(|(key, value)| json!({ key: value })),
            prop::collection::vec((key(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A resource of a known type, with some properties set to random values.
fn resource() -> impl Strategy<Value = Value> {
    let kinds = facts::all()
        .filter(|kind| !kind.properties.properties.is_empty())
        .collect::<Vec<_>>();
    let properties = prop::collection::vec((any::<prop::sample::Index>(), value()), 0..5);
    (prop::sample::select(kinds), properties, value()).prop_map(|(kind, properties, rest)| {
        let known = &kind.properties.get().properties;
        let set = properties.into_iter().map(|(at, value)| (known[at.index(known.len())].name.to_owned(), value));
        json!({"Type": kind.name, "Properties": set.collect::<Map<_, _>>(), "Metadata": {"x": rest}, "DependsOn": ["A"]})
    })
}

fn section(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let name = prop_oneof![3 => Just("A".to_owned()), 3 => Just("B".to_owned()), 1 => any::<String>()];
    prop::collection::vec((name, value), 0..4)
        .prop_map(|members| Value::Object(members.into_iter().collect()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nonsense_is_answered_in_words(
        resources in section(resource()),
        conditions in section(value()),
        mappings in section(value()),
        rules in value(),
        parameter in value(),
        output in value(),
    ) {
        let template = json!({
            "Resources": resources, "Conditions": conditions, "Mappings": mappings, "Rules": rules,
            "Parameters": {"P": {"Type": "CommaDelimitedList", "Default": parameter.clone(), "AllowedPattern": parameter}},
            "Outputs": {"O": {"Value": output.clone(), "Export": {"Name": output}}},
        });
        if let Ok(template) = Template::parse(&template.to_string()) {
            for finding in check(&"stack".into(), &template) {
                prop_assert!(!finding.reason.is_empty() && !finding.fix.is_empty(), "{finding:?}");
                prop_assert!(!finding.place().is_empty());
            }
        }
    }

    #[test]
    fn any_text_is_a_schedule_or_says_why_not(text in "(cron|rate|at)?\\(?[ -~é?*#LW,/0-9-]{0,24}\\)?") {
        if let Err(error) = crate::model::schedule::Schedule::parse(&text) {
            prop_assert!(!error.reason.is_empty() && !error.fix.is_empty());
        }
    }

    #[test]
    fn any_file_is_a_template_or_says_why_not(value in value(), text in any::<String>()) {
        for text in [value.to_string(), text] {
            if let Err(problems) = Template::parse(&text) {
                prop_assert!(!problems.is_empty());
            }
        }
    }
}

#[test]
fn deep_values_are_walked_to_the_bottom() {
    for (open, close) in [
        ("[", "]"),
        (r#"{"A":"#, "}"),
        (r#"{"Fn::If":["A",1,"#, "]}"),
        (r#"{"Fn::Join":["",["#, "]]}"),
        (r#"{"Statement":["#, "]}"),
    ] {
        // The reader accepts at most 128 levels.
        let levels = 110 / open.matches(['[', '{']).count();
        let value = format!("{}\"é\"{}", open.repeat(levels), close.repeat(levels));
        for property in ["PolicyDocument", "Description", "Roles"] {
            let resource =
                format!(r#"{{"Type":"AWS::IAM::ManagedPolicy","Properties":{{"{property}":{value}}}}}"#);
            let template = Template::parse(&format!(r#"{{"Resources":{{"A":{resource}}}}}"#)).unwrap();
            let found = check(&"stack".into(), &template);
            assert!(
                found
                    .iter()
                    .any(|finding| finding.reason.contains("is not ASCII")),
                "{open}"
            );
        }
    }
}
