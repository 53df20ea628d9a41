//! A static web site: a private bucket behind `CloudFront`. `cargo run --example web_site -- synth`

use sa_infra::aws::cloudfront as cf;
use sa_infra::intrinsic::account_id;
use sa_infra::patterns::{PrivateBucket, add_to_bucket_policy};
use sa_infra::prelude::*;
use std::process::ExitCode;

/// The ID of the cache policy `CachingOptimized` of AWS.
const CACHING_OPTIMIZED: &str = "658327ea-f89d-4fab-a63d-7e88639e58f6";

fn main() -> ExitCode {
    sa_infra::cli::main(&stacks)
}

pub(crate) fn stacks(app: &mut App) {
    let stack = app.stack("web-site");
    stack.set_region("us-east-1");
    let files = PrivateBucket { noncurrent_days: 30, unfinished_upload_days: 7, ..Default::default() };
    let files = stack.at("files").put(files);
    let access = stack.at("access").put(cf::OriginAccessControl::new(cf::OriginAccessControlConfig::new(
        "web-site",
        cf::OriginAccessControlOriginType::S3,
        cf::SigningBehavior::Always,
        cf::SigningProtocol::Sigv4,
    )));
    let origin = cf::Origin {
        origin_access_control_id: access.id().into(),
        s3_origin_config: cf::S3OriginConfig::default().into(),
        ..cf::Origin::new(files.regional_domain_name(), "files")
    };
    let cache = cf::DefaultCacheBehavior {
        cache_policy_id: CACHING_OPTIMIZED.into(),
        compress: true.into(),
        ..cf::DefaultCacheBehavior::new("files", cf::ViewerProtocolPolicy::RedirectToHttps)
    };
    let not_found = cf::CustomErrorResponse {
        response_code: 404.into(),
        response_page_path: "/404.html".into(),
        ..cf::CustomErrorResponse::new(403)
    };
    let site = stack.at("site").put(cf::Distribution::new(cf::DistributionConfig {
        origins: [origin].into(),
        default_root_object: "index.html".into(),
        custom_error_responses: [not_found].into(),
        ..cf::DistributionConfig::new(cache, true)
    }));
    let site_arn = text!["arn:aws:cloudfront::", account_id(), ":distribution/", site.id()];
    let read = allow(["s3:GetObject"])
        .to_service("cloudfront.amazonaws.com")
        .on(text![files.arn(), "/*"])
        .when("StringEquals", "aws:SourceArn", site_arn);
    add_to_bucket_policy(stack, &files, read);
    stack.at("address").output("The address of the site", text!["https://", site.domain_name()]);
}
