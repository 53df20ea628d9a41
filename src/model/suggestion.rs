//! "Did you mean": the known name closest to a wrong one.

use std::cmp::Reverse;

/// Longer names are not compared: they are not typed by hand, and the comparison takes quadratic time.
const LONGEST: usize = 200;

/// Only this many names are compared, so that a template with thousands of names takes no longer per typo.
const MOST: usize = 2_000;

/// The name closest to `wanted`, if at most a third of it differs, ignoring case. Of several equally close ones, the
/// first.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = wanted.chars().count().div_ceil(3);
    // The distance is at least the difference in length, which saves most comparisons.
    let names = names
        .into_iter()
        .filter(|name| name.len().abs_diff(wanted.len()) <= 4 * most);
    let (distance, name) = distances(wanted, names).min_by_key(|(distance, _)| *distance)?;
    (distance <= most).then_some(name)
}

/// The only name of which `wanted` can be a misspelling: at most two letters differ, and no other name is as close.
pub fn misspelling<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = if wanted.chars().count() < 5 { 1 } else { 2 };
    let names = names
        .into_iter()
        .filter(|name| name.len().abs_diff(wanted.len()) <= 4 * most);
    let mut near = distances(wanted, names)
        .filter(|(distance, _)| *distance <= most)
        .collect::<Vec<_>>();
    near.sort_by_key(|(distance, _)| *distance);
    match near.as_slice() {
        [(_, only)] => Some(only),
        [(first, name), (second, _), ..] if first < second => Some(name),
        _ => None,
    }
}

/// How many names are considered before one is called the likeliest.
const CONSIDERED: usize = 16;

/// The names that `wanted` is likely to mean, closest first: one when it is clearly the closest, otherwise at most
/// three, and none when none is close.
pub fn likely<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let most = wanted.chars().count().div_ceil(3);
    let mut near = ranked(wanted, names, CONSIDERED);
    let Some((best, ..)) = near.first().copied() else {
        return Vec::new();
    };
    near.retain(|(distance, ..)| *distance == best && best <= most);
    let mut names = near.into_iter().map(|(.., name)| name).collect::<Vec<_>>();
    names.dedup();
    names.truncate(3);
    names
}

/// The `count` names closest to `wanted`, closest first, whatever their distance.
pub fn closest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>, count: usize) -> Vec<&'a str> {
    let ranked = ranked(wanted, names, count);
    ranked.into_iter().map(|(.., name)| name).collect()
}

/// A name with its distance, and the length of the common prefix.
type Ranked<'a> = (usize, Reverse<usize>, &'a str);

fn ranked<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>, count: usize) -> Vec<Ranked<'a>> {
    let mut ranked: Vec<Ranked<'a>> = Vec::with_capacity(count + 1);
    let lowered = wanted.to_lowercase();
    for name in comparable(wanted, names) {
        // The distance is at least the difference in length. Letters of several bytes count as one.
        let farthest = ranked
            .get(count.saturating_sub(1))
            .map(|(distance, ..)| *distance);
        let is_ascii = wanted.is_ascii() && name.is_ascii();
        if is_ascii && farthest.is_some_and(|farthest| name.len().abs_diff(wanted.len()) > farthest) {
            continue;
        }
        let distance = strsim::osa_distance(&lowered, &name.to_lowercase());
        let rank = (distance, Reverse(common_prefix(wanted, name)));
        let at = ranked.partition_point(|(distance, prefix, _)| (*distance, *prefix) <= rank);
        ranked.insert(at, (rank.0, rank.1, name));
        ranked.truncate(count);
    }
    ranked
}

/// The names to compare with `wanted`.
fn comparable<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let comparable = wanted.len() <= LONGEST;
    let names = names.into_iter();
    names
        .filter(move |name| comparable && name.len() <= LONGEST)
        .take(MOST)
}

fn distances<'a>(
    wanted: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = (usize, &'a str)> {
    let names = comparable(wanted, names);
    let wanted = wanted.to_lowercase();
    names.map(move |name| (strsim::osa_distance(&wanted, &name.to_lowercase()), name))
}

fn common_prefix(one: &str, other: &str) -> usize {
    let pairs = one.bytes().zip(other.bytes());
    pairs.take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_name_and_nonsense_finds_none() {
        let names = ["BucketName", "Tags", "VersioningConfiguration"];
        assert_eq!(nearest("BuketName", names), Some("BucketName"));
        assert_eq!(nearest("tags", names), Some("Tags"));
        assert_eq!(nearest("Encryption", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest(&"x".repeat(10_000), names), None);
    }

    #[test]
    fn a_misspelling_has_one_right_spelling() {
        let names = ["CidrIp", "CidrIpv6", "FromPort", "ToPort"];
        assert_eq!(misspelling("FormPort", names), Some("FromPort"));
        assert_eq!(misspelling("cidrip", names), Some("CidrIp"));
        assert_eq!(misspelling("CidrIpv", names), None);
        assert_eq!(misspelling("Port", names), None);
    }

    #[test]
    fn one_name_is_likely_when_it_is_clearly_the_closest() {
        let commands = ["destroy", "policy", "deploy", "diff", "drift", "doctor", "docs"];
        assert_eq!(likely("depoly", commands), ["deploy"]);
        assert_eq!(likely("distroy", commands), ["destroy"]);
        assert_eq!(likely("doc", commands), ["docs"]);
        assert_eq!(likely("driff", commands), ["drift", "diff"]);
        assert_eq!(likely("xyzzy", commands), [""; 0]);
    }

    #[test]
    fn the_closest_come_first() {
        let names = ["t3.nano", "t3.micro", "c6g.large", "c6g.2xlarge"];
        assert_eq!(closest("c6g.2xlarg", names, 2), ["c6g.2xlarge", "c6g.large"]);
    }
}
