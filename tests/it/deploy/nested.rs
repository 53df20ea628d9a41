//! Nested stacks on both emulators: deployed, changed, failed, and destroyed with what is in them.

mod program;
mod scripted;
mod shown;

use super::assets::deploy;
use crate::support::account::ui::{Answer, Person};
use crate::support::lint;
use crate::support::ministack::Account;
use crate::support::moto::Moto;
use jiff::{SignedDuration, Timestamp};
use sa_infra::app::{App, Retention};
use sa_infra::aws::{s3, sns, ssm};
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::s3::S3;
use sa_infra::cloud::ssm::Ssm;
use sa_infra::cloud::{Cloud, SdkClouds};
use sa_infra::deploy::deployment::{Approval, Deployment, Failure, Options};
use sa_infra::deploy::destroy::{self, Destruction};
use sa_infra::deploy::ui::{Event, Outcome};
use sa_infra::deploy::{diff, gc, template_files};
use sa_infra::synth::Assembly;
use sa_infra::template::Parameter;
use sa_infra::text;
use sa_infra::value::Val;

/// What a test changes.
#[derive(Clone, Copy, Default)]
struct Shop {
    /// The name of the parameter in the innermost stack.
    name: &'static str,
    /// What is appended to its value.
    suffix: &'static str,
    /// Whether the innermost stack has the bucket.
    has_files: bool,
}

const SHOP: Shop = Shop {
    name: "/shop/topic",
    suffix: "",
    has_files: true,
};

/// A topic; a nested stack with a queue of alerts; in that another one, which has the ARN of the topic.
fn shop(shop: Shop) -> Assembly {
    let mut app = App::new();
    let stack = app.stack("shop");
    stack.set_region("us-east-1");
    stack.tag("team", "shop");
    let topic = stack.at("topic").put(sns::Topic::default());
    let storage = stack.nested_stack("storage");
    let alerts = storage.at("alerts").put(sns::Topic::default());
    let inner = storage.nested_stack("inner");
    inner.at("where").put(ssm::Parameter {
        name: shop.name.into(),
        ..ssm::Parameter::new(ssm::ParameterType::String, text![topic.arn(), shop.suffix])
    });
    let files = shop
        .has_files
        .then(|| inner.at("files").put(s3::Bucket::default()));
    let kept = inner.at("kept").retain(Retention::Always);
    let kept = kept.put(sns::Topic::default());
    inner.at("kept").output("The topic that stays", kept.arn().text());
    if let Some(files) = files {
        stack.at("files").output("The bucket", files.name());
    }
    stack.at("alerts").output("The topic", alerts.arn().text());
    app.synth().unwrap_or_else(|findings| panic!("{findings}"))
}

/// A nested stack in another one, each with a value that you set after the deployment.
fn settings(default: &'static str) -> Assembly {
    let mut app = App::new();
    let stack = app.stack("shop");
    stack.set_region("us-east-1");
    stack.at("topic").put(sns::Topic::default());
    let outer = stack.nested_stack("outer");
    setting(outer, "/shop/one", default);
    setting(outer.nested_stack("inner"), "/shop/two", default);
    app.synth().unwrap_or_else(|findings| panic!("{findings}"))
}

fn setting(stack: &mut sa_infra::app::Stack, name: &'static str, default: &'static str) {
    let parameter = Parameter {
        kind: "String".into(),
        default: Some(default.into()),
        ..Parameter::default()
    };
    let value: Val<String> = stack.parameter("Value", parameter);
    stack.at("setting").put(ssm::Parameter {
        name: name.into(),
        description: default.into(),
        ..ssm::Parameter::new(ssm::ParameterType::String, value)
    });
}

async fn run(
    account: &Account,
    assembly: &Assembly,
    options: &Options,
    ui: &Person,
) -> Result<Outcome, Failure> {
    let clouds = SdkClouds::load(&account.access()).await.unwrap();
    let deployment = Deployment {
        clouds: &clouds,
        all: &assembly.stacks,
        options,
        ui,
        interrupts: &ui.interrupts,
    };
    let mut results = Box::pin(deployment.deploy(&[&assembly.stacks[0]])).await;
    results.remove(0).1
}

