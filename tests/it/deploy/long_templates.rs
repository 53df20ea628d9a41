//! Templates that are too long for a request: through a bucket that is secured before it is used, and empty
//! afterwards.

use crate::support::account::buckets::Bucket;
use crate::support::account::faulty::{each_call, faults};
use crate::support::account::scene::{Scene, stack};
use crate::support::account::ui::Answer;
use crate::support::ministack::Account;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::s3::S3;
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::ui::{Outcome, Question};
use sa_infra::synth::Artifact;
use serde_json::json;

const OURS: &str = "sa-infra-templates-111122223333-us-east-1";

/// A stack whose template has more than this many bytes.
fn long(bytes: usize) -> Artifact {
    let topic = json!({"Type": "AWS::SNS::Topic", "Metadata": {"about": "x".repeat(bytes)}});
    stack("s", &json!({"Resources": {"Topic": topic}}))
}

/// The buckets, with the number of objects and settings of each.
fn buckets(scene: &Scene) -> Vec<(String, usize, usize)> {
    let all = |world: &mut crate::support::account::World| {
        let buckets = world.buckets.iter();
        let counts =
            buckets.map(|(name, bucket)| (name.clone(), bucket.objects.len(), bucket.settings.len()));
        counts.collect()
    };
    scene.world(all)
}

fn given(owner: Option<&str>) -> Scene {
    let mut scene = Scene::default();
    scene.options.template_bucket = Some("mine".to_owned());
    let owner = owner.map(str::to_owned);
    let bucket = Bucket {
        owner,
        ..Bucket::default()
    };
    scene.world(|world| world.buckets.insert("mine".to_owned(), bucket));
    scene
}

#[test]
fn a_long_one_goes_through_a_bucket_that_is_asked_about_once() {
    let scene = Scene::default();
    assert_eq!(scene.succeeds(&[long(60_000)]), [Outcome::Created]);
    assert_eq!(buckets(&scene), [(OURS.to_owned(), 0, 5)]);
    assert_eq!(scene.succeeds(&[long(60_001)]), [Outcome::Updated]);
    let asked = scene.person.asked.borrow();
    let about = asked
        .iter()
        .filter(|asked| matches!(asked, Question::TemplateBucket { .. }));
    assert_eq!(about.count(), 1);
}

#[test]
fn a_short_one_goes_without() {
    let scene = Scene::default();
    scene.succeeds(&[long(50_000)]);
    assert_eq!(buckets(&scene), []);
}

#[test]
fn who_says_no_gets_no_bucket() {
    let scene = Scene::default();
    scene.person.answer.set(Answer::No);
    assert!(matches!(scene.fails(&long(60_000)), Failure::Declined));
    assert_eq!(buckets(&scene), []);
}

#[test]
fn a_dry_run_makes_no_bucket_and_leaves_nothing_in_one() {
    let mut scene = Scene::default();
    scene.options.dry_run = true;
    assert!(matches!(scene.fails(&long(60_000)), Failure::TemplateBucket(_)));
    assert_eq!(buckets(&scene), []);
    let mut scene = given(None);
    scene.options.dry_run = true;
    assert_eq!(scene.succeeds(&[long(60_000)]), [Outcome::Shown]);
    assert_eq!(buckets(&scene), [("mine".to_owned(), 0, 0)]);
}

#[test]
fn a_bucket_that_is_given_is_used_as_it_is() {
    let scene = given(None);
    scene.succeeds(&[long(60_000)]);
    assert_eq!(buckets(&scene), [("mine".to_owned(), 0, 0)]);
}

#[test]
fn a_template_that_was_swapped_in_the_bucket_is_not_executed() {
    let foreign = json!({"Resources": {"Admin": {"Type": "AWS::IAM::Role"}}}).to_string();
    let scene = given(None);
    scene.world(|world| world.buckets.get_mut("mine").unwrap().swapped = Some(foreign));
    let failure = scene.fails(&long(60_000));
    assert!(
        matches!(&failure, Failure::Swapped { bucket } if bucket.as_deref() == Some("mine")),
        "{failure}"
    );
    assert_eq!(scene.account.count("ExecuteChangeSet"), 0);
    assert_eq!(scene.world(|world| world.change_sets()), 0);
}

