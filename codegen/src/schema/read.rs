//! Converts a node of the JSON schema to a `Node`: follows references, merges alternatives, and names objects.

use super::merge::{self, alternatives};
use super::{Length, Node, Object, Range, Text};
use crate::names::{camel, singular};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The place of a node, from which an object gets its name: the definition (empty for the resource), the property.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) owner: &'a str,
    pub(super) property: &'a str,
}

/// Reads the nodes of one resource schema.
pub(super) struct Reader<'a> {
    pub(super) schema: &'a Value,
    /// Objects read so far, by name.
    pub(super) objects: BTreeMap<String, Object>,
    /// Definitions that are being read.
    active: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(schema: &'a Value) -> Self {
        Self {
            schema,
            objects: BTreeMap::new(),
            active: Vec::new(),
        }
    }

    pub(super) fn node(&mut self, raw: &Value, place: Place<'_>) -> Node {
        let Some(map) = raw.as_object() else {
            return Node::Any;
        };
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            return self.reference(reference, map, place);
        }
        if map.contains_key("allOf") {
            let merged = merge::all_of(self.schema, map);
            return self.node(&Value::Object(merged), place);
        }
        if merge::is_object(self.schema, map) {
            return self.inline(map, place);
        }
        let own: Map<_, _> = map
            .iter()
            .filter(|(key, _)| *key != "anyOf" && *key != "oneOf")
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        match alternatives(map) {
            Some(branches) if !is_list(map) && !branches.iter().all(merge::only_requires) => {
                let nodes: Vec<_> = branches
                    .iter()
                    .map(|branch| self.node(&Value::Object(merge::over(&own, branch)), place))
                    .collect();
                merge::one_of(nodes)
            }
            _ => self.plain(&own, place),
        }
    }

    fn reference(&mut self, reference: &str, map: &Map<String, Value>, place: Place<'_>) -> Node {
        let Some(Value::Object(target)) = self.schema.pointer(reference.trim_start_matches('#')) else {
            return Node::Any;
        };
        let name = reference.rsplit('/').next().unwrap_or_default().to_owned();
        if merge::is_object(self.schema, target) {
            if !self.objects.contains_key(&name) {
                // Inserted before it is read, so that a definition may contain itself.
                self.objects.insert(name.clone(), Object::default());
                let object = self.object(target, &name);
                self.objects.insert(name.clone(), object);
            }
            return Node::Object(name);
        }
        if self.active.contains(&name) {
            return Node::Any;
        }
        self.active.push(name.clone());
        let mut siblings = map.clone();
        siblings.remove("$ref");
        let merged = merge::over(target, &Value::Object(siblings));
        let mut node = self.node(&Value::Object(merged), place);
        self.active.pop();
        if let Node::Text(text) = &mut node
            && !text.choices.is_empty()
        {
            text.definition.get_or_insert(name);
        }
        node
    }

    /// An inline object: as in AWS's documentation, it has the property's name.
    fn inline(&mut self, map: &Map<String, Value>, place: Place<'_>) -> Node {
        let short = camel(place.property);
        let object = self.object(map, &short);
        let long = camel(place.owner) + &short;
        let mut name = short;
        // A list's definition leaves its name to its elements.
        let defined = |name: &str| {
            let definition = self
                .schema
                .pointer("/definitions")
                .and_then(|all| all.get(name)?.as_object());
            definition.is_some_and(|map| !is_list(map))
        };
        if defined(&name) || self.objects.get(&name).is_some_and(|other| *other != object) {
            name = long;
            while defined(&name) || self.objects.get(&name).is_some_and(|other| *other != object) {
                name.push_str("Value");
            }
        }
        self.objects.insert(name.clone(), object);
        Node::Object(name)
    }

    fn plain(&mut self, map: &Map<String, Value>, place: Place<'_>) -> Node {
        let types = merge::types(map);
        let has = |name: &str| types.contains(&name);
        match types.as_slice() {
            [] => Node::Any,
            _ if has("object") && has("string") && types.len() == 2 => Node::Document,
            _ if types.len() > 3 => Node::Any,
            ["string"] if map.get("format").is_some_and(|format| format == "json") => Node::Document,
            ["string"] => Node::Text(text(map)),
            ["integer"] => Node::Integer(range(map)),
            ["number"] => Node::Number(range(map)),
            ["boolean"] => Node::Boolean,
            ["array"] => self.list(map, place),
            ["object"] => self.map(map, place),
            _ => {
                let nodes = types
                    .iter()
                    .filter(|name| **name != "null")
                    .map(|name| {
                        let mut one = map.clone();
                        one.insert("type".to_owned(), Value::from(*name));
                        self.node(&Value::Object(one), place)
                    })
                    .collect();
                merge::one_of(nodes)
            }
        }
    }

    fn list(&mut self, map: &Map<String, Value>, place: Place<'_>) -> Node {
        let property = singular(place.property);
        let place = Place {
            property: &property,
            ..place
        };
        let mut item = map
            .get("items")
            .map_or(Node::Any, |items| self.node(items, place));
        if let (Node::Text(text), Some(format)) = (&mut item, map.get("format").and_then(Value::as_str))
            && text.formats.is_empty()
        {
            // `AWS::EC2::Subnet.Ids` is a list of `AWS::EC2::Subnet.Id`.
            text.formats.push(format.trim_end_matches('s').to_owned());
        }
        Node::List {
            item: Box::new(item),
            length: length(map, "minItems", "maxItems"),
            unique: map.get("uniqueItems") == Some(&Value::Bool(true)),
        }
    }

    fn map(&mut self, map: &Map<String, Value>, place: Place<'_>) -> Node {
        let patterns = map.get("patternProperties").and_then(Value::as_object);
        if let Some(patterns) = patterns.filter(|patterns| !patterns.is_empty()) {
            let nodes: Vec<_> = patterns.values().map(|value| self.node(value, place)).collect();
            let closed = map.get("additionalProperties") == Some(&Value::Bool(false));
            let key = match patterns.keys().collect::<Vec<_>>().as_slice() {
                [pattern] if closed => Some((*pattern).clone()),
                _ => None,
            };
            return Node::Map {
                value: Box::new(merge::one_of(nodes)),
                key,
            };
        }
        match map.get("additionalProperties") {
            Some(value @ Value::Object(_)) => Node::Map {
                value: Box::new(self.node(value, place)),
                key: None,
            },
            _ => Node::Document,
        }
    }
}

