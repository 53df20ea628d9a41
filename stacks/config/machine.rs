//! Ids and names of EC2 and S3.

use super::text::{must, only, small};
use sa_infra::settings::Invalid;

checked_text! {
    /// The id of a VPC.
    VpcId, |text| id(text, "vpc-", "a VPC")
}

checked_text! {
    /// The id of a subnet.
    SubnetId, |text| id(text, "subnet-", "a subnet")
}

checked_text! {
    /// The id of an image.
    ImageId, |text| id(text, "ami-", "an image")
}

fn id(text: &str, prefix: &str, what: &str) -> Result<(), Invalid> {
    let digits = text.strip_prefix(prefix).unwrap_or("");
    must(
        only(digits, |byte| {
            byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
        }) && [8, 17].contains(&digits.len()),
        &format!("is not the id of {what}"),
        &format!("write {prefix} and 17 (or 8) hexadecimal digits: {prefix}0a1b2c3d4e5f60718"),
    )
}

checked_text! {
    /// An instance type: `c6g.2xlarge`.
    InstanceType, |text| {
        let is_form = text.split_once('.').is_some_and(|(family, size)| {
            let is_sign = |byte| small(byte) || byte == b'-';
            family.starts_with(|first: char| first.is_ascii_lowercase())
                && family.bytes().any(|byte| byte.is_ascii_digit())
                && only(family, is_sign)
                && only(size, is_sign)
        });
        must(is_form, "is not an instance type", "write a family, a dot and a size, such as c6g.2xlarge")
    }
}

impl InstanceType {
    /// Whether its processor is arm64: a `g` after the generation (`c6g`, `m7gd`, `im4gn`), or `a1`.
    pub(crate) fn is_arm(&self) -> bool {
        let family = self.split('.').next().unwrap_or("");
        let options = family
            .trim_start_matches(|letter: char| !letter.is_ascii_digit())
            .trim_start_matches(|digit: char| digit.is_ascii_digit());
        family == "a1" || options.contains('g')
    }
}

/// The bucket's name without its suffix.
const BUCKET: &str = "simpletrader-working-bucket";

checked_text! {
    /// The suffix of the bucket's name.
    BucketSuffix, |text| {
        let is_form = text.is_empty() || only(text, |byte| small(byte) || byte == b'-' || byte == b'.');
        must(
            is_form && !text.contains("..") && !text.contains("-.") && !text.contains(".-") && !text.ends_with(['-', '.']),
            &format!("does not form a valid bucket name after {BUCKET}"),
            "use lowercase letters, digits and hyphens, with a letter or digit at the end: -ajith",
        )?;
        must(
            BUCKET.len() + text.len() <= 63,
            &format!("is too long after {BUCKET}"),
            &format!("use at most {} characters", 63 - BUCKET.len()),
        )?;
        let reserved = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"];
        must(
            !reserved.iter().any(|end| text.ends_with(end)),
            "has an ending that is reserved for AWS",
            "use another ending",
        )
    }
}
