//! `app-infra-base`: the network, data bucket, notifications, cluster and task role that the other stacks use.

use crate::config::{Config, StackId};
use crate::tags::Tags;
use crate::topic;
use sa_infra::app::{App, Retention, Stack};
use sa_infra::aws::{ec2, ecs, iam, s3, sns};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::account_id;
use sa_infra::patterns::{Network, PrivateBucket, PublicNetwork, PublicSubnet};
use sa_infra::policy::{allow, document, trust};
use sa_infra::text;

/// The resources of the base stack that other stacks use.
pub struct Base {
    pub network: Network,
    pub topic: Ref<sns::Topic>,
    pub cluster: Ref<ecs::Cluster>,
    pub task_role: Ref<iam::Role>,
    pub security_group: Ref<ec2::SecurityGroup>,
}

impl Base {
    pub fn define(app: &mut App, config: &Config) -> Self {
        let ns = &config.namespace;
        let stack = crate::stack(app, config, StackId::Base);
        stack.set_description(
            "Stock Advisor: network, data bucket, notifications, ECS cluster and the role of its tasks",
        );

        let bucket = stack
            .at(config.name("data-bucket"))
            .retain(Retention::Never)
            .put(PrivateBucket {
                tags: Tags::new(config.name("data-bucket"), format!("{ns} application data"))
                    .list(s3::Tag::new),
                noncurrent_days: 30,
                unfinished_upload_days: 7,
                ..Default::default()
            });
        let topic = notifications(stack, config);
        let task_role = task_role(stack, config, &bucket, &topic);
        let network = stack.at(config.name("vpc")).put(network(config));
        let security_group = stack.at(config.name("sg")).put(ec2::SecurityGroup {
            group_name: config.name("sg").into(),
            // No ingress, all egress.
            security_group_egress: [ec2::Egress {
                cidr_ip: "0.0.0.0/0".into(),
                description: "Allow all outbound traffic by default".into(),
                ..ec2::Egress::new("-1")
            }]
            .into(),
            vpc_id: network.vpc.id().into(),
            tags: Tags::new(config.name("sg"), format!("{ns} security Group for ECS tasks"))
                .list(ec2::Tag::new),
            ..ec2::SecurityGroup::new(format!("{ns} security Group for ECS tasks"))
        });
        // "applicaton" is how the deployed cluster is spelled: another id would replace it.
        let cluster_id = config.name("applicaton-cluster");
        let about = format!("{ns} ECS cluster for all applicaton tasks");
        let cluster = stack.at(&cluster_id).put(ecs::Cluster {
            tags: Tags::new(&cluster_id, about).list(ecs_tag),
            ..Default::default()
        });

        // The application finds the bucket and the topic by these export names.
        stack.at(config.name("databucketname")).export(
            config.name("data-bucket-name"),
            "Data Bucket Name",
            bucket.name(),
        );
        stack.at(config.name("appnotificationstopic")).export(
            config.name("app-notifications-topic-name"),
            "SA SNS Topic for Application Notifications",
            topic.arn(),
        );
        Self {
            network,
            topic,
            cluster,
            task_role,
            security_group,
        }
    }
}

/// ECS requires neither member of a tag, so its type has no `new`.
pub fn ecs_tag(key: String, value: String) -> ecs::Tag {
    ecs::Tag {
        key: key.into(),
        value: value.into(),
    }
}

/// The topic for notifications of the application and the watchdog.
fn notifications(stack: &mut Stack, config: &Config) -> Ref<sns::Topic> {
    let name = config.name("app-notifications-topic");
    let mut place = stack.at(&name);
    let topic = sns::Topic {
        display_name: name.clone().into(),
        topic_name: name.clone().into(),
        tags: Tags::new(&name, "SNS Topic used for application notifications and events").list(sns::Tag::new),
        ..Default::default()
    };
    // Without a condition: EventBridge documents that conditions in a topic's policy fail silently.
    let services = ["events.amazonaws.com"];
    topic::put(&mut place, topic, &services, &config.stock_advisor.notify)
}

/// The permissions of the application: find its bucket and topic, read and write its data, and publish notifications.
fn task_role(
    stack: &mut Stack,
    config: &Config,
    bucket: &Ref<s3::Bucket>,
    topic: &Ref<sns::Topic>,
) -> Ref<iam::Role> {
    let statements = [
        // ListExports cannot be limited to a resource.
        allow(["cloudformation:ListExports"]).on("*"),
        allow(["s3:GetObject", "s3:PutObject"]).on(text![bucket.arn(), "/*"]),
        allow(["s3:ListBucket"]).on(bucket.arn()),
        allow(["sns:Publish"]).on(topic.arn()),
    ];
    let policy = stack
        .at(format!("policy-{}", config.name("ecs-tasks")))
        .put(iam::ManagedPolicy {
            // Both empty values are create-only: another spelling would replace the policy.
            description: "".into(),
            path: "/".into(),
            ..iam::ManagedPolicy::new(document(statements))
        });
    let name = format!("role-{}", config.name("ecs-tasks"));
    let about = "IAM Role and Policy used to define permissions for ECS tasks";
    stack.at(&name).put(iam::Role {
        role_name: name.clone().into(),
        description: format!("AWS permissions shared by {} docker tasks", config.namespace).into(),
        managed_policy_arns: [policy.arn()].into(),
        tags: Tags::new(&name, about).list(iam::Tag::new),
        ..iam::Role::new(assumed_by_tasks())
    })
}

/// Only tasks of this account: prevents the confused-deputy problem.
pub fn assumed_by_tasks() -> sa_infra::policy::Statement {
    trust("ecs-tasks.amazonaws.com").when("StringEquals", "aws:SourceAccount", account_id())
}

fn network(config: &Config) -> PublicNetwork {
    let ns = &config.namespace;
    let subnets = config
        .stock_advisor
        .network
        .subnets()
        .zip(1..)
        .map(|(cidr, number)| PublicSubnet {
            cidr,
            tags: Tags::new(
                config.name(&format!("pub-subnet-{number}")),
                format!("{ns} public subnet {number}"),
            )
            .pairs(),
        });
    PublicNetwork {
        cidr: *config.stock_advisor.network.cidr,
        group: "public-subnet",
        subnets: subnets.collect(),
        tags: Tags::new(config.name("vpc"), format!("{ns} vpc for all container tasks")).pairs(),
    }
}
