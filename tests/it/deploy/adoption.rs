//! A bucket that exists before its stack is imported with its contents, in two steps, whatever happens in between.

use crate::support::account::apps::current;
use crate::support::account::faulty::{everywhere, faults};
use crate::support::account::scene::{Scene, stack};
use crate::support::account::ui::Answer;
use crate::support::account::{At, What, When};
use sa_infra::cloud::s3::Setting;
use sa_infra::deploy::adoption::Unfit;
use sa_infra::deploy::deployment::{Approval, Failure};
use sa_infra::deploy::destroy;
use sa_infra::deploy::ui::{Event, Outcome};
use sa_infra::synth::Artifact;
use sa_infra::template::Template;
use serde_json::json;

const BY_HAND: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*"}]}"#;

/// The settings that users made.
const SET: [(Setting, &str); 5] = [
    (Setting::Policy, BY_HAND),
    (Setting::Versioning, "Suspended"),
    (Setting::Lifecycle, "after-a-year"),
    (Setting::Tags, "team=blue"),
    (Setting::Notifications, "arn:aws:sqs:us-east-1:111122223333:q"),
];

/// The stack, with a retained bucket.
fn with_bucket(mut stack: Artifact) -> Artifact {
    let kept = |kind: &str, properties| json!({"Type": kind, "Properties": properties, "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"});
    let rule = json!({"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}});
    let bucket = json!({
        "BucketName": "data",
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]},
        "PublicAccessBlockConfiguration": {"BlockPublicAcls": true, "BlockPublicPolicy": true},
        "LifecycleConfiguration": {"Rules": [{"Id": "thirty-days", "Status": "Enabled", "ExpirationInDays": 30}]},
        "VersioningConfiguration": {"Status": "Enabled"},
        "Tags": [{"Key": "app", "Value": "trader"}],
    });
    let arn = json!({"Fn::GetAtt": ["Data", "Arn"]});
    let statement = json!({
        "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": [arn, {"Fn::Join": ["", [arn, "/*"]]}],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    });
    let document = json!({"Version": "2012-10-17", "Statement": [statement]});
    let template = json!({
        "Resources": {
            "Data": kept("AWS::S3::Bucket", bucket),
            "DataPolicy": kept("AWS::S3::BucketPolicy", json!({"Bucket": "data", "PolicyDocument": document})),
        },
        "Outputs": {"Bucket": {"Value": {"Ref": "Data"}}},
    });
    let template = Template::parse(&template.to_string()).unwrap();
    stack.template.resources.extend(template.resources);
    stack.template.outputs.extend(template.outputs);
    stack
}

fn trader() -> Artifact {
    with_bucket(stack(
        "s",
        &json!({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}),
    ))
}

/// The bucket exists, and people use it.
fn in_use(scene: Scene) -> Scene {
    scene.world(|world| world.make_bucket("data", &SET));
    scene
}

/// The bucket has all of its contents, and the settings of the template.
fn adopted(scene: &Scene, after: &str) {
    scene.settled();
    scene.world(|world| {
        assert_eq!(world.held("data"), Some(7), "{after}");
        for (setting, word) in [
            (Setting::Versioning, "Enabled"),
            (Setting::Encryption, "AES256"),
            (Setting::PublicAccess, "BlockPublicAcls, BlockPublicPolicy"),
            (Setting::Lifecycle, "thirty-days"),
            (Setting::Tags, "app=trader"),
            (Setting::Notifications, "arn:aws:sqs:us-east-1:111122223333:q"),
        ] {
            assert_eq!(world.setting("data", setting), Some(word), "{after}");
        }
        let policy = world.setting("data", Setting::Policy).unwrap();
        assert!(
            policy.contains("aws:SecureTransport") && !policy.contains("Allow"),
            "{after}: {policy}"
        );
        assert!(world.template("s").contains("thirty-days"), "{after}");
        assert_eq!(world.change_sets(), 0, "{after}");
        let status = world.status("s").unwrap();
        assert!(
            status.ends_with("_COMPLETE") && !status.contains("ROLLBACK"),
            "{after}: {status}"
        );
    });
}

/// The bucket is unchanged, whatever the state of the stack.
fn untouched(scene: &Scene) {
    scene.world(|world| {
        assert_eq!(world.held("data"), Some(7));
        for (setting, word) in SET {
            assert_eq!(world.setting("data", setting), Some(word));
        }
    });
}

#[test]
fn a_first_deployment_takes_over_a_bucket_with_everything_in_it() {
    let scene = in_use(Scene::default());
    assert_eq!(scene.succeeds(&[trader()]), [Outcome::Created]);
    adopted(&scene, "");
    scene.account.forget();
    assert_eq!(scene.succeeds(&[trader()]), [Outcome::Unchanged]);
    assert_eq!(scene.account.count(""), 2);
}

#[test]
fn a_later_deployment_takes_it_over_and_leaves_what_owners_set() {
    let scene = in_use(Scene::living());
    assert_eq!(scene.succeeds(&[with_bucket(current("2"))]), [Outcome::Updated]);
    adopted(&scene, "");
    scene.is_intact("");
}

#[test]
fn without_such_a_bucket_it_is_made() {
    let scene = Scene::default();
    assert_eq!(scene.succeeds(&[trader()]), [Outcome::Created]);
    assert_eq!(scene.world(|world| world.held("data")), Some(0));
    assert_eq!(scene.account.count("ExecuteChangeSet"), 1);
}

#[test]
fn whatever_call_fails_the_next_deployment_continues() {
    for what in faults() {
        let calls = everywhere(|| in_use(Scene::default()), &what, &[trader()], adopted);
        assert!(calls > 20, "{calls}");
    }
}

