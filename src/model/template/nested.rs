//! A template together with those of its nested stacks, as one template: for comparisons across their borders.

use super::{Output, Resource, Template};
use crate::model::hex::hex;
use crate::model::json::sub::{Piece, argument, pieces};
use crate::model::json::{Call, Fields, Json, Target, Text};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::sync::Arc;

/// A nested stack: a resource of the type `AWS::CloudFormation::Stack`, and its template.
#[derive(Clone, Debug, Default)]
pub struct Nested {
    /// Its logical id in the template around it.
    pub logical_id: Arc<str>,
    /// Its construct path, from the deployed stack on: `shop/storage`. Of a deployed one, its ARN.
    pub id: Arc<str>,
    /// Its template.
    pub template: Template,
    /// The stacks nested in it.
    pub nested: Vec<Self>,
}

/// What separates the logical id of a nested stack from that of its resource. Logical ids are alphanumeric.
pub const SEPARATOR: char = '/';

/// The id of a resource of a nested stack, as seen from outside.
pub fn inside(nested: &str, id: &str) -> String {
    format!("{nested}{SEPARATOR}{id}")
}

impl Template {
    /// This template with the resources of its nested stacks, named `<nested stack>/<resource>`. A reference through a parameter or
    /// an output is a reference to the value itself.
    #[must_use]
    pub fn with_nested(&self, nested: &[Nested]) -> Self {
        let mut whole = self.clone();
        for nested in nested {
            add(&mut whole, nested);
        }
        whole
    }
}

/// The name of the template of a nested stack as an asset, by its text.
pub(crate) fn asset_name(template: &str) -> String {
    format!("{}.json", hex(&Sha256::digest(template)))
}

fn add(whole: &mut Template, nested: &Nested) {
    let id = &nested.logical_id;
    let Some(stack) = whole.resources.get(id) else {
        return;
    };
    let given = match stack.properties.get("Parameters") {
        Some(Json::Map(given)) => given.clone(),
        _ => Fields::default(),
    };
    let place = stack.construct_path().map(str::to_owned);
    let inner = nested.template.with_nested(&nested.nested);
    let names = inner.resources.keys().chain(inner.parameters.keys());
    let inside = Inside {
        id,
        given: &given,
        template: &inner,
        known: names.map(|name| &**name).collect(),
        kept: stack
            .deletion_policy
            .clone()
            .filter(|policy| policy.starts_with("Retain")),
    };
    let outputs = inner.outputs.iter();
    let outputs = outputs.map(|(name, output)| (name.clone(), inside.value(&output.value)));
    let outputs = outputs.collect::<Vec<_>>();
    let resources = inner.resources.iter();
    let resources = resources.map(|(name, resource)| {
        (
            inside.name(name),
            inside.resource(name, resource, place.as_deref()),
        )
    });
    let resources = resources.collect::<Vec<_>>();
    let conditions = inner.conditions.iter();
    let conditions = conditions.map(|(name, condition)| (inside.name(name), inside.value(condition)));
    let conditions = conditions.collect::<Vec<_>>();
    let mappings = inner.mappings.iter();
    let mappings = mappings.map(|(name, mapping)| (inside.name(name), mapping.clone()));
    let mappings = mappings.collect::<Vec<_>>();
    let exports = inner.outputs.iter().filter(|(_, output)| output.export.is_some());
    let exports = exports.map(|(name, output)| {
        let output = Output {
            value: inside.value(&output.value),
            export: output.export.as_ref().map(|export| inside.value(export)),
            condition: output
                .condition
                .as_ref()
                .map(|name| inside.name(name).to_string().into()),
            ..output.clone()
        };
        (inside.name(name), output)
    });
    let exports = exports.collect::<Vec<_>>();
    whole.resources.extend(resources);
    whole.conditions.extend(conditions);
    whole.mappings.extend(mappings);
    whole.outputs.extend(exports);
    let mut read = |call: &mut Call| match call {
        Call::GetAtt(target, attribute) if target.id == *id => {
            let output = attribute.strip_prefix("Outputs.")?;
            let found = outputs.iter().find(|(name, _)| **name == *output)?;
            Some(found.1.clone())
        }
        _ => None,
    };
    for resource in whole.resources.values_mut() {
        for fields in [
            &mut resource.properties,
            &mut resource.metadata,
            &mut resource.rest,
        ] {
            fields
                .values_mut()
                .for_each(|value| value.rewrite_calls(&mut read));
        }
    }
    whole
        .outputs
        .values_mut()
        .for_each(|output| output.value.rewrite_calls(&mut read));
}

/// The names of a nested stack, seen from outside.
struct Inside<'a> {
    id: &'a str,
    given: &'a Fields,
    template: &'a Template,
    known: HashSet<&'a str>,
    /// The policy of the nested stack, if it stays.
    kept: Option<Text>,
}

