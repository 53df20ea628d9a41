//! Tasks in the library: through the SDK from the emulator, and the same from the account in memory.

use crate::support::account::Account as Memory;
use crate::support::ministack::Account;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::ecs::{DesiredStatus, Ecs, TaskStatus};

/// For a cluster `c` with one running task of the family `trader`.
async fn a_task_is_found_and_stopped(cloud: &impl Cloud) {
    let ecs = cloud.ecs();
    let running = DesiredStatus::Running;
    let tasks = ecs.list_tasks("c", Some("trader"), running).await.unwrap();
    assert_eq!(tasks.len(), 1);
    assert_eq!(ecs.list_tasks("c", None, running).await.unwrap(), tasks);
    let other = ecs.list_tasks("c", Some("other"), running).await.unwrap();
    assert_eq!(other, Vec::<String>::new());
    let absent = ecs.list_tasks("absent", None, running).await.unwrap();
    assert_eq!(absent, Vec::<String>::new());

    let task = ecs.describe_tasks("c", &tasks).await.unwrap().remove(0);
    assert_eq!((task.family(), &task.desired), ("trader", &TaskStatus::Running));
    assert!(ecs.stop_task("c", task.id(), "a test").await.unwrap());
    let gone = "0".repeat(32);
    assert!(!ecs.stop_task("c", &gone, "a test").await.unwrap());

    let stopped = ecs.list_tasks("c", None, DesiredStatus::Stopped).await.unwrap();
    assert_eq!(stopped, tasks);
    let task = ecs.describe_tasks("c", &stopped).await.unwrap().remove(0);
    assert_eq!(task.status, TaskStatus::Stopped);
    assert_eq!(task.stopped_reason.as_deref(), Some("a test"));
}

#[tokio::test]
async fn the_emulator_has_tasks() {
    let account = Account::new();
    account.ecs("CreateCluster", r#"{"clusterName": "c"}"#);
    let definition = r#"{"family": "trader", "containerDefinitions": [{"name": "main", "image": "x"}]}"#;
    account.ecs("RegisterTaskDefinition", definition);
    account.ecs("RunTask", r#"{"cluster": "c", "taskDefinition": "trader"}"#);
    a_task_is_found_and_stopped(&account.cloud().await).await;
}

#[tokio::test(start_paused = true)]
async fn the_account_in_memory_has_tasks() {
    let account = Memory::default();
    let id = account.world(|world| world.start_task("c", "trader"));
    assert_eq!(account.world(|world| world.running_tasks()), [id]);
    a_task_is_found_and_stopped(&account).await;
    assert_eq!(account.world(|world| world.running_tasks()), Vec::<String>::new());
}

#[tokio::test]
async fn a_task_that_runs_is_not_destroyed_over_and_not_deployed_over_in_passing() {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let cloud = account.cloud().await;
    let name = async |stack, id: &str| {
        let resources = cloud.cloudformation().list_stack_resources(stack).await.unwrap();
        let found = resources
            .into_iter()
            .find(|resource| resource.logical_id.starts_with(id));
        found.unwrap().physical_id.unwrap()
    };
    let cluster = name("app-infra-base", "saapplicatoncluster").await;
    let definition = name("app-infra-compute", "sarecommendationservicetaskdefinition").await;
    let body = format!(r#"{{"cluster": "{cluster}", "taskDefinition": "{definition}"}}"#);
    account.ecs("RunTask", &body);

    account.configure("[stock_advisor.services.recommendation-service]\ncpu = 1024\nmemory = 2048\n");
    let run = account.run(&["deploy", "--all", "--yes"]).exits(2);
    assert!(
        run.stderr.contains(" is running since ") && run.stderr.contains("--during-run"),
        "{run}"
    );
    account
        .run(&["deploy", "--all", "--yes", "--during-run"])
        .exits(0);

    let destroy = ["destroy", "--all", "--yes", "--delete-data"];
    let run = account.run(&destroy).exits(2);
    assert!(run.stderr.contains("--stop-tasks"), "{run}");
    let running = cloud.ecs().list_tasks(&cluster, None, DesiredStatus::Running);
    assert_eq!(running.await.unwrap().len(), 1);
    let run = account.run(&[&destroy[..], &["--stop-tasks"]].concat()).exits(0);
    assert!(run.stderr.contains("stopped the task"), "{run}");
}
