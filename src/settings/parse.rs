//! TOML text to tree. Parsing continues after an error where possible.

use super::node::{At, Kind, Node, Table};
use super::syntax::{self, Mistake};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The result of parsing a file.
pub(super) struct Parsed {
    /// The values.
    pub(super) tree: Node,
    /// The syntax errors, in the order of the text.
    pub(super) mistakes: Vec<Mistake>,
    /// Whether the tree is correct except for the lines with errors.
    pub(super) sound: bool,
}

/// Reads `text`; `place` returns the source of a value at a byte offset.
pub(super) fn parse(text: &str, place: fn(usize) -> At) -> Parsed {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        place,
        mistakes: Vec::new(),
    };
    let tree = Node {
        at: place(0),
        kind: Kind::Table(reader.members(document.into_inner())),
    };
    let (mut mistakes, sound) = syntax::mistakes(text, &errors);
    mistakes.append(&mut reader.mistakes);
    mistakes.sort_by_key(|mistake| mistake.offset);
    Parsed {
        tree,
        mistakes,
        sound,
    }
}

struct Reader {
    place: fn(usize) -> At,
    mistakes: Vec<Mistake>,
}

impl Reader {
    fn members(&mut self, table: DeTable<'_>) -> Table {
        let mut members: Vec<_> = table.into_iter().collect();
        members.sort_by_key(|(key, _)| key.span().start);
        let node = |(key, value): (Spanned<_>, Spanned<DeValue<'_>>)| {
            let offset = key.span().start;
            let at = (self.place)(offset);
            let kind = self.kind(value.into_inner(), offset);
            (std::borrow::Cow::into_owned(key.into_inner()), Node { at, kind })
        };
        members.into_iter().map(node).collect()
    }

    fn kind(&mut self, value: DeValue<'_>, offset: usize) -> Kind {
        match value {
            DeValue::String(text) => Kind::Text(text.into_owned()),
            DeValue::Integer(number) => {
                let read = i64::from_str_radix(number.as_str(), number.radix());
                read.map_or_else(|_| self.too_large(number.as_str(), offset), Kind::Int)
            }
            DeValue::Float(number) => {
                let read = number.as_str().parse();
                read.map_or_else(|_| self.too_large(number.as_str(), offset), Kind::Float)
            }
            DeValue::Boolean(flag) => Kind::Bool(flag),
            DeValue::Datetime(time) => Kind::Time(time.to_string()),
            DeValue::Array(items) => {
                let node = |item: Spanned<DeValue<'_>>| {
                    let offset = item.span().start;
                    Node {
                        at: (self.place)(offset),
                        kind: self.kind(item.into_inner(), offset),
                    }
                };
                Kind::List(items.into_iter().map(node).collect())
            }
            DeValue::Table(table) => Kind::Table(self.members(table)),
        }
    }

    fn too_large(&mut self, number: &str, offset: usize) -> Kind {
        // Error recovery produces an empty number, which has been reported already.
        if !number.is_empty() {
            self.mistakes.push(Mistake {
                offset,
                reason: format!("{} is not a number that can be read", super::quote::cut(number)),
                fix: "write a number of at most 18 digits".to_owned(),
            });
        }
        Kind::Gone
    }
}
