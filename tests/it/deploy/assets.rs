//! Assets: uploaded once, after approval, to a bucket that is safe before anything is in it; and what `gc` removes.

use crate::support::account::faulty::{each_call, faults};
use crate::support::account::scene::Scene;
use crate::support::account::ui::{Answer, Person};
use crate::support::cli::Sandbox;
use crate::support::ministack::Account;
use jiff::{SignedDuration, Timestamp};
use sa_infra::app::App;
use sa_infra::asset::{CargoLambda, Content, Directory, File, Image};
use sa_infra::aws::{iam, lambda, sns, ssm};
use sa_infra::cloud::s3::S3;
use sa_infra::cloud::{Cloud, SdkClouds};
use sa_infra::deploy::deployment::{Deployment, Failure, Options};
use sa_infra::deploy::gc;
use sa_infra::deploy::ui::{Outcome, Question};
use sa_infra::policy::{allow, document};
use sa_infra::synth::{Artifact, Assembly};
use std::path::Path;

const OURS: &str = "sa-infra-assets-111122223333-us-east-1";

/// A directory with a function in Python, and what is no part of it.
pub fn function(sandbox: &Sandbox, answer: &str) -> std::path::PathBuf {
    let code = format!("def handler(event, context):\n    return '{answer}'\n");
    sandbox.write("hello/main.py", &code);
    sandbox.write("hello/.gitignore", "*.log\n");
    sandbox.write("hello/debug.log", answer);
    sandbox.path().join("hello")
}

/// A stack with the function.
pub fn hello(directory: &Path, description: &str) -> Assembly {
    let mut app = App::new();
    let stack = app.stack("hello");
    stack.set_description(description.to_owned());
    let code = stack.asset(Directory::new(directory));
    let trust = allow(["sts:AssumeRole"]).to_service("lambda.amazonaws.com");
    let role = stack.at("role").put(iam::Role::new(document([trust])));
    stack.at("hello").put(lambda::Function {
        function_name: "hello".into(),
        handler: "main.handler".into(),
        runtime: lambda::FunctionRuntime::Python3_12.into(),
        ..lambda::Function::new(lambda::Code::from(&code), role.arn())
    });
    app.synth().unwrap_or_else(|findings| panic!("{findings}"))
}

/// A stack with a file, whose address is a value.
fn filed(path: &Path, description: &str) -> Vec<Artifact> {
    let mut app = App::new();
    let stack = app.stack("s");
    let file = stack.asset(File::new(path));
    stack.at("where").put(ssm::Parameter {
        description: description.to_owned().into(),
        ..ssm::Parameter::new(ssm::ParameterType::String, file.url())
    });
    app.synth().unwrap().stacks
}