async fn value(account: &Account, name: &str) -> Option<String> {
    let cloud = account.cloud().await;
    let found = cloud.ssm().get_parameters(&[name.to_owned()]).await.unwrap();
    found.first().map(|parameter| parameter.value.expose().to_owned())
}

#[tokio::test]
async fn they_are_deployed_with_their_parent_and_values_cross_in_both_directions() {
    let account = Account::new();
    let assembly = shop(SHOP);
    let results = deploy(&account, &assembly).await;
    assert!(
        matches!(results.as_slice(), [Ok(Outcome::Created)]),
        "{results:?}"
    );
    let arn = value(&account, SHOP.name).await.unwrap();
    assert!(arn.starts_with("arn:aws:sns:us-east-1:"), "{arn}");
    let cloud = account.cloud().await;
    let stack = cloud
        .cloudformation()
        .describe_stack("shop")
        .await
        .unwrap()
        .unwrap();
    let outputs = stack
        .outputs
        .iter()
        .map(|output| &*output.value)
        .collect::<Vec<_>>();
    let mut buckets = 0;
    for name in &outputs {
        let found = cloud.s3().head_bucket(name, &account.id).await;
        buckets += usize::from(matches!(found, Ok(Some(_))));
    }
    assert_eq!(buckets, 1, "{outputs:?}");
    assert!(outputs.iter().any(|output| output.starts_with("arn:aws:sns:")));
    // The same templates: nothing to do. A change in the innermost stack: an update.
    let results = deploy(&account, &assembly).await;
    assert!(
        matches!(results.as_slice(), [Ok(Outcome::Unchanged)]),
        "{results:?}"
    );
    let results = deploy(&account, &shop(Shop { suffix: "/x", ..SHOP })).await;
    assert!(
        matches!(results.as_slice(), [Ok(Outcome::Updated)]),
        "{results:?}"
    );
    assert_eq!(value(&account, SHOP.name).await.unwrap(), format!("{arn}/x"));
    // The templates of the first deployment are no longer named.
    let request = gc::Request {
        bucket: None,
        min_age: SignedDuration::ZERO,
        now: Timestamp::now() + SignedDuration::from_mins(1),
    };
    let assets = gc::find(&cloud, &request).await.unwrap();
    assert_eq!((assets.unused.len(), assets.kept), (2, 2), "{assets:?}");
}

#[tokio::test]
async fn what_a_nested_stack_loses_is_shown_and_stops() {
    let account = Account::new();
    let results = deploy(&account, &shop(SHOP)).await;
    assert!(results[0].is_ok(), "{results:?}");
    let clouds = SdkClouds::load(&account.access()).await.unwrap();
    let next = shop(Shop {
        has_files: false,
        ..SHOP
    });
    let compared = diff::deployed(&clouds, &next.stacks, &Options::default(), true)
        .await
        .unwrap();
    let removed = compared[0]
        .diff
        .resources
        .iter()
        .find(|change| change.kind == "AWS::S3::Bucket");
    let id = removed.unwrap().id.to_string();
    assert_eq!(id.matches('/').count(), 2, "{id}");
    let results = deploy(&account, &next).await;
    let [Err(Failure::Stopped(stops))] = results.as_slice() else {
        panic!("{results:?}")
    };
    assert_eq!((&*stops[0].id, stops[0].fate), (&*id, "removed"));
}

