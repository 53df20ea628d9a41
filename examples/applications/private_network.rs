//! A private network: instances without public addresses behind a load balancer, as many as the load needs.
//! `cargo run --example private_network -- synth`

#[path = "two_zones.rs"]
mod two_zones;

use sa_infra::app::{RollingUpdate, UpdatePolicy};
use sa_infra::aws::{autoscaling as auto, ec2, elasticloadbalancingv2 as elb};
use sa_infra::intrinsic::{base64, resolve_ssm};
use sa_infra::prelude::*;
use std::process::ExitCode;

/// The parameter of AWS that has the ID of the latest image of Amazon Linux.
const IMAGE: &str = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
/// What an instance does when it starts for the first time.
const SETUP: &str = "#!/bin/bash\ndnf install -y nginx\nsystemctl enable --now nginx\n";

fn main() -> ExitCode {
    sa_infra::cli::main(&stacks)
}

pub(crate) fn stacks(app: &mut App) {
    let stack = app.stack("private-network");
    stack.set_region("us-east-1");
    let network = stack.at("network").put(two_zones::TwoZones);
    let front = stack.at("front").put(ec2::SecurityGroup {
        vpc_id: network.vpc.id().into(),
        security_group_ingress: [ec2::Ingress::tcp(80).from_cidr("0.0.0.0/0")].into(),
        ..ec2::SecurityGroup::new("The load balancer")
    });
    let back = stack.at("back").put(ec2::SecurityGroup {
        vpc_id: network.vpc.id().into(),
        security_group_ingress: [ec2::Ingress::tcp(80).from_group(front.id())].into(),
        ..ec2::SecurityGroup::new("The servers")
    });
    let tokens = ec2::MetadataOptions { http_tokens: ec2::HttpTokens::Required.into(), ..Default::default() };
    let server = stack.at("server").put(ec2::LaunchTemplate::new(ec2::LaunchTemplateData {
        image_id: resolve_ssm(IMAGE).into(),
        instance_type: "t4g.small".into(),
        security_group_ids: [back.id()].into(),
        metadata_options: tokens.into(),
        user_data: base64(SETUP).into(),
        ..Default::default()
    }));
    let targets = stack.at("targets").put(elb::TargetGroup {
        port: 80.into(),
        protocol: elb::TargetGroupProtocol::Http.into(),
        vpc_id: network.vpc.id().into(),
        ..Default::default()
    });
    let rolling = RollingUpdate { min_instances_in_service: Some(1), ..Default::default() };
    let rolling = UpdatePolicy::rolling(rolling);
    let servers = stack.at("servers").update_policy(rolling).put(auto::AutoScalingGroup {
        launch_template: (&server).into(),
        vpc_zone_identifier: network.private.into(),
        target_group_arns: [targets.arn()].into(),
        health_check_type: "ELB".into(),
        ..auto::AutoScalingGroup::new("6", "2")
    });
    stack.at("cpu").put(auto::ScalingPolicy {
        policy_type: auto::PolicyType::TargetTrackingScaling.into(),
        target_tracking_configuration: auto::TargetTrackingConfiguration::cpu(60).into(),
        ..auto::ScalingPolicy::new(servers.name())
    });
    let balancer = stack.at("balancer").put(elb::LoadBalancer {
        scheme: elb::LoadBalancerScheme::InternetFacing.into(),
        security_groups: [front.id()].into(),
        subnets: network.public.into(),
        ..Default::default()
    });
    stack.at("http").put(elb::Listener {
        port: 80.into(),
        protocol: elb::ListenerProtocol::Http.into(),
        ..elb::Listener::new([elb::ListenerAction::forward(targets.arn())], balancer.arn())
    });
    stack.at("address").output("The address of the site", text!["http://", balancer.dns_name()]);
}
