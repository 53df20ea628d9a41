//! A deployment of the original apps is updated in place: no value, name or data is lost.

mod cdk;

use crate::support::files;
use crate::support::ministack::Account;
use crate::support::owner::{self, LOG_GROUPS, PAUSED, STACKS, original, set, stack, value};
use crate::support::proxy::Proxy;
use sa_infra::cloud::cloudformation::{CloudFormation, StackStatus};
use sa_infra::cloud::log_groups::LogGroups;
use sa_infra::cloud::scheduler::{ScheduleState, Scheduler};
use sa_infra::cloud::ssm::ParameterKind;
use sa_infra::cloud::{Cloud, SdkCloud};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Resources that may be removed: without data and without a name that matters.
const GONE: [&str; 13] = [
    "INTRINIOAPIKEY79D056F6",
    "TDAMERITRADECLIENTID15B704AA",
    "TDAMERITRADEREFRESHTOKENC68C9607",
    "rolesacodebuildexecutionDefaultPolicyCDEA58FB",
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

/// The VPC of the original, which its compute stack imports and ours does not.
const EXPORT: &str = "ExportsOutputRefsavpcD0345A2B673C43F0";

/// Physical ids by logical id.
async fn resources(cloud: &SdkCloud) -> BTreeMap<String, String> {
    let mut resources = BTreeMap::new();
    for stack in STACKS {
        resources.extend(resources_of(cloud, stack).await);
    }
    resources
}

/// Those of one stack; none when it does not exist.
async fn resources_of(cloud: &SdkCloud, stack: &str) -> BTreeMap<String, String> {
    let api = cloud.cloudformation();
    let Some(stack) = api.describe_stack(stack).await.unwrap() else {
        return BTreeMap::new();
    };
    let found = api.list_stack_resources(&stack.arn).await.unwrap().into_iter();
    found
        .filter_map(|found| Some((found.logical_id, found.physical_id?)))
        .collect()
}

/// The exports: names and values.
async fn exports(cloud: &SdkCloud) -> BTreeMap<String, String> {
    let exports = cloud.cloudformation().list_exports().await.unwrap();
    exports
        .into_iter()
        .map(|export| (export.name, export.value))
        .collect()
}

/// The templates of a stack's change sets, in order.
fn templates(proxy: &Proxy, stack: &str) -> Vec<String> {
    let requests = proxy.requests().into_iter();
    let made = requests.filter(|request| request.action() == "CreateChangeSet");
    let its = made.filter(|request| request.field("StackName").as_deref() == Some(stack));
    its.filter_map(|request| request.field("TemplateBody")).collect()
}

#[tokio::test]
async fn everything_stays_but_what_is_listed_and_every_value_is_found_again() {
    let (account, cloud) = original().await;
    stays(&account, &cloud).await;
}

/// Migrates the original stacks of an account: everything listed stays, every value is found again, and a second
/// deployment has nothing to do.
async fn stays(account: &Account, cloud: &SdkCloud) {
    let (before, exported) = (resources(cloud).await, exports(cloud).await);
    let holdings = account.holdings();
    let proxy = Proxy::new(account);
    let run = proxy.run(account, &["deploy", "--all", "--yes"]).exits(0);
    assert!(!run.to_string().contains("owners-"), "{run}");

    let after = resources(cloud).await;
    for (id, physical) in &before {
        // A changed task definition is replaced by its next revision.
        let revision = id.contains("taskdefinition");
        match after.get(id) {
            None => assert!(GONE.contains(&id.as_str()), "{id} is gone"),
            Some(now) => assert!(revision || now == physical, "{id}: {physical} became {now}"),
        }
    }
    owner::finds_every_value(cloud).await;

    // Every export keeps its value; a retained export is removed once its consumers no longer import it.
    let now = exports(cloud).await;
    for (name, value) in &exported {
        assert_eq!(now.get(name), Some(value), "{name}");
    }
    assert!(
        run.stderr
            .contains(&format!("retains the export app-infra-base:{EXPORT}")),
        "{run}"
    );
    let sent = templates(&proxy, "app-infra-base");
    let carried = sent.iter().map(|template| template.contains(EXPORT));
    assert_eq!(carried.collect::<Vec<_>>(), [true, false]);

    // The log groups that CodeBuild created are imported with their contents.
    for group in LOG_GROUPS {
        let body = format!(r#"{{"logGroupName": "{group}"}}"#);
        let streams = account.json("logs", "Logs_20140328.DescribeLogStreams", &body);
        assert!(streams.contains(r#""old""#), "{streams}");
        assert!(after.values().any(|id| id == group), "{group} is in no stack");
        // CloudFormation sets no property of an imported resource; `deploy` sets those of the template afterwards.
        let found = cloud.logs().describe_log_group(group).await.unwrap().unwrap();
        assert_eq!(found.retention, Some(30), "{group}");
        let tags = cloud.logs().list_log_group_tags(&found.arn).await.unwrap();
        let tags = BTreeMap::from_iter(tags);
        assert_eq!((&*tags["team"], &*tags["namespace"]), ("blue", "sa"), "{group}");
        let told =
            format!("{group} existed before: set its retention to 30 days and the tags app, namespace");
        assert!(run.stderr.contains(&told), "{run}");
    }
    let lost = holdings
        .difference(&account.holdings())
        .cloned()
        .collect::<Vec<_>>();
    let gone = GONE.map(|id| before[id].clone());
    let listed = |held: &String| gone.iter().any(|id| held.ends_with(&format!(" {id}")));
    assert!(lost.iter().all(listed), "{lost:?}\n{gone:?}");

    let again = account.run(&["deploy", "--all"]).exits(0);
    assert_eq!(again.stderr.matches(": unchanged").count(), 3, "{again}");
}

#[tokio::test]
async fn a_value_changed_between_a_declined_and_an_accepted_deployment_is_the_one_that_counts() {
    let (account, cloud) = original().await;
    let holdings = account.holdings();
    account.run(&["deploy", "--all"]).exits(2);
    assert_eq!(account.holdings(), holdings);
    assert_eq!(value(&cloud, owner::KEY).await, None);
    set(
        &cloud,
        "SA_INTRINIO_API_KEY",
        ParameterKind::String,
        "owners-newer",
    )
    .await;
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    assert_eq!(value(&cloud, owner::KEY).await.as_deref(), Some("owners-newer"));
}

#[tokio::test]
async fn a_rule_that_the_owner_switched_off_becomes_a_schedule_that_is_off() {
    let (account, cloud) = original().await;
    let rule = &resources(&cloud).await["saportfoliomanagerservicescheduledtaskScheduledEventRuleF1455A20"];
    let rule = format!(r#"{{"Name": "{rule}"}}"#);
    account.json("events", "AWSEvents.DisableRule", &rule);
    for _ in 0..2 {
        account.run(&["deploy", "--all", "--yes"]).exits(0);
        let state = async |name| {
            cloud
                .scheduler()
                .get_schedule("sa", name)
                .await
                .unwrap()
                .unwrap()
                .state
        };
        assert_eq!(state(PAUSED).await, ScheduleState::Disabled);
        assert_eq!(state("sa-recommendation-service").await, ScheduleState::Enabled);
    }
}

#[tokio::test]
async fn an_export_that_is_still_imported_is_carried() {
    let (account, cloud) = original().await;
    let run = account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    assert!(
        run.stderr
            .contains(&format!("retains the export app-infra-base:{EXPORT}")),
        "{run}"
    );
    let base = stack(&cloud, "app-infra-base").await;
    assert_eq!(base.status, StackStatus::UpdateComplete);
    assert!(base.output(EXPORT).is_some());
}

#[tokio::test]
async fn an_export_that_a_stranger_imports_is_never_dropped() {
    let (account, cloud) = original().await;
    let stranger = format!(
        r#"{{"Resources":{{"T":{{"Type":"AWS::SNS::Topic","Properties":{{"DisplayName":
        {{"Fn::ImportValue":"app-infra-base:{EXPORT}"}}}}}}}}}}"#
    );
    account.deploy("stranger", &stranger).await;
    let run = account.run(&["deploy", "--all", "--yes"]).exits(1);
    assert!(run.stderr.contains("imported by stranger"), "{run}");
    let base = stack(&cloud, "app-infra-base").await;
    assert_eq!(base.status, StackStatus::CreateComplete);
}

