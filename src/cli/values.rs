//! Values on the command line that AWS would refuse. They are refused before the first call.

/// A role: `arn:aws:iam::123456789012:role/name`.
pub(super) fn role(text: &str) -> Result<String, String> {
    let is_role = parts(text).is_some_and(|[_, service, region, account, name]| {
        service == "iam" && region.is_empty() && is_account(account) && names(name, "role/")
    });
    if is_role {
        return Ok(text.to_owned());
    }
    Err("the ARN of a role is arn:aws:iam::123456789012:role/NAME".to_owned())
}

/// A topic: `arn:aws:sns:us-east-1:123456789012:name`.
pub(super) fn topic(text: &str) -> Result<String, String> {
    let is_topic = parts(text).is_some_and(|[_, service, region, account, name]| {
        service == "sns"
            && !region.is_empty()
            && is_account(account)
            && !name.contains(':')
            && !name.is_empty()
    });
    if is_topic {
        return Ok(text.to_owned());
    }
    Err("the ARN of a topic is arn:aws:sns:REGION:123456789012:NAME".to_owned())
}

/// A number: at least one.
pub(super) fn count(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| *count > 0);
    count.ok_or_else(|| "use a whole number of at least 1".to_owned())
}

/// A tag: `KEY=VALUE`.
pub(super) fn tag(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("use the form KEY=VALUE")?;
    if key.is_empty() || key.chars().count() > 128 {
        return Err("a key has 1 to 128 characters".to_owned());
    }
    if value.chars().count() > 256 {
        return Err("a value has at most 256 characters".to_owned());
    }
    if key
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
    {
        return Err("keys that begin with aws: are reserved for AWS".to_owned());
    }
    let is_allowed = |char: char| char.is_alphanumeric() || " _.:/=+-@".contains(char);
    match text.chars().find(|char| !is_allowed(*char)) {
        Some(char) => Err(format!(
            "`{char}` is not allowed in a tag: letters, digits, spaces and _ . : / = + - @ are"
        )),
        None => Ok((key.to_owned(), value.to_owned())),
    }
}

/// Every key only once, also for services that ignore case in keys.
pub(super) fn different_keys(tags: &[(String, String)]) -> Result<(), String> {
    for (place, (key, _)) in tags.iter().enumerate() {
        let same = tags[..place]
            .iter()
            .find(|(other, _)| other.to_lowercase() == key.to_lowercase());
        if let Some((other, _)) = same {
            return Err(format!("the tags {other} and {key} have the same key"));
        }
    }
    Ok(())
}

/// Partition, service, region, account and the rest of an ARN.
fn parts(arn: &str) -> Option<[&str; 5]> {
    let parts = arn.strip_prefix("arn:")?.splitn(5, ':').collect::<Vec<_>>();
    let parts: [&str; 5] = parts.try_into().ok()?;
    parts[0].starts_with("aws").then_some(parts)
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn names(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_topics_are_told_from_everything_else() {
        assert!(role("arn:aws:iam::111122223333:role/path/deployer").is_ok());
        assert!(role("arn:aws-us-gov:iam::111122223333:role/deployer").is_ok());
        assert!(topic("arn:aws:sns:us-east-1:111122223333:told").is_ok());
        for wrong in [
            "deployer",
            "arn:aws:iam::1111:role/x",
            "arn:aws:iam::111122223333:user/x",
            "arn:aws:iam::111122223333:role/",
        ] {
            assert!(role(wrong).is_err(), "{wrong}");
        }
        for wrong in [
            "told",
            "arn:aws:sns::111122223333:x",
            "arn:aws:sns:us-east-1:111122223333:x:subscription",
        ] {
            assert!(topic(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn tags_that_aws_refuses_are_refused() {
        assert_eq!(tag("team=a=b"), Ok(("team".to_owned(), "a=b".to_owned())));
        assert_eq!(tag("k="), Ok(("k".to_owned(), String::new())));
        for wrong in [
            "team",
            "=x",
            "aws:x=y",
            "AWS:x=y",
            "a*=x",
            &format!("{}=x", "k".repeat(129)),
        ] {
            assert!(tag(wrong).is_err(), "{wrong}");
        }
        let tags = |keys: [&str; 2]| keys.map(|key| (key.to_owned(), String::new()));
        assert!(different_keys(&tags(["Team", "team"])).is_err());
        assert!(different_keys(&tags(["Team", "teams"])).is_ok());
    }
}
