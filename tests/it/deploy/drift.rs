//! `drift` and `status` on an account in memory: what differs, who changed it, and what remains to do.

use crate::support::account::apps::{MARKER, current};
use crate::support::account::scene::{Scene, stack};
use crate::support::account::{At, What, When};
use sa_infra::cloud::Kind;
use sa_infra::cloud::cloudformation::{PropertyDifference, ResourceDrift};
use sa_infra::deploy::drift::{Drift, drift};
use sa_infra::deploy::status::{State, status};
use sa_infra::synth::Artifact;
use serde_json::json;

fn found(id: &str, kind: &str, name: &str, status: &str, differences: &[[&str; 3]]) -> ResourceDrift {
    let difference = |[path, expected, actual]: &[&str; 3]| PropertyDifference {
        path: (*path).into(),
        expected: (*expected).into(),
        actual: (*actual).into(),
        kind: "NOT_EQUAL".into(),
    };
    ResourceDrift {
        logical_id: id.into(),
        physical_id: Some(name.into()),
        resource_type: kind.into(),
        status: status.into(),
        reason: None,
        expected: None,
        actual: None,
        differences: differences.iter().map(difference).collect(),
        at: jiff::Timestamp::UNIX_EPOCH,
    }
}

fn account(value: &str) -> ResourceDrift {
    let values = ["/Value", "put_account_id_here", value];
    found(
        "Account",
        "AWS::SSM::Parameter",
        "SA_ACCOUNT",
        "MODIFIED",
        &[values],
    )
}

fn topic(status: &str, differences: &[[&str; 3]]) -> ResourceDrift {
    found("Topic", "AWS::SNS::Topic", "s-Topic", status, differences)
}

fn drifts(scene: &Scene, artifact: &Artifact, drifts: Vec<ResourceDrift>) -> Drift {
    scene.world(|world| world.drifts = drifts);
    let found = scene.until_killed(drift(&scene.account, &[artifact]));
    found.unwrap().unwrap().remove(0)
}

fn state(scene: &Scene, artifact: &Artifact) -> State {
    let states = scene.until_killed(status(&scene.account, &[artifact]));
    states.unwrap().unwrap().remove(0).deployed.unwrap()
}

#[test]
fn what_owners_set_is_no_drift_and_is_not_told() {
    let run = ["/State", "ENABLED", "DISABLED"];
    let schedule = || found("Run", "AWS::Scheduler::Schedule", "sa-run", "MODIFIED", &[run]);
    let key = || {
        let values = ["/Value", "put_it_here", MARKER];
        found("Key", "AWS::SSM::Parameter", "SA_KEY", "MODIFIED", &[values])
    };
    // Deployed by us, and as the original deployed it.
    for scene in [Scene::living(), Scene::inherited()] {
        let drift = drifts(&scene, &current("1"), vec![account(MARKER), schedule(), key()]);
        let resources = drift.found.as_ref().unwrap().resources.iter();
        let modified = resources.filter(|resource| resource.status == "MODIFIED");
        assert!(
            modified
                .flat_map(|resource| &resource.properties)
                .all(|property| property.set_by_owner)
        );
        assert!(!drift.drifted);
        let told = serde_json::to_string(&drift).unwrap();
        assert!(!told.contains(MARKER) && told.contains("DISABLED"), "{told}");
    }
}

#[test]
fn what_a_container_reads_as_a_secret_is_hidden_whatever_it_is_called() {
    let parameter = json!({"Type": "AWS::SSM::Parameter", "Properties": {"Name": "SA_PLAIN", "Type": "String", "Value": "x"}});
    let secrets =
        json!([{"Name": "A", "ValueFrom": "arn:aws:ssm:us-east-1:111122223333:parameter/SA_PLAIN"}]);
    let variables = json!([{"Name": "PIN", "Value": {"Ref": "Pin"}}]);
    let containers = json!([{"Name": "a", "Image": "b", "Secrets": secrets, "Environment": variables}]);
    let task =
        json!({"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": containers}});
    let artifact = stack(
        "s",
        &json!({"Parameters": {"Pin": {"Type": "String", "NoEcho": true, "Default": "1"}},
                "Resources": {"Plain": parameter, "Task": task}}),
    );
    let scene = Scene::with(std::slice::from_ref(&artifact));
    let value = ["/Value", "x", "4711"];
    let pin = ["/ContainerDefinitions/0/Environment/0/Value", "4712", "4713"];
    let plain = found("Plain", "AWS::SSM::Parameter", "SA_PLAIN", "MODIFIED", &[value]);
    let task = found("Task", "AWS::ECS::TaskDefinition", "task:1", "MODIFIED", &[pin]);
    let told = serde_json::to_string(&drifts(&scene, &artifact, vec![plain, task])).unwrap();
    assert!(told.contains("(hidden)") && !told.contains("471"), "{told}");
}

