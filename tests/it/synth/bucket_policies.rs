//! The policy of a bucket: each user of the bucket adds to the same policy, and a second one is an error.

use sa_infra::app::{App, Stack};
use sa_infra::aws::s3;
use sa_infra::construct::Ref;
use sa_infra::patterns::{PrivateBucket, add_to_bucket_policy};
use sa_infra::policy::{Statement, allow};
use sa_infra::testing::{Stack as Found, json};
use sa_infra::text;
use sa_infra::value::Prop;

fn delivery(bucket: &Ref<s3::Bucket>, service: &'static str) -> Statement {
    allow(["s3:PutObject"])
        .to_service(service)
        .on(text![bucket.arn(), "/*"])
}

/// The template of a stack with what `define` puts there.
fn synth(define: impl FnOnce(&mut Stack)) -> Result<sa_infra::synth::Assembly, sa_infra::finding::Findings> {
    let mut app = App::new();
    define(app.stack("files"));
    app.synth()
}

#[test]
fn what_is_added_joins_the_policy_of_the_pattern() {
    let assembly = synth(|stack| {
        let name = "logs-of-mine".into();
        let bucket = stack.at("logs").put(PrivateBucket {
            name,
            noncurrent_days: 30,
            unfinished_upload_days: 7,
            ..Default::default()
        });
        add_to_bucket_policy(stack, &bucket, delivery(&bucket, "delivery.logs.amazonaws.com"));
        add_to_bucket_policy(stack, &bucket, delivery(&bucket, "cloudtrail.amazonaws.com"));
    })
    .unwrap();
    let files = Found::of(&assembly, "files");
    files.count("AWS::S3::BucketPolicy", 1);
    let [logs, trail] = ["delivery.logs.amazonaws.com", "cloudtrail.amazonaws.com"];
    let statements = json!([
        {"Effect": "Deny", "Principal": "*"},
        {"Effect": "Allow", "Principal": {"Service": logs}},
        {"Effect": "Allow", "Principal": {"Service": trail}},
    ]);
    let document = json!({"PolicyDocument": {"Statement": statements}});
    files.has("AWS::S3::BucketPolicy", &document);
}

#[test]
fn without_a_policy_one_is_made_for_each_bucket() {
    let assembly = synth(|stack| {
        for name in ["one", "two"] {
            let bucket = stack.at(name).put(s3::Bucket::default());
            add_to_bucket_policy(stack, &bucket, delivery(&bucket, "delivery.logs.amazonaws.com"));
            add_to_bucket_policy(stack, &bucket, delivery(&bucket, "cloudtrail.amazonaws.com"));
        }
    })
    .unwrap();
    let files = Found::of(&assembly, "files");
    files.count("AWS::S3::BucketPolicy", 2);
    let two = json!({"PolicyDocument": {"Statement": [{"Effect": "Allow"}, {"Effect": "Allow"}]}});
    assert_eq!(files.find("AWS::S3::BucketPolicy", &two).len(), 2);
}

/// The pattern names a bucket with a fixed name by that name in its policy, else by a reference.
#[test]
fn two_policies_of_one_bucket_are_an_error_at_the_second() {
    for name in [Prop::Unset, "logs-of-mine".into()] {
        let findings = synth(|stack| {
            let pattern = PrivateBucket {
                name,
                noncurrent_days: 30,
                unfinished_upload_days: 7,
                ..Default::default()
            };
            let bucket = stack.at("logs").put(pattern);
            let statement = delivery(&bucket, "delivery.logs.amazonaws.com");
            stack
                .at("second")
                .put(s3::BucketPolicy::new(bucket.name(), statement));
        })
        .unwrap_err();
        let [finding] = findings.iter().collect::<Vec<_>>()[..] else {
            panic!("{findings}")
        };
        assert!(
            finding.subject.starts_with("second") && finding.origin.is_some(),
            "{finding}"
        );
        assert!(finding.fix.contains("a bucket has one policy"), "{finding}");
    }
}
