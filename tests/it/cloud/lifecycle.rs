//! The calls that change something, each by its effect in the emulator.

use crate::support::ministack::Account;
use sa_infra::cloud::cloudformation::{
    ChangeAction, ChangeSetKind, ChangeSetStatus, CloudFormation, Deletion, NewChangeSet, StackStatus,
    TemplateSource,
};
use sa_infra::cloud::scheduler::{ScheduleState, Scheduler};
use sa_infra::cloud::{Cloud, Kind};
use sa_infra::deploy::last_operation;

const TOPIC: &str = r#"{"Resources":{"Topic":{"Type":"AWS::SNS::Topic","Properties":{"TopicName":"one"}}},
    "Outputs":{"Topic":{"Value":{"Ref":"Topic"},"Export":{"Name":"the-topic"}}}}"#;
const CONSUMER: &str = r#"{"Resources":{"Parameter":{"Type":"AWS::SSM::Parameter","Properties":{
    "Name":"copy","Type":"String","Value":{"Fn::ImportValue":"the-topic"}}}}}"#;
const SCHEDULE: &str = r#"{"Resources":{"Schedule":{"Type":"AWS::Scheduler::Schedule","Properties":{
    "Name":"daily","ScheduleExpression":"cron(0 9 * * ? *)","ScheduleExpressionTimezone":"America/New_York",
    "Description":"every day","State":"ENABLED","FlexibleTimeWindow":{"Mode":"OFF"},"Target":{
    "Arn":"arn:aws:sqs:us-east-1:111122223333:queue","RoleArn":"arn:aws:iam::111122223333:role/scheduler"}}}}}"#;

fn change_set(stack: &str, kind: ChangeSetKind, template: &str) -> NewChangeSet {
    NewChangeSet {
        stack: stack.into(),
        name: "change".into(),
        description: Some("why".into()),
        token: "token-1".into(),
        kind,
        template: TemplateSource::Body(template.into()),
        parameters: Vec::new(),
        tags: Some(vec![("app".into(), "test".into())]),
        capabilities: vec!["CAPABILITY_NAMED_IAM".into()],
        imports: Vec::new(),
        import_existing: false,
        on_failure: None,
        role_arn: None,
        notification_arns: None,
        express: false,
        nested: false,
    }
}

fn deletion(stack: &str) -> Deletion {
    Deletion {
        stack: stack.into(),
        retain: Vec::new(),
        force: false,
        role_arn: None,
        token: "token-2".into(),
    }
}

#[tokio::test]
async fn a_change_set_that_is_not_executed_leaves_a_stack_in_review() {
    let cloud = Account::new().cloud().await;
    let cloudformation = cloud.cloudformation();
    let new = change_set("topics", ChangeSetKind::Create, TOPIC);
    let created = cloudformation.create_change_set(&new).await.unwrap();
    let stack = cloudformation.describe_stack("topics").await.unwrap().unwrap();
    assert_eq!(
        (stack.status, &stack.arn),
        (StackStatus::ReviewInProgress, &created.stack_arn)
    );
    let made = cloudformation
        .describe_change_set(&created.arn)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(made.status, ChangeSetStatus::CreateComplete);
    assert_eq!(made.changes[0].logical_id, "Topic");
    assert_eq!(made.changes[0].action, ChangeAction::Add);
    let listed = cloudformation.list_change_sets("topics").await.unwrap();
    assert_eq!(
        listed.iter().map(|one| &one.arn).collect::<Vec<_>>(),
        [&created.arn]
    );

    cloudformation.delete_change_set(&created.arn).await.unwrap();
    assert_eq!(
        cloudformation.describe_change_set(&created.arn).await.unwrap(),
        None
    );
    cloudformation.delete_change_set(&created.arn).await.unwrap();
    cloudformation.delete_stack(&deletion("topics")).await.unwrap();
    assert_eq!(cloudformation.describe_stack("topics").await.unwrap(), None);
    cloudformation.delete_stack(&deletion("topics")).await.unwrap();
}

#[tokio::test]
async fn exports_protection_and_deletion() {
    let account = Account::new();
    account.deploy("topics", TOPIC).await;
    account.deploy("consumer", CONSUMER).await;
    let cloud = account.cloud().await;
    let cloudformation = cloud.cloudformation();
    assert_eq!(
        cloudformation.list_imports("the-topic").await.unwrap(),
        ["consumer"]
    );

    let arn = cloudformation
        .describe_stack("consumer")
        .await
        .unwrap()
        .unwrap()
        .arn;
    cloudformation
        .update_termination_protection(&arn, true)
        .await
        .unwrap();
    let error = cloudformation.delete_stack(&deletion(&arn)).await.unwrap_err();
    assert_eq!(error.kind, Kind::Validation, "{error}");
    cloudformation
        .update_termination_protection(&arn, false)
        .await
        .unwrap();
    cloudformation.delete_stack(&deletion(&arn)).await.unwrap();
    let gone = loop {
        let stack = cloudformation.describe_stack(&arn).await.unwrap();
        if stack.as_ref().is_none_or(|stack| !stack.status.is_in_progress()) {
            break stack;
        }
    };
    assert!(gone.is_none_or(|stack| stack.status.is_gone()));
    let events = last_operation::last(cloudformation, &arn).await.unwrap();
    assert_eq!(events[0].status.as_str(), "DELETE_IN_PROGRESS");
    assert_eq!(cloudformation.describe_stack("consumer").await.unwrap(), None);
}

#[tokio::test]
async fn a_schedule_is_turned_off_and_keeps_everything_else() {
    let account = Account::new();
    account.deploy("schedules", SCHEDULE).await;
    let cloud = account.cloud().await;
    let scheduler = cloud.scheduler();
    assert_eq!(scheduler.get_schedule("default", "weekly").await.unwrap(), None);
    let before = scheduler.get_schedule("default", "daily").await.unwrap().unwrap();
    assert_eq!(before.state, ScheduleState::Enabled);
    scheduler
        .set_schedule_state("default", "daily", &ScheduleState::Disabled)
        .await
        .unwrap();
    let mut after = scheduler.get_schedule("default", "daily").await.unwrap().unwrap();
    assert_eq!(after.state, ScheduleState::Disabled);
    after.state = before.state.clone();
    after.modified = before.modified;
    assert_eq!(after, before);
    assert_eq!(after.expression, "cron(0 9 * * ? *)");
}
