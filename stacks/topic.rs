//! The topic for notifications: who may publish to it, and its subscribers.

use crate::config::Email;
use sa_infra::app::Scope;
use sa_infra::aws::sns;
use sa_infra::construct::Ref;
use sa_infra::intrinsic::account_id;
use sa_infra::policy::{allow, deny, document};

/// Puts a topic to which only the alarms of this account and these services may publish, over TLS.
pub fn put(
    place: &mut Scope<'_>,
    topic: sns::Topic,
    services: &[&'static str],
    addresses: &[Email],
) -> Ref<sns::Topic> {
    let topic = place.at("Resource").put_bare(topic);
    let publish = || allow(["sns:Publish"]).on(topic.arn());
    let alarms = publish().to_service("cloudwatch.amazonaws.com").when(
        "StringEquals",
        "aws:SourceAccount",
        account_id(),
    );
    let services = services.iter().map(|&service| publish().to_service(service));
    let in_clear = deny(["sns:Publish"])
        .to("*")
        .on(topic.arn())
        .when("Bool", "aws:SecureTransport", "false");
    let statements = [alarms].into_iter().chain(services).chain([in_clear]);
    place
        .at("Policy")
        .put(sns::TopicPolicy::new(document(statements), [topic.arn()]));
    for address in addresses {
        place.at(address.to_string()).put(sns::Subscription {
            endpoint: address.to_string().into(),
            ..sns::Subscription::new("email", topic.arn())
        });
    }
    topic
}
