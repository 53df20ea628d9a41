//! Shortens records: a byte that none of them contains stands for a sequence of bytes that they often contain.

use std::cmp::Reverse;

/// How often a pair must occur: its sequence is in the artifact too.
const OFTEN: u32 = 8;

/// Replaces the most frequent pair of bytes by an unused byte, until no byte is unused. Returns what each byte stands for.
pub(super) fn shorten(records: &mut [Vec<u8>]) -> Vec<Vec<u8>> {
    let mut meanings: Vec<Vec<u8>> = vec![Vec::new(); 256];
    for byte in records.iter().flatten() {
        meanings[usize::from(*byte)] = vec![*byte];
    }
    for byte in 0..=u8::MAX {
        if !meanings[usize::from(byte)].is_empty() {
            continue;
        }
        let Some(pair) = most_frequent(records) else {
            break;
        };
        meanings[usize::from(byte)] = pair.map(|half| meanings[usize::from(half)].clone()).concat();
        for record in &mut *records {
            replace(record, pair, byte);
        }
    }
    meanings
}

/// The most frequent pair of neighbors; of several, the first by value.
fn most_frequent(records: &[Vec<u8>]) -> Option<[u8; 2]> {
    let mut counts = vec![0_u32; 1 << 16];
    for pair in records.iter().flat_map(|record| record.windows(2)) {
        counts[usize::from(pair[0]) << 8 | usize::from(pair[1])] += 1;
    }
    let counted = counts.into_iter().zip(0_u16..=u16::MAX);
    let (count, pair) = counted.max_by_key(|(count, pair)| (*count, Reverse(*pair)))?;
    (count >= OFTEN).then(|| pair.to_be_bytes())
}

fn replace(record: &mut Vec<u8>, pair: [u8; 2], byte: u8) {
    let mut rest = record.as_slice();
    let mut short = Vec::with_capacity(record.len());
    while let [first, others @ ..] = rest {
        let is_pair = rest.starts_with(&pair);
        short.push(if is_pair { byte } else { *first });
        rest = if is_pair { &others[1..] } else { others };
    }
    *record = short;
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn what_the_bytes_stand_for_is_what_was_shortened() {
        let long =
            ["xlarge", "2xlarge", "4xlarge", "12xlarge", "large"].map(|text| text.repeat(5).into_bytes());
        let mut short = long.to_vec();
        let meanings = shorten(&mut short);
        assert!(short.concat().len() * 3 < long.concat().len(), "{short:?}");
        let again = short.iter().map(|record| {
            let meanings = record.iter().map(|byte| &*meanings[usize::from(*byte)]);
            meanings.collect::<Vec<_>>().concat()
        });
        assert_eq!(again.collect::<Vec<_>>(), long);
    }
}
