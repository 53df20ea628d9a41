//! Records before strings, shapes and objects have numbers, and the tables that contain them.

use super::shortening::shorten;
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};

/// How many records share one entry in a table's index.
const BLOCK: usize = 16;

/// One value of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Word {
    /// A number, in seven bits a byte.
    Number(u64),
    /// A string, as its number in the table of strings.
    Text(String),
    /// A string whose number is written as the difference from the previous one in the record.
    Rising(String),
    /// A shape, before shapes are sorted by frequency, with an additional bit.
    Shape(usize, bool),
    /// Eight bytes of a number with a fraction.
    Fraction(u64),
}

/// The record of one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Record(pub(super) Vec<Word>);

impl Record {
    pub(super) fn number(mut self, number: impl TryInto<u64>) -> Self {
        self.0.push(Word::Number(number.try_into().unwrap_or(u64::MAX)));
        self
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        self.0.push(Word::Text(text.to_owned()));
        self
    }

    pub(super) fn rising(mut self, text: &str) -> Self {
        self.0.push(Word::Rising(text.to_owned()));
        self
    }

    pub(super) fn shape(mut self, shape: usize, bit: bool) -> Self {
        self.0.push(Word::Shape(shape, bit));
        self
    }

    /// A signed number, so that small ones stay short.
    pub(super) fn signed(self, number: i64) -> Self {
        self.number(((number << 1) ^ (number >> 63)).cast_unsigned())
    }

    /// A limit: none, an integer, or any number.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::float_cmp,
        reason = "the cast is compared with what was cast"
    )]
    pub(super) fn limit(self, limit: Option<f64>) -> Self {
        match limit {
            None => self.number(0_u64),
            Some(limit) if limit.abs() < 1e15 && limit.trunc() == limit => {
                self.number(1_u64).signed(limit as i64)
            }
            Some(limit) => {
                let mut record = self.number(2_u64);
                record.0.push(Word::Fraction(limit.to_bits()));
                record
            }
        }
    }

    /// An optional upper limit: the limit plus one, or 0.
    pub(super) fn most(self, most: Option<u32>) -> Self {
        self.number(most.map_or(0, |most| u64::from(most) + 1))
    }

    pub(super) fn texts<'t>(self, texts: impl ExactSizeIterator<Item = &'t String>) -> Self {
        let count = texts.len();
        texts.fold(self.number(count), |record, text| record.text(text))
    }
}

/// The numbers of all strings and shapes.
pub(super) struct Numbers {
    strings: BTreeMap<String, u64>,
    shapes: Vec<u64>,
}

impl Numbers {
    pub(super) fn new<'r>(records: impl Iterator<Item = &'r Record>, order: &[usize]) -> Self {
        let mut strings = BTreeSet::new();
        for word in records.flat_map(|record| &record.0) {
            if let Word::Text(text) | Word::Rising(text) = word {
                strings.insert(text.clone());
            }
        }
        let mut shapes = vec![0; order.len()];
        for (number, at) in (0..).zip(order) {
            if let Some(slot) = shapes.get_mut(*at) {
                *slot = number;
            }
        }
        Self {
            strings: strings.into_iter().zip(0..).collect(),
            shapes,
        }
    }

    /// All strings, by number, and what the bytes in them stand for. Strings are sorted, so each is written as the number of
    /// bytes that it has in common with the string before it, and its other bytes, shortened. The first of each block has
    /// nothing in common.
    pub(super) fn strings(&self) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let before = std::iter::once("").chain(self.strings.keys().map(String::as_str));
        let pairs = before.zip(self.strings.keys()).enumerate();
        let split = pairs.map(|(at, (before, text))| {
            let pairs = before.bytes().zip(text.bytes());
            let common = pairs.take_while(|(one, other)| one == other).count();
            let common = if at % BLOCK == 0 { 0 } else { common };
            (common as u64, text.bytes().skip(common).collect())
        });
        let (common, mut others): (Vec<u64>, Vec<Vec<u8>>) = split.unzip();
        let meanings = shorten(&mut others);
        let records = common.into_iter().zip(others).map(|(common, others)| {
            let mut record = Vec::new();
            varint(common, &mut record);
            record.extend(others);
            record
        });
        (records.collect(), meanings)
    }

    pub(super) fn bytes(&self, record: &Record) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut last = 0;
        let string = |text: &String| {
            self.strings
                .get(text)
                .copied()
                .context("a string that was collected")
        };
        for word in &record.0 {
            match word {
                Word::Number(number) => varint(*number, &mut bytes),
                Word::Text(text) => varint(string(text)?, &mut bytes),
                Word::Rising(text) => {
                    let number = string(text)?;
                    varint(number.checked_sub(last).context("names that rise")?, &mut bytes);
                    last = number;
                }
                Word::Shape(shape, bit) => {
                    let number = self.shapes.get(*shape).context("a shape that was collected")?;
                    varint(number << 1 | u64::from(*bit), &mut bytes);
                }
                Word::Fraction(bits) => bytes.extend(bits.to_le_bytes()),
            }
        }
        Ok(bytes)
    }
}

fn varint(mut number: u64, bytes: &mut Vec<u8>) {
    while number > 0x7f {
        bytes.push(low(number) | 0x80);
        number >>= 7;
    }
    bytes.push(low(number));
}

fn low(number: u64) -> u8 {
    number.to_le_bytes()[0] & 0x7f
}

/// The records in sequence, each preceded by its length, after the offset of every sixteenth.
pub(super) fn table(records: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut table = u32::try_from(records.len())?.to_le_bytes().to_vec();
    let mut data = Vec::new();
    for (at, record) in records.iter().enumerate() {
        if at % BLOCK == 0 {
            table.extend(u32::try_from(data.len())?.to_le_bytes());
        }
        varint(record.len() as u64, &mut data);
        data.extend(record);
    }
    table.extend(data);
    Ok(table)
}
