//! Larger shapes of apps: stages, order without references, existing resources, included templates, policies, aspects.

use sa_infra::app::{App, CreationPolicy, RollingUpdate, Stage, Untyped, UpdatePolicy};
use sa_infra::aws::{ec2, s3, sns};
use sa_infra::construct::Resource;
use sa_infra::intrinsic::{resolve_secret_key, resolve_ssm};
use sa_infra::synth::Assembly;
use sa_infra::testing::Stack;
use sa_infra::{intrinsic, text};
use serde_json::json;

fn two_stacks(app: &mut App) {
    app.tag("kind", "shared");
    let topic = app.stack("alerts").at("topic").put(sns::Topic::default());
    let files = app.stack("files");
    files.at("uploads").put(s3::Bucket::default());
    files.at("topic").output("The topic", topic.arn());
}

fn synth(define: impl FnOnce(&mut App)) -> Assembly {
    let mut app = App::new();
    define(&mut app);
    app.synth().unwrap_or_else(|findings| panic!("{findings}"))
}

#[test]
fn stages_hold_the_same_stacks_each_in_its_place() {
    let assembly = synth(|app| {
        app.stage(
            Stage::new("test").region("eu-central-1").tag("stage", "test"),
            two_stacks,
        );
        app.stage(
            Stage::new("prod").region("us-east-1").account("111122223333"),
            two_stacks,
        );
    });
    let places = assembly
        .stacks
        .iter()
        .map(|stack| (&*stack.id, &*stack.name, stack.region.as_deref()));
    assert_eq!(
        places.collect::<Vec<_>>(),
        [
            ("test-alerts", "test-alerts", Some("eu-central-1")),
            ("test-files", "test-files", Some("eu-central-1")),
            ("prod-alerts", "prod-alerts", Some("us-east-1")),
            ("prod-files", "prod-files", Some("us-east-1")),
        ]
    );
    assert_eq!(assembly.stacks[3].account.as_deref(), Some("111122223333"));
    assert_eq!(*assembly.stacks[3].dependencies, ["prod-alerts".into()]);
    let tags = json!({"Tags": [{"Key": "stage", "Value": "test"}, {"Key": "kind", "Value": "shared"}]});
    Stack::of(&assembly, "test-files").has("AWS::S3::Bucket", &tags);
    let text = assembly.stacks[3].template.to_compact();
    assert!(
        text.contains("prod-alerts:ExportsOutput") && !text.contains("\"stage\""),
        "{text}"
    );
}

#[test]
fn the_order_of_stacks_can_be_said_without_a_reference() {
    let assembly = synth(|app| {
        app.stack("late").depends_on("early");
        app.stack("early");
        app.stack_mut("late").unwrap().at("b").put(s3::Bucket::default());
        app.stack_mut("early").unwrap().at("b").put(s3::Bucket::default());
    });
    assert_eq!(&*assembly.stacks[0].id, "early");
    let mut app = App::new();
    app.stack("late").depends_on("nowhere");
    assert!(
        app.synth().unwrap_err()[0]
            .reason
            .contains("not a stack of this app")
    );
}

#[test]
fn stacks_can_be_written_together_but_none_twice() {
    let mut app = App::new();
    two_stacks(&mut app);
    assert!(app.stacks_mut(["alerts", "files"]).is_some());
    assert!(app.stacks_mut(["alerts", "alerts"]).is_none());
    assert!(app.stacks_mut(["alerts", "absent"]).is_none() && app.stack_mut("absent").is_none());
}