#[test]
fn nor_is_anything_lost_when_it_comes_later() {
    for what in faults() {
        let check = |scene: &Scene, after: &str| {
            adopted(scene, after);
            scene.is_intact(after);
        };
        everywhere(
            || in_use(Scene::living()),
            &what,
            &[with_bucket(current("2"))],
            check,
        );
    }
}

#[test]
fn an_interrupt_says_where_it_stopped_and_leaves_the_bucket_in_one_piece() {
    let mut halfway = 0;
    for nth in 1.. {
        let scene = in_use(Scene::default());
        scene.account.fault(At::Nth(nth), When::Before, What::Interrupt);
        let result = scene.one(&trader());
        let is_over = scene.account.forget() > 0;
        halfway += u32::from(matches!(result, Err(Failure::Halfway)));
        scene.person.interrupts.set(0);
        scene.settled();
        scene.succeeds(&[trader()]);
        adopted(&scene, &format!("call {nth}"));
        if is_over {
            break;
        }
    }
    assert!(halfway > 0);
}

#[test]
fn what_is_overwritten_is_told_and_asked_about_once_before_anything_is_written() {
    for approval in [Approval::Broadening, Approval::AnyChange] {
        let mut scene = in_use(Scene::default());
        scene.options.approval = approval;
        scene.person.answer.set(Answer::No);
        let before = scene.settled();
        assert!(matches!(scene.fails(&trader()), Failure::Declined));
        assert_eq!(scene.settled(), before);
        let told = scene.person.text();
        for part in [
            "Suspended",
            "after-a-year",
            "thirty-days",
            "s3:GetObject",
            "sqs",
            "team=blue",
            "app=trader",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        scene.person.answer.set(Answer::Yes);
        scene.person.asked.borrow_mut().clear();
        scene.succeeds(&[trader()]);
        assert_eq!(scene.person.asked.borrow().len(), 1);
        adopted(&scene, "");
    }
}

#[test]
fn a_dry_run_tells_and_leaves_no_trace() {
    let mut scene = in_use(Scene::default());
    scene.options.dry_run = true;
    let before = scene.settled();
    assert_eq!(scene.succeeds(&[trader()]), [Outcome::Shown]);
    assert_eq!(scene.settled(), before);
    let told = scene.person.told.borrow();
    assert!(told.iter().any(|event| matches!(event, Event::Adoption { .. })));
}

#[test]
fn what_belongs_to_others_or_is_elsewhere_stays_there() {
    let foreign = in_use(Scene::default());
    foreign.world(|world| world.buckets.get_mut("data").unwrap().owner = Some("444455556666".into()));
    let elsewhere = in_use(Scene::default());
    elsewhere.world(|world| world.buckets.get_mut("data").unwrap().region = Some("ap-south-1".into()));
    let owned = in_use(Scene::default());
    let other = Artifact {
        id: "other".into(),
        name: "other".into(),
        ..trader()
    };
    owned.succeeds(&[other]);
    for (scene, words) in [
        (foreign, "another account"),
        (elsewhere, "is in ap-south-1, but the stack is in us-east-1"),
        (owned, "data already belongs to the stack other"),
    ] {
        let before = scene.settled();
        let failure = scene.fails(&trader());
        assert!(matches!(failure, Failure::Adoption(_)), "{failure}");
        assert!(failure.to_string().contains(words), "{failure}");
        assert_eq!(scene.settled(), before);
    }
}

#[test]
fn an_import_that_fails_leaves_the_bucket_as_it_was() {
    for prepare in [Scene::default, Scene::living] {
        let scene = in_use(prepare());
        scene.world(|world| world.failing.insert("Data".into(), "no".into()));
        let stack = with_bucket(current("1"));
        let failure = scene.fails(&stack);
        assert!(matches!(failure, Failure::Ended { .. }), "{failure}");
        untouched(&scene);
        scene.world(|world| world.failing.clear());
        scene.succeeds(&[stack]);
        adopted(&scene, "");
    }
}

#[test]
fn a_second_step_that_fails_keeps_the_bucket_and_what_is_in_it() {
    let scene = in_use(Scene::default());
    scene.world(|world| world.failing.insert("Topic".into(), "no".into()));
    assert!(matches!(scene.fails(&trader()), Failure::Ended { .. }));
    assert_eq!(scene.world(|world| world.held("data")), Some(7));
    scene.world(|world| world.failing.clear());
    assert_eq!(scene.succeeds(&[trader()]), [Outcome::Updated]);
    adopted(&scene, "");
}

#[test]
fn a_setting_that_is_not_what_it_should_be_afterwards_is_told() {
    let scene = in_use(Scene::default());
    scene.world(|world| world.unset.insert(Setting::Encryption));
    let failure = scene.fails(&trader());
    let Failure::Adoption(Unfit::Unlike { settings, .. }) = &failure else {
        panic!("{failure}")
    };
    assert_eq!(*settings, ["encryption"]);
}

#[test]
fn what_a_destroyed_stack_left_is_adopted_by_the_next() {
    let scene = in_use(Scene::default());
    scene.succeeds(&[trader()]);
    let options = destroy::Options::default();
    let gone = scene.try_destroy(&[trader()], &options).unwrap();
    assert!(gone[0].1.is_ok());
    assert_eq!(scene.world(|world| world.held("data")), Some(7));
    scene.person.told.borrow_mut().clear();
    assert_eq!(scene.succeeds(&[trader()]), [Outcome::Created]);
    adopted(&scene, "");
    let told = scene.person.told.borrow();
    let overwrites = told
        .iter()
        .any(|event| matches!(event, Event::Adoption { adoption, .. } if !adoption.replaced.is_empty()));
    assert!(!overwrites);
}
