//! A response that AWS did not send, to every service: the error has its HTTP status, and it is never taken for an
//! answer.

use crate::support::endpoint::{Answer, Endpoint};
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use sa_infra::cloud::cloudcontrol::CloudControl;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::codebuild::CodeBuild;
use sa_infra::cloud::ecr::Ecr;
use sa_infra::cloud::ecs::{DesiredStatus, Ecs};
use sa_infra::cloud::events::Events;
use sa_infra::cloud::s3::S3;
use sa_infra::cloud::scheduler::{ScheduleState, Scheduler};
use sa_infra::cloud::sns::Sns;
use sa_infra::cloud::ssm::Ssm;
use sa_infra::cloud::sts::Sts;
use sa_infra::cloud::{Cloud, Kind, Result};
use std::collections::BTreeSet;
use std::pin::Pin;

/// A call by its name, and its result.
type Call<'a> = Pin<Box<dyn Future<Output = (&'static str, Result<()>)> + 'a>>;

/// The result of each service for such a response, to a read or a write.
pub async fn every_service(answer: Answer) -> Vec<(&'static str, Result<()>)> {
    let endpoint = Endpoint::new(move |_, _| answer.clone());
    let cloud = endpoint.cloud().await;
    let names = ["x".to_owned()];
    let disabled = &ScheduleState::Disabled;
    let owner = "111122223333";
    let calls: Vec<Call<'_>> = vec![
        Box::pin(async {
            (
                "DescribeStacks",
                cloud.cloudformation().describe_stack("x").await.map(drop),
            )
        }),
        Box::pin(async {
            (
                "ExecuteChangeSet",
                cloud.cloudformation().execute_change_set("x", "t", None).await,
            )
        }),
        Box::pin(async {
            (
                "DeleteChangeSet",
                cloud.cloudformation().delete_change_set("x").await,
            )
        }),
        Box::pin(async {
            (
                "GetParameters",
                cloud.ssm().get_parameters(&names).await.map(drop),
            )
        }),
        Box::pin(async {
            (
                "DeleteParameter",
                cloud.ssm().delete_parameter("x").await.map(drop),
            )
        }),
        Box::pin(async {
            (
                "UpdateSchedule",
                cloud.scheduler().set_schedule_state("g", "x", disabled).await,
            )
        }),
        Box::pin(async {
            (
                "GetCallerIdentity",
                cloud.sts().get_caller_identity().await.map(drop),
            )
        }),
        Box::pin(async { ("HeadBucket", cloud.s3().head_bucket("x", owner).await.map(drop)) }),
        Box::pin(async {
            (
                "PutBucketPolicy",
                cloud.s3().put_bucket_policy("x", owner, "{}").await,
            )
        }),
        Box::pin(async { ("DescribeImages", cloud.ecr().describe_images("x").await.map(drop)) }),
        Box::pin(async {
            (
                "BatchGetBuilds",
                cloud.codebuild().batch_get_builds(&names).await.map(drop),
            )
        }),
        Box::pin(async {
            (
                "ListSubscriptionsByTopic",
                cloud.sns().list_subscriptions_by_topic("x").await.map(drop),
            )
        }),
        Box::pin(async {
            (
                "ListTasks",
                cloud
                    .ecs()
                    .list_tasks("c", None, DesiredStatus::Running)
                    .await
                    .map(drop),
            )
        }),
        Box::pin(async { ("DescribeRule", cloud.events().rule("x").await.map(drop)) }),
        Box::pin(async {
            (
                "GetResource",
                cloud.cloudcontrol().get_instance("x").await.map(drop),
            )
        }),
    ];
    futures_util::future::join_all(calls).await
}

#[tokio::test]
async fn every_service_says_the_status_of_what_answers_instead_of_aws() {
    for status in [200, 403, 407] {
        for (call, result) in every_service(Answer::Page(status)).await {
            let error = result.expect_err(call);
            let said = error.to_string();
            assert_eq!(error.kind, Kind::Intercepted, "{call}: {said}");
            assert!(said.contains(&format!("HTTP status {status}")), "{call}: {said}");
            assert!(error.is_transient(), "{call}");
        }
    }
}

#[test]
fn an_emulator_without_a_service_is_asked_once() {
    let account = Account::new();
    let proxy = Proxy::new(&account);
    proxy.run(&account, &["doctor"]);
    let asked = proxy.requests().into_iter();
    let asked = asked.filter(|request| request.action() == "GetServiceQuota");
    let asked = asked.map(|request| request.body).collect::<Vec<_>>();
    let different = asked.iter().collect::<BTreeSet<_>>();
    assert_eq!((asked.len(), asked.is_empty()), (different.len(), false));
}
