//! The applications on the emulator, as far as it supports them: the APIs of their services show what they made.

use super::{Define, database, private_network, queue_worker, rest_service, synth, web_site};
use crate::deploy::assets::deploy;
use crate::support::ministack::Account;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::{CloudFormation, StackResource};
use sa_infra::deploy::ui::Outcome;
use sa_infra::json::Json;
use sa_infra::local::emulator::reduce::reduce;
use serde_json::{Value, json};

/// A stack on the emulator.
struct Deployed {
    account: Account,
    resources: Vec<StackResource>,
}

impl Deployed {
    /// Deploys without `missing`, which the emulator does not support.
    async fn new(name: &str, stacks: Define, missing: &[&str]) -> Self {
        let (account, mut assembly) = (Account::new(), synth(name, stacks));
        // The emulator has no parameters of AWS.
        for resource in assembly.stacks[0].template.resources.values_mut() {
            if let Some(Json::Map(instance)) = resource.properties.get_mut("LaunchTemplateData") {
                instance.insert("ImageId", "ami-12345678");
            }
        }
        let dropped = reduce(&mut assembly.stacks[0].template);
        let kinds = dropped.iter().map(|dropped| dropped.kind.as_str());
        assert_eq!(kinds.collect::<Vec<_>>(), missing);
        let results = deploy(&account, &assembly).await;
        assert!(
            matches!(results.as_slice(), [Ok(Outcome::Created)]),
            "{results:?}"
        );
        let cloud = account.cloud().await;
        let stack = name.replace('_', "-");
        let resources = cloud.cloudformation().list_stack_resources(&stack).await.unwrap();
        Self { account, resources }
    }

    /// The physical ID of the resource at this construct path, such as `orders`.
    fn id(&self, path: &str) -> &str {
        let is_it = |resource: &&StackResource| {
            resource
                .logical_id
                .strip_prefix(path)
                .is_some_and(|rest| rest.len() == 8)
        };
        self.resources
            .iter()
            .find(is_it)
            .unwrap()
            .physical_id
            .as_deref()
            .unwrap()
    }

    /// Calls the function.
    fn invoke(&self, path: &str, event: &Value) -> Value {
        let path = format!("/2015-03-31/functions/{}/invocations", self.id(path));
        let answer = self
            .account
            .send("lambda", "POST", &path, &[], &event.to_string());
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }

    /// A call of a JSON service.
    fn call(&self, service: &str, target: &str, body: &Value) -> Value {
        serde_json::from_str(&self.account.json(service, target, &body.to_string())).unwrap()
    }
}

#[tokio::test]
async fn the_web_site_has_an_origin_that_only_it_may_read() {
    let site = Deployed::new("web_site", web_site::stacks, &[]).await;
    let path = format!("/2020-05-31/distribution/{}", site.id("site"));
    let distribution = site.account.send("cloudfront", "GET", &path, &[], "");
    for part in [
        site.id("files"),
        site.id("access"),
        "index.html",
        "redirect-to-https",
    ] {
        assert!(distribution.contains(part), "{part}: {distribution}");
    }
    let policy = site
        .account
        .send("s3", "GET", &format!("/{}?policy", site.id("files")), &[], "");
    let source = format!(":distribution/{}", site.id("site"));
    assert!(
        policy.contains("cloudfront.amazonaws.com") && policy.contains(&source),
        "{policy}"
    );
}

#[tokio::test]
async fn the_rest_service_keeps_notes() {
    let service = Deployed::new("rest_service", rest_service::stacks, &[]).await;
    let api = service.account.send(
        "apigateway",
        "GET",
        &format!("/v2/apis/{}", service.id("api")),
        &[],
        "",
    );
    assert!(api.contains("\"notes\"") && api.contains("HTTP"), "{api}");
    let request = |method: &str| {
        let event =
            json!({"requestContext": {"http": {"method": method}}, "rawPath": "/one", "body": "hello"});
        service.invoke("service", &event)
    };
    assert_eq!(request("GET")["statusCode"], 404);
    assert_eq!(request("PUT")["statusCode"], 204);
    let key = json!({"TableName": service.id("notes"), "Key": {"id": {"S": "one"}}});
    let item = service.call("dynamodb", "DynamoDB_20120810.GetItem", &key);
    assert_eq!(item["Item"]["text"]["S"], "hello", "{item}");
    assert_eq!(request("DELETE")["statusCode"], 204);
    assert_eq!(request("GET")["statusCode"], 404);
}

