//! Templates that CloudFormation accepts and those that it refuses, by kind: the check agrees.

use crate::check::check_document;
use crate::model::finding::{Finding, Severity};
use std::fs;
use std::path::PathBuf;

/// The files of one kind, with the findings about each.
pub(super) fn cases(kind: &str) -> Vec<(String, Vec<Finding>)> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/check_cases")
        .join(kind);
    let paths = fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut cases = paths
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let findings = check_document(&name.clone().into(), &fs::read_to_string(&path).unwrap(), None);
            (name, findings)
        })
        .collect::<Vec<_>>();
    cases.sort_by(|one, next| one.0.cmp(&next.0));
    assert!(cases.len() > 10, "{}", directory.display());
    cases
}

#[test]
fn what_cloudformation_accepts_has_no_error() {
    let errors = cases("accepted").into_iter().flat_map(|(_, findings)| findings);
    let errors = errors.filter(|finding| finding.severity == Severity::Error);
    let errors = errors.map(|finding| finding.to_string()).collect::<Vec<_>>();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

/// The file, the place of the expected finding, and a part of the reason.
const REJECTED: [(&str, &str, &str); 22] = [
    ("alarm_period", "A/Properties/Period", "is not an allowed value"),
    ("ami_format", "I/Properties/ImageId", "not an AMI ID"),
    (
        "bucket_policy_arn",
        "P/Properties/PolicyDocument/Statement/0/Resource",
        "is an ARN",
    ),
    (
        "codebuild_role_ref_path",
        "P/Properties/ServiceRole",
        "expected an ARN",
    ),
    (
        "depends_conditional",
        "B/DependsOn/0",
        "exists only if the condition C is true",
    ),
    (
        "ebs_iops",
        "I/Properties/BlockDeviceMappings/0/Ebs",
        "Iops is required",
    ),
    (
        "embedded_param_no_sub",
        "T/Properties/DisplayName",
        "is not substituted",
    ),
    ("essential", "D/Properties/ContainerDefinitions", "is missing"),
    (
        "fifo_name",
        "Q/Properties/QueueName",
        r"does not match ^.*\.fifo$",
    ),
    (
        "lambda_env_reserved",
        "F/Properties/Environment/Variables/AWS_REGION",
        "is not allowed",
    ),
    (
        "lambda_timeout_1000",
        "F/Properties/Timeout",
        "the maximum is 900",
    ),
    (
        "mapping_key_underscore",
        "Mappings/M/us-east-1/a_b",
        "characters other than",
    ),
    ("null", "A/Properties/DisplayName", "null is not a value"),
    (
        "redrive_typo",
        "Q/Properties/RedrivePolicy/maxRecieveCount",
        "no member maxRecieveCount",
    ),
    (
        "rt_assoc_twice",
        "Y/Properties/SubnetId",
        "already associates this subnet",
    ),
    (
        "runtime_deprecated",
        "F/Properties/Runtime",
        "no functions with nodejs14.x since 2024-01-09",
    ),
    (
        "s3_acl_no_ownership",
        "B/Properties",
        "OwnershipControls is required",
    ),
    ("ssm_secure", "S/Properties/Value", "does not resolve ssm-secure"),
    (
        "structure_hides",
        "B/Properties/QueueName",
        "Nope is not a resource",
    ),
    (
        "unknown_type_madeup",
        "T/Type",
        "there is no resource type AWS::S3::Object",
    ),
    (
        "unknown_type_prop",
        "D/Properties/BilingMode",
        "there is no property BilingMode",
    ),
    ("update_policy_bad", "T/UpdatePolicy", "has no UpdatePolicy"),
];

#[test]
fn what_cloudformation_refuses_is_found_at_its_place() {
    let cases = cases("rejected");
    assert_eq!(cases.len(), REJECTED.len());
    for ((name, findings), (file, place, reason)) in cases.iter().zip(REJECTED) {
        assert_eq!(*name, format!("{file}.json"));
        let found = findings.iter().any(|finding| {
            finding.place() == format!("{name}/{place}")
                && finding.reason.contains(reason)
                && finding.position.is_some()
        });
        assert!(found, "{name}: {findings:#?}");
    }
}

#[test]
fn the_engine_of_a_database_is_written_in_any_case() {
    let of = |engine: &str| {
        let properties = format!(r#"{{"Engine": "{engine}", "DBInstanceClass": "db.t3.micro"}}"#);
        crate::check::tests::of("AWS::RDS::DBInstance", &properties)
    };
    assert!(!of("MySQL").contains("Engine"), "{}", of("MySQL"));
    assert!(of("mysqll").contains("R/Properties/Engine: \"mysqll\" is not an allowed value"));
}

#[test]
fn one_mistake_hides_no_other() {
    let (_, findings) = cases("rejected")
        .into_iter()
        .find(|(name, _)| name == "structure_hides.json")
        .unwrap();
    let reasons = findings
        .iter()
        .map(|finding| finding.reason.as_str())
        .collect::<Vec<_>>();
    for wanted in [
        "must be a logical id",
        "no property VisibiltyTimeout",
        "Nope is not a resource",
    ] {
        assert!(
            reasons.iter().any(|reason| reason.contains(wanted)),
            "{reasons:?}"
        );
    }
}
