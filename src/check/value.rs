//! What is known of a value before the deployment: its presence, its possible values, its string.

use super::context::{Context, Named};
use super::place::Place;
use crate::model::json::sub::{self, Piece};
use crate::model::json::{Call, Json};
use std::borrow::Cow;

/// Whether a member is present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Presence {
    No,
    /// Under some conditions.
    Maybe,
    Yes,
}

/// The kind of value that a function yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A string, or a number.
    Text,
    List,
    /// Not known.
    Unknown,
}

/// The condition and both branches of an `Fn::If`.
pub(crate) fn branches_of(json: &Json) -> Option<(&Json, [&Json; 2])> {
    match json.as_call()? {
        Call::Function(name, Json::List(items)) if name == "Fn::If" => match items.as_slice() {
            [condition, one, other] => Some((condition, [one, other])),
            _ => None,
        },
        _ => None,
    }
}

/// Whether `value` is present under all conditions.
pub(crate) fn presence(value: Option<&Json>) -> Presence {
    let Some(value) = value else {
        return Presence::No;
    };
    if value.is_no_value() {
        return Presence::No;
    }
    match branches_of(value) {
        None => Presence::Yes,
        Some((_, [one, other])) => {
            let (one, other) = (presence(Some(one)), presence(Some(other)));
            if one == other { one } else { Presence::Maybe }
        }
    }
}

/// Every possible value of `json`: both branches of each `Fn::If`, without those that remove it.
pub(crate) fn each<'j>(json: &'j Json, place: &Place<'_>, visit: &mut dyn FnMut(&'j Json, &Place<'_>)) {
    match branches_of(json) {
        Some((_, branches)) => {
            let place = place.key("Fn::If");
            for (at, branch) in branches.into_iter().enumerate() {
                each(branch, &place.index(at + 1), visit);
            }
        }
        None if json.is_no_value() => {}
        None => visit(json, place),
    }
}

/// Every possible value of an element of the list `json`.
pub(crate) fn each_item<'j>(json: &'j Json, place: &Place<'_>, visit: &mut dyn FnMut(&'j Json, &Place<'_>)) {
    each(json, place, &mut |list, place| {
        for (at, item) in list.as_list().unwrap_or_default().iter().enumerate() {
            each(item, &place.index(at), visit);
        }
    });
}

/// Whether CloudFormation resolves the string at deployment: `{{resolve:ssm:name}}`.
pub(crate) fn is_dynamic(text: &str) -> bool {
    has(text, b'{') && text.contains("{{resolve:")
}

/// Whether a byte occurs: much faster than a substring search, and almost always sufficient.
pub(crate) fn has(text: &str, byte: u8) -> bool {
    text.as_bytes().contains(&byte)
}