#[test]
fn what_no_one_is_meant_to_set_is_drift() {
    let scene = Scene::living();
    let name = ["/DisplayName", "1", "other"];
    assert!(
        drifts(
            &scene,
            &current("1"),
            vec![account("1"), topic("MODIFIED", &[name])]
        )
        .drifted
    );
    assert!(drifts(&scene, &current("1"), vec![topic("DELETED", &[])]).drifted);
    let both = found(
        "Account",
        "AWS::SSM::Parameter",
        "SA_ACCOUNT",
        "MODIFIED",
        &[["/Value", "1", "2"], ["/Description", "1", "2"]],
    );
    assert!(drifts(&scene, &current("1"), vec![both]).drifted);
    // Once the template sets the value itself, people are not meant to set it.
    let fixed = stack(
        "s",
        &json!({"Resources": {"Account": {"Type": "AWS::SSM::Parameter",
        "Properties": {"Name": "SA_ACCOUNT", "Type": "String", "Value": "x"}}}}),
    );
    assert!(drifts(&Scene::inherited(), &fixed, vec![account("1")]).drifted);
}

#[test]
fn what_was_not_looked_at_is_told_and_is_no_drift() {
    let scene = Scene::living();
    let drift = drifts(&scene, &current("1"), vec![topic("IN_SYNC", &[]), account("1")]);
    let found = drift.found.unwrap();
    let unsupported = found
        .resources
        .iter()
        .filter(|resource| resource.status == "UNSUPPORTED");
    assert_eq!(
        unsupported.map(|resource| &*resource.id).collect::<Vec<_>>(),
        ["Run"]
    );
    assert_eq!(found.in_sync, 1);
    assert!(!drifts(&scene, &current("1"), vec![topic("NOT_CHECKED", &[])]).drifted);
}

#[test]
fn secrets_in_what_differs_are_hidden() {
    let scene = Scene::living();
    let inside = [
        "/Environment/0",
        r#"{"Name":"API_TOKEN","Value":"owner-marker-7f3a"}"#,
        "null",
    ];
    let named = ["/Variables/DB_PASSWORD", "x", MARKER];
    let mut by_place = topic("MODIFIED", &[inside, named, ["/List/0/Value", MARKER, "y"]]);
    by_place.expected = Some(r#"{"List":[{"Name":"API_SECRET","Value":"owner-marker-7f3a"}]}"#.into());
    let drift = drifts(&scene, &current("1"), vec![by_place]);
    let told = serde_json::to_string(&drift).unwrap();
    assert!(!told.contains(MARKER) && told.contains("(hidden)"), "{told}");
}

#[test]
fn the_search_is_waited_for_through_failures_and_nothing_is_written() {
    let scene = Scene::living();
    let before = scene.settled();
    let lost = What::Error(Kind::Unavailable);
    let look = "cloudformation:DescribeStackDriftDetectionStatus";
    scene.account.forget();
    scene.account.fault(At::NthOf(look, 2), When::Before, lost);
    assert!(!drifts(&scene, &current("1"), Vec::new()).drifted);
    assert_eq!(scene.settled(), before);
    let writes = [
        "Put", "Update", "Delete", "Execute", "Create", "Continue", "Rollback",
    ];
    let calls = scene.account.calls();
    let writes = calls
        .iter()
        .filter(|call| writes.iter().any(|verb| call.name.contains(&format!(":{verb}"))));
    assert_eq!(writes.count(), 0);
}

#[test]
fn status_tells_what_is_left_to_do() {
    let scene = Scene::living();
    let now = state(&scene, &current("1"));
    assert_eq!((now.to_give_back, &*now.paused[0].schedule), (false, "sa-run"));
    let scene = Scene::stuck(&["Account"]);
    let now = state(&scene, &current("2"));
    assert!(now.to_give_back);
    assert_eq!(now.last_failure.unwrap().logical_id, "Topic");
}

#[test]
fn status_tells_of_exports_that_only_others_need() {
    let with = json!({
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {"Old": {"Value": "x", "Export": {"Name": "old"}}, "New": {"Value": "x", "Export": {"Name": "new"}}},
    });
    let scene = Scene::with(&[stack("s", &with)]);
    let without = json!({
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {"New": {"Value": "x", "Export": {"Name": "new"}}},
    });
    assert_eq!(state(&scene, &stack("s", &without)).carried, ["old"]);
    assert!(state(&scene, &stack("s", &with)).carried.is_empty());
}

#[test]
fn status_does_without_what_it_may_not_see() {
    let scene = Scene::living();
    for call in [
        "cloudformation:GetTemplate",
        "ssm:GetParameters",
        "scheduler:GetSchedule",
    ] {
        let kind = Kind::AccessDenied {
            action: call.into(),
            resource: None,
        };
        scene
            .account
            .fault(At::Every(call), When::Before, What::Error(kind));
    }
    let now = state(&scene, &current("1"));
    assert_eq!(
        (now.to_give_back, now.paused.len(), &*now.status),
        (false, 0, "CREATE_COMPLETE")
    );
}
