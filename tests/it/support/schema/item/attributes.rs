//! The attributes of a definition: its comment, and serde's attributes.

use crate::support::schema::split;
use proc_macro2::{Group, TokenTree};

/// The comment, the derives and serde's attributes.
#[derive(Default)]
pub struct Attributes {
    pub doc: String,
    pub is_serialize: bool,
    pub serde: Vec<(String, Option<String>)>,
}

impl Attributes {
    pub fn take(&mut self, group: &Group) {
        let trees = group.stream().into_iter().collect::<Vec<_>>();
        match trees.as_slice() {
            [name, _, TokenTree::Literal(text)] if name.to_string() == "doc" => {
                let line = unquoted(&text.to_string());
                let space = if self.doc.is_empty() { "" } else { " " };
                self.doc = format!("{}{space}{}", self.doc, line.trim());
            }
            [name, TokenTree::Group(inner)] if name.to_string() == "derive" => {
                self.is_serialize |= inner
                    .stream()
                    .into_iter()
                    .any(|tree| tree.to_string() == "Serialize");
            }
            [name, TokenTree::Group(inner)] if name.to_string() == "serde" => {
                let inner = inner.stream().into_iter().collect::<Vec<_>>();
                for part in split(&inner, ',') {
                    let value = part.get(2).map(|value| unquoted(&value.to_string()));
                    self.serde.push((part[0].to_string(), value));
                }
            }
            _ => {}
        }
    }
}

/// A serde attribute, with its value if it has one.
pub fn get<'a>(serde: &'a [(String, Option<String>)], name: &str) -> Option<&'a (String, Option<String>)> {
    serde.iter().find(|(key, _)| key == name)
}

/// The value of a literal.
pub fn unquoted(literal: &str) -> String {
    serde_json::from_str(literal).unwrap_or_else(|_| literal.trim_matches(['"', '#', 'r']).to_owned())
}