/// The original template of a stack, with these outputs of ours added.
fn with_exports_of_ours(stack: &str, outputs: &[&str]) -> String {
    let read = |path: String| serde_json::from_str::<Value>(&files::read(path)).unwrap();
    let mut original = read(format!("tests/it/reference/{stack}.original.json"));
    let ours = read(format!("templates/{stack}.template.json"));
    for output in outputs {
        original["Outputs"][*output] = ours["Outputs"][*output].clone();
    }
    original.to_string()
}

/// The exports that only our compute stack imports.
const OURS: [&str; 2] = [
    "ExportsOutputFnGetAttsasg560C84ECGroupId8669397E",
    "ExportsOutputRefsaappnotificationstopic2A54CC86CA5057F6",
];

/// CloudFormation removes no export that is imported (the emulator does): these must be kept for a while on the way
/// back.
#[test]
fn what_keeps_the_original_from_coming_back_at_once_is_what_the_page_says() {
    let exports = |template: &str| {
        template
            .split("\"Name\": \"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let original = STACKS.map(|stack| files::read(format!("tests/it/reference/{stack}.original.json")));
    let exported = original
        .iter()
        .flat_map(|template| exports(template))
        .collect::<Vec<_>>();
    let ours = STACKS.map(|stack| files::read(format!("templates/{stack}.template.json")));
    let imported = ours
        .iter()
        .flat_map(|template| template.split("\"Fn::ImportValue\": \"").skip(1));
    let imported = imported.map(|rest| rest.split('"').next().unwrap().to_owned());
    let missing = imported
        .filter(|name| !exported.contains(name))
        .collect::<BTreeSet<_>>();
    let said = OURS.map(|output| format!("app-infra-base:{output}"));
    assert_eq!(missing, BTreeSet::from(said));
    let page = files::read("doc/migrating.md");
    assert!(
        page.contains("base.export_value(security_group.security_group_id)")
            && page.contains("base.export_value(topic.topic_arn)")
    );
}

#[tokio::test]
async fn afterwards_everything_is_well_and_the_way_back_is_that_of_the_page() {
    let (account, cloud) = original().await;
    let before = resources(&cloud).await;
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    // In the first stack, the emulator keeps an export: it finds no change if only outputs change.
    let diff = account.run(&["diff", STACKS[0], "--json"]).exits(0).stdout;
    assert!(
        !diff.contains("\"logical_id\"") && diff.contains(EXPORT),
        "{diff}"
    );
    account
        .run(&["diff", "--exit-code", STACKS[1], STACKS[2]])
        .exits(0);
    let status = account.run(&[&["status"], &STACKS[..]].concat()).exits(0).stdout;
    assert_eq!(status.matches("UPDATE_COMPLETE").count(), 3, "{status}");

    let back = async |stack: &str, outputs: &[&str]| {
        account.deploy(stack, &with_exports_of_ours(stack, outputs)).await
    };
    for (stack, outputs) in [
        ("app-infra-base", &OURS[..]),
        ("app-infra-compute", &[]),
        ("app-infra-develop", &[]),
    ] {
        assert_eq!(back(stack, outputs).await, StackStatus::UpdateComplete, "{stack}");
    }
    let after = resources(&cloud).await;
    for id in [
        "sadatabucketCC1B0CFA",
        "saappnotificationstopic2A54CC86",
        "sarecommendationservice426BBBF9",
    ] {
        assert_eq!(before[id], after[id]);
    }
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    assert_eq!(
        value(&cloud, owner::KEY).await.as_deref(),
        Some("owners-intrinio")
    );
    assert_ne!(
        value(&cloud, "SA_INTRINIO_API_KEY").await.as_deref(),
        Some("owners-intrinio")
    );
}
