//! A journal that is too long for one parameter: the first one names the others, and each holds as much as AWS
//! accepts.

use crate::cloud::ssm::{NewParameter, Parameter, ParameterKind, Ssm};
use crate::cloud::{Cloud, Result, Secret};
use crate::deploy::parameter_creation;
use std::time::Duration;

/// The maximum size of a parameter of the advanced tier, in bytes.
const MOST: usize = 8192;
/// The bytes reserved for the list of parts.
const HEAD: usize = 128;
/// The prefix of the first parameter when there are several.
const MARK: &str = "parts ";

/// How often parts that were just written are read, and the pause in between.
const LOOKS: u32 = 10;
const PAUSE: Duration = Duration::from_secs(1);

/// The contents of each parameter: the whole text, or a part that ends between two characters.
fn split(text: &str) -> Vec<&str> {
    if text.len() <= MOST {
        return vec![text];
    }
    let (mut parts, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (part, after) = rest.split_at(rest.floor_char_boundary(MOST - HEAD));
        parts.push(part);
        rest = after;
    }
    parts
}

/// The names of the additional parameters. They contain the token, so that no two journals share a part.
fn beside(name: &str, token: &str, number: usize) -> Vec<String> {
    (2..=number)
        .map(|part| format!("{name}/{token}/{part}"))
        .collect()
}

/// The names of the additional parameters of a journal with this text.
pub(in crate::deploy) fn names(name: &str, token: &str, text: &str) -> Vec<String> {
    beside(name, token, split(text).len())
}

/// The names of the additional parameters of this first one.
pub(in crate::deploy) fn of(first: &Parameter) -> Vec<String> {
    head(first.value.expose()).map_or_else(Vec::new, |(token, number, _)| beside(&first.name, token, number))
}

/// The token, the number of parts, and the first part.
fn head(text: &str) -> Option<(&str, usize, &str)> {
    let (head, part) = text.strip_prefix(MARK)?.split_once('\n')?;
    let (number, token) = head.split_once(' ')?;
    Some((token, number.parse().ok()?, part))
}

/// Writes the parameters, the first one first. If it replaces an existing one, that one stays in effect until the
/// others are written.
pub(super) async fn write(
    cloud: &impl Cloud,
    name: &str,
    token: &str,
    text: &str,
    overwrite: bool,
) -> Result<()> {
    let parts = split(text);
    let first = match parts.as_slice() {
        [all] => (*all).to_owned(),
        parts => format!("{MARK}{} {token}\n{}", parts.len(), parts.first().unwrap_or(&"")),
    };
    if !overwrite {
        // The last deployment may have just removed its journal.
        parameter_creation::create(cloud, &parameter(name, &first, false)).await?;
    }
    for (name, part) in beside(name, token, parts.len()).iter().zip(parts.iter().skip(1)) {
        cloud.ssm().put_parameter(&parameter(name, part, true)).await?;
    }
    if overwrite {
        cloud.ssm().put_parameter(&parameter(name, &first, true)).await?;
    }
    Ok(())
}

fn parameter(name: &str, text: &str, overwrite: bool) -> NewParameter {
    NewParameter {
        name: name.to_owned(),
        kind: ParameterKind::SecureString,
        value: Secret::new(text),
        description: Some(
            "Live parameters that an interrupted deployment must restore; sa-infra deletes this".to_owned(),
        ),
        tags: Vec::new(),
        overwrite,
    }
}

/// The whole text; `None` when parts are missing because the write did not finish.
pub(super) async fn read(cloud: &impl Cloud, first: &Parameter) -> Result<Option<Secret>> {
    let Some((_, _, part)) = head(first.value.expose()) else {
        return Ok(Some(first.value.clone()));
    };
    let names = of(first);
    for look in 0..LOOKS {
        let found = cloud.ssm().get_parameters(&names).await?;
        let find = |name: &String| found.iter().find(|parameter| parameter.name == *name);
        let rest = names.iter().map(|name| Some(find(name)?.value.expose()));
        if let Some(rest) = rest.collect::<Option<String>>() {
            return Ok(Some(Secret::new(format!("{part}{rest}"))));
        }
        if look + 1 < LOOKS {
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(None)
}

/// Deletes the parameters, the first one last: an incomplete journal is useless.
pub(super) async fn delete(cloud: &impl Cloud, first: &str, beside: &[String]) -> Result<()> {
    delete_all(cloud, beside).await?;
    cloud.ssm().delete_parameter(first).await.map(drop)
}

/// Deletes these parameters.
pub(super) async fn delete_all(cloud: &impl Cloud, names: &[String]) -> Result<()> {
    for name in names {
        cloud.ssm().delete_parameter(name).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_split_between_characters_and_every_part_fits() {
        let text = "é".repeat(10_000);
        let parts = split(&text);
        assert_eq!(parts.concat(), text);
        let head = format!("{MARK}{} sa-infra-0123456789ab-1234567-123\n", parts.len());
        assert!(
            parts.iter().all(|part| head.len() + part.len() <= MOST),
            "{}",
            head.len()
        );
        assert_eq!(names("/n", "t", &text), ["/n/t/2", "/n/t/3"]);
        assert_eq!(split("short"), ["short"]);
    }
}
