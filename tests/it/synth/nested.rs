//! Nested stacks beside those of aws-cdk-lib: the ids, and what crosses their borders.

use crate::support::{files, node};
use sa_infra::app::{App, Stack, Untyped};
use sa_infra::aws::{s3, sns};
use sa_infra::json::{Call, Fields, Json};
use sa_infra::template::Template;
use sa_infra::value::Val;
use serde_json::{Map, Value, json};
use std::process::Command;

/// What aws-cdk-lib makes of the app of tests/it/support/nested.js; `None` without Node.
fn of_the_cdk() -> Option<Vec<Value>> {
    let modules = node::modules()?;
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let script = files::root().join("tests/it/support/nested.js");
    let mut node = Command::new("node");
    node.arg(script).arg(home.path().join("out"));
    let output = node
        .current_dir(&home)
        .env("NODE_PATH", modules)
        .output()
        .unwrap();
    let found = std::fs::read(home.path().join("out/borders.json"));
    let found = found.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    Some(serde_json::from_slice(&found).unwrap())
}

fn endpoint(stack: &mut Stack, id: &str) -> Val<String> {
    let properties = [
        ("VpcId", "vpc-0123456789abcdef0"),
        ("ServiceName", "com.amazonaws.us-east-1.sqs"),
    ];
    let endpoint = Untyped::new("AWS::EC2::VPCEndpoint", Fields::from_iter(properties));
    stack.at(id).put(endpoint).attribute("NetworkInterfaceIds")
}

fn first(list: Val<String>) -> Val<String> {
    Val::expr(Call::function(
        "Fn::Select",
        Json::List(vec![0.into(), list.into()]),
    ))
}

/// The same app.
fn app() -> App {
    let mut app = App::new();
    let shop = app.stack("shop");
    let topic = shop.at("topic").put(sns::Topic::default());
    let own = endpoint(shop, "own");
    let a = shop.nested_stack("a");
    let files = a.at("files").put(s3::Bucket::default());
    let inner = endpoint(a, "inner");
    a.at("alerts").output("x", topic.arn().text());
    shop.at("bucket").output("x", files.arn().text());
    shop.at("first").output("x", first(inner.clone()));
    let b = shop.nested_stack("b");
    b.at("topic").put(sns::Topic::default());
    let deep = b.nested_stack("deep");
    let kept = deep.at("kept").put(s3::Bucket::default());
    deep.at("files").output("x", files.arn().text());
    shop.at("kept").output("x", kept.arn().text());
    let two = app.stack("two");
    two.at("own").output("x", first(own));
    two.at("inner").output("x", first(inner));
    two.at("topic").put(sns::Topic::default());
    app
}

/// What crosses the borders of a template. Where it and those in it are is a matter of assets.
fn borders(template: &Template) -> Value {
    let template = serde_json::from_str::<Value>(&template.to_compact()).unwrap();
    let section = |name: &str| template[name].as_object().cloned().unwrap_or_default();
    let nested = section("Resources")
        .into_iter()
        .filter(|(_, resource)| resource["Type"] == "AWS::CloudFormation::Stack");
    let nested = nested.map(|(id, resource)| {
        let mut given = resource["Properties"]["Parameters"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        given.remove("AssetBucket");
        (id, Value::Object(given))
    });
    let outputs = section("Outputs").into_iter();
    let outputs = outputs.map(|(id, output)| (id, json!([output["Value"], output["Export"]])));
    let parameters = section("Parameters").into_iter().map(|(name, _)| name);
    let parameters = parameters.filter(|name| name.starts_with("referenceto"));
    json!({
        "parameters": parameters.collect::<Vec<_>>(),
        "nested": nested.collect::<Map<_, _>>(),
        "outputs": outputs.collect::<Map<_, _>>(),
    })
}

#[test]
fn ids_parameters_outputs_and_exports_are_those_of_the_cdk() {
    let assembly = app().synth().unwrap_or_else(|findings| panic!("{findings}"));
    let [shop, two] = assembly.stacks.as_slice() else {
        panic!()
    };
    let [a, b] = shop.nested.as_slice() else { panic!() };
    let templates = [
        &shop.template,
        &two.template,
        &a.template,
        &b.template,
        &b.nested[0].template,
    ];
    let ours = templates.map(borders);
    let Some(theirs) = of_the_cdk() else {
        let outputs = ours[0]["outputs"].as_object().unwrap();
        assert_eq!(outputs.len(), 5, "{outputs:?}");
        return;
    };
    assert_eq!(theirs.len(), ours.len());
    for template in &ours {
        assert!(
            theirs.contains(template),
            "{template:#}\nis not among\n{theirs:#?}"
        );
    }
}
