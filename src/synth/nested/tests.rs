//! Tests of nested stacks: what crosses their borders.

use crate::app::{App, Stage, Untyped};
use crate::aws::{s3, sns};
use crate::finding::Findings;
use crate::model::app::Retention;
use crate::model::json::{Call, Fields, Json};
use crate::model::template::Template;
use crate::synth::Assembly;
use crate::text;
use crate::value::Val;

fn synth(define: impl FnOnce(&mut App)) -> Result<Assembly, Findings> {
    let mut app = App::new();
    define(&mut app);
    app.synth()
}

/// What an output of a template is.
fn output(template: &Template, name: &str) -> String {
    let found = template.outputs.iter().find(|(id, _)| id.starts_with(name));
    serde_json::to_string(
        &found
            .unwrap_or_else(|| panic!("{name}: {}", template.to_pretty()))
            .1
            .value,
    )
    .unwrap()
}

fn given(template: &Template, nested: &str) -> String {
    let parameters = template.resources[nested].properties.get("Parameters");
    serde_json::to_string(&parameters).unwrap()
}

/// The logical ID that the CDK (aws-cdk-lib) gives the nested stack `a` of a stack.
const A: &str = "aNestedStackaNestedStackResourceD8A520BD";

#[test]
fn values_come_in_as_parameters_and_go_out_as_outputs() {
    let assembly = synth(|app| {
        let stack = app.stack("shop");
        let topic = stack.at("topic").put(sns::Topic::default());
        let storage = stack.nested_stack("a");
        let bucket = storage.at("files").put(s3::Bucket::default());
        storage.at("alerts").output("x", topic.topic_arn());
        stack.at("bucket").output("x", bucket.arn());
    });
    let shop = &assembly.unwrap().stacks[0];
    let inner = &shop.nested[0];
    let id = &*inner.logical_id;
    assert_eq!(id, A);
    assert_eq!(
        output(&inner.template, "alerts"),
        r#"{"Ref":"referencetoshoptopic43314534TopicArn"}"#
    );
    assert_eq!(
        given(&shop.template, id),
        r#"{"referencetoshoptopic43314534TopicArn":{"Fn::GetAtt":["topic69831491","TopicArn"]}}"#
    );
    assert_eq!(
        output(&shop.template, "bucket"),
        format!(r#"{{"Fn::GetAtt":["{id}","Outputs.shopafiles0902BC27Arn"]}}"#)
    );
    assert_eq!(
        output(&inner.template, "shopafiles"),
        r#"{"Fn::GetAtt":["files6F97A25D","Arn"]}"#
    );
    let asset = &shop.assets[0].name;
    assert!(shop.template.to_compact().contains(&format!("/assets/{asset}")));
    assert_eq!(shop.template.parameters.len(), 1);
}

#[test]
fn siblings_and_stacks_in_stacks_hand_values_on() {
    let assembly = synth(|app| {
        let stack = app.stack("shop");
        let inner = stack.nested_stack("a").nested_stack("b");
        let bucket = inner.at("files").put(s3::Bucket::default());
        let other = stack.nested_stack("c").nested_stack("d");
        other.at("where").output("x", text!["s3://", bucket.name()]);
        other.at("topic").put(sns::Topic::default());
        stack
            .nested_stack_mut("a")
            .unwrap()
            .at("topic")
            .put(sns::Topic::default());
        stack
            .nested_stack_mut("c")
            .unwrap()
            .at("topic")
            .put(sns::Topic::default());
    });
    let shop = &assembly.unwrap().stacks[0];
    let whole = shop.whole();
    let ids = whole
        .resources
        .keys()
        .map(|id| id.matches('/').count())
        .collect::<Vec<_>>();
    assert_eq!(ids, [0, 0, 1, 1, 2, 1, 1, 2]);
    let d = &shop.nested[1].nested[0].template;
    assert_eq!(d.parameters.len(), 1);
    let through = "shopaNestedStackaNestedStackResource600D932EOutputsshopabNestedStackbNestedStackResource";
    assert!(output(d, "where").contains(&format!(r#"{{"Ref":"referenceto{through}"#)));
    let outermost = "Outputs.shopabNestedStackbNestedStackResource";
    assert!(given(&shop.template, &shop.nested[1].logical_id).contains(outermost));
    assert_eq!(shop.assets.len(), 4);
    // Templates that contain nested stacks get the bucket of the templates.
    assert!(
        given(&shop.template, &shop.nested[0].logical_id).contains(r#""AssetBucket":{"Ref":"AssetBucket"}"#)
    );
}

#[test]
fn a_value_leaves_through_the_stack_that_is_deployed() {
    let assembly = synth(|app| {
        let bucket = app
            .stack("one")
            .nested_stack("a")
            .at("files")
            .put(s3::Bucket::default());
        let two = app.stack("two").nested_stack("b");
        two.at("topic").put(sns::Topic::default());
        two.at("bucket").output("x", bucket.arn());
    });
    let assembly = assembly.unwrap();
    assert_eq!(assembly.stacks[1].dependencies, ["one".into()]);
    let [one, two] = assembly.stacks.as_slice() else {
        panic!()
    };
    assert!(output(&one.template, "Exports").contains("Outputs.oneafiles"));
    assert!(given(&two.template, &two.nested[0].logical_id).contains(r#"{"Fn::ImportValue":"one:Exports"#));
}

#[test]
fn lists_cross_as_strings() {
    let assembly = synth(|app| {
        let stack = app.stack("shop");
        let balancer = Untyped::new(
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            Fields::from_iter([("Subnets", ["subnet-1", "subnet-2"])]),
        );
        let groups: Val<String> = stack
            .nested_stack("a")
            .at("balancer")
            .put(balancer)
            .attribute("SecurityGroups");
        let first = Call::function("Fn::Select", Json::List(vec![0.into(), groups.into()]));
        stack.at("group").output("x", Val::<String>::expr(first));
        stack.at("topic").put(sns::Topic::default());
    });
    let shop = &assembly.unwrap_or_else(|findings| panic!("{findings}")).stacks[0];
    assert!(output(&shop.template, "group").contains(r#"{"Fn::Split":["||",{"Fn::GetAtt":"#));
    assert!(
        output(&shop.nested[0].template, "shopabalancer").contains(r#"{"Fn::Join":["||",{"Fn::GetAtt":"#)
    );
}

/// Only AWS sets the interfaces of an endpoint. The CDK joins and splits them in the same way.
#[test]
fn lists_that_only_aws_sets_cross_every_border_as_strings() {
    let first = |list: &Val<String>| {
        let first = Call::function("Fn::Select", Json::List(vec![0.into(), list.clone().into()]));
        Val::<String>::expr(first)
    };
    let assembly = synth(|app| {
        let endpoint = || {
            Untyped::new(
                "AWS::EC2::VPCEndpoint",
                Fields::from_iter([("VpcId", "vpc-1"), ("ServiceName", "s")]),
            )
        };
        let one = app.stack("one");
        let plain: Val<String> = one.at("plain").put(endpoint()).attribute("NetworkInterfaceIds");
        let inner: Val<String> = one
            .nested_stack("a")
            .at("inner")
            .put(endpoint())
            .attribute("NetworkInterfaceIds");
        one.nested_stack("b").at("plain").output("x", first(&plain));
        one.nested_stack_mut("b")
            .unwrap()
            .at("topic")
            .put(sns::Topic::default());
        let two = app.stack("two");
        two.at("plain").output("x", first(&plain));
        two.at("inner").output("x", first(&inner));
        two.at("topic").put(sns::Topic::default());
    });
    let assembly = assembly.unwrap_or_else(|findings| panic!("{findings}"));
    let [one, two] = assembly.stacks.as_slice() else {
        panic!()
    };
    let split = r#"{"Fn::Split":["||",{"Fn::ImportValue":"one:Exports"#;
    assert!(
        output(&two.template, "plain").contains(split),
        "{}",
        two.template.to_pretty()
    );
    assert!(
        output(&two.template, "inner").contains(split),
        "{}",
        two.template.to_pretty()
    );
    let joined = r#"{"Fn::Join":["||",{"Fn::GetAtt":"#;
    assert!(output(&one.template, "ExportsOutputFnGetAttplain").contains(joined));
    assert!(output(&one.nested[0].template, "oneainner").contains(joined));
    assert!(!output(&one.template, "ExportsOutputFnGetAttaNested").contains("Fn::Join"));
    assert!(given(&one.template, &one.nested[1].logical_id).contains(joined));
    assert!(output(&one.nested[1].template, "plain").contains(r#"{"Fn::Split":["||",{"Ref":"referenceto"#));
}

#[test]
fn a_circle_through_a_border_is_named() {
    let errors = synth(|app| {
        let stack = app.stack("shop");
        let one = stack.nested_stack("a").at("files").put(s3::Bucket::default());
        let two = stack.nested_stack("b");
        let files = two.at("files").put(s3::Bucket::default());
        two.at("other").output("x", one.arn());
        let a = stack.nested_stack_mut("a").unwrap();
        a.at("other").output("x", files.arn());
    });
    let errors = errors.unwrap_err().to_string();
    assert!(errors.contains("circular dependency: a"), "{errors}");
    assert!(errors.contains(" -> b"), "{errors}");
}

#[test]
fn tags_aspects_stages_and_checks_reach_inside() {
    let stacks = |app: &mut App| {
        let stack = app.stack("shop");
        stack.tag("team", "shop");
        let inner = stack.nested_stack("a");
        inner.tag("part", "storage");
        inner
            .at("files")
            .retain(Retention::Always)
            .put(s3::Bucket::default());
    };
    let assembly = synth(|app| {
        app.aspect(|visit| visit.warning(format!("seen {}", visit.stack), "x"));
        app.stage(
            Stage::new("test").region("eu-central-1").tag("stage", "test"),
            stacks,
        );
    });
    let assembly = assembly.unwrap();
    let seen = assembly
        .warnings
        .iter()
        .map(|warning| &*warning.reason)
        .collect::<Vec<_>>();
    assert_eq!(seen, ["seen test-shop", "seen test-shop/a"]);
    let inner = assembly.stacks[0].nested[0].template.to_compact();
    for tag in ["storage", "shop", "test"] {
        assert!(inner.contains(&format!(r#""Value":"{tag}""#)), "{inner}");
    }
    let errors = synth(|app| {
        let inner = app.stack("shop").nested_stack("a");
        inner.set_region("eu-west-1");
        inner.depends_on("other");
        inner.at("files").put(s3::Bucket {
            bucket_name: "UPPER".into(),
            ..Default::default()
        });
    });
    let errors = errors.unwrap_err();
    let lines = errors
        .iter()
        .map(|error| (&*error.stack, error.origin.is_some()))
        .collect::<Vec<_>>();
    assert_eq!(lines, [("shop/a", true); 4], "{errors}");
}

#[test]
fn parameters_and_dependencies_of_the_parent_reach_inside() {
    let assembly = synth(|app| {
        let stack = app.stack("shop");
        let size: Val<String> = stack.parameter(
            "Size",
            crate::template::Parameter {
                kind: "String".into(),
                default: Some("small".into()),
                ..Default::default()
            },
        );
        let topic = stack.at("topic").put(sns::Topic::default());
        let inner = stack.nested_stack("a");
        inner.at("size").output("x", size);
        let files = inner.at("files").depends_on(&topic).put(s3::Bucket::default());
        stack.at("late").depends_on(&files).put(sns::Topic::default());
    });
    let shop = &assembly.unwrap().stacks[0];
    let id = &shop.nested[0].logical_id;
    assert_eq!(given(&shop.template, id), r#"{"Size":{"Ref":"Size"}}"#);
    assert_eq!(shop.template.resources[id].depends_on, ["topic69831491".into()]);
    let late = shop
        .template
        .resources
        .values()
        .find(|resource| resource.path.starts_with("late"));
    assert_eq!(late.unwrap().depends_on, std::slice::from_ref(id));
}

#[test]
fn a_parameter_that_you_set_after_the_deployment_is_one_of_the_deployed_stack() {
    let setting = |stack: &mut crate::app::Stack, default: &'static str| {
        let parameter = crate::template::Parameter {
            kind: "String".into(),
            default: Some(default.into()),
            ..Default::default()
        };
        let value: Val<String> = stack.parameter("Value", parameter.clone());
        stack.parameter::<String>("Other", parameter);
        stack.at("setting").put(crate::aws::ssm::Parameter::new(
            crate::aws::ssm::ParameterType::String,
            value,
        ));
    };
    let assembly = synth(|app| {
        let stack = app.stack("shop");
        setting(stack.nested_stack("a"), "one");
        setting(stack.nested_stack("b").nested_stack("c"), "two");
    });
    let shop = &assembly.unwrap_or_else(|findings| panic!("{findings}")).stacks[0];
    let parameters = shop.template.parameters.iter();
    let parameters =
        parameters.map(|(name, parameter)| (&**name, parameter.default.as_ref().and_then(Json::as_text)));
    let parameters = parameters
        .filter(|(name, _)| *name != "AssetBucket")
        .collect::<Vec<_>>();
    let [("Value", Some("one")), (second, Some("two"))] = parameters.as_slice() else {
        panic!("{parameters:?}")
    };
    assert_eq!(given(&shop.template, A), r#"{"Value":{"Ref":"Value"}}"#);
    let b = &shop.nested[1];
    assert!(given(&shop.template, &b.logical_id).contains(&format!(r#""Value":{{"Ref":"{second}"}}"#)));
    assert_eq!(
        given(&b.template, &b.nested[0].logical_id),
        r#"{"Value":{"Ref":"Value"}}"#
    );
}