#[tokio::test]
async fn nothing_is_uploaded_before_a_yes_and_a_dry_run_shows_what_is_inside() {
    let account = Account::new();
    let assembly = shop(SHOP);
    for (dry_run, answer) in [(true, Answer::Yes), (false, Answer::No)] {
        let options = Options {
            dry_run,
            approval: Approval::AnyChange,
            ..Options::default()
        };
        let ui = Person::default();
        ui.answer.set(answer);
        match run(&account, &assembly, &options, &ui).await {
            Ok(outcome) => assert!(dry_run && outcome == Outcome::Shown),
            Err(failure) => assert!(!dry_run && matches!(failure, Failure::Declined), "{failure}"),
        }
        let told = ui.told.borrow();
        let planned = told.iter().find_map(|event| match event {
            Event::Plan { compared, .. } => Some(compared.diff.resources.len()),
            _ => None,
        });
        assert_eq!(planned, Some(7));
    }
    let cloud = account.cloud().await;
    assert_eq!(cloud.cloudformation().describe_stack("shop").await.unwrap(), None);
    let bucket = format!("sa-infra-assets-{}-us-east-1", account.id);
    assert_eq!(cloud.s3().head_bucket(&bucket, &account.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_failure_inside_has_its_reason() {
    let account = Account::new();
    let results = deploy(
        &account,
        &shop(Shop {
            name: "aws/reserved",
            ..SHOP
        }),
    )
    .await;
    let [Err(Failure::Ended { cause, .. })] = results.as_slice() else {
        panic!("{results:?}")
    };
    assert!(cause.failures[0].reason.contains("prefixed with"), "{cause:?}");
}

/// Destroys the stack, and returns what is told.
async fn destroyed(account: &Account, assembly: &Assembly) -> String {
    let clouds = SdkClouds::load(&account.access()).await.unwrap();
    let ui = Person::default();
    let destruction = Destruction {
        clouds: &clouds,
        all: &assembly.stacks,
        options: &destroy::Options::default(),
        ui: &ui,
        interrupts: &ui.interrupts,
    };
    let results = Box::pin(destruction.destroy(&[&assembly.stacks[0]])).await;
    assert!(matches!(results[0].1, Ok(Outcome::Deleted)), "{results:?}");
    let told = ui.told.borrow();
    let survivors = told.iter().find_map(|event| match event {
        Event::Survivors { survivors, .. } => Some(format!("{survivors:?}")),
        _ => None,
    });
    survivors.unwrap_or_default()
}

#[tokio::test]
async fn what_is_retained_inside_survives_and_is_named() {
    let account = Account::new();
    let assembly = shop(SHOP);
    let results = deploy(&account, &assembly).await;
    assert!(results[0].is_ok(), "{results:?}");
    let survivors = destroyed(&account, &assembly).await;
    assert!(
        survivors.contains("AWS::SNS::Topic") && survivors.contains("Retained"),
        "{survivors}"
    );
}

/// It enforces the policy of our own bucket, which denies plain HTTP.
#[tokio::test]
async fn the_second_emulator_agrees() {
    let account = Moto::shared().account();
    let cloud = account.cloud().await;
    cloud.s3().create_bucket("nested-templates").await.unwrap();
    let options = Options {
        asset_bucket: Some("nested-templates".to_owned()),
        ..Options::default()
    };
    let assembly = shop(Shop {
        name: "/shop/moto",
        ..SHOP
    });
    let result = run(&account, &assembly, &options, &Person::default()).await;
    assert!(matches!(result, Ok(Outcome::Created)), "{result:?}");
    let arn = value(&account, "/shop/moto").await.unwrap();
    assert!(arn.starts_with("arn:aws:sns:us-east-1:"), "{arn}");
}

#[test]
fn every_template_passes_cfn_lint() {
    let directory = tempfile::tempdir().unwrap();
    let written = template_files::write(&shop(SHOP).stacks, directory.path()).unwrap();
    let names = written
        .iter()
        .map(|file| file.path.file_name().unwrap().to_str().unwrap());
    assert_eq!(
        names.collect::<Vec<_>>(),
        [
            "shop.template.json",
            "shop.storage.template.json",
            "shop.storage.inner.template.json"
        ]
    );
    let paths = written.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
    let findings = lint::lint(&paths, &["us-east-1"]);
    // Our templates join strings, as those of the CDK do.
    let found = findings
        .iter()
        .filter(|finding| finding.rule != "I1022")
        .collect::<Vec<_>>();
    assert!(found.is_empty(), "{found:#?}");
}