#[tokio::test]
async fn the_private_network_has_servers_behind_its_load_balancer() {
    let missing = ["AWS::EC2::EIP", "AWS::EC2::NatGateway"];
    let network = Deployed::new("private_network", private_network::stacks, &missing).await;
    let subnets = network.account.form("ec2", "DescribeSubnets&Version=2016-11-15");
    for third in [0, 1, 16, 17] {
        assert!(
            subnets.contains(&format!("<cidrBlock>10.0.{third}.0/24<")),
            "{subnets}"
        );
    }
    let groups = network
        .account
        .form("autoscaling", "DescribeAutoScalingGroups&Version=2011-01-01");
    let zones = format!(
        "{},{}",
        network.id("networkprivate0subnet"),
        network.id("networkprivate1subnet")
    );
    for part in ["<MinSize>2<", "<MaxSize>6<", &zones] {
        assert!(groups.contains(part), "{part}: {groups}");
    }
    let listeners = format!(
        "DescribeListeners&Version=2015-12-01&LoadBalancerArn={}",
        network.id("balancer")
    );
    let listeners = network.account.form("elasticloadbalancing", &listeners);
    assert!(
        listeners.contains(network.id("targets")) && listeners.contains("<Port>80<"),
        "{listeners}"
    );
}

#[tokio::test]
async fn the_queue_has_a_worker_and_dead_letters() {
    let queue = Deployed::new("queue_worker", queue_worker::stacks, &[]).await;
    let attributes = json!({"QueueUrl": queue.id("orders"), "AttributeNames": ["All"]});
    let attributes = queue.call("sqs", "AmazonSQS.GetQueueAttributes", &attributes);
    let redrive = attributes["Attributes"]["RedrivePolicy"].as_str().unwrap();
    let dead = queue.id("dead").rsplit('/').next().unwrap();
    assert!(
        redrive.contains(dead) && redrive.contains("maxReceiveCount"),
        "{redrive}"
    );
    let mappings = queue
        .account
        .send("lambda", "GET", "/2015-03-31/event-source-mappings/", &[], "");
    assert!(mappings.contains("ReportBatchItemFailures"), "{mappings}");
    let record = |id: &str, body: &str| json!({"messageId": id, "body": body});
    let records = json!({"Records": [record("1", r#"{"id": 7}"#), record("2", "no order")]});
    let failures = queue.invoke("worker", &records);
    assert_eq!(failures, json!({"batchItemFailures": [{"itemIdentifier": "2"}]}));
}

#[tokio::test]
async fn the_database_has_its_secret_and_the_state_machine_its_function() {
    let missing = [
        "AWS::EC2::EIP",
        "AWS::EC2::NatGateway",
        "AWS::SecretsManager::RotationSchedule",
    ];
    let database = Deployed::new("database", database::stacks, &missing).await;
    let instances = database
        .account
        .form("rds", "DescribeDBInstances&Version=2014-10-31");
    for part in [
        "<Engine>postgres<",
        "<MasterUsername>owner<",
        "<StorageEncrypted>true<",
    ] {
        assert!(instances.contains(part), "{part}: {instances}");
    }
    let secret = json!({"SecretId": database.id("secret")});
    let secret = database.call("secretsmanager", "secretsmanager.GetSecretValue", &secret);
    let secret: Value = serde_json::from_str(secret["SecretString"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&secret["username"], &secret["engine"]),
        (&json!("owner"), &json!("postgres"))
    );
    assert_eq!(secret["password"].as_str().unwrap().len(), 30);
    let machine = json!({"stateMachineArn": database.id("nightly")});
    let machine = database.call("states", "AWSStepFunctions.DescribeStateMachine", &machine);
    assert!(
        machine["definition"]
            .as_str()
            .unwrap()
            .contains(database.id("report")),
        "{machine}"
    );
    assert_eq!(database.invoke("report", &json!({}))["engine"], "postgres");
}