impl Inside<'_> {
    fn name(&self, name: &str) -> Arc<str> {
        inside(self.id, name).into()
    }

    fn resource(&self, name: &str, resource: &Resource, place: Option<&str>) -> Resource {
        let fields = |fields: &Fields| {
            let fields = fields.iter();
            fields
                .map(|(name, value)| (name.to_owned(), self.value(value)))
                .collect::<Fields>()
        };
        // A resource of an included template has no path of its own.
        let path = resource.construct_path().or(place.map(|_| name));
        let place = place.unwrap_or(self.id);
        Resource {
            properties: fields(&resource.properties),
            metadata: fields(&resource.metadata),
            rest: fields(&resource.rest),
            // A nested stack that stays keeps its resources.
            deletion_policy: self.kept.clone().or_else(|| resource.deletion_policy.clone()),
            depends_on: resource.depends_on.iter().map(|id| self.name(id)).collect(),
            condition: resource
                .condition
                .as_ref()
                .map(|name| self.name(name).to_string().into()),
            path: path.map_or(Text::Borrowed(""), |path| format!("{place}/{path}").into()),
            ..resource.clone()
        }
    }

    fn value(&self, json: &Json) -> Json {
        match json {
            Json::List(items) => Json::List(items.iter().map(|item| self.value(item)).collect()),
            Json::Map(fields) => {
                let fields = fields.iter();
                Json::Map(
                    fields
                        .map(|(name, value)| (name.to_owned(), self.value(value)))
                        .collect(),
                )
            }
            Json::Call(call) => match &**call {
                Call::Ref(target) => self.reference(&target.id),
                Call::GetAtt(target, attribute) => self.attribute(&target.id, attribute),
                Call::Function(name, argument) => self.function(name, argument),
            },
            _ => json.clone(),
        }
    }

    fn reference(&self, id: &str) -> Json {
        if self.template.parameters.contains_key(id) {
            let default = || self.template.parameters.get(id)?.default.clone();
            let given = self.given.get(id).cloned().or_else(default);
            return given.unwrap_or_else(|| Call::Ref(Target::local(self.name(id))).into());
        }
        let id = if self.known.contains(id) {
            self.name(id)
        } else {
            id.into()
        };
        Call::Ref(Target::local(id)).into()
    }

    fn attribute(&self, id: &str, attribute: &str) -> Json {
        Call::GetAtt(Target::local(self.name(id)), Text::Owned(attribute.to_owned())).into()
    }

    fn function(&self, name: &Text, argument_: &Json) -> Json {
        if name == "Fn::Sub"
            && let Some((text, variables)) = argument(argument_)
        {
            let piece = |piece| match piece {
                Piece::Text(text) => Json::from(text.to_owned()),
                Piece::Escaped(name) => format!("${{{name}}}").into(),
                Piece::Variable(name) => match variables.and_then(|variables| variables.get(name)) {
                    Some(value) => self.value(value),
                    None => match name.split_once('.') {
                        Some((resource, attribute)) => self.attribute(resource, attribute),
                        None => self.reference(name),
                    },
                },
            };
            let parts = Json::List(pieces(text).map(piece).collect());
            return Call::function("Fn::Join", Json::List(vec!["".into(), parts])).into();
        }
        // These name a condition or a mapping with their first argument.
        let argument = match (&**name, self.value(argument_)) {
            ("Condition", Json::Text(name)) => self.name(&name).to_string().into(),
            ("Fn::If" | "Fn::FindInMap", Json::List(mut items)) => {
                if let Some(Json::Text(name)) = items.first_mut() {
                    *name = self.name(name).to_string().into();
                }
                Json::List(items)
            }
            (_, argument) => argument,
        };
        Call::Function(name.clone(), argument).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cross_the_border_as_if_there_were_none() {
        let outer = r#"{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"},
            "Inner": {"Type": "AWS::CloudFormation::Stack", "Properties": {"Parameters": {"Of": {"Ref": "Topic"}}}},
            "Uses": {"Type": "X", "Properties": {"Name": {"Fn::GetAtt": ["Inner", "Outputs.Queue"]}}}}}"#;
        let inner = r#"{"Parameters": {"Of": {"Type": "String"}, "Own": {"Type": "String", "Default": "d"}},
            "Conditions": {"Is": {"Fn::Equals": [{"Ref": "Own"}, "d"]}},
            "Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Condition": "Is", "Properties": {
                "A": {"Fn::Sub": "${Of}/${Queue.Arn}/${AWS::Region}"}, "B": {"Fn::If": ["Is", 1, 2]}}}},
            "Outputs": {"Queue": {"Value": {"Fn::GetAtt": ["Queue", "Arn"]}}}}"#;
        let nested = Nested {
            logical_id: "Inner".into(),
            template: Template::parse(inner).unwrap(),
            ..Nested::default()
        };
        let whole = Template::parse(outer).unwrap().with_nested(&[nested]);
        let of = |id: &str| serde_json::to_string(&whole.resources[id].properties).unwrap();
        assert_eq!(of("Uses"), r#"{"Name":{"Fn::GetAtt":["Inner/Queue","Arn"]}}"#);
        assert_eq!(
            of("Inner/Queue"),
            r#"{"A":{"Fn::Join":["",[{"Ref":"Topic"},"/",{"Fn::GetAtt":["Inner/Queue","Arn"]},"/",{"Ref":"AWS::Region"}]]},"B":{"Fn::If":["Inner/Is",1,2]}}"#
        );
        assert_eq!(
            whole.resources["Inner/Queue"].condition.as_deref(),
            Some("Inner/Is")
        );
        assert!(whole.conditions.contains_key("Inner/Is"));
    }
}
