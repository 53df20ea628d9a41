//! What other services know about a failure that CloudFormation reports. If they cannot be asked, the failure is
//! reported without it.

use super::{Failure, owner, words};
use crate::cloud::Cloud;
use crate::cloud::ecs::{Container, DesiredStatus, Ecs, Task};
use crate::cloud::sts::Sts;
use serde_json::Value;

/// The maximum number of stopped tasks with different reasons.
const TASKS: usize = 3;

/// Asks the service about a failure, if the service can explain it.
pub(super) async fn explain(cloud: &impl Cloud, failure: &mut Failure) {
    if let Some(encoded) = words::encoded(&failure.reason)
        && let Ok(decoded) = cloud.sts().decode_authorization_message(encoded).await
        && let Some((action, resource)) = denied(&decoded)
    {
        failure.missing_permission = Some(action);
        failure.on = resource;
    }
    if failure.code.as_deref() == Some("AlreadyExists") {
        let name = owner::named(&failure.reason).or(failure.physical_id.as_deref());
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            let is_global = failure.kind.starts_with("AWS::IAM::");
            let owner = owner::owner(cloud, name, is_global).await;
            failure.details.push(owner.words());
            failure.owner = Some(owner);
        }
    }
    if failure.kind == "AWS::ECS::Service" {
        failure.details = tasks(cloud, failure).await.unwrap_or_default();
    }
}

/// The permission in a decoded message, and its resource.
fn denied(decoded: &str) -> Option<(String, Option<String>)> {
    let decoded = serde_json::from_str::<Value>(decoded).ok()?;
    let text = |name: &str| decoded["context"][name].as_str().map(str::to_owned);
    Some((text("action")?, text("resource")))
}

/// Why the last tasks of a service stopped.
async fn tasks(cloud: &impl Cloud, failure: &Failure) -> Option<Vec<String>> {
    // `arn:aws:ecs:us-east-1:111122223333:service/CLUSTER/NAME`
    let mut parts = failure.physical_id.as_deref()?.split('/').skip(1);
    let (cluster, service) = (parts.next()?, parts.next()?);
    let ecs = cloud.ecs();
    let stopped = ecs.list_tasks(cluster, None, DesiredStatus::Stopped).await.ok()?;
    let mut tasks = ecs.describe_tasks(cluster, &stopped).await.ok()?;
    let group = format!("service:{service}");
    tasks.retain(|task| task.group.as_deref() == Some(&group));
    tasks.sort_by_key(|task| std::cmp::Reverse(task.stopped));
    Some(tasks.iter().take(TASKS).map(why).collect())
}

/// Why a task stopped, with the exit codes of its containers.
fn why(task: &Task) -> String {
    let reason = task.stopped_reason.as_deref().unwrap_or("no reason is given");
    let mut said = vec![format!("task {} stopped: {reason}", task.id())];
    said.extend(task.containers.iter().filter_map(end));
    said.join("; ")
}

fn end(container: &Container) -> Option<String> {
    let name = &container.name;
    let reason = container.reason.as_ref().map(|reason| format!(": {reason}"));
    match container.exit_code {
        Some(0) | None => reason.map(|reason| format!("container {name}{reason}")),
        Some(code) => Some(format!(
            "container {name} exited with {code}{}",
            reason.unwrap_or_default()
        )),
    }
}
