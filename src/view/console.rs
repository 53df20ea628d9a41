//! URLs of pages of the AWS console.

use crate::model::arn::partition;
use std::fmt::Write;

/// The page of a stack, by its ARN.
pub fn stack(arn: &str) -> Option<String> {
    let region = arn.split(':').nth(3).filter(|region| !region.is_empty())?;
    let page = format!("#/stacks/stackinfo?stackId={}", encoded(arn));
    Some(format!(
        "{}/cloudformation/home?region={region}{page}",
        host(region)
    ))
}

/// The list of the stacks of a region.
pub fn stacks(region: &str) -> String {
    format!("{}/cloudformation/home?region={region}#/stacks", host(region))
}

/// The page of a log group. The console encodes its name twice, and writes `$` for the percent sign.
pub fn log_group(region: &str, group: &str) -> String {
    let group = encoded(&encoded(group)).replace('%', "$");
    let page = format!("#logsV2:log-groups/log-group/{group}");
    format!("{}/cloudwatch/home?region={region}{page}", host(region))
}

fn host(region: &str) -> String {
    let domain = match partition(region) {
        "aws-cn" => "console.amazonaws.cn",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        _ => "console.aws.amazon.com",
    };
    format!("https://{region}.{domain}")
}

/// Percent-encodes everything except characters that are safe in every part of a URL.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_addresses_in_every_partition() {
        let arn = "arn:aws:cloudformation:eu-west-1:111122223333:stack/app/0-1";
        let url = "https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/stackinfo?stackId=\
                   arn%3Aaws%3Acloudformation%3Aeu-west-1%3A111122223333%3Astack%2Fapp%2F0-1";
        assert_eq!(stack(arn).as_deref(), Some(url));
        assert_eq!(stack("app"), None);
        assert!(stacks("cn-north-1").starts_with("https://cn-north-1.console.amazonaws.cn/"));
        assert!(stacks("us-gov-west-1").starts_with("https://us-gov-west-1.console.amazonaws-us-gov.com/"));
        let group = "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/\
                     $252Fecs$252Fa";
        assert_eq!(log_group("us-east-1", "/ecs/a"), group);
    }
}
