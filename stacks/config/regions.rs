//! The regions of AWS, to recognize typos.

use super::text::{must, only, small};
use sa_infra::settings::Invalid;
use sa_infra::suggestion::nearest;

/// The regions known to this version; others are accepted if they have the right form.
const KNOWN: [&str; 39] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

checked_text! {
    /// A region of AWS.
    Region, region
}

fn region(text: &str) -> Result<(), Invalid> {
    if KNOWN.contains(&text) {
        return Ok(());
    }
    let reason = "is not an AWS region";
    if let Some(zone) = text.strip_suffix(|last: char| last.is_ascii_lowercase())
        && KNOWN.contains(&zone)
    {
        return Err(Invalid::new(
            "is an availability zone, not a region",
            format!("write \"{zone}\""),
        ));
    }
    let hint = nearest(text, KNOWN);
    if !has_form(text) || (hint.is_some() && is_misspelt(text)) {
        let hint = hint
            .map(|known| format!("did you mean \"{known}\"? "))
            .unwrap_or_default();
        return Err(Invalid::new(
            reason,
            format!("{hint}write the name of a region, such as us-east-1"),
        ));
    }
    Ok(())
}

/// Two or more lowercase letters, directions, a number: `us-gov-west-1`.
fn has_form(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = parts
        .last()
        .is_some_and(|last| only(last, |byte| byte.is_ascii_digit()) && last.len() <= 2);
    number
        && parts.len() >= 3
        && parts[..parts.len() - 1]
            .iter()
            .all(|part| part.len() >= 2 && only(part, small))
}

/// Whether a word after the first is unknown, or the whole is one letter away from a known region: a new region has a
/// new number or a new first word, but hardly a new direction.
fn is_misspelt(text: &str) -> bool {
    let words = |region: &'static str| region.split('-').skip(1);
    let is_direction = |part: &str| KNOWN.into_iter().flat_map(words).any(|known| known == part);
    let is_new = |part: &str| !is_direction(part) && !only(part, |byte| byte.is_ascii_digit());
    let stem = |region: &str| {
        region
            .trim_end_matches(|last: char| last.is_ascii_digit())
            .to_owned()
    };
    let is_near = KNOWN
        .iter()
        .any(|known| strsim::osa_distance(&stem(known), &stem(text)) == 1);
    let is_known_beginning = KNOWN
        .iter()
        .any(|known| known.split('-').next() == text.split('-').next());
    text.split('-').skip(1).any(is_new) || (!is_known_beginning && is_near)
}

checked_text! {
    /// An availability zone: a region and a letter.
    Zone, |text| {
        let name = text.strip_suffix(|last: char| last.is_ascii_lowercase());
        must(
            name.is_some_and(|name| region(name).is_ok()),
            "is not an availability zone",
            "write a region and a letter, such as ap-south-1a",
        )
    }
}
