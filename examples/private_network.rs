//! A private network: instances without public addresses behind a load balancer, as many as the load needs.
//! `cargo run --example private_network -- synth`

#[path = "parts/two_zones.rs"]
mod two_zones;

use sa_infra::app::{RollingUpdate, UpdatePolicy};
use sa_infra::aws::{autoscaling as auto, ec2, elasticloadbalancingv2 as elb};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::base64;
use sa_infra::prelude::*;
use std::process::ExitCode;

const IMAGE: &str = "{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64}}";
const SETUP: &str = "#!/bin/bash\ndnf install -y nginx\nsystemctl enable --now nginx\n";

fn main() -> ExitCode {
    sa_infra::cli::main(&stacks)
}

pub(crate) fn stacks(app: &mut App) {
    let stack = app.stack("private-network");
    stack.set_region("us-east-1");
    let network = stack.at("network").put(two_zones::TwoZones);
    let http = |from: ec2::Ingress| ec2::Ingress {
        from_port: 80.into(),
        to_port: 80.into(),
        ..from
    };
    let anyone = ec2::Ingress {
        cidr_ip: "0.0.0.0/0".into(),
        ..ec2::Ingress::new("tcp")
    };
    let front = stack.at("front").put(ec2::SecurityGroup {
        vpc_id: network.vpc.id().into(),
        security_group_ingress: [http(anyone)].into(),
        ..ec2::SecurityGroup::new("The load balancer")
    });
    let balancer = ec2::Ingress {
        source_security_group_id: front.id().into(),
        ..ec2::Ingress::new("tcp")
    };
    let back = stack.at("back").put(ec2::SecurityGroup {
        vpc_id: network.vpc.id().into(),
        security_group_ingress: [http(balancer)].into(),
        ..ec2::SecurityGroup::new("The servers")
    });
    let server = stack
        .at("server")
        .put(ec2::LaunchTemplate::new(ec2::LaunchTemplateData {
            image_id: IMAGE.into(),
            instance_type: "t4g.small".into(),
            security_group_ids: [back.id()].into(),
            user_data: base64(SETUP).into(),
            ..Default::default()
        }));
    let targets = stack.at("targets").put(elb::TargetGroup {
        port: 80.into(),
        protocol: elb::TargetGroupProtocol::Http.into(),
        vpc_id: network.vpc.id().into(),
        ..Default::default()
    });
    let rolling = RollingUpdate {
        min_instances_in_service: Some(1),
        ..Default::default()
    };
    let servers = stack
        .at("servers")
        .update_policy(UpdatePolicy::rolling(rolling))
        .put(auto::AutoScalingGroup {
            launch_template: auto::LaunchTemplateSpecification {
                launch_template_id: server.id().into(),
                ..auto::LaunchTemplateSpecification::new(server.latest_version_number())
            }
            .into(),
            vpc_zone_identifier: network.private.iter().map(Ref::id).collect::<Vec<_>>().into(),
            target_group_arns: [targets.arn()].into(),
            ..auto::AutoScalingGroup::new("6", "2")
        });
    let cpu = auto::PredefinedMetricSpecificationPredefinedMetricType::AsgAverageCpuUtilization;
    stack.at("cpu").put(auto::ScalingPolicy {
        policy_type: auto::PolicyType::TargetTrackingScaling.into(),
        target_tracking_configuration: auto::TargetTrackingConfiguration {
            predefined_metric_specification: auto::PredefinedMetricSpecification::new(cpu).into(),
            ..auto::TargetTrackingConfiguration::new(60)
        }
        .into(),
        ..auto::ScalingPolicy::new(servers.name())
    });
    let balancer = stack.at("balancer").put(elb::LoadBalancer {
        scheme: elb::LoadBalancerScheme::InternetFacing.into(),
        security_groups: [front.id()].into(),
        subnets: network.public.iter().map(Ref::id).collect::<Vec<_>>().into(),
        ..Default::default()
    });
    let forward = elb::ListenerAction {
        target_group_arn: targets.arn().into(),
        ..elb::ListenerAction::new(elb::ListenerActionType::Forward)
    };
    stack.at("http").put(elb::Listener {
        port: 80.into(),
        protocol: elb::ListenerProtocol::Http.into(),
        ..elb::Listener::new([forward], balancer.arn())
    });
    stack
        .at("address")
        .output("Where the site is", text!["http://", balancer.dns_name()]);
}
