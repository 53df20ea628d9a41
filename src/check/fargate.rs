//! Task definitions for Fargate: valid sizes, the required network mode, and the role that is needed to pull images,
//! write logs and read secrets.

use super::context::{Context, Entry};
use super::place::Place;
use super::report::Report;
use super::value::each_item;
use crate::model::fargate;
use crate::model::json::{Call, Json};

/// Checks all task definitions that require Fargate.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for entry in cx.of_type("AWS::ECS::TaskDefinition") {
        let wanted = entry.property("RequiresCompatibilities").and_then(Json::as_list);
        if wanted.is_some_and(|kinds| kinds.iter().any(|kind| kind.as_text() == Some("FARGATE"))) {
            let place = entry.place();
            let place = place.key("Properties");
            size(cx, &entry, &place, report);
            network(cx, &entry, &place, report);
            role(&entry, &place, report);
        }
    }
}

fn size(cx: &Context<'_>, entry: &Entry<'_>, place: &Place<'_>, report: &mut Report<'_>) {
    let mut amount = |name: &str, unit: &str, usual: &str| {
        if let Some(value) = entry.property(name) {
            return units(&cx.text(value)?, unit);
        }
        let reason = format!("a Fargate task needs {name}");
        report.error(place, reason, format!("set {name}, for example to {usual}"));
        None
    };
    let (cpu, memory) = (amount("Cpu", "vcpu", "512"), amount("Memory", "gb", "1024"));
    let Some(cpu) = cpu else { return };
    let Some(known) = fargate::memory(cpu) else {
        let reason = format!("Fargate does not support tasks with {cpu} CPU units");
        return report.error(
            &place.key("Cpu"),
            reason,
            format!("use {}", fargate::processors()),
        );
    };
    if let Some(memory) = memory.filter(|memory| !known.has(*memory)) {
        let reason = format!("Fargate does not support tasks with {cpu} CPU units and {memory} MiB");
        report.error(
            &place.key("Memory"),
            reason,
            format!("use a memory of {known} MiB"),
        );
    }
}

/// Reads `512`, or `0.5 vCPU`, `1 GB`, in 1024ths of the unit.
fn units(text: &str, unit: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    match text.strip_suffix(unit) {
        None => text.parse().ok(),
        Some(number) => {
            let number: f64 = number
                .trim()
                .parse()
                .ok()
                .filter(|number| (0.0..=1_024.0).contains(number))?;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 1024 squared"
            )]
            Some((number * 1_024.0).round() as u32)
        }
    }
}

fn network(cx: &Context<'_>, entry: &Entry<'_>, place: &Place<'_>, report: &mut Report<'_>) {
    let mode = match entry.property("NetworkMode") {
        None => Some("not set".into()),
        Some(mode) => cx.text(mode).filter(|mode| mode != "awsvpc"),
    };
    if let Some(mode) = mode {
        let reason = format!("a Fargate task needs the network mode awsvpc, and it is {mode}");
        report.error(&place.key("NetworkMode"), reason, "set NetworkMode to awsvpc");
    }
}

fn role(entry: &Entry<'_>, place: &Place<'_>, report: &mut Report<'_>) {
    if entry.resource.properties.get("ExecutionRoleArn").is_some() {
        return;
    }
    let Some(containers) = entry.property("ContainerDefinitions") else {
        return;
    };
    let mut needs = None;
    each_item(containers, place, &mut |container, _| {
        let driver = container
            .get("LogConfiguration")
            .and_then(|log| log.get("LogDriver")?.as_text());
        let secrets = container
            .get("Secrets")
            .and_then(Json::as_list)
            .is_some_and(|secrets| !secrets.is_empty());
        needs = needs.or(match driver {
            Some("awslogs") => Some("write its logs"),
            _ if secrets => Some("read its secrets"),
            _ if container.get("Image").is_some_and(is_ecr) => Some("pull its image"),
            _ => None,
        });
    });
    if let Some(purpose) = needs {
        let reason = format!("Fargate needs an execution role to {purpose}, and ExecutionRoleArn is not set");
        report.error(
            place,
            reason,
            "set ExecutionRoleArn to the ARN of a role that ecs-tasks.amazonaws.com may assume",
        );
    }
}

/// Whether an image is in a private ECR repository.
fn is_ecr(image: &Json) -> bool {
    match image {
        Json::Text(text) => text.contains(".dkr.ecr."),
        Json::List(items) => items.iter().any(is_ecr),
        Json::Call(call) => matches!(&**call, Call::Function(_, argument) if is_ecr(argument)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::units;
    use crate::check::tests::of;

    fn task(cpu: &str, memory: &str, more: &str) -> String {
        let found = of(
            "AWS::ECS::TaskDefinition",
            &format!(
                r#"{{"RequiresCompatibilities": ["FARGATE"], "Cpu": {cpu}, "Memory": {memory} {more}}}"#
            ),
        );
        let lines = found.lines().filter(|line| line.contains("Fargate"));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn sizes_exist() {
        let vpc = r#", "NetworkMode": "awsvpc""#;
        assert_eq!(task(r#""512""#, r#""1024""#, vpc), "");
        assert_eq!(task(r#""0.25 vCPU""#, r#""0.5GB""#, vpc), "");
        assert!(task("512", "512", vpc).contains(
            "not support tasks with 512 CPU units and 512 MiB | use a memory of 1024 to 4096 in steps of 1024 MiB"
        ));
        assert!(task("256", "1536", vpc).contains("use a memory of 512, 1024 or 2048 MiB"));
        assert!(task("8192", "17408", vpc).contains("in steps of 4096"));
        assert!(
            task("300", "512", vpc)
                .contains("error R/Properties/Cpu: Fargate does not support tasks with 300 CPU units")
        );
        assert_eq!(units(".5 vCPU", "vcpu"), Some(512));
        assert_eq!(units("many", "vcpu"), None);
    }

    #[test]
    fn the_network_mode_is_awsvpc() {
        assert!(task("512", "1024", "").contains("needs the network mode awsvpc, and it is not set"));
        assert!(task("512", "1024", r#", "NetworkMode": "bridge""#).contains("and it is bridge"));
    }

    #[test]
    fn logs_secrets_and_images_need_a_role() {
        let container = |what: &str| {
            task(
                "512",
                "1024",
                &format!(r#", "NetworkMode": "awsvpc", "ContainerDefinitions": [{{{what}}}]"#),
            )
        };
        assert_eq!(container(r#""Image": "nginx""#), "");
        assert!(
            container(r#""Image": {"Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/x"}"#)
                .contains("to pull its image")
        );
        assert!(container(r#""LogConfiguration": {"LogDriver": "awslogs"}"#).contains("to write its logs"));
        assert!(container(r#""Secrets": [{"Name": "A", "ValueFrom": "b"}]"#).contains("to read its secrets"));
    }
}
