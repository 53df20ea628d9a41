//! Tests of endpoints: by service, region and setting.

use super::super::service::*;
use super::*;

fn service(name: &str) -> &'static Service {
    let all = [
        SSM,
        ECS,
        LOGS,
        CLOUDWATCH,
        CODEBUILD,
        ECR,
        EVENTS,
        IAM,
        LAMBDA,
        QUOTAS,
        SCHEDULER,
        SNS,
        S3,
        CLOUDCONTROL,
    ];
    let name = match name {
        "events" => "eventbridge",
        "logs" => "cloudwatchlogs",
        "service-quotas" => "servicequotas",
        name => name,
    };
    all.into_iter().find(|service| service.name == name).unwrap()
}

fn resolver(name: &str, region: &str, custom: Option<&str>) -> Resolver {
    Resolver {
        hosts: &service(name).hosts,
        region: Some(region.to_owned()),
        fips: false,
        dual_stack: false,
        custom: custom.map(str::to_owned),
    }
}

async fn resolve(resolver: &Resolver, bucket: Option<&str>) -> Result<Endpoint, BoxError> {
    let about = EndpointResolverParams::new(Bucket(bucket.map(str::to_owned)));
    resolver.resolve_endpoint(&about).await
}

fn signing_region(endpoint: &Endpoint) -> Option<&str> {
    let schemes = endpoint.properties().get("authSchemes")?.as_array()?;
    schemes[0].as_object()?.get("signingRegion")?.as_string()
}

/// The table is botocore's; the test `cloud::models` compares them.
#[tokio::test]
async fn every_service_is_where_the_rules_of_botocore_have_it() {
    for line in include_str!("../../../../../tests/endpoints.txt").lines() {
        let words = line.split(' ').collect::<Vec<_>>();
        let (name, bucket) = words[0].split_once('/').unzip();
        let mut resolver = resolver(name.unwrap_or(words[0]), words[1], None);
        (resolver.fips, resolver.dual_stack) = (words[2] == "fips", words[3] == "dual");
        let endpoint = resolve(&resolver, bucket).await.unwrap();
        assert_eq!(endpoint.url(), words[4], "{line}");
        assert_eq!(signing_region(&endpoint), words.get(5).copied(), "{line}");
    }
}

#[tokio::test]
async fn an_address_of_the_configuration_is_taken_as_it_is_but_not_with_fips() {
    for name in ["ssm", "iam"] {
        let mut resolver = resolver(name, "us-east-1", Some("http://127.0.0.1:4566"));
        let endpoint = resolve(&resolver, None).await.unwrap();
        assert_eq!(
            (endpoint.url(), signing_region(&endpoint)),
            ("http://127.0.0.1:4566", None)
        );
        resolver.fips = true;
        let error = resolve(&resolver, None).await.unwrap_err();
        assert!(
            format!("{error:?}").contains("FIPS and custom endpoint are not supported"),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_bucket_is_in_the_host_name_only_where_a_certificate_can_be_valid() {
    for (custom, bucket, expected) in [
        (None, "a-bucket", "https://a-bucket.s3.us-east-1.amazonaws.com"),
        (None, "A_Bucket", "https://s3.us-east-1.amazonaws.com/A_Bucket"),
        (None, "-a", "https://s3.us-east-1.amazonaws.com/-a"),
        (None, "../a?b", "https://s3.us-east-1.amazonaws.com/..%2Fa%3Fb"),
        (
            Some("http://127.0.0.1:4566"),
            "a-bucket",
            "http://127.0.0.1:4566/a-bucket",
        ),
        (
            Some("http://127.0.0.1:4566/s3/"),
            "a-bucket",
            "http://127.0.0.1:4566/s3/a-bucket",
        ),
    ] {
        let endpoint = resolve(&resolver("s3", "us-east-1", custom), Some(bucket)).await;
        assert_eq!(endpoint.unwrap().url(), expected);
    }
}
