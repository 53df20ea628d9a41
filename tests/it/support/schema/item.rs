//! The definitions of types that are serialized to JSON, from the tokens of a file.

mod attributes;

use super::split;
use attributes::{Attributes, get, unquoted};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A struct or an enum.
#[derive(Clone)]
pub struct Item {
    pub doc: String,
    pub shape: Shape,
    serde: Vec<(String, Option<String>)>,
}

/// Its contents.
#[derive(Clone)]
pub enum Shape {
    Record(Vec<Field>),
    Newtype(Vec<TokenTree>),
    Variants(Vec<Variant>),
    /// The values that AWS documents; there may be others.
    Words(Vec<String>),
}

#[derive(Clone)]
pub struct Field {
    pub name: String,
    pub doc: String,
    pub kind: Vec<TokenTree>,
    serde: Vec<(String, Option<String>)>,
}

#[derive(Clone)]
pub struct Variant {
    pub name: String,
    pub doc: String,
    pub fields: Vec<Field>,
    pub newtype: Option<Vec<TokenTree>>,
    /// The name in serde's attribute.
    rename: Option<String>,
}

/// Every definition of a file that is serialized to JSON, by name.
pub fn items(stream: TokenStream) -> Vec<(String, Item)> {
    let mut found = Vec::new();
    let mut attributes = Attributes::default();
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                if let Some(TokenTree::Group(group)) =
                    trees.next_if(|tree| matches!(tree, TokenTree::Group(_)))
                {
                    attributes.take(&group);
                }
            }
            TokenTree::Ident(word) if word == "pub" => {
                trees.next_if(|tree| matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis));
            }
            TokenTree::Ident(word) if word == "struct" || word == "enum" => {
                let name = trees.next().unwrap().to_string();
                let body = trees.by_ref().find_map(|tree| match tree {
                    TokenTree::Group(group) => Some(Some(group)),
                    TokenTree::Punct(sign) if sign.as_char() == ';' => Some(None),
                    _ => None,
                });
                let attributes = std::mem::take(&mut attributes);
                if let Some(Some(body)) = body.filter(|_| attributes.is_serialize) {
                    found.push((name, attributes.item(word == "struct", &body)));
                }
            }
            TokenTree::Ident(word) if word == "words" => {
                trees.next();
                if let Some(TokenTree::Group(group)) = trees.next() {
                    found.extend(words(&group));
                }
                attributes = Attributes::default();
            }
            TokenTree::Group(_) => attributes = Attributes::default(),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    found
}

/// The enums of a macro that declares AWS's values.
fn words(body: &Group) -> Vec<(String, Item)> {
    let mut found = Vec::new();
    let mut attributes = Attributes::default();
    let trees = body.stream().into_iter().collect::<Vec<_>>();
    for pair in trees.windows(2) {
        match pair {
            [TokenTree::Punct(sign), TokenTree::Group(group)] if sign.as_char() == '#' => {
                attributes.take(group);
            }
            [TokenTree::Ident(name), TokenTree::Group(group)] => {
                let literals = group
                    .stream()
                    .into_iter()
                    .filter(|tree| matches!(tree, TokenTree::Literal(_)));
                let words = literals.map(|literal| unquoted(&literal.to_string())).collect();
                let Attributes { doc, .. } = std::mem::take(&mut attributes);
                let item = Item {
                    doc,
                    shape: Shape::Words(words),
                    serde: Vec::new(),
                };
                found.push((name.to_string(), item));
            }
            _ => {}
        }
    }
    found
}

impl Attributes {
    fn item(self, is_struct: bool, body: &Group) -> Item {
        let shape = match (is_struct, body.delimiter()) {
            (true, Delimiter::Brace) => Shape::Record(fields(body.stream())),
            (true, _) => Shape::Newtype(unmarked(body.stream())),
            (false, _) => Shape::Variants(variants(body.stream())),
        };
        Item {
            doc: self.doc,
            shape,
            serde: self.serde,
        }
    }
}

/// The type of a field without a name.
fn unmarked(stream: TokenStream) -> Vec<TokenTree> {
    let trees = stream
        .into_iter()
        .filter(|tree| tree.to_string() != "pub" && tree.to_string() != ",");
    trees.collect()
}

fn fields(stream: TokenStream) -> Vec<Field> {
    let trees = stream.into_iter().collect::<Vec<_>>();
    let field = |part: &Vec<TokenTree>| {
        let mut attributes = Attributes::default();
        let mut rest = &part[..];
        while let [TokenTree::Punct(_), TokenTree::Group(group), others @ ..] = rest {
            attributes.take(group);
            rest = others;
        }
        let colon = rest.iter().position(|tree| tree.to_string() == ":").unwrap();
        Field {
            name: rest[colon - 1].to_string().trim_start_matches("r#").to_owned(),
            doc: attributes.doc,
            kind: rest[colon + 1..].to_vec(),
            serde: attributes.serde,
        }
    };
    split(&trees, ',').iter().map(field).collect()
}

fn variants(stream: TokenStream) -> Vec<Variant> {
    let trees = stream.into_iter().collect::<Vec<_>>();
    let variant = |part: &Vec<TokenTree>| {
        let mut attributes = Attributes::default();
        let mut rest = &part[..];
        while let [TokenTree::Punct(_), TokenTree::Group(group), others @ ..] = rest {
            attributes.take(group);
            rest = others;
        }
        let body = rest.get(1).and_then(|tree| match tree {
            TokenTree::Group(group) => Some(group),
            _ => None,
        });
        let is_record = body.is_some_and(|body| body.delimiter() == Delimiter::Brace);
        Variant {
            name: rest[0].to_string(),
            rename: get(&attributes.serde, "rename").and_then(|(_, value)| value.clone()),
            doc: attributes.doc,
            fields: body
                .filter(|_| is_record)
                .map_or(Vec::new(), |body| fields(body.stream())),
            newtype: body.filter(|_| !is_record).map(|body| unmarked(body.stream())),
        }
    };
    split(&trees, ',').iter().map(variant).collect()
}

impl Field {
    pub fn has(&self, name: &str) -> bool {
        get(&self.serde, name).is_some()
    }

    pub fn value(&self, name: &str) -> Option<String> {
        get(&self.serde, name)?.1.clone()
    }
}

impl Item {
    pub fn has(&self, name: &str) -> bool {
        get(&self.serde, name).is_some()
    }

    pub fn value(&self, name: &str) -> Option<String> {
        get(&self.serde, name)?.1.clone()
    }

    /// The same without attributes: those of variants do not apply to their fields.
    pub fn plain(&self) -> Self {
        Self {
            serde: Vec::new(),
            ..self.clone()
        }
    }

    /// The name of a field in JSON.
    pub fn renamed(&self, name: &str) -> String {
        match self.value("rename_all").as_deref() {
            Some("kebab-case") => name.replace('_', "-"),
            _ => name.to_owned(),
        }
    }

    /// The name of a variant in JSON.
    pub fn renamed_variant(&self, variant: &Variant) -> String {
        if let Some(name) = &variant.rename {
            return name.clone();
        }
        let name = &variant.name;
        let sign = match self.value("rename_all").as_deref() {
            Some("kebab-case") => "-",
            Some("snake_case") => "_",
            Some("lowercase") => "",
            None => return name.clone(),
            Some(other) => panic!("rename_all = {other}"),
        };
        let mut renamed = String::new();
        for letter in name.chars() {
            if letter.is_uppercase() && !renamed.is_empty() {
                renamed += sign;
            }
            renamed.extend(letter.to_lowercase());
        }
        renamed
    }
}
