//! The values of properties that the documentation lists and the schema does not. They are for the types only: the check
//! does not refuse another value.
//!
//! Each row: the type, `Property` or `Definition.Property` in it, and the values, which are those of the named shape of the
//! service's API (botocore 1.40).

use crate::schema::{Node, Resource};
use anyhow::{Context, Result};
use std::collections::BTreeMap;

const TABLE: &[(&str, &str, &[&str])] = &[
    // apigateway: ApiKeySourceType
    (
        "AWS::ApiGateway::RestApi",
        "ApiKeySourceType",
        &["AUTHORIZER", "HEADER"],
    ),
    // apigateway: AuthorizerType
    (
        "AWS::ApiGateway::Authorizer",
        "Type",
        &["COGNITO_USER_POOLS", "REQUEST", "TOKEN"],
    ),
    // API Gateway's Method has no shape for it: the documentation of `authorizationType`.
    (
        "AWS::ApiGateway::Method",
        "AuthorizationType",
        &["AWS_IAM", "COGNITO_USER_POOLS", "CUSTOM", "NONE"],
    ),
    // apigatewayv2: ProtocolType
    ("AWS::ApiGatewayV2::Api", "ProtocolType", &["HTTP", "WEBSOCKET"]),
    // apigatewayv2: AuthorizerType
    (
        "AWS::ApiGatewayV2::Authorizer",
        "AuthorizerType",
        &["JWT", "REQUEST"],
    ),
    // apigatewayv2: ConnectionType
    (
        "AWS::ApiGatewayV2::Integration",
        "ConnectionType",
        &["INTERNET", "VPC_LINK"],
    ),
    // apigatewayv2: IntegrationType
    (
        "AWS::ApiGatewayV2::Integration",
        "IntegrationType",
        &["AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"],
    ),
    // apigatewayv2: AuthorizationType
    (
        "AWS::ApiGatewayV2::Route",
        "AuthorizationType",
        &["AWS_IAM", "CUSTOM", "JWT", "NONE"],
    ),
    // acm: ValidationMethod
    (
        "AWS::CertificateManager::Certificate",
        "ValidationMethod",
        &["DNS", "EMAIL", "HTTP"],
    ),
    // cloudfront: ViewerProtocolPolicy
    (
        "AWS::CloudFront::Distribution",
        "CacheBehavior.ViewerProtocolPolicy",
        &["allow-all", "https-only", "redirect-to-https"],
    ),
    // cloudfront: EventType
    (
        "AWS::CloudFront::Distribution",
        "LambdaFunctionAssociation.EventType",
        &[
            "origin-request",
            "origin-response",
            "viewer-request",
            "viewer-response",
        ],
    ),
    // cloudfront: EventType, those of functions
    (
        "AWS::CloudFront::Distribution",
        "FunctionAssociation.EventType",
        &["viewer-request", "viewer-response"],
    ),
    // cloudfront: OriginAccessControlOriginTypes
    (
        "AWS::CloudFront::OriginAccessControl",
        "OriginAccessControlConfig.OriginAccessControlOriginType",
        &["lambda", "mediapackagev2", "mediastore", "s3"],
    ),
    // cloudfront: OriginAccessControlSigningBehaviors
    (
        "AWS::CloudFront::OriginAccessControl",
        "OriginAccessControlConfig.SigningBehavior",
        &["always", "never", "no-override"],
    ),
    // cloudfront: OriginAccessControlSigningProtocols
    (
        "AWS::CloudFront::OriginAccessControl",
        "OriginAccessControlConfig.SigningProtocol",
        &["sigv4"],
    ),
    // dynamodb: KeyType
    ("AWS::DynamoDB::Table", "KeySchema.KeyType", &["HASH", "RANGE"]),
    // lambda: EventSourcePosition
    (
        "AWS::Lambda::EventSourceMapping",
        "StartingPosition",
        &["AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"],
    ),
    // route53: RRType
    ("AWS::Route53::RecordSet", "Type", RECORDS),
    ("AWS::Route53::RecordSetGroup", "RecordSet.Type", RECORDS),
];

const RECORDS: &[&str] = &[
    "A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "SSHFP",
    "SVCB", "TLSA", "TXT",
];

/// Adds them to `resources`.
pub(crate) fn apply(resources: &mut BTreeMap<String, Resource>) -> Result<()> {
    for (name, place, values) in TABLE {
        let node = resources
            .get_mut(*name)
            .and_then(|resource| match place.split_once('.') {
                None => resource.root.members.get_mut(*place),
                Some((definition, property)) => resource
                    .definitions
                    .get_mut(definition)?
                    .members
                    .get_mut(property),
            });
        let text = match node {
            Some(Node::Text(text)) if text.choices.is_empty() => Some(text),
            _ => None,
        };
        let text = text.with_context(|| {
            format!("tables/choices.rs names {name} {place}, which the schema does not have as a string without values")
        })?;
        text.choices = values.iter().map(|value| (*value).to_owned()).collect();
        text.spellings.clear();
    }
    Ok(())
}
