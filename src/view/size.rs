//! Sizes and durations in short form.

/// `1.5 MB`.
pub(super) fn size(bytes: u64) -> String {
    let (mut rest, mut units) = (bytes, ["bytes", "kB", "MB", "GB", "TB"].into_iter());
    let mut unit = units.next().unwrap_or_default();
    let mut tenths = 0;
    for next in units {
        if rest < 1000 {
            break;
        }
        tenths = rest % 1000 / 100;
        rest /= 1000;
        unit = next;
    }
    if unit == "bytes" {
        format!("{rest} {unit}")
    } else {
        format!("{rest}.{tenths} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_short() {
        let sizes = [0, 999, 1000, 1_550_000, 2_000_000_000].map(size);
        assert_eq!(sizes, ["0 bytes", "999 bytes", "1.0 kB", "1.5 MB", "2.0 GB"]);
    }
}
