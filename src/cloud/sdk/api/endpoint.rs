//! The endpoint of a service. CloudFormation's own resolver, generated from AWS's rules, handles partitions, FIPS and
//! dual stack; a service adds only its prefix and a few exceptions.

mod iam;
mod s3;

use super::request::Request;
use super::service::{Gov, Hosts};
use aws_sdk_cloudformation::config::endpoint::{DefaultResolver, Params, ResolveEndpoint as _};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::endpoint::{EndpointFuture, EndpointResolverParams, ResolveEndpoint};
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;

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
    fn resolve_endpoint<'a>(&'a self, about: &'a EndpointResolverParams) -> EndpointFuture<'a> {
        let bucket = about.get::<Bucket>().and_then(|bucket| bucket.0.as_deref());
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
                return Ok(s3::in_path(theirs.url(), bucket));
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
                    Ok(iam::endpoint(&plain, self, &behind(&theirs)))
                }
                Hosts::S3 => {
                    let plain = behind(&suffix(false, false).await?);
                    Ok(s3::endpoint(&plain, self, bucket))
                }
            }
        })
    }
}

/// The bucket that a request is about.
#[derive(Clone, Debug)]
pub(super) struct Bucket(pub(super) Option<String>);

/// Stores the parameters of a request where the runtime expects them. A resolver has its configuration already.
#[derive(Debug)]
pub(super) struct Parameters;

#[dyn_dispatch_hint]
impl Intercept for Parameters {
    fn name(&self) -> &'static str {
        "Parameters"
    }

    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.input().downcast_ref::<Request>();
        let bucket = request.and_then(Request::bucket).map(str::to_owned);
        config
            .interceptor_state()
            .store_put(EndpointResolverParams::new(Bucket(bucket)));
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

#[cfg(test)]
mod tests;