fn is_list(map: &Map<String, Value>) -> bool {
    merge::types(map) == ["array"]
}

fn text(map: &Map<String, Value>) -> Text {
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let choices = map.get("enum").and_then(Value::as_array);
    let only = map.get("const");
    let mut choices: Vec<_> = choices.into_iter().flatten().chain(only).map(word).collect();
    choices.sort();
    choices.dedup();
    let format = map.get("format").and_then(Value::as_str);
    let spellings = map.get("enumCaseInsensitive").and_then(Value::as_array);
    let mut spellings: Vec<_> = spellings.into_iter().flatten().map(word).collect();
    spellings.sort();
    spellings.dedup();
    Text {
        spellings,
        length: length(map, "minLength", "maxLength"),
        pattern: map.get("pattern").and_then(Value::as_str).map(str::to_owned),
        choices,
        definition: None,
        formats: format.into_iter().map(str::to_owned).collect(),
    }
}

fn range(map: &Map<String, Value>) -> Range {
    // A limit of a 64-bit integer is no limit.
    let limit = |key: &str| {
        map.get(key)
            .and_then(Value::as_f64)
            .filter(|limit| limit.abs() < 9.0e18)
    };
    let choices = map.get("enum").and_then(Value::as_array);
    Range {
        min: limit("minimum"),
        max: limit("maximum"),
        choices: choices.into_iter().flatten().filter_map(Value::as_i64).collect(),
    }
}

fn length(map: &Map<String, Value>, min: &str, max: &str) -> Length {
    let limit = |key: &str| {
        let value = map.get(key)?.as_u64()?;
        u32::try_from(value).ok()
    };
    Length {
        min: limit(min).filter(|least| *least > 0),
        max: limit(max),
    }
}
