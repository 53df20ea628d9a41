//! The binary format of the facts: sections, tables, records, numbers.
//!
//! The artifact begins with 16 bytes that identify it and the offsets of eight sections (four bytes each,
//! little-endian). The sections are strings, shapes, objects, types, regions, the source, what the bytes of strings stand
//! for, and sets of regions (eight bytes each). All but the last are tables: the number of records, the offset of every
//! sixteenth record, and the records, each preceded by its length. A record is a sequence of numbers with seven bits a byte,
//! the lowest first. That of a string is the number of bytes in common with the string before it, and its other bytes,
//! each of which stands for one or several; the first of sixteen has nothing in common. `codegen/src/facts` writes it. A
//! read outside of it gives zero: the artifact is part of the program, and a test decodes all of it.

use std::sync::{LazyLock, OnceLock};

/// The artifact. It is not compressed, so that a type is found without unpacking.
static BYTES: &[u8] = include_bytes!("facts.bin");

/// How many records share one entry in a table's index.
const BLOCK: usize = 16;

/// The offset of the section offsets.
const SECTIONS: usize = 16;

/// A table of records.
#[derive(Clone, Copy)]
pub(crate) struct Table(Bytes);

/// Bytes that are read from the front.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes(&'static [u8]);

pub(super) fn strings() -> Table {
    section(0)
}

pub(super) fn shapes() -> Table {
    section(1)
}

pub(super) fn objects() -> Table {
    section(2)
}

pub(super) fn types() -> Table {
    section(3)
}

pub(super) fn regions() -> Table {
    section(4)
}

pub(super) fn source() -> Table {
    section(5)
}

/// The set of regions with this index.
pub(super) fn region_set(at: usize) -> u64 {
    section(7).0.skip(8 * at).fraction()
}

/// Strings that are next to each other, one after the other, and where each ends.
struct Block {
    text: String,
    ends: [usize; BLOCK],
}

/// The string with this index.
pub(super) fn string(at: usize) -> &'static str {
    static BLOCKS: LazyLock<Vec<OnceLock<Box<Block>>>> = LazyLock::new(|| {
        std::iter::repeat_with(OnceLock::new)
            .take(strings().len().div_ceil(BLOCK))
            .collect()
    });
    let Some(slot) = BLOCKS.get(at / BLOCK) else {
        return "";
    };
    let block = slot.get_or_init(|| Box::new(Block::read(at / BLOCK)));
    let at = at % BLOCK;
    let start = at.checked_sub(1).map_or(0, |before| block.ends[before]);
    block.text.get(start..block.ends[at]).unwrap_or_default()
}

/// What each byte of a string stands for.
static MEANINGS: LazyLock<[&[u8]; 256]> =
    LazyLock::new(|| std::array::from_fn(|byte| section(6).get(byte).0));

impl Block {
    fn read(at: usize) -> Self {
        let meanings = &*MEANINGS;
        let mut bytes = strings().block(at);
        let (mut text, mut ends) = (Vec::with_capacity(512), [0; BLOCK]);
        let mut last = 0;
        for end in ends.iter_mut().take(strings().len() - at * BLOCK) {
            let length = bytes.number();
            let mut record = Bytes(bytes.0.get(..length).unwrap_or_default());
            bytes = bytes.skip(length);
            let common = last..last + record.number();
            last = text.len();
            text.extend_from_within(common);
            for byte in record.0 {
                match meanings[usize::from(*byte)] {
                    [same] => text.push(*same),
                    several => text.extend_from_slice(several),
                }
            }
            *end = text.len();
        }
        let text = String::from_utf8(text).unwrap_or_default();
        Self { text, ends }
    }
}

fn section(at: usize) -> Table {
    let start = Bytes(BYTES).skip(SECTIONS + 4 * at).word();
    Table(Bytes(BYTES).skip(start))
}

impl Table {
    /// The number of records.
    pub(super) fn len(self) -> usize {
        self.0.word()
    }

    /// The records from a multiple of sixteen.
    fn block(self, at: usize) -> Bytes {
        let index = 4 + 4 * at;
        let data = 4 + 4 * self.len().div_ceil(BLOCK);
        self.0.skip(data + self.0.skip(index).word())
    }

    /// One record.
    pub(super) fn get(self, at: usize) -> Bytes {
        let mut bytes = self.block(at / BLOCK);
        for _ in 0..at % BLOCK {
            let length = bytes.number();
            bytes = bytes.skip(length);
        }
        let length = bytes.number();
        Bytes(bytes.0.get(..length).unwrap_or_default())
    }
}

impl Bytes {
    fn skip(self, count: usize) -> Self {
        Self(self.0.get(count..).unwrap_or_default())
    }

    fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    /// Four bytes.
    fn word(self) -> usize {
        let word = self.0.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
        usize::try_from(word).unwrap_or_default()
    }

    /// Eight bytes.
    pub(super) fn fraction(&mut self) -> u64 {
        let (word, rest) = self.0.split_first_chunk().unwrap_or((&[0; 8], &[]));
        self.0 = rest;
        u64::from_le_bytes(*word)
    }

    fn long(&mut self) -> u64 {
        let first = self.byte();
        let mut number = u64::from(first & 0x7f);
        // Most numbers are one byte.
        if first & 0x80 == 0 {
            return number;
        }
        for shift in (7..64).step_by(7) {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }

    /// The next number.
    pub(super) fn number(&mut self) -> usize {
        usize::try_from(self.long()).unwrap_or_default()
    }

    /// The next number, signed.
    pub(super) fn signed(&mut self) -> i64 {
        let number = self.long();
        (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
    }

    /// The next number as the index of a string.
    pub(super) fn text(&mut self) -> &'static str {
        string(self.number())
    }
}