#[test]
fn what_exists_already_is_taken_wherever_a_handle_is() {
    let assembly = synth(|app| {
        let vpc = ec2::Vpc::from_id("vpc-0123456789abcdef0").with_attribute("CidrBlock", "10.0.0.0/16");
        let stack = app.stack("web");
        stack.at("subnet").depends_on(&vpc).put(ec2::Subnet {
            cidr_block: vpc.attribute::<String>("CidrBlock").into(),
            ..ec2::Subnet::new(vpc.id())
        });
        stack
            .at("text")
            .output("A text", text!["in ", vpc.id(), ", port ", 443]);
    });
    let web = Stack::of(&assembly, "web");
    web.has(
        "AWS::EC2::Subnet",
        &json!({"VpcId": "vpc-0123456789abcdef0", "CidrBlock": "10.0.0.0/16"}),
    );
    let text = assembly.stacks[0].template.to_compact();
    assert!(
        text.contains(r#""Value":"in vpc-0123456789abcdef0, port 443""#) && !text.contains("DependsOn"),
        "{text}"
    );
}

#[test]
fn an_attribute_of_what_exists_has_to_be_given() {
    let mut app = App::new();
    let bucket = s3::Bucket::from_id("reports");
    app.stack("a").at("arn").output("The bucket", bucket.arn());
    let errors = app.synth().unwrap_err();
    assert!(
        errors[0].reason.contains("existing resource reports") && errors[0].fix.contains("with_attribute"),
        "{errors}"
    );
}

#[test]
fn a_template_is_included_with_handles_and_its_names_are_taken() {
    let old = "Parameters:\n  Name: {Type: String}\nResources:\n  Files:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: !Ref Name}\n";
    let assembly = synth(|app| {
        let stack = app.stack("a");
        let old = stack.include(old);
        assert!(
            old.resource::<sns::Topic>("Files").is_none() && old.resource::<s3::Bucket>("Other").is_none()
        );
        let files = old.resource::<s3::Bucket>("Files").unwrap();
        stack.at("arn").output("The bucket", files.arn());
    });
    Stack::of(&assembly, "a").has("AWS::S3::Bucket", &json!({"BucketName": {"Ref": "Name"}}));
    let mut app = App::new();
    let stack = app.stack("a");
    stack.include(old);
    stack.include(old);
    stack.include("Resources: [");
    let errors = app.synth().unwrap_err();
    assert!(
        errors.len() >= 3 && errors.iter().all(|error| error.origin.is_some()),
        "{errors}"
    );
}

#[test]
fn policies_are_written_as_cloudformation_names_them() {
    let assembly = synth(|app| {
        let rolling = RollingUpdate {
            min_instances_in_service: Some(1),
            pause_time: Some("PT5M".into()),
            ..RollingUpdate::default()
        };
        let sizes = intrinsic::object([
            ("MinSize", "1".into()),
            ("MaxSize", "2".into()),
            ("AvailabilityZones", ["us-east-1a"].into()),
            ("InstanceId", "i-0123456789abcdef0".into()),
        ]);
        app.stack("a")
            .at("b")
            .creation_policy(CreationPolicy::signals(2, "PT15M"))
            .update_policy(UpdatePolicy::rolling(rolling))
            .put(Untyped::new("AWS::AutoScaling::AutoScalingGroup", sizes));
    });
    let text = assembly.stacks[0].template.to_compact();
    assert!(
        text.contains(r#""CreationPolicy":{"ResourceSignal":{"Count":2,"Timeout":"PT15M"}}"#),
        "{text}"
    );
    assert!(
        text.contains(
            r#""UpdatePolicy":{"AutoScalingRollingUpdate":{"MinInstancesInService":1,"PauseTime":"PT5M"}}"#
        ),
        "{text}"
    );
}

#[test]
fn aspects_change_and_report_resources() {
    let mut app = App::new();
    two_stacks(&mut app);
    app.aspect(|visit| {
        if visit.resource.kind == "AWS::S3::Bucket" {
            visit
                .resource
                .properties
                .insert("BucketName", "named-by-an-aspect");
        }
    });
    app.aspect(|visit| {
        if visit.resource.properties.get("BucketName").is_some() {
            visit.error("the bucket has a fixed name", "remove the name");
        }
    });
    let errors = app.synth().unwrap_err();
    assert_eq!(
        (errors.len(), errors[0].rule, &*errors[0].stack),
        (1, "aspect", "files"),
        "{errors}"
    );
}

#[test]
fn mappings_and_dynamic_references_are_values() {
    let assembly = synth(|app| {
        let stack = app.stack("a");
        let sizes = intrinsic::object([("us-east-1", intrinsic::object([("Name", "big".into())]))]);
        let sizes = stack.mapping("Sizes", sizes);
        stack.at("b").put(s3::Bucket {
            bucket_name: sizes.find::<String>(intrinsic::region(), "Name").into(),
            ..Default::default()
        });
        stack.at("c").put(s3::Bucket {
            bucket_name: resolve_ssm("/names/bucket").into(),
            ..Default::default()
        });
        stack
            .at("d")
            .output("A member", resolve_secret_key("database", "user"));
    });
    let text = assembly.stacks[0].template.to_compact();
    assert!(
        text.contains(r#"{"Fn::FindInMap":["Sizes",{"Ref":"AWS::Region"},"Name"]}"#),
        "{text}"
    );
    assert!(text.contains("{{resolve:ssm:/names/bucket}}"), "{text}");
}
