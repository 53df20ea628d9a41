//! What commands show of the inside of nested stacks: events, status, outputs, drift, the diagram.

use super::{SHOP, Shop, run, shop, value};
use crate::deploy::assets::deploy;
use crate::support::account::ui::Person;
use crate::support::ministack::Account;
use sa_infra::cloud::ssm::{NewParameter, ParameterKind, Ssm};
use sa_infra::cloud::{Cloud, SdkClouds, Secret};
use sa_infra::deploy::deployed_stacks::look_up_one;
use sa_infra::deploy::deployment::{Approval, Options};
use sa_infra::deploy::drift::drift;
use sa_infra::deploy::status::{Condition, status};
use sa_infra::deploy::ui::{Event, Outcome};
use sa_infra::deploy::{events, outputs};
use sa_infra::synth::diagram;
use sa_infra::view;

/// The logical ids of resources, without the hashes, with what is inside of nested stacks.
fn named(id: &str) -> String {
    let parts = id.split('/').map(|part| match part {
        part if part.starts_with("storage") => "storage",
        part if part.starts_with("inner") => "inner",
        part => part.trim_end_matches(|sign: char| sign.is_ascii_digit() || sign.is_ascii_uppercase()),
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn set(account: &Account, name: &str, value: &str) {
    let cloud = account.cloud().await;
    let new = NewParameter {
        name: name.to_owned(),
        kind: ParameterKind::String,
        value: Secret::new(value),
        overwrite: true,
        description: None,
        tags: Vec::new(),
    };
    cloud.ssm().put_parameter(&new).await.unwrap();
}

#[tokio::test]
async fn a_deployment_reports_every_resource_inside_and_counts_it() {
    let account = Account::new();
    let assembly = shop(SHOP);
    let ui = Person::default();
    let options = Options {
        approval: Approval::Never,
        ..Options::default()
    };
    let result = run(&account, &assembly, &options, &ui).await;
    assert!(matches!(result, Ok(Outcome::Created)), "{result:?}");
    let told = ui.told.take();
    let begun = told.iter().find_map(|event| match event {
        Event::Started { resources, names, .. } => Some((resources.unwrap(), names.clone())),
        _ => None,
    });
    let (total, names) = begun.unwrap();
    let done = told.iter().filter_map(|event| match event {
        Event::Resource { event, .. } if event.status.is_complete() && !event.is_of_the_stack() => {
            Some(&*event.logical_id)
        }
        _ => None,
    });
    let mut done = done.collect::<Vec<_>>();
    let order = done.iter().map(|id| named(id)).collect::<Vec<_>>();
    let at = |id: &str| {
        order
            .iter()
            .position(|one| one == id)
            .unwrap_or_else(|| panic!("{id}: {order:?}"))
    };
    assert!(
        at("storage/inner/where") < at("storage/inner") && at("storage/inner") < at("storage"),
        "{order:?}"
    );
    done.sort_unstable();
    done.dedup();
    assert_eq!((done.len(), total), (7, 7), "{order:?}");
    let inner = done.iter().find(|id| named(id) == "storage/inner/where").unwrap();
    assert_eq!(names[*inner], "storage/inner/where");
    let clouds = SdkClouds::load(&account.access()).await.unwrap();
    let deployed = look_up_one(&clouds, &assembly.stacks[0]).await.unwrap();
    let arn = deployed.stack.unwrap().arn;
    let found = events::last(&deployed.cloud, &assembly.stacks[0], &arn)
        .await
        .unwrap();
    assert!(
        found
            .iter()
            .any(|event| named(&event.logical_id) == "storage/inner/files"),
        "{found:?}"
    );
    // The events of a change are not those of the creation.
    let next = shop(Shop { suffix: "/x", ..SHOP });
    let ui = Person::default();
    let result = run(&account, &next, &options, &ui).await;
    assert!(matches!(result, Ok(Outcome::Updated)), "{result:?}");
    let told = ui.text();
    assert!(
        told.contains("UPDATE_COMPLETE") && !told.contains("CREATE_"),
        "{told}"
    );
}

#[tokio::test]
async fn status_and_outputs_show_what_is_inside() {
    let account = Account::new();
    let assembly = shop(SHOP);
    let results = deploy(&account, &assembly).await;
    assert!(results[0].is_ok(), "{results:?}");
    let clouds = SdkClouds::load(&account.access()).await.unwrap();
    let stacks = [&assembly.stacks[0]];
    let found = status(&clouds, &stacks).await.unwrap();
    let nested = &found[0].deployed.as_ref().unwrap().nested;
    let inside = nested
        .iter()
        .map(|one| (&*one.stack, one.condition, one.resources));
    assert_eq!(
        inside.collect::<Vec<_>>(),
        [
            ("shop/storage", Condition::Good, 2),
            ("shop/storage/inner", Condition::Good, 3)
        ]
    );
    let mut shown = Vec::new();
    view::status::human(&mut shown, &found, view::Format::brief(80)).unwrap();
    let shown = String::from_utf8(shown).unwrap();
    assert!(
        shown.contains("shop/storage/inner") && shown.contains(", 3 resources"),
        "{shown}"
    );
    let found = outputs::outputs(&clouds, &stacks).await.unwrap();
    let names = found
        .iter()
        .map(|one| (&*one.stack, one.is_nested))
        .collect::<Vec<_>>();
    assert_eq!(
        names,
        [
            ("shop", false),
            ("shop/storage", true),
            ("shop/storage/inner", true)
        ]
    );
    let table = |all| {
        let mut table = Vec::new();
        view::outputs::human(&mut table, &found, all, view::Format::brief(200)).unwrap();
        String::from_utf8(table).unwrap()
    };
    assert!(
        table(false).contains("shop/storage/inner") && !table(false).contains("shop/storage "),
        "{}",
        table(false)
    );
    assert!(table(true).contains("shop/storage/inner"), "{}", table(true));
}

#[tokio::test]
async fn drift_looks_inside_and_counts_each_resource_once() {
    let account = Account::new();
    let assembly = shop(SHOP);
    let results = deploy(&account, &assembly).await;
    assert!(results[0].is_ok(), "{results:?}");
    set(&account, SHOP.name, "changed by hand").await;
    let clouds = SdkClouds::load(&account.access()).await.unwrap();
    let found = drift(&clouds, &[&assembly.stacks[0]]).await.unwrap().remove(0);
    let what = found.found.as_ref().unwrap();
    let [changed] = what.resources.as_slice() else {
        panic!("{what:?}")
    };
    assert_eq!(
        (named(&changed.id), &*changed.status),
        ("storage/inner/where".to_owned(), "MODIFIED")
    );
    assert!(
        found.drifted && format!("{:?}", changed.properties).contains("changed by hand"),
        "{changed:?}"
    );
    // Three topics, the bucket.
    assert_eq!(what.in_sync, 4, "{what:?}");
}

#[tokio::test]
async fn a_value_that_you_set_inside_is_kept_and_is_no_drift() {
    let account = Account::new();
    let results = deploy(&account, &super::settings("first")).await;
    assert!(results[0].is_ok(), "{results:?}");
    set(&account, "/shop/one", "mine").await;
    set(&account, "/shop/two", "too").await;
    // Another default, and another description, so that CloudFormation writes both.
    let next = super::settings("second");
    let clouds = SdkClouds::load(&account.access()).await.unwrap();
    let found = drift(&clouds, &[&next.stacks[0]]).await.unwrap().remove(0);
    assert!(!found.drifted, "{found:?}");
    assert_eq!(found.found.unwrap().resources.len(), 2);
    let results = deploy(&account, &next).await;
    assert!(
        matches!(results.as_slice(), [Ok(Outcome::Updated)]),
        "{results:?}"
    );
    assert_eq!(value(&account, "/shop/one").await.as_deref(), Some("mine"));
    assert_eq!(value(&account, "/shop/two").await.as_deref(), Some("too"));
}

#[test]
fn the_diagram_has_the_resources_and_not_the_nested_stacks() {
    let assembly = shop(SHOP);
    let drawn = diagram::of(&assembly, &[&assembly.stacks[0]]);
    let boxes = drawn.boxes.iter().map(|one| (&*one.kind, one.names.join(" ")));
    let boxes = boxes.collect::<Vec<_>>();
    assert_eq!(
        boxes,
        [
            ("SNS Topic", "topic storage/alerts storage/inner/kept".to_owned()),
            ("SSM Parameter", "storage/inner/where".to_owned()),
            ("S3 Bucket", "storage/inner/files".to_owned()),
        ]
    );
    let arrows = drawn.arrows.iter().map(|arrow| (arrow.from, arrow.to));
    assert_eq!(arrows.collect::<Vec<_>>(), [(1, 0)]);
}
