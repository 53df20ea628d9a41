//! Helpers of the tests of the rules: a few handwritten facts, and findings as text.

mod cases;
mod forty;
mod fuzz;
mod linear;

use super::check_with;
use super::context::{Facts, Source};
use crate::facts::{
    self, Format, Length, Object, ObjectRef, Property, Range, ResourceType, Rule, Shape, TagStyle, Tags, Text,
};
use crate::model::template::Template;
use std::sync::{Arc, LazyLock};

/// The findings about a template, one per line: `error R/Properties/X: reason | fix`.
pub(crate) fn findings(template: &str) -> String {
    let stack: Arc<str> = "stack".into();
    let template = Template::parse(template).unwrap();
    let found = check_with(&stack, &template, FACTS, Source::default());
    for finding in &found {
        let parts = [&finding.reason, &finding.fix, &finding.place()];
        assert!(
            parts
                .iter()
                .all(|part| !part.trim().is_empty() && !part.ends_with('.')),
            "{finding:?}"
        );
        assert!(finding.place().starts_with("stack"), "{finding:?}");
    }
    let lines = found.iter().map(|finding| {
        let place = finding.place();
        let place = place.trim_start_matches("stack").trim_start_matches('/');
        format!(
            "{} {place}: {} | {}",
            finding.severity.word(),
            finding.reason,
            finding.fix
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A template with two resources: `R` of the type in `THING` with these properties, and `O`.
pub(crate) fn resource(properties: &str) -> String {
    typed("Test::Unit::Thing", properties)
}

/// A template with two resources: `R` of this type with these properties, and `O`.
pub(crate) fn typed(kind: &str, properties: &str) -> String {
    format!(
        r#"{{"Resources": {{"O": {{"Type": "Test::Unit::Other"}},
        "R": {{"Type": "{kind}", "Properties": {properties}}}}}}}"#
    )
}

/// The findings about `R` of this type with these properties.
pub(crate) fn of(kind: &str, properties: &str) -> String {
    findings(&typed(kind, properties))
}

const FACTS: Facts = Facts {
    lookup: |name| {
        let made: [&'static ResourceType; 2] = [&THING, &OTHER];
        let made = made.into_iter().find(|facts| facts.name == name);
        made.or_else(|| facts::resource_type(name))
    },
    names: || {
        [THING.name, OTHER.name]
            .into_iter()
            .chain(facts::names())
            .collect()
    },
};

fn property(name: &'static str, shape: Shape) -> Property {
    Property { name, shape }
}

fn text(text: Text) -> Shape {
    Shape::Text(text)
}

fn choice(choices: &[&'static str]) -> Shape {
    text(Text {
        choices: choices.to_vec(),
        ..Text::ANY
    })
}

fn denoting(format: Format) -> Shape {
    text(Text { format, ..Text::ANY })
}

fn object(properties: Vec<Property>) -> Object {
    Object {
        properties,
        required: vec![],
        rules: vec![],
        open: false,
    }
}

fn kind(name: &'static str, object: &'static Object) -> ResourceType {
    ResourceType {
        name,
        properties: ObjectRef::made(object),
        read_only: vec![],
        create_only: vec![],
        conditional_create_only: vec![],
        write_only: vec![],
        identifier: vec![],
        list_attributes: Vec::new(),
        attributes: vec!["Arn".into()],
        tags: None,
        stateful: false,
        importable: true,
        regions: u64::MAX,
        handlers: facts::Handlers::default(),
    }
}

static INNER: LazyLock<Object> = LazyLock::new(|| Object {
    required: vec!["Known"],
    ..object(vec![
        property("Known", text(Text::ANY)),
        property("Least", Shape::Integer(Range::ANY)),
    ])
});

static PAIR: LazyLock<Object> = LazyLock::new(|| Object {
    rules: vec![
        Rule::OneGroup(vec![vec!["A", "B"], vec!["C"]]),
        Rule::ExactlyOne(vec!["D", "E"]),
        Rule::AtLeastOne(vec!["A", "C"]),
    ],
    ..object(
        ["A", "B", "C", "D", "E"]
            .map(|name| property(name, Shape::Any))
            .into(),
    )
});

static NOTHING: LazyLock<Object> = LazyLock::new(|| object(vec![]));

static MEMBERS: LazyLock<Object> = LazyLock::new(|| Object {
    rules: vec![
        Rule::Excludes("One", vec!["Two"]),
        Rule::Needs("Flag", vec!["Count"]),
    ],
    ..object(members())
});

static OTHER: LazyLock<ResourceType> = LazyLock::new(|| ResourceType {
    identifier: vec!["Id".into()],
    ..kind("Test::Unit::Other", &NOTHING)
});

static THING: LazyLock<ResourceType> = LazyLock::new(|| ResourceType {
    read_only: vec!["Arn".into()],
    create_only: vec!["Name".into()],
    identifier: vec!["Name".into()],
    attributes: vec!["Arn".into(), "Name".into()],
    tags: Some(Tags {
        property: "Tags",
        style: TagStyle::List,
        updatable: true,
    }),
    ..kind("Test::Unit::Thing", &MEMBERS)
});

/// The properties of `Test::Unit::Thing`: one of each shape.
fn members() -> Vec<Property> {
    let any = || text(Text::ANY);
    let range = |range| Shape::Integer(range);
    let list = Shape::List {
        item: any().into(),
        length: Length { min: 1, max: 3 },
        unique: true,
    };
    let map = Shape::Map {
        value: any().into(),
        key: Some("^[a-z]+$"),
    };
    let name = Text {
        length: Length { min: 3, max: 8 },
        pattern: Some("^[a-z-]+$"),
        ..Text::ANY
    };
    let count = Range {
        min: Some(1.0),
        max: Some(10.0),
        choices: vec![],
    };
    let retention = Range {
        choices: vec![1, 7, 30],
        ..Range::ANY
    };
    let inner = || Shape::Object(ObjectRef::made(&INNER));
    let members = [
        ("Arn", any()),
        ("Choice", choice(&["ALLOW", "DENY"])),
        ("Count", range(count)),
        ("Document", Shape::Document),
        ("Either", Shape::OneOf(vec![any(), inner()])),
        ("Flag", Shape::Boolean),
        ("List", list),
        ("Map", map),
        ("Name", text(name)),
        ("Nested", inner()),
        ("Network", denoting(Format::Ipv4Network)),
        ("One", any()),
        ("Other", denoting(Format::Id("Test::Unit::Other"))),
        ("Pair", Shape::Object(ObjectRef::made(&PAIR))),
        ("Ratio", Shape::Number(Range::ANY)),
        ("Retention", range(retention)),
        ("Runtime", choice(&["python3.12", "python3.13"])),
        ("Tags", Shape::Any),
        ("TargetArn", denoting(Format::Arn("Test::Unit::Thing"))),
        ("Two", any()),
        ("Value", Shape::Any),
        ("When", denoting(Format::DateTime)),
    ];
    members
        .into_iter()
        .map(|(name, shape)| property(name, shape))
        .collect()
}
