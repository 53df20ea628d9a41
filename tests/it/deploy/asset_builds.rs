//! Assets that programs build: images, and functions in Rust. The programs are stand-ins that write down how they were called.

use super::assets::deploy;
use crate::support::account::scene::Scene;
use crate::support::cli::Sandbox;
use crate::support::ministack::Account;
use sa_infra::app::App;
use sa_infra::asset::{CargoLambda, Content, Image};
use sa_infra::aws::{sns, ssm};
use sa_infra::cloud::Cloud;
use sa_infra::cloud::ecr::Ecr;
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::ui::Outcome;

/// Writes down how it was called, and what it was given.
const FAKE_DOCKER: &str = "#!/bin/sh\necho \"$*\" >> \"$(dirname \"$0\")/called\"\n\
    if [ \"$1\" = login ]; then cat > \"$(dirname \"$0\")/password\"; fi\n";

#[tokio::test]
async fn an_image_is_built_and_pushed_once_and_its_password_is_no_argument() {
    let (account, sandbox) = (Account::new(), Sandbox::new());
    sandbox.write("app/Dockerfile", "FROM scratch\nCOPY main /\n");
    sandbox.write("app/main", "x");
    let docker = sandbox.program("docker", FAKE_DOCKER);
    let assembly = |platform: &str| {
        let mut app = App::new();
        let stack = app.stack("image");
        let image = Image::new(sandbox.path().join("app"))
            .platform(platform.to_owned())
            .program(&docker);
        let image = stack.asset(image);
        stack
            .at("uri")
            .put(ssm::Parameter::new(ssm::ParameterType::String, image.uri()));
        app.synth().unwrap()
    };
    let arm = assembly("linux/arm64");
    let results = deploy(&account, &arm).await;
    assert!(
        matches!(results.as_slice(), [Ok(Outcome::Created)]),
        "{results:?}"
    );
    let registry = format!("{}.dkr.ecr.us-east-1.amazonaws.com", account.id);
    let tag = &arm.stacks[0].assets[0].name;
    let called = sandbox.read("called");
    let lines = called.lines().collect::<Vec<_>>();
    assert!(
        lines[0].starts_with(&format!("build --tag {registry}/sa-infra-assets:{tag} --file")),
        "{called}"
    );
    assert!(lines[0].contains("--platform linux/arm64"), "{called}");
    assert_eq!(
        lines[1],
        format!("login --username AWS --password-stdin {registry}")
    );
    assert_eq!(lines[2], format!("push {registry}/sa-infra-assets:{tag}"));
    let password = sandbox.read("password");
    assert!(!password.is_empty() && !called.contains(&password));
    let cloud = account.cloud().await;
    assert!(
        cloud
            .ecr()
            .repository_uri("sa-infra-assets")
            .await
            .unwrap()
            .is_some()
    );
    // The image that the stand-in did not push.
    let image =
        serde_json::json!({"repositoryName": "sa-infra-assets", "imageTag": tag, "imageManifest": "{}"});
    let target = [
        ("X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.PutImage"),
        ("Content-Type", "application/x-amz-json-1.1"),
    ];
    account.send("ecr", "POST", "/", &target, &image.to_string());
    account.send(
        "cloudformation",
        "POST",
        "/",
        &[("Content-Type", "application/x-www-form-urlencoded")],
        "Action=DeleteStack&StackName=image&Version=2010-05-15",
    );
    let results = deploy(&account, &arm).await;
    assert!(matches!(results.as_slice(), [Ok(_)]), "{results:?}");
    assert_eq!(sandbox.read("called").lines().count(), 3);
    let results = deploy(&account, &assembly("linux/amd64")).await;
    assert!(
        matches!(results.as_slice(), [Ok(Outcome::Updated)]),
        "{results:?}"
    );
    assert_eq!(sandbox.read("called").lines().count(), 6);
}

#[test]
fn a_build_that_fails_says_why_and_nothing_is_executed() {
    let sandbox = Sandbox::new();
    sandbox.write("app/Dockerfile", "FROM scratch\n");
    let docker = sandbox.program("docker", "#!/bin/sh\necho 'no space left' >&2\nexit 7\n");
    let mut app = App::new();
    let stack = app.stack("image");
    let image = stack.asset(Image::new(sandbox.path().join("app")).program(docker));
    stack
        .at("uri")
        .put(ssm::Parameter::new(ssm::ParameterType::String, image.uri()));
    let scene = Scene::default();
    let failure = scene.fails(&app.synth().unwrap().stacks[0]);
    assert!(
        matches!(&failure, Failure::Asset { reason, .. } if reason.contains("no space left")),
        "{failure}"
    );
    assert_eq!(scene.account.count("ExecuteChangeSet"), 0);
}

/// Builds what `cargo build` would, and says where it is.
const FAKE_CARGO: &str = "#!/bin/sh\nif [ \"$1\" = lambda ]; then exit 1; fi\necho \"$*\" > called\nprintf binary > built\n\
    echo '{\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"hello\"},\"executable\":\"'\"$PWD\"'/built\"}'\n";

#[test]
fn a_function_in_rust_is_built_by_cargo_and_packed_as_bootstrap() {
    let sandbox = Sandbox::new();
    sandbox.write("hello/Cargo.toml", "[package]\nname = \"hello\"\n");
    sandbox.write("hello/.gitignore", "/called\n/built\n");
    let cargo = sandbox.program("cargo", FAKE_CARGO);
    let mut app = App::new();
    let source = CargoLambda::new(sandbox.path().join("hello"), "hello").cargo(&cargo);
    let code = app.stack("s").asset(source);
    app.stack_mut("s").unwrap().at("topic").put(sns::Topic::default());
    app.stack_mut("s")
        .unwrap()
        .at("key")
        .output("The key", code.key());
    let stack = app.synth().unwrap().stacks.remove(0);
    let Content::File(made) = &stack.assets[0].content else {
        panic!("no file")
    };
    let bytes = made.make().unwrap();
    assert!(bytes.starts_with(b"PK") && bytes.windows(9).any(|part| part == b"bootstrap"));
    assert_eq!(
        sandbox.read("hello/called").trim(),
        "build --release --bin hello --target aarch64-unknown-linux-musl --message-format json-render-diagnostics"
    );
}
