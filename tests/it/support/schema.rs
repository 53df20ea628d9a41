//! JSON schemas of the library's types, from their definitions: names, types, comments and serde's attributes.

mod item;

use super::source::{leaves, sources};
use item::{Field, Item, Shape, Variant, items};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};

/// All types of the library that are serialized to JSON.
pub struct Types {
    items: HashMap<(String, String), Item>,
    imports: HashMap<String, HashMap<String, Vec<String>>>,
}

/// Types with their own serialization, or from other crates.
const KNOWN: [(&str, &str); 16] = [
    ("bool", r#"{"type": "boolean"}"#),
    ("f64", r#"{"type": "number"}"#),
    ("i32", r#"{"type": "integer"}"#),
    ("i64", r#"{"type": "integer"}"#),
    ("u32", r#"{"type": "integer"}"#),
    ("u64", r#"{"type": "integer"}"#),
    ("usize", r#"{"type": "integer"}"#),
    ("Json", "{}"),
    ("Value", "{}"),
    ("Path", r#"{"type": "string"}"#),
    ("PathBuf", r#"{"type": "string"}"#),
    ("Source", r#"{"type": "string"}"#),
    ("String", r#"{"type": "string"}"#),
    ("Text", r#"{"type": "string"}"#),
    ("Timestamp", r#"{"type": "string", "format": "date-time"}"#),
    ("str", r#"{"type": "string"}"#),
];

impl Types {
    /// Reads the sources.
    pub fn read() -> Self {
        let (mut all, mut imports) = (HashMap::new(), HashMap::new());
        for source in sources("src") {
            let path = source.path.trim_start_matches("src/").trim_end_matches(".rs");
            let module = path.replace('/', "::");
            let stream = source.text.parse::<TokenStream>().unwrap();
            for (name, item) in items(stream) {
                all.insert((module.clone(), name), item);
            }
            let tokens = source.tokens().iter().filter(|token| !token.in_test);
            let tokens = tokens.map(|token| token.text.as_str()).collect::<Vec<_>>();
            let mut names = HashMap::new();
            for (at, _) in tokens.iter().enumerate().filter(|(_, token)| **token == "use") {
                let end = at + tokens[at..].iter().position(|token| *token == ";").unwrap();
                names.extend(leaves(&tokens[at + 1..end]));
            }
            imports.insert(module, names);
        }
        Self { items: all, imports }
    }

    /// The schema of a type as written in this module.
    pub fn schema(&self, module: &str, written: &str) -> Value {
        let tokens = written
            .parse::<TokenStream>()
            .unwrap()
            .into_iter()
            .collect::<Vec<_>>();
        self.of(module, &tokens)
    }

    fn of(&self, module: &str, tokens: &[TokenTree]) -> Value {
        let tokens = bare(tokens);
        if let [TokenTree::Group(group)] = tokens {
            let inner = group.stream().into_iter().collect::<Vec<_>>();
            let parts = split(&inner, ',');
            if group.delimiter() == Delimiter::Bracket {
                let element = inner
                    .split(|token| token.to_string() == ";")
                    .next()
                    .unwrap_or_default();
                return json!({"type": "array", "items": self.of(module, element)});
            }
            let parts = parts.iter().map(|part| self.of(module, part)).collect::<Vec<_>>();
            return json!({"type": "array", "prefixItems": parts, "minItems": parts.len(), "maxItems": parts.len()});
        }
        let generics = tokens.iter().position(|token| token.to_string() == "<");
        let (path, arguments) = match generics {
            Some(at) => (&tokens[..at], split(&tokens[at + 1..tokens.len() - 1], ',')),
            None => (tokens, Vec::new()),
        };
        let path = path.iter().filter(|token| matches!(token, TokenTree::Ident(_)));
        let path = path.map(ToString::to_string).collect::<Vec<_>>();
        // Lifetimes are not types.
        let arguments = arguments.iter().filter(|argument| argument[0].to_string() != "'");
        let arguments = arguments.collect::<Vec<_>>();
        let name = path.last().unwrap_or_else(|| panic!("{module}: {tokens:?}"));
        match (&**name, arguments.as_slice()) {
            ("Option", [one]) => nullable(self.of(module, one)),
            ("Vec" | "BTreeSet", [one]) => json!({"type": "array", "items": self.of(module, one)}),
            ("Box" | "Arc" | "Rc", [one]) => self.of(module, one),
            ("BTreeMap" | "HashMap" | "IndexMap", [_, one]) => {
                json!({"type": "object", "additionalProperties": self.of(module, one)})
            }
            _ => match self.find(module, &path) {
                Some((module, item)) => self.item(&module, item),
                None => known(name).unwrap_or_else(|| panic!("{module}: no schema for {}", path.join("::"))),
            },
        }
    }

    /// The definition of a path in a module, and its module.
    fn find(&self, module: &str, path: &[String]) -> Option<(String, &Item)> {
        let (name, parents) = path.split_last()?;
        if parents.is_empty()
            && let Some(item) = self.items.get(&(module.to_owned(), name.clone()))
        {
            return Some((module.to_owned(), item));
        }
        let imports = self.imports.get(module)?;
        let mut whole = match imports.get(&path[0]) {
            Some(import) => import.clone(),
            None if parents.is_empty() => return None,
            None => vec![path[0].clone()],
        };
        whole.extend(path[1..].iter().cloned());
        let absolute = absolute(module, &whole);
        let (name, parents) = absolute.split_last()?;
        let parent = self.module(parents)?;
        if let Some(item) = self.items.get(&(parent.clone(), name.clone())) {
            return Some((parent, item));
        }
        // Re-exports of a module.
        let passed = parent != module && self.imports.get(&parent)?.contains_key(name);
        passed
            .then(|| self.find(&parent, std::slice::from_ref(name)))
            .flatten()
    }

    /// The file of a module, which another one may re-export.
    fn module(&self, path: &[String]) -> Option<String> {
        let joined = path.join("::");
        if self.imports.contains_key(&joined) {
            return Some(joined);
        }
        let (name, parents) = path.split_last()?;
        let parent = parents.join("::");
        let passed = self.imports.get(&parent)?.get(name)?;
        self.module(&absolute(&parent, passed))
    }

    fn item(&self, module: &str, item: &Item) -> Value {
        let mut schema = match &item.shape {
            Shape::Words(words) => json!({"type": "string", "examples": words}),
            Shape::Record(fields) => self.object(module, item, fields, Map::new()),
            Shape::Newtype(inner) => self.of(module, inner),
            Shape::Variants(variants) => self.variants(module, item, variants),
        };
        if !item.doc.is_empty() && schema.get("description").is_none() {
            schema["description"] = item.doc.replace("`None`", "`null`").into();
        }
        schema
    }

    /// An object with these members, and the fields.
    fn object(&self, module: &str, item: &Item, fields: &[Field], first: Map<String, Value>) -> Value {
        let mut required = first.keys().cloned().map(Value::from).collect::<Vec<_>>();
        let mut properties = first;
        for field in fields.iter().filter(|field| !field.has("skip")) {
            let is_optional = field.has("skip_serializing_if");
            let schema = match field.value("serialize_with") {
                Some(_) => json!({"type": "array", "items": {"type": "string"}}),
                None => self.of(module, &field.kind),
            };
            if field.has("flatten") {
                let (schema, is_nullable) = match schema.get("anyOf") {
                    Some(either) => (either[0].clone(), true),
                    None => (schema, false),
                };
                for (name, schema) in schema["properties"].as_object().unwrap() {
                    properties.insert(name.clone(), schema.clone());
                }
                if !is_nullable {
                    required.extend(schema["required"].as_array().unwrap().iter().cloned());
                }
                continue;
            }
            let name = field.value("rename").unwrap_or_else(|| item.renamed(&field.name));
            properties.insert(name.clone(), described(schema, &field.doc));
            if !is_optional {
                required.push(name.into());
            }
        }
        json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
    }

    fn variants(&self, module: &str, item: &Item, variants: &[Variant]) -> Value {
        if item.has("untagged") {
            let each = variants.iter().map(|variant| match &variant.newtype {
                Some(kind) => self.of(module, kind),
                None => self.object(module, item, &variant.fields, Map::new()),
            });
            return json!({"anyOf": each.collect::<Vec<_>>()});
        }
        let is_plain = |variant: &Variant| variant.fields.is_empty() && variant.newtype.is_none();
        if let Some(tag) = item.value("tag") {
            let each = variants.iter().map(|variant| {
                let name = item.renamed_variant(variant);
                let first = Map::from_iter([(tag.clone(), json!({"const": name}))]);
                described(
                    self.object(module, &item.plain(), &variant.fields, first),
                    &variant.doc,
                )
            });
            return json!({"oneOf": each.collect::<Vec<_>>()});
        }
        let words = variants.iter().filter(|variant| is_plain(variant));
        let words = words
            .map(|variant| item.renamed_variant(variant))
            .collect::<Vec<_>>();
        let rich = variants.iter().filter(|variant| !is_plain(variant)).map(|variant| {
            let inner = match &variant.newtype {
                Some(kind) => self.of(module, kind),
                None => self.object(module, &item.plain(), &variant.fields, Map::new()),
            };
            let name = item.renamed_variant(variant);
            described(
                json!({"type": "object", "properties": {&name: inner}, "required": [name], "additionalProperties": false}),
                &variant.doc,
            )
        });
        let mut each = rich.collect::<Vec<_>>();
        if each.is_empty() {
            return json!({"type": "string", "enum": words});
        }
        if !words.is_empty() {
            each.push(json!({"type": "string", "enum": words}));
        }
        json!({"oneOf": each})
    }
}

/// A path from the root of the crate.
fn absolute(module: &str, path: &[String]) -> Vec<String> {
    let own = module.split("::").map(str::to_owned).collect::<Vec<_>>();
    match &*path[0] {
        "crate" => path[1..].to_vec(),
        "super" => {
            let up = path.iter().take_while(|part| *part == "super").count();
            [&own[..own.len() - up], &path[up..]].concat()
        }
        _ => [&own[..], path].concat(),
    }
}

fn known(name: &str) -> Option<Value> {
    let (_, schema) = KNOWN.iter().find(|(known, _)| *known == name)?;
    Some(serde_json::from_str(schema).unwrap())
}

fn nullable(schema: Value) -> Value {
    match schema.get("type").and_then(Value::as_str) {
        // Its type already includes null.
        None if schema == json!({}) => schema,
        Some(kind) if kind != "object" && schema.get("enum").is_none() => {
            let mut schema = schema.clone();
            schema["type"] = json!([kind, "null"]);
            schema
        }
        _ => json!({"anyOf": [schema, {"type": "null"}]}),
    }
}

/// The schema with the description of its field.
fn described(mut schema: Value, doc: &str) -> Value {
    if !doc.is_empty() {
        schema["description"] = doc.replace("`None`", "`null`").into();
    }
    schema
}

/// A type without references and lifetimes.
fn bare(tokens: &[TokenTree]) -> &[TokenTree] {
    match tokens {
        [first, rest @ ..] if first.to_string() == "&" => bare(rest),
        [first, _, rest @ ..] if first.to_string() == "'" => bare(rest),
        tokens => tokens,
    }
}

/// The parts between these characters, outside of `<` and `>`.
pub fn split(tokens: &[TokenTree], sign: char) -> Vec<Vec<TokenTree>> {
    let (mut parts, mut depth) = (vec![Vec::new()], 0);
    for token in tokens {
        match token.to_string().as_str() {
            "<" => depth += 1,
            ">" => depth -= 1,
            text if depth == 0 && text.len() == 1 && text.starts_with(sign) => {
                parts.push(Vec::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(token.clone());
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The schemas of several commands in one, by the names of the commands.
pub fn page(commands: &BTreeMap<String, Value>) -> Value {
    json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": commands})
}
