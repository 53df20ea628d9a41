//! The shapes of all properties, without duplicates.

use super::objects::Objects;
use super::pattern::checked;
use super::record::{Record, Word};
use crate::rust::identifies;
use crate::schema::{Length, Node, Range, Resource, Text};
use anyhow::Result;
use std::collections::BTreeMap;

/// Shapes by their contents.
#[derive(Default)]
pub(super) struct Shapes {
    known: BTreeMap<Record, usize>,
}

impl Shapes {
    /// The number of the shape of `node`, in the order of first use.
    pub(super) fn number(
        &mut self,
        objects: &Objects<'_>,
        resource: &Resource,
        node: &Node,
    ) -> Result<usize> {
        let record = match node {
            Node::Any => Record::default().number(0_u64),
            Node::Boolean => Record::default().number(1_u64),
            Node::Document => Record::default().number(2_u64),
            Node::Text(text) => text_record(text)?,
            Node::Integer(range) => range_record(4, range),
            Node::Number(range) => range_record(5, range),
            Node::List { item, length, unique } => {
                let item = self.number(objects, resource, item)?;
                bounds(Record::default().number(6_u64).shape(item, *unique), *length)
            }
            Node::Map { value, key } => {
                let value = self.number(objects, resource, value)?;
                let key = key.as_deref().map(checked).transpose()?.flatten();
                let record = Record::default().number(7_u64).shape(value, key.is_some());
                key.iter().fold(record, |record, key| record.text(key))
            }
            Node::Object(name) => Record::default()
                .number(8_u64)
                .number(objects.number(resource, Some(name))?),
            Node::OneOf(nodes) => {
                let mut record = Record::default().number(9_u64).number(nodes.len());
                for node in nodes {
                    record = record.shape(self.number(objects, resource, node)?, false);
                }
                record
            }
        };
        let next = self.known.len();
        Ok(*self.known.entry(record).or_insert(next))
    }

    /// All shapes, by number.
    pub(super) fn into_records(self) -> Vec<Record> {
        let mut records: Vec<_> = self.known.into_iter().collect();
        records.sort_by_key(|(_, number)| *number);
        records.into_iter().map(|(record, _)| record).collect()
    }
}

/// The numbers of `shapes`, most used first, so that these take one byte.
pub(super) fn by_frequency(shapes: &[Record], objects: &[Record]) -> Vec<usize> {
    let mut uses = vec![0_usize; shapes.len()];
    for word in shapes.iter().chain(objects).flat_map(|record| &record.0) {
        if let Word::Shape(at, _) = word
            && let Some(count) = uses.get_mut(*at)
        {
            *count += 1;
        }
    }
    let mut order: Vec<_> = (0..shapes.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(uses.get(*at).copied()));
    order
}

fn bounds(record: Record, length: Length) -> Record {
    record.number(length.min.unwrap_or_default()).most(length.max)
}

fn range_record(tag: u64, range: &Range) -> Record {
    let record = Record::default().number(tag).limit(range.min).limit(range.max);
    let record = record.number(range.choices.len());
    range
        .choices
        .iter()
        .fold(record, |record, choice| record.signed(*choice))
}

fn text_record(text: &Text) -> Result<Record> {
    let pattern = text.pattern.as_deref().map(checked).transpose()?.flatten();
    let format = format(text);
    let limited = text.length != Length::default();
    let any_case = text.choices.is_empty() && !text.spellings.is_empty();
    let choices = if any_case { &text.spellings } else { &text.choices };
    let flags = [
        limited,
        pattern.is_some(),
        !choices.is_empty(),
        format.is_some(),
        any_case,
    ];
    let bits = flags
        .iter()
        .enumerate()
        .fold(0, |bits, (at, flag)| bits | u64::from(*flag) << at);
    let mut record = Record::default().number(3_u64).number(bits);
    if limited {
        record = bounds(record, text.length);
    }
    if let Some(pattern) = pattern {
        record = record.text(&pattern);
    }
    if !choices.is_empty() {
        record = record.number(choices.len());
        record = choices
            .iter()
            .fold(record, |record, choice| record.rising(choice));
    }
    Ok(match format {
        None => record,
        Some((kind, None)) => record.number(kind),
        Some((kind, Some(name))) => record.number(kind).text(&name),
    })
}

/// The meaning of the string, if all formats in the schema agree: its kind, and the resource type.
fn format(text: &Text) -> Option<(u64, Option<String>)> {
    let mut formats: Vec<_> = text.formats.iter().map(|format| one_format(format)).collect();
    formats.dedup();
    match formats.as_slice() {
        [only] => only.clone(),
        _ => None,
    }
}

fn one_format(format: &str) -> Option<(u64, Option<String>)> {
    Some(match format {
        "ipv4-network" => (1, None),
        "ipv6-network" => (2, None),
        "date-time" => (3, None),
        _ => match identifies(format)? {
            ("Arn", name) => (4, Some(name.to_owned())),
            (_, name) => (5, Some(name.to_owned())),
        },
    })
}
