//! Random documents: any JSON, and any template, with everything that a template may contain.

use proptest::collection::vec;
use proptest::prelude::*;
use sa_infra::json::{Fields, Json};
use sa_infra::template::{Output, Parameter, Resource, Template};

/// Keys with a meaning in templates are frequent, and so are strings that need escaping.
fn text() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &["Ref", "Fn::GetAtt", "Fn::Sub", "Condition", "A.Arn", "Type", ""];
    prop_oneof![
        proptest::sample::select(KNOWN).prop_map(str::to_owned),
        "[A-Za-z0-9]{1,8}",
        any::<String>(),
    ]
}

/// Any JSON.
pub fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        proptest::num::f64::NORMAL.prop_map(Json::from),
        text().prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::List),
            fields(inner).prop_map(Json::Map),
        ]
    })
}

fn fields(member: impl Strategy<Value = Json>) -> impl Strategy<Value = Fields> {
    vec((text(), member), 0..4).prop_map(Fields::from_iter)
}

/// Members with unique names, none of which is that of a template's member or a function.
fn members() -> impl Strategy<Value = Fields> {
    vec(("X[a-z]{1,8}", json()), 0..3).prop_map(Fields::from_iter)
}

fn id() -> impl Strategy<Value = String> {
    "[A-Za-z0-9]{1,12}"
}

prop_compose! {
    /// Any resource.
    pub fn resource()(
        kind in "AWS::[A-Z][a-z]{2,5}::[A-Z][a-z]{2,5}",
        properties in members(),
        depends_on in vec(id(), 0..3),
        condition in proptest::option::of(id()),
        policy in proptest::option::of(id()),
        metadata in members(),
        rest in members(),
    ) -> Resource {
        Resource {
            kind: kind.into(),
            properties,
            depends_on: depends_on.into_iter().map(Into::into).collect(),
            condition: condition.map(Into::into),
            deletion_policy: policy.clone().map(Into::into),
            update_replace_policy: policy.map(Into::into),
            metadata,
            rest,
            path: "".into(),
            origin: None,
        }
    }
}

prop_compose! {
    fn parameter()(kind in id(), default in proptest::option::of(json()), no_echo: bool, rest in members()) -> Parameter {
        Parameter { kind: kind.into(), default, no_echo, rest }
    }
}

prop_compose! {
    fn output()(
        description in proptest::option::of(text()),
        value in json(),
        export in proptest::option::of(json()),
        condition in proptest::option::of(id()),
    ) -> Output {
        Output {
            description: description.map(Into::into),
            value,
            export,
            condition: condition.map(Into::into),
            origin: None,
        }
    }
}

prop_compose! {
    /// Any template.
    pub fn template()(
        description in proptest::option::of(text()),
        metadata in members(),
        parameters in vec((id(), parameter()), 0..3),
        conditions in vec((id(), json()), 0..3),
        resources in vec((id(), resource()), 0..4),
        outputs in vec((id(), output()), 0..3),
    ) -> Template {
        Template {
            description: description.map(Into::into),
            metadata,
            parameters: parameters.into_iter().map(|(id, one)| (id.into(), one)).collect(),
            conditions: conditions.into_iter().map(|(id, one)| (id.into(), one)).collect(),
            resources: resources.into_iter().map(|(id, one)| (id.into(), one)).collect(),
            outputs: outputs.into_iter().map(|(id, one)| (id.into(), one)).collect(),
            ..Template::default()
        }
    }
}
