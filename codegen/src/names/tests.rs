//! Tests of `names`.

use super::*;

#[test]
fn names_keep_acronyms_versions_and_plurals_together() {
    let cases = [
        ("TopicName", "topic_name"),
        ("KmsMasterKeyId", "kms_master_key_id"),
        ("KMSMasterKeyID", "kms_master_key_id"),
        ("Ipv6CidrBlock", "ipv6_cidr_block"),
        ("CidrIpv6", "cidr_ipv6"),
        ("AssignIPv6Address", "assign_ipv6_address"),
        ("EnableDns64", "enable_dns64"),
        (
            "EnableResourceNameDnsAAAARecord",
            "enable_resource_name_dns_aaaa_record",
        ),
        ("VPCZoneIdentifier", "vpc_zone_identifier"),
        ("TargetGroupARNs", "target_group_arns"),
        ("AZs", "azs"),
        ("SizeInMBs", "size_in_mbs"),
        ("OAuth2Settings", "oauth2_settings"),
        ("OAuthScopes", "oauth_scopes"),
        ("S3KeyFilter", "s3_key_filter"),
        ("DirectS3Read", "direct_s3_read"),
        ("FSxWindowsFileServer", "fsx_windows_file_server"),
        ("WebsiteURL", "website_url"),
        ("OKActions", "ok_actions"),
        ("MinVCpus", "min_vcpus"),
        ("AWSIoTJobs", "aws_iot_jobs"),
        ("deadLetterTargetArn", "dead_letter_target_arn"),
        ("Type", "r#type"),
        ("Self", "self_"),
        ("3DES", "_3_des"),
    ];
    for (aws, rust) in cases {
        assert_eq!(snake(aws), rust);
    }
    assert_eq!(camel("VPCGatewayAttachment"), "VpcGatewayAttachment");
    assert_eq!(camel("EFSVolumeConfiguration"), "EfsVolumeConfiguration");
}

#[test]
fn variants_are_valid_and_differ() {
    let values = [
        "GLACIER_IR",
        "GLACIER",
        "Glacier",
        "aws:kms",
        "1.2",
        "x86_64",
        "python3.12",
        "Bits/Second",
        "",
        "*",
        "Custom",
        "self",
        "+",
    ];
    let variants = variants(&values.map(str::to_owned));
    assert_eq!(
        variants,
        [
            "GlacierIr",
            "Glacier",
            "Glacier2",
            "AwsKms",
            "V1_2",
            "X86_64",
            "Python3_12",
            "BitsSecond",
            "Empty",
            "Any",
            "Custom2",
            "Self2",
            "U002B",
        ]
    );
}

#[test]
fn a_list_is_named_after_one_element() {
    for (list, one) in [
        ("Architectures", "Architecture"),
        ("Policies", "Policy"),
        ("Addresses", "Address"),
        ("Status", "Status"),
    ] {
        assert_eq!(singular(list), one);
    }
}
