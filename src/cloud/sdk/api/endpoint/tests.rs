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

async fn resolve(resolver: &Resolver) -> Result<Endpoint, BoxError> {
    resolver.resolve_endpoint(&EndpointResolverParams::new(())).await
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
        let mut resolver = resolver(words[0], words[1], None);
        (resolver.fips, resolver.dual_stack) = (words[2] == "fips", words[3] == "dual");
        let endpoint = resolve(&resolver).await.unwrap();
        assert_eq!(endpoint.url(), words[4], "{line}");
        assert_eq!(signing_region(&endpoint), words.get(5).copied(), "{line}");
    }
}

#[tokio::test]
async fn an_address_of_the_configuration_is_taken_as_it_is_but_not_with_fips() {
    for name in ["ssm", "iam"] {
        let mut resolver = resolver(name, "us-east-1", Some("http://127.0.0.1:4566"));
        let endpoint = resolve(&resolver).await.unwrap();
        assert_eq!(
            (endpoint.url(), signing_region(&endpoint)),
            ("http://127.0.0.1:4566", None)
        );
        resolver.fips = true;
        let error = resolve(&resolver).await.unwrap_err();
        assert!(
            format!("{error:?}").contains("FIPS and custom endpoint are not supported"),
            "{error:?}"
        );
    }
}
