//! The same stacks for test and production, in two accounts and two regions, with one `deploy`.
//!
//! The profiles `test` and `prod` are in `~/.aws/config`. Try it without them: `cargo run --example stages --features
//! sns,ssm -- deploy --all --local`.

use sa_infra::app::{App, Stage};
use sa_infra::aws::{s3, sns, ssm};
use std::process::ExitCode;

const TEST: &str = "111122223333";
const PROD: &str = "444455556666";

fn main() -> ExitCode {
    sa_infra::cli::main(&define)
}

fn define(app: &mut App) {
    app.set_profile(TEST, "test");
    app.set_profile(PROD, "prod");
    app.stage(Stage::new("test").account(TEST).region("eu-central-1"), stacks);
    app.stage(Stage::new("prod").account(PROD).region("us-east-1"), stacks);
}

/// The stacks of each stage. The names of resources are those of the stage's account, so they can be the same in both.
fn stacks(app: &mut App) {
    let alerts = app.stack("alerts");
    let topic = alerts.at("topic").put(sns::Topic {
        topic_name: "alerts".into(),
        ..Default::default()
    });
    let files = app.stack("files");
    files.at("uploads").put(s3::Bucket::default());
    files.at("alerts").put(ssm::Parameter {
        name: "/files/alerts".into(),
        ..ssm::Parameter::new(ssm::ParameterType::String, topic.topic_arn().text())
    });
}
