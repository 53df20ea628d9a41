//! What the tests of the rules share: a few facts made by hand, and findings as text.

mod fuzz;

use super::check_with;
use super::context::Facts;
use crate::facts::{
    self, Format, Length, Object, Permissions, Property, Range, ResourceType, Rule, Shape, TagStyle, Tags,
    Text,
};
use crate::model::template::Template;
use std::sync::Arc;

/// The findings about a template, one line each: `error R/Properties/X: reason | fix`.
pub(crate) fn findings(template: &str) -> String {
    let stack: Arc<str> = "stack".into();
    let template = Template::parse(template).unwrap();
    let found = check_with(&stack, &template, FACTS);
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
        let made = [&THING, &OTHER].into_iter().find(|facts| facts.name == name);
        made.or_else(|| facts::resource_type(name))
    },
    names: || {
        [THING.name, OTHER.name]
            .into_iter()
            .chain(facts::all().iter().map(|facts| facts.name))
            .collect()
    },
};

const NO_PERMISSIONS: Permissions = Permissions {
    create: &[],
    read: &[],
    update: &[],
    delete: &[],
};

const fn property(name: &'static str, shape: &'static Shape) -> Property {
    Property { name, shape }
}

const TEXT: Shape = Shape::Text(Text::ANY);
const INNER: Object = Object {
    properties: &[
        property("Known", &TEXT),
        property("Least", &Shape::Integer(Range::ANY)),
    ],
    required: &["Known"],
    rules: &[],
    open: false,
};

const PAIR: Object = Object {
    properties: &[
        property("A", &Shape::Any),
        property("B", &Shape::Any),
        property("C", &Shape::Any),
        property("D", &Shape::Any),
        property("E", &Shape::Any),
    ],
    required: &[],
    rules: &[
        Rule::OneGroup(&[&["A", "B"], &["C"]]),
        Rule::ExactlyOne(&["D", "E"]),
        Rule::AtLeastOne(&["A", "C"]),
    ],
    open: false,
};

static OTHER: ResourceType = ResourceType {
    name: "Test::Unit::Other",
    properties: &Object {
        properties: &[],
        required: &[],
        rules: &[],
        open: false,
    },
    read_only: &[],
    create_only: &[],
    conditional_create_only: &[],
    write_only: &[],
    identifier: &["Id"],
    attributes: &["Arn"],
    tags: None,
    permissions: NO_PERMISSIONS,
};

static THING: ResourceType = ResourceType {
    name: "Test::Unit::Thing",
    properties: &Object {
        properties: &[
            property("Arn", &TEXT),
            property(
                "Choice",
                &Shape::Text(Text {
                    choices: &["ALLOW", "DENY"],
                    ..Text::ANY
                }),
            ),
            property(
                "Count",
                &Shape::Integer(Range {
                    min: Some(1.0),
                    max: Some(10.0),
                    choices: &[],
                }),
            ),
            property("Document", &Shape::Document),
            property("Either", &Shape::OneOf(&[TEXT, Shape::Object(&INNER)])),
            property("Flag", &Shape::Boolean),
            property(
                "List",
                &Shape::List {
                    item: &TEXT,
                    length: Length { min: 1, max: 3 },
                    unique: true,
                },
            ),
            property(
                "Map",
                &Shape::Map {
                    value: &TEXT,
                    key: Some("^[a-z]+$"),
                },
            ),
            property(
                "Name",
                &Shape::Text(Text {
                    length: Length { min: 3, max: 8 },
                    pattern: Some("^[a-z-]+$"),
                    ..Text::ANY
                }),
            ),
            property("Nested", &Shape::Object(&INNER)),
            property(
                "Network",
                &Shape::Text(Text {
                    format: Format::Ipv4Network,
                    ..Text::ANY
                }),
            ),
            property("One", &TEXT),
            property(
                "Other",
                &Shape::Text(Text {
                    format: Format::Id("Test::Unit::Other"),
                    ..Text::ANY
                }),
            ),
            property("Pair", &Shape::Object(&PAIR)),
            property("Ratio", &Shape::Number(Range::ANY)),
            property(
                "Retention",
                &Shape::Integer(Range {
                    choices: &[1, 7, 30],
                    ..Range::ANY
                }),
            ),
            property(
                "Runtime",
                &Shape::Text(Text {
                    choices: &["python3.12", "python3.13"],
                    ..Text::ANY
                }),
            ),
            property("Tags", &Shape::Any),
            property(
                "TargetArn",
                &Shape::Text(Text {
                    format: Format::Arn("Test::Unit::Thing"),
                    ..Text::ANY
                }),
            ),
            property("Two", &TEXT),
            property("Value", &Shape::Any),
            property(
                "When",
                &Shape::Text(Text {
                    format: Format::DateTime,
                    ..Text::ANY
                }),
            ),
        ],
        required: &[],
        rules: &[Rule::Excludes("One", &["Two"]), Rule::Needs("Flag", &["Count"])],
        open: false,
    },
    read_only: &["Arn"],
    create_only: &["Name"],
    conditional_create_only: &[],
    write_only: &[],
    identifier: &["Name"],
    attributes: &["Arn", "Name"],
    tags: Some(Tags {
        property: "Tags",
        style: TagStyle::List,
        updatable: true,
    }),
    permissions: NO_PERMISSIONS,
};
