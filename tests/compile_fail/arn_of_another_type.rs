//! A topic's ARN in place of a bucket's.
//~ `Val<sa_infra::arn::Arn<Bucket>>: From<Val<sa_infra::arn::Arn<Topic>>>` is not satisfied

use sa_infra::aws::{s3, sns};
use sa_infra::construct::Ref;

pub fn destination(topic: &Ref<sns::Topic>) -> s3::Destination {
    s3::Destination::new(topic.arn(), s3::DestinationFormat::Csv)
}
