//! The valid form of the other files: this one compiles, so that they fail only because of their own errors.

use sa_infra::app::App;
use sa_infra::aws::{ec2, iam, s3, sns};
use sa_infra::construct::Ref;
use sa_infra::json::Json;

pub struct Base {
    pub data: Ref<s3::Bucket>,
}

pub fn define(app: &mut App, trust: Json) -> Base {
    let stack = app.stack("app-infra-base");
    let vpc = stack.at("vpc").put(ec2::Vpc {
        instance_tenancy: ec2::InstanceTenancy::Default.into(),
        ..Default::default()
    });
    stack.at("subnet").put(ec2::Subnet { cidr_block: "192.168.0.0/20".into(), ..ec2::Subnet::new(vpc.id()) });
    stack.at("topic").put(sns::Topic { topic_name: "news".into(), ..Default::default() });
    stack.at("role").put(iam::Role::new(trust));
    let data = stack.at("data").put(s3::Bucket::default());
    let _ = s3::Destination::new(data.arn(), s3::DestinationFormat::Csv);
    Base { data }
}
