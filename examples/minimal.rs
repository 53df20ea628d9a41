//! A complete program: two stacks, one of which uses a resource of the other. Only the public library.
//!
//! `cargo run --example minimal -- synth --stdout files`

use sa_infra::app::App;
use sa_infra::aws::{s3, sns};
use sa_infra::policy;
use sa_infra::text;
use std::process::ExitCode;

fn main() -> ExitCode {
    sa_infra::cli::main(&stacks)
}

fn stacks(app: &mut App) {
    app.tag("app", "minimal");

    let alerts = app.stack("alerts");
    let topic = alerts.at("topic").put(sns::Topic {
        display_name: "Alerts".into(),
        ..Default::default()
    });

    let files = app.stack("files");
    let bucket = files.at("bucket").put(s3::Bucket {
        versioning_configuration: s3::VersioningConfiguration::new(
            s3::VersioningConfigurationStatus::Enabled,
        )
        .into(),
        ..Default::default()
    });
    let objects = text![bucket.arn(), "/*"];
    let tls_only = policy::deny(["s3:*"]).to("*").on(bucket.arn()).on(objects).when(
        "Bool",
        "aws:SecureTransport",
        "false",
    );
    files
        .at("tls-only")
        .put(s3::BucketPolicy::new(bucket.name(), tls_only));
    files.at("alerts").output("Where alerts go", topic.arn());
}