#[test]
fn a_bucket_of_others_or_none_at_all_is_refused() {
    let scene = given(Some("999988887777"));
    assert!(
        matches!(scene.fails(&long(60_000)), Failure::TemplateBucket(what) if what.contains("no access"))
    );
    scene.world(|world| world.buckets.clear());
    assert!(
        matches!(scene.fails(&long(60_000)), Failure::TemplateBucket(what) if what.contains("the bucket mine does not exist"))
    );
}

#[test]
fn what_no_one_takes_is_told_before_anything_is_sent() {
    let scene = Scene::default();
    assert!(matches!(scene.fails(&long(1_048_576)), Failure::TooLong(bytes) if bytes > 1_048_576));
    assert_eq!(buckets(&scene), []);
}

#[test]
fn whatever_call_fails_the_same_deployment_finishes() {
    for what in faults() {
        let stacks = [long(60_000)];
        let attempt = |scene: &Scene| drop(scene.try_deploy(&stacks));
        let again = |scene: &Scene| drop(scene.succeeds(&stacks));
        let calls = each_call(Scene::default, &what, attempt, again, |scene, after| {
            assert_eq!(scene.status().as_deref(), Some("CREATE_COMPLETE"), "{after}");
            for (name, _, settings) in buckets(scene) {
                assert_eq!((&*name, settings), (OURS, 5), "{after}");
            }
        });
        assert!(calls >= 16, "{calls}");
    }
}

#[tokio::test]
async fn a_stack_of_many_services_is_deployed_through_a_bucket() {
    let account = Account::new();
    let services = (0..10).map(|nth| {
        format!(
            "[stock_advisor.services.service-{nth}]\nrepository = \"service-{nth}\"\ncommand = [\"run\"]\n\
             schedule = {{ cron = \"30 15 ? * FRI *\", timezone = \"America/New_York\" }}\n\
             build = {{ dockerfile = \"Dockerfile.{nth}\", repository_variable = \"REPO_{nth}\" }}\n"
        )
    });
    account.configure(&services.collect::<String>());
    let run = account.run(&["deploy", "app-infra-compute", "--yes"]).exits(0);
    let bucket = format!("sa-infra-templates-{}-us-east-1", account.id);
    assert!(
        run.stderr
            .contains("using the bucket sa-infra-templates-[ACCOUNT]-us-east-1"),
        "{run}"
    );
    let cloud = account.cloud().await;
    let template = cloud
        .cloudformation()
        .get_template("app-infra-compute")
        .await
        .unwrap()
        .unwrap();
    assert!(template.len() > 51_200, "{}", template.len());
    assert_eq!(
        cloud
            .s3()
            .list_object_versions(&bucket, None)
            .await
            .unwrap()
            .versions,
        []
    );
    assert!(
        cloud
            .s3()
            .head_bucket(&bucket, &account.id)
            .await
            .unwrap()
            .is_some()
    );
    for (setting, word) in [
        ("publicAccessBlock", "<BlockPublicPolicy>true</BlockPublicPolicy>"),
        ("encryption", "AES256"),
        ("policy", "aws:SecureTransport"),
        ("policy", "aws:PrincipalAccount"),
        ("versioning", "<Status>Enabled</Status>"),
        ("ownershipControls", "BucketOwnerEnforced"),
        ("lifecycle", "<Days>1</Days>"),
    ] {
        let set = account.send("s3", "GET", &format!("/{bucket}?{setting}"), &[], "");
        assert!(set.contains(word), "{setting}: {set}");
    }
    let run = account.run(&["deploy", "app-infra-compute"]).exits(0);
    assert!(run.stderr.contains("app-infra-compute: unchanged"), "{run}");
}