#[test]
fn the_same_content_is_the_same_template_whatever_its_times_and_ignored_files_are() {
    let (one, two) = (Sandbox::new(), Sandbox::new());
    let template = |sandbox: &Sandbox| {
        hello(&function(sandbox, "a"), "x").stacks[0]
            .template
            .to_compact()
    };
    let first = template(&one);
    assert!(first.contains(r#""AssetBucket":{"Type":"String""#), "{first}");
    two.write("hello/debug.log", "something else");
    assert_eq!(template(&two), first);
    two.write("hello/main.py", "pass");
    assert_ne!(
        hello(&two.path().join("hello"), "x").stacks[0]
            .template
            .to_compact(),
        first
    );
}

#[test]
fn what_cannot_be_read_is_an_error_of_synth_at_its_line() {
    let sandbox = Sandbox::new();
    sandbox.write("empty/.gitignore", "*\n");
    sandbox.write("outside/file", "x");
    std::fs::create_dir(sandbox.path().join("links")).unwrap();
    std::os::unix::fs::symlink(
        sandbox.path().join("outside/file"),
        sandbox.path().join("links/link"),
    )
    .unwrap();
    let mut app = App::new();
    let stack = app.stack("s");
    stack.at("topic").put(sns::Topic::default());
    for name in ["absent", "empty", "links", "outside/file"] {
        stack.asset(Directory::new(sandbox.path().join(name)));
    }
    stack.asset(Directory::new(sandbox.path().join("outside")).exclude("[a"));
    stack.asset(Image::new(sandbox.path().join("outside")));
    stack.asset(CargoLambda::new(sandbox.path().join("outside"), "hello"));
    let errors = app.synth().unwrap_err();
    let expected = [
        "no such directory",
        "no files",
        "a link to a file outside",
        "not a directory",
        "the pattern [a is not valid: a `[` has no `]`",
        "no Dockerfile",
        "no Cargo.toml",
    ];
    for (error, expected) in errors.iter().zip(expected) {
        assert!(
            error.reason.contains(expected) && error.origin.is_some(),
            "{error}"
        );
    }
    assert_eq!(errors.len(), expected.len(), "{errors}");
}

#[test]
fn a_content_is_uploaded_once_and_only_after_a_yes() {
    let sandbox = Sandbox::new();
    let path = sandbox.write("data.txt", "some data");
    let scene = Scene::default();
    scene.person.answer.set(Answer::No);
    assert!(matches!(scene.fails(&filed(&path, "a")[0]), Failure::Declined));
    assert!(scene.world(|world| world.buckets.is_empty()));
    scene.person.answer.set(Answer::Yes);
    assert_eq!(scene.succeeds(&filed(&path, "a")), [Outcome::Created]);
    assert_eq!(scene.account.count("s3:PutObject"), 1);
    assert_eq!(scene.succeeds(&filed(&path, "a")), [Outcome::Unchanged]);
    assert_eq!(scene.succeeds(&filed(&path, "b")), [Outcome::Updated]);
    assert_eq!(scene.account.count("s3:PutObject"), 1);
    sandbox.write("data.txt", "other data");
    assert_eq!(scene.succeeds(&filed(&path, "b")), [Outcome::Updated]);
    assert_eq!(scene.account.count("s3:PutObject"), 2);
    let asked = scene.person.asked.borrow();
    assert_eq!(
        asked
            .iter()
            .filter(|asked| matches!(asked, Question::AssetStore { .. }))
            .count(),
        2
    );
}

#[test]
fn a_dry_run_uploads_nothing_and_makes_no_bucket() {
    let sandbox = Sandbox::new();
    let mut scene = Scene::default();
    scene.options.dry_run = true;
    assert_eq!(
        scene.succeeds(&filed(&sandbox.write("data.txt", "x"), "a")),
        [Outcome::Shown]
    );
    assert!(scene.world(|world| world.buckets.is_empty()));
}

#[test]
fn a_file_that_changes_in_between_is_not_uploaded_under_the_hash_of_another() {
    let sandbox = Sandbox::new();
    let stacks = filed(&sandbox.write("data.txt", "x"), "a");
    sandbox.write("data.txt", "y");
    let scene = Scene::default();
    assert!(
        matches!(scene.fails(&stacks[0]), Failure::Asset { reason, .. } if reason.contains("changed during"))
    );
    assert_eq!(scene.account.count("ExecuteChangeSet"), 0);
}

#[test]
fn whatever_call_fails_or_kills_it_the_same_deployment_finishes() {
    let sandbox = Sandbox::new();
    let stacks = filed(&sandbox.write("data.txt", "x"), "a");
    for what in faults() {
        let attempt = |scene: &Scene| drop(scene.try_deploy(&stacks));
        let again = |scene: &Scene| drop(scene.succeeds(&stacks));
        let calls = each_call(Scene::default, &what, attempt, again, |scene, after| {
            assert_eq!(scene.status().as_deref(), Some("CREATE_COMPLETE"), "{after}");
            let objects = scene.world(|world| world.buckets[OURS].objects.len());
            assert_eq!(objects, 1, "{after}");
        });
        assert!(calls >= 14, "{calls}");
    }
}

/// Deploys to the emulator.
pub async fn deploy(account: &Account, assembly: &Assembly) -> Vec<Result<Outcome, Failure>> {
    let clouds = SdkClouds::load(&account.access()).await.unwrap();
    let (options, ui) = (
        Options {
            concurrency: 4,
            ..Options::default()
        },
        Person::default(),
    );
    let deployment = Deployment {
        clouds: &clouds,
        all: &assembly.stacks,
        options: &options,
        ui: &ui,
        interrupts: &ui.interrupts,
    };
    let stacks = assembly.stacks.iter().collect::<Vec<_>>();
    let results = Box::pin(deployment.deploy(&stacks)).await;
    results.into_iter().map(|(_, result)| result).collect()
}

pub async fn keys(account: &Account) -> Vec<String> {
    let bucket = format!("sa-infra-assets-{}-us-east-1", account.id);
    let cloud = account.cloud().await;
    let objects = cloud
        .s3()
        .list_objects(&bucket, &account.id, "assets/")
        .await
        .unwrap();
    objects.into_iter().map(|object| object.key).collect()
}

#[tokio::test]
async fn a_function_has_the_code_of_its_directory_and_gc_removes_what_no_stack_names() {
    let (account, sandbox) = (Account::new(), Sandbox::new());
    let assembly = hello(&function(&sandbox, "one"), "x");
    let results = deploy(&account, &assembly).await;
    assert!(
        matches!(results.as_slice(), [Ok(Outcome::Created)]),
        "{results:?}"
    );
    let first = keys(&account).await;
    let about = account.send("lambda", "GET", "/2015-03-31/functions/hello", &[], "");
    let about = serde_json::from_str::<serde_json::Value>(&about).unwrap();
    let bytes = assembly.stacks[0].assets[0].content.clone();
    let Content::File(made) = bytes else {
        panic!("no file")
    };
    let made = made.make().unwrap();
    assert_eq!(about["Configuration"]["CodeSize"], made.len(), "{about}");
    let hash = {
        use sha2::Digest;
        sha2::Sha256::digest(&made)
    };
    assert_eq!(about["Configuration"]["CodeSha256"], base64(&hash), "{about}");
    let results = deploy(&account, &hello(&function(&sandbox, "two"), "x")).await;
    assert!(
        matches!(results.as_slice(), [Ok(Outcome::Updated)]),
        "{results:?}"
    );
    assert_eq!(keys(&account).await.len(), 2);
    let cloud = account.cloud().await;
    let mut request = gc::Request {
        bucket: None,
        min_age: SignedDuration::from_hours(24),
        now: Timestamp::now(),
    };
    assert_eq!(gc::find(&cloud, &request).await.unwrap().unused, []);
    request.min_age = SignedDuration::ZERO;
    request.now += SignedDuration::from_mins(1);
    let unused = gc::find(&cloud, &request).await.unwrap();
    assert_eq!(
        (&unused.unused[0].name, unused.unused.len(), unused.kept),
        (&first[0], 1, 1)
    );
    assert_eq!(gc::delete(&cloud, &unused).await.unwrap(), 1);
    assert!(!keys(&account).await.contains(&first[0]));
    assert_eq!(gc::find(&cloud, &request).await.unwrap().unused, []);
}

/// As AWS writes a hash.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    text
}
