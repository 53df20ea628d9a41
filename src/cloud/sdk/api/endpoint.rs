//! The endpoint of a service. CloudFormation's own resolver, generated from AWS's rules, handles partitions, FIPS and
//! dual stack; a service adds only its prefix and a few exceptions.

use super::service::{Gov, Hosts};
use aws_sdk_cloudformation::config::endpoint::{DefaultResolver, Params, ResolveEndpoint as _};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::endpoint::{EndpointFuture, EndpointResolverParams, ResolveEndpoint};
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_types::Document;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use std::collections::HashMap;

/// The endpoint of one service in this configuration.
#[derive(Debug)]
pub(super) struct Resolver {
    pub(super) hosts: &'static Hosts,
    pub(super) region: Option<String>,
    pub(super) fips: bool,
    pub(super) dual_stack: bool,
    /// An endpoint from the configuration, in place of AWS's own.
    pub(super) custom: Option<String>,
}

impl ResolveEndpoint for Resolver {
    fn resolve_endpoint<'a>(&'a self, _: &'a EndpointResolverParams) -> EndpointFuture<'a> {
        EndpointFuture::new(async move {
            let suffix = |fips, dual_stack| async move {
                let params = Params::builder()
                    .set_region(self.region.clone())
                    .set_use_fips(Some(fips))
                    .set_use_dual_stack(Some(dual_stack))
                    .set_endpoint(self.custom.clone())
                    .build()?;
                DefaultResolver::new().resolve_endpoint(&params).await
            };
            let theirs = suffix(self.fips, self.dual_stack).await?;
            if self.custom.is_some() {
                return Ok(theirs);
            }
            let region = self.region.as_deref().unwrap_or_default();
            let behind = |endpoint: &Endpoint| {
                let host = endpoint.url().split_once(&format!(".{region}."));
                host.map(|(_, suffix)| suffix.to_owned()).unwrap_or_default()
            };
            match self.hosts {
                Hosts::Regional {
                    prefix,
                    dual_stack,
                    gov,
                } => {
                    let prefix = if self.dual_stack { dual_stack } else { prefix };
                    let fips = if self.is_dashed(*gov) { "-fips" } else { "" };
                    let url = format!("https://{prefix}{fips}.{region}.{}", behind(&theirs));
                    Ok(Endpoint::builder().url(url).build())
                }
                Hosts::Iam => {
                    let plain = behind(&suffix(false, false).await?);
                    let partition = Partition::of(&plain, self.is_gov());
                    Ok(partition.iam(self.fips, self.dual_stack, &behind(&theirs)))
                }
            }
        })
    }
}

/// Stores the parameters where the runtime expects them. There are none: a resolver has its configuration already.
#[derive(Debug)]
pub(super) struct NoParameters;

#[dyn_dispatch_hint]
impl Intercept for NoParameters {
    fn name(&self) -> &'static str {
        "NoParameters"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        config
            .interceptor_state()
            .store_put(EndpointResolverParams::new(()));
        Ok(())
    }
}

impl Resolver {
    fn is_gov(&self) -> bool {
        let region = self.region.as_deref().unwrap_or_default();
        region.starts_with("us-gov-") || region == "aws-us-gov-global"
    }

    fn is_dashed(&self, gov: Gov) -> bool {
        let is_plain = match gov {
            Gov::Dashed => false,
            Gov::Plain => !self.dual_stack,
            Gov::AlwaysPlain => true,
        };
        self.fips && !(self.is_gov() && is_plain)
    }
}

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

    fn iam(&self, fips: bool, dual_stack: bool, suffix: &str) -> Endpoint {
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

#[cfg(test)]
mod tests;
