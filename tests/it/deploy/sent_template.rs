//! The sent template differs from the synthesized one: the image of the first deployment stays, names of retained
//! resources are literal, and creation-time properties of a preserved instance are as deployed.

use crate::support::account::scene::{Scene, stack};
use sa_infra::app::{Initial, Keep};
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::ui::Outcome;
use sa_infra::synth::Artifact;
use serde_json::{Value, json};

const NEWEST: &str = "/aws/service/newest-image";

/// An instance with the newest image at its first deployment.
fn machine(user_data: &str, name: &str) -> Artifact {
    let properties = json!({
        "ImageId": {"Ref": "ImageId"},
        "UserData": user_data,
        "Tags": [{"Key": "Name", "Value": name}],
    });
    let mut stack = stack(
        "s",
        &json!({
            "Parameters": {"ImageId": {"Type": "AWS::EC2::Image::Id"}},
            "Resources": {"Machine": {"Type": "AWS::EC2::Instance", "Properties": properties}},
        }),
    );
    stack.initial_values = vec![("ImageId".into(), Initial::Published(NEWEST.into()))];
    stack
}

fn published(image: &str) -> Scene {
    let scene = Scene::default();
    scene.world(|world| world.set_parameter(NEWEST, image));
    scene
}

#[test]
fn a_newer_image_changes_nothing() {
    let scene = published("ami-1");
    assert_eq!(scene.succeeds(&[machine("1", "a")]), [Outcome::Created]);
    scene.world(|world| world.set_parameter(NEWEST, "ami-2"));
    assert_eq!(scene.succeeds(&[machine("1", "a")]), [Outcome::Unchanged]);
    // Another image would replace the instance, so the deployment stops.
    assert_eq!(scene.succeeds(&[machine("1", "b")]), [Outcome::Updated]);
    let state = scene.settled();
    assert!(
        state.contains("ami-1") && !scene.world(|world| world.template("s").contains("ami-")),
        "{state}"
    );
}

#[test]
fn without_a_published_image_nothing_is_made() {
    let scene = Scene::default();
    let failure = scene.fails(&machine("1", "a"));
    assert!(failure.to_string().contains(NEWEST), "{failure}");
    assert_eq!(scene.account.count("CreateChangeSet"), 0);
}

#[test]
fn other_user_data_stops_at_the_guard() {
    let scene = published("ami-1");
    scene.succeeds(&[machine("1", "a")]);
    let Failure::Stopped(stops) = scene.fails(&machine("2", "a")) else {
        panic!("it went on");
    };
    assert_eq!(
        (&*stops[0].id, stops[0].because.concat()),
        ("Machine", "UserData".to_owned())
    );
}

#[test]
fn a_kept_machine_keeps_its_user_data_until_it_is_named() {
    let mut scene = published("ami-1");
    scene.succeeds(&[machine("of the original", "a")]);
    let keep = Keep {
        settings: &[],
        as_deployed: &["BlockDeviceMappings", "UserData"],
    };
    let kept = |name: &str| Artifact {
        kept: vec![("Machine".into(), keep)],
        ..machine("of ours", name)
    };
    assert_eq!(scene.succeeds(&[kept("b")]), [Outcome::Updated]);
    assert!(scene.world(|world| world.template("s").contains("of the original")));
    assert_eq!(scene.succeeds(&[kept("b")]), [Outcome::Unchanged]);
    scene.options.allow_replace = vec!["Machine".to_owned()];
    assert_eq!(scene.succeeds(&[kept("b")]), [Outcome::Updated]);
    assert!(scene.world(|world| world.template("s").contains("of ours")));
}

#[test]
fn names_that_outlive_the_stack_are_literal() {
    let name = json!({"Fn::Join": ["", ["files-", {"Ref": "AWS::AccountId"}]]});
    let bucket = |policy: &str| {
        json!({"Resources": {"Files": {
            "Type": "AWS::S3::Bucket", "DeletionPolicy": policy, "Properties": {"BucketName": name},
        }}})
    };
    for (policy, literal) in [
        ("Retain", true),
        ("RetainExceptOnCreate", true),
        ("Delete", false),
    ] {
        let scene = Scene::default();
        scene.succeeds(&[stack("s", &bucket(policy))]);
        let sent = scene.world(|world| world.template("s").to_owned());
        assert_eq!(!sent.contains("AWS::AccountId"), literal, "{sent}");
        assert_eq!(
            scene.succeeds(&[stack("s", &bucket(policy))]),
            [Outcome::Unchanged]
        );
    }
}

#[test]
fn what_would_be_replaced_is_told_with_the_lines_that_keep_it() {
    let deployed = |image: Value| {
        json!({
            "Parameters": {"Image": {"Type": "String", "Default": "ami-old"}},
            "Resources": {"Machine": {"Type": "AWS::EC2::Instance", "Properties": image}},
        })
    };
    let original = json!({"ImageId": {"Ref": "Image"}, "SubnetId": "subnet-1", "UserData": "1"});
    let scene = Scene::with(&[stack("s", &deployed(original))]);
    let keep = Keep {
        settings: &[("SubnetId", "trader.subnet_id"), ("ImageId", "trader.image_id")],
        as_deployed: &["UserData"],
    };
    let ours = |properties: Value| Artifact {
        kept: vec![("Machine".into(), keep)],
        ..stack("s", &deployed(properties))
    };
    let failure = scene.fails(&ours(json!({"ImageId": "ami-new", "UserData": "2"})));
    assert!(matches!(failure, Failure::Stopped(_)), "{failure}");
    let told = scene.person.text();
    assert!(
        told.contains(r#"[trader]\nsubnet_id = \"subnet-1\"\nimage_id = \"ami-old\""#),
        "{told}"
    );
    let kept = json!({"ImageId": "ami-old", "SubnetId": "subnet-1", "UserData": "2", "Monitoring": true});
    assert_eq!(scene.succeeds(&[ours(kept)]), [Outcome::Updated]);
}
