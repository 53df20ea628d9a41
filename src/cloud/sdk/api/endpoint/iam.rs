//! The endpoints of IAM, which has one in each partition.

use super::Resolver;
use aws_smithy_types::Document;
use aws_smithy_types::endpoint::Endpoint;
use std::collections::HashMap;

/// The hosts of IAM in one partition: the part before the suffix.
struct Partition {
    suffix: &'static str,
    /// The region in signatures.
    region: &'static str,
    plain: &'static str,
    dual_stack: &'static str,
    fips: &'static str,
    both: &'static str,
}

const GOV: Partition = partition(
    "",
    "us-gov-west-1",
    "iam.us-gov",
    "iam.us-gov",
    "iam.us-gov",
    "iam.us-gov",
);

const AWS: Partition = partition(
    "amazonaws.com",
    "us-east-1",
    "iam",
    "iam.global",
    "iam-fips",
    "iam-fips.global",
);

const OTHERS: [Partition; 6] = [
    partition(
        "amazonaws.com.cn",
        "cn-north-1",
        "iam.cn-north-1",
        "iam.global",
        "iam-fips",
        "iam-fips",
    ),
    partition(
        "amazonaws.eu",
        "eusc-de-east-1",
        "iam.eusc-de-east-1",
        "iam.global",
        "iam-fips",
        "iam-fips",
    ),
    partition(
        "c2s.ic.gov",
        "us-iso-east-1",
        "iam.us-iso-east-1",
        "iam",
        "iam-fips.us-iso-east-1",
        "iam-fips",
    ),
    partition(
        "sc2s.sgov.gov",
        "us-isob-east-1",
        "iam.us-isob-east-1",
        "iam",
        "iam-fips.us-isob-east-1",
        "iam-fips",
    ),
    partition(
        "cloud.adc-e.uk",
        "eu-isoe-west-1",
        "iam.eu-isoe-west-1",
        "iam",
        "iam-fips",
        "iam-fips",
    ),
    partition(
        "csp.hci.ic.gov",
        "us-isof-south-1",
        "iam.us-isof-south-1",
        "iam",
        "iam-fips",
        "iam-fips",
    ),
];

const fn partition(
    suffix: &'static str,
    region: &'static str,
    plain: &'static str,
    dual_stack: &'static str,
    fips: &'static str,
    both: &'static str,
) -> Partition {
    Partition {
        suffix,
        region,
        plain,
        dual_stack,
        fips,
        both,
    }
}

/// The endpoint of IAM. `plain` is the suffix of the partition's host names, `suffix` the one with these settings.
pub(super) fn endpoint(plain: &str, settings: &Resolver, suffix: &str) -> Endpoint {
    let partition = Partition::of(plain, settings.is_gov());
    partition.endpoint(settings.fips, settings.dual_stack, suffix)
}

impl Partition {
    fn of(suffix: &str, is_gov: bool) -> &'static Self {
        if is_gov {
            return &GOV;
        }
        OTHERS
            .iter()
            .find(|partition| partition.suffix == suffix)
            .unwrap_or(&AWS)
    }

    fn endpoint(&self, fips: bool, dual_stack: bool, suffix: &str) -> Endpoint {
        let host = match (fips, dual_stack) {
            (false, false) => self.plain,
            (false, true) => self.dual_stack,
            (true, false) => self.fips,
            (true, true) => self.both,
        };
        let scheme = [("name", "sigv4"), ("signingRegion", self.region)];
        let scheme = scheme.map(|(name, value)| (name.to_owned(), Document::from(value.to_owned())));
        Endpoint::builder()
            .url(format!("https://{host}.{suffix}"))
            .property("authSchemes", vec![Document::from(HashMap::from(scheme))])
            .build()
    }
}
