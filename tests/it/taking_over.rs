//! The deployment that the original apps made is updated in place: no value, no name, no data goes.

use crate::support::files;
use crate::support::ministack::Account;
use sa_infra::cloud::cloudformation::{CloudFormation, StackStatus};
use sa_infra::cloud::ssm::{NewParameter, ParameterKind, Ssm};
use sa_infra::cloud::{Cloud, SdkCloud, Secret};
use std::collections::BTreeMap;

/// Each plain parameter with what the owner put into it, and where that has to be afterwards.
const VALUES: [(&str, &str, &str); 4] = [
    ("SA_INTRINIO_API_KEY", "owners-intrinio", "/sa/INTRINIO_API_KEY"),
    (
        "SA_TDAMERITRADE_ACCOUNT_ID",
        "owners-account",
        "SA_TDAMERITRADE_ACCOUNT_ID",
    ),
    (
        "SA_TDAMERITRADE_CLIENT_ID",
        "owners-client",
        "/sa/TDAMERITRADE_CLIENT_ID",
    ),
    (
        "SA_TDAMERITRADE_REFRESH_TOKEN",
        "owners-token",
        "/sa/TDAMERITRADE_REFRESH_TOKEN",
    ),
];

/// Resources that may go: all without data or a name that matters.
const GONE: [&str; 12] = [
    "INTRINIOAPIKEY79D056F6",
    "TDAMERITRADECLIENTID15B704AA",
    "TDAMERITRADEREFRESHTOKENC68C9607",
    "rolesaecstaskexecutionDefaultPolicy871883BE",
    "saportfoliomanagerservicescheduledtaskScheduledEventRuleF1455A20",
    "saportfoliomanagerservicetaskdefinitionEventsRole56F6AA3E",
    "saportfoliomanagerservicetaskdefinitionEventsRoleDefaultPolicy87D0A91F",
    "saportfoliomanagerservicetaskdefinitionSecurityGroupFFE73215",
    "sarecommendationservicescheduledtaskScheduledEventRule1213EA66",
    "sarecommendationservicetaskdefinitionEventsRole447F8E11",
    "sarecommendationservicetaskdefinitionEventsRoleDefaultPolicy4CEB1265",
    "sarecommendationservicetaskdefinitionSecurityGroupC7B0E83C",
];

async fn set(cloud: &SdkCloud, name: &str, value: &str) {
    let parameter = NewParameter {
        name: name.to_owned(),
        kind: ParameterKind::String,
        value: Secret::new(value),
        description: None,
        tags: Vec::new(),
        overwrite: true,
    };
    cloud.ssm().put_parameter(&parameter).await.unwrap();
}

/// The original stacks, with the owner's values, and a log group that CodeBuild made by itself.
async fn original() -> (Account, SdkCloud) {
    let account = Account::new();
    for stack in ["app-infra-base", "app-infra-compute"] {
        account
            .deploy(
                stack,
                &files::read(format!("tests/it/reference/{stack}.original.json")),
            )
            .await;
    }
    let cloud = account.cloud().await;
    for (name, value, _) in VALUES {
        set(&cloud, name, value).await;
    }
    (account, cloud)
}

/// Physical ids by logical id.
async fn resources(cloud: &SdkCloud) -> BTreeMap<String, String> {
    let mut resources = BTreeMap::new();
    for stack in ["app-infra-base", "app-infra-compute"] {
        let found = cloud.cloudformation().list_stack_resources(stack).await.unwrap();
        resources.extend(
            found
                .into_iter()
                .filter_map(|found| Some((found.logical_id, found.physical_id?))),
        );
    }
    resources
}

#[tokio::test]
async fn everything_stays_but_what_is_listed_and_every_value_is_found_again() {
    let (account, cloud) = original().await;
    let before = resources(&cloud).await;
    let run = account.run(&["deploy", "--all", "--yes"]).exits(0);
    assert!(!run.to_string().contains("owners-"), "{run}");
    let after = resources(&cloud).await;
    for (id, physical) in &before {
        // A task definition is replaced by its next revision: that is what a change of one is.
        let revision = id.contains("taskdefinition");
        match after.get(id) {
            None => assert!(GONE.contains(&id.as_str()), "{id} is gone"),
            Some(now) => assert!(revision || now == physical, "{id}: {physical} became {now}"),
        }
    }
    for (_, value, place) in VALUES {
        let found = cloud.ssm().get_parameters(&[place.to_owned()]).await.unwrap();
        assert_eq!(found[0].value.expose(), value, "{place}");
    }
    let again = account.run(&["deploy", "--all"]).exits(0);
    assert_eq!(again.stderr.matches(": unchanged").count(), 3, "{again}");
}

#[tokio::test]
async fn a_value_changed_between_a_declined_and_an_accepted_deployment_is_the_one_that_counts() {
    let (account, cloud) = original().await;
    account.run(&["deploy", "--all"]).exits(2);
    assert!(
        cloud
            .ssm()
            .get_parameters(&["/sa/INTRINIO_API_KEY".to_owned()])
            .await
            .unwrap()
            .is_empty()
    );
    set(&cloud, "SA_INTRINIO_API_KEY", "owners-newer").await;
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let found = cloud
        .ssm()
        .get_parameters(&["/sa/INTRINIO_API_KEY".to_owned()])
        .await
        .unwrap();
    assert_eq!(found[0].value.expose(), "owners-newer");
}

#[tokio::test]
async fn an_export_that_is_still_imported_is_carried() {
    let (account, cloud) = original().await;
    let run = account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    assert!(
        run.stderr
            .contains("keeps the export app-infra-base:ExportsOutputRefsavpcD0345A2B673C43F0"),
        "{run}"
    );
    let stack = cloud
        .cloudformation()
        .describe_stack("app-infra-base")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stack.status, StackStatus::UpdateComplete);
    assert!(stack.output("ExportsOutputRefsavpcD0345A2B673C43F0").is_some());
}

#[tokio::test]
async fn an_export_that_a_stranger_imports_is_never_dropped() {
    let (account, cloud) = original().await;
    let stranger = r#"{"Resources":{"T":{"Type":"AWS::SNS::Topic","Properties":{"DisplayName":
        {"Fn::ImportValue":"app-infra-base:ExportsOutputRefsavpcD0345A2B673C43F0"}}}}}"#;
    account.deploy("stranger", stranger).await;
    let run = account.run(&["deploy", "--all", "--yes"]).exits(1);
    assert!(run.stderr.contains("imported by stranger"), "{run}");
    let stack = cloud
        .cloudformation()
        .describe_stack("app-infra-base")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stack.status, StackStatus::CreateComplete);
}
