//! `images = "immutable"`: a task runs the image of its deployment, whatever is pushed later under the same tag.

use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::CloudFormation;
use serde_json::{Value, json};

const COMPUTE: &str = "app-infra-compute";
const REPOSITORY: &str = "sa-recommendation-service";
const TASK: &str = "sarecommendationservicetaskdefinition991AE7B8";

fn immutable() -> Account {
    let account = Account::new();
    account.configure("[stock_advisor]\nimages = \"immutable\"\n");
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    account
}

/// A build pushes the newest image; its digest.
fn push(account: &Account, manifest: &str) -> String {
    let body = json!({"repositoryName": REPOSITORY, "imageTag": "latest", "imageManifest": manifest});
    let target = "AmazonEC2ContainerRegistry_V20150921.PutImage";
    let pushed = account.json("ecr", target, &body.to_string());
    let pushed = serde_json::from_str::<Value>(&pushed).unwrap();
    pushed["image"]["imageId"]["imageDigest"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The image of the deployed task definition.
async fn deployed(account: &Account) -> String {
    let cloud = account.cloud().await;
    let template = cloud
        .cloudformation()
        .get_template(COMPUTE)
        .await
        .unwrap()
        .unwrap();
    let template = serde_json::from_str::<Value>(&template).unwrap();
    let container = &template["Resources"][TASK]["Properties"]["ContainerDefinitions"][0];
    container["Image"].to_string()
}

#[tokio::test]
async fn a_task_runs_the_image_of_its_deployment_whatever_is_pushed_later() {
    let account = immutable();
    let run = account
        .run(&["run", "recommendation-service", "--dry-run"])
        .exits(1);
    assert!(
        run.to_string()
            .contains("then `sa-infra deploy app-infra-compute`"),
        "{run}"
    );
    assert!(deployed(&account).await.contains("@sha256:0000000000"));

    let first = push(&account, "{}");
    let status = account.run(&["status", COMPUTE]).exits(0);
    assert!(!status.stdout.contains("up to date"), "{status}");
    let diff = account.run(&["diff", COMPUTE, "--exit-code"]).exits(3);
    assert!(diff.stdout.contains(&first), "{diff}");
    account.run(&["deploy", COMPUTE]).exits(0);
    account.run(&["diff", COMPUTE, "--exit-code"]).exits(0);
    assert!(deployed(&account).await.contains(&format!("@{first}")));

    let second = push(&account, "{\"newer\": true}");
    assert_ne!(first, second);
    assert!(deployed(&account).await.contains(&first));
    let rows = account.run(&["images", "--json"]).exits(0);
    let text = "the newest image of recommendation-service is not deployed";
    assert!(rows.stderr.contains(text), "{rows}");
    let rows = serde_json::from_str::<Value>(&rows.stdout).unwrap();
    for row in rows.as_array().unwrap() {
        assert_eq!(row["current"], row["digest"] == *first, "{row}");
    }
    account.run(&["deploy", COMPUTE]).exits(0);
    assert!(deployed(&account).await.contains(&format!("@{second}")));
    let again = account.run(&["deploy", COMPUTE]).exits(0);
    assert!(again.to_string().contains("unchanged"), "{again}");
}

#[test]
fn a_build_names_the_deployment_that_its_image_waits_for() {
    let account = immutable();
    push(&account, "{}");
    let proxy = Proxy::answering(&account, |asked| {
        let old = json!({"id": "p:1", "projectName": "p", "buildStatus": "SUCCEEDED", "startTime": 1_790_000_000.0});
        match asked.call {
            "StartBuild" => Some((200, json!({"build": old}).to_string())),
            "BatchGetBuilds" => Some((200, json!({"builds": [old]}).to_string())),
            _ => None,
        }
    });
    let run = proxy.run(&account, &["build", "recommendation-service"]).exits(0);
    assert!(run.stdout.contains("sha256:"), "{run}");
    assert!(
        run.stderr.contains("run `sa-infra deploy app-infra-compute`"),
        "{run}"
    );
}

#[test]
fn what_is_no_digest_does_not_become_part_of_a_template() {
    let account = immutable();
    let proxy = Proxy::answering(&account, |asked| {
        let image = json!({"imageDigest": "sha256:0 && curl", "imageTags": ["latest"]});
        let answer = json!({"imageDetails": [image]}).to_string();
        (asked.call == "DescribeImages").then_some((200, answer))
    });
    let run = proxy.run(&account, &["deploy", COMPUTE]).exits(1);
    assert!(
        run.stderr
            .contains("\"sha256:0 && curl\" is not the digest of an image"),
        "{run}"
    );
}