impl Context<'_> {
    /// The string of a value, if it is known now.
    pub(crate) fn text<'j>(&'j self, json: &'j Json) -> Option<Cow<'j, str>> {
        match json {
            Json::Text(text) if is_dynamic(text) => None,
            Json::Text(text) => Some(Cow::Borrowed(text)),
            Json::Bool(value) => Some(if *value { "true" } else { "false" }.into()),
            Json::Int(value) => Some(value.to_string().into()),
            Json::Float(value) => Some(value.to_string().into()),
            Json::Call(call) => self.text_of(call),
            Json::Null | Json::List(_) | Json::Map(_) => None,
        }
    }

    fn text_of<'j>(&'j self, call: &'j Call) -> Option<Cow<'j, str>> {
        let Call::Function(name, argument) = call else {
            return None;
        };
        match (&**name, argument) {
            ("Fn::Join", Json::List(items)) => match items.as_slice() {
                [Json::Text(between), Json::List(parts)] => {
                    let parts = parts
                        .iter()
                        .map(|part| self.text(part))
                        .collect::<Option<Vec<_>>>()?;
                    Some(parts.join(between).into())
                }
                _ => None,
            },
            ("Fn::Sub", _) => {
                let (text, _) = sub::argument(argument).filter(|(text, _)| !is_dynamic(text))?;
                let mut known = String::new();
                for piece in sub::pieces(text) {
                    match piece {
                        Piece::Text(text) => known.push_str(text),
                        Piece::Escaped(name) => known.extend(["${", name, "}"]),
                        Piece::Variable(_) => return None,
                    }
                }
                Some(known.into())
            }
            _ => self.text(self.resolved(call)?),
        }
    }

    /// The value that `Fn::FindInMap` or `Fn::Select` selects, if the template alone decides it.
    pub(crate) fn resolved<'j>(&'j self, call: &'j Call) -> Option<&'j Json> {
        match call {
            Call::Function(name, Json::List(items)) if name == "Fn::FindInMap" => match items.as_slice() {
                [Json::Text(map), Json::Text(first), Json::Text(second)] => {
                    self.template.mappings.get(&**map)?.get(first)?.get(second)
                }
                _ => None,
            },
            Call::Function(name, Json::List(items)) if name == "Fn::Select" => match items.as_slice() {
                [index, Json::List(items)] if !items.iter().any(|item| item.as_call().is_some()) => {
                    items.get(usize::try_from(integer(index)?).ok()?)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The kind of value that a function yields, as far as it is known.
    pub(crate) fn kind(&self, call: &Call) -> Kind {
        match call {
            Call::Ref(target) => self.kind_of_ref(&target.id),
            Call::GetAtt(target, attribute) => self.kind_of_attribute(&target.id, attribute),
            Call::Function(name, _) => match &**name {
                "Fn::Join" | "Fn::Sub" | "Fn::Base64" | "Fn::ImportValue" | "Fn::ToJsonString"
                | "Fn::Length" => Kind::Text,
                "Fn::Split" | "Fn::GetAZs" | "Fn::Cidr" => Kind::List,
                "Fn::Select" | "Fn::FindInMap" => match self.resolved(call) {
                    Some(Json::List(_)) => Kind::List,
                    Some(Json::Text(_) | Json::Int(_) | Json::Float(_) | Json::Bool(_)) => Kind::Text,
                    // CloudFormation's lists contain strings: only a literal list may contain other values.
                    None if name == "Fn::Select" && !selects_from_list(call) => Kind::Text,
                    _ => Kind::Unknown,
                },
                _ => Kind::Unknown,
            },
        }
    }

    /// The kind of value that a `Ref` to `id` yields.
    pub(crate) fn kind_of_ref(&self, id: &str) -> Kind {
        match self.named(id) {
            Some(Named::Parameter(parameter)) if is_list_type(&parameter.kind) => Kind::List,
            Some(Named::Pseudo) if id == "AWS::NotificationARNs" => Kind::List,
            Some(_) => Kind::Text,
            None => Kind::Unknown,
        }
    }

    /// The kind of an attribute that is also a property. The facts contain only the names of other attributes.
    fn kind_of_attribute(&self, id: &str, attribute: &str) -> Kind {
        use crate::facts::Shape;
        let facts = self.resource(id).and_then(|entry| entry.facts);
        let mut object = facts.map(|facts| facts.properties.get());
        let mut shape = None;
        for name in attribute.split('.') {
            shape = object
                .and_then(|object| object.property(name))
                .map(|property| &property.shape);
            object = match shape {
                Some(Shape::Object(inner)) => Some(inner.get()),
                _ => None,
            };
        }
        match shape {
            Some(Shape::Text(_) | Shape::Integer(_) | Shape::Number(_) | Shape::Boolean) => Kind::Text,
            Some(Shape::List { .. }) => Kind::List,
            _ => Kind::Unknown,
        }
    }
}

fn selects_from_list(call: &Call) -> bool {
    match call {
        Call::Function(_, Json::List(items)) => matches!(items.get(1), Some(Json::List(_))),
        _ => false,
    }
}

/// An integer, or its decimal digits.
pub(crate) fn integer(json: &Json) -> Option<i64> {
    match json {
        Json::Int(value) => Some(*value),
        Json::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// Whether a parameter of that type is a list.
pub(crate) fn is_list_type(kind: &str) -> bool {
    let kind = kind.strip_prefix("AWS::SSM::Parameter::Value<").unwrap_or(kind);
    kind.starts_with("List<") || kind.starts_with("CommaDelimitedList")
}
