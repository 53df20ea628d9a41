//! The emulator of the tests: it ends when its parent does, and accounts are isolated.

use crate::support::ministack::{Account, Ministack};
use sa_infra::cloud::Cloud;
use sa_infra::cloud::ssm::{NewParameter, ParameterKind, Ssm};
use sa_infra::cloud::sts::Sts;
use sa_infra::cloud::{Kind, Secret};
use std::path::Path;

fn parameter(overwrite: bool) -> NewParameter {
    NewParameter {
        name: "API_KEY".into(),
        kind: ParameterKind::SecureString,
        value: Secret::new("hunter2"),
        description: Some("a key".into()),
        tags: if overwrite {
            Vec::new()
        } else {
            vec![("app".into(), "x".into())]
        },
        overwrite,
    }
}

#[test]
fn it_ends_when_it_is_dropped() {
    let emulator = Ministack::start();
    let process = format!("/proc/{}", emulator.process_id());
    let was_there = Path::new(&process).exists();
    drop(emulator);
    // Only Linux has this directory of processes.
    assert!(was_there || !cfg!(target_os = "linux"));
    assert!(!Path::new(&process).exists());
}

#[tokio::test]
async fn an_account_is_its_own() {
    let (one, other) = (Account::new(), Account::new());
    let identity = one.cloud().await.sts().get_caller_identity().await.unwrap();
    assert_eq!(identity.account, one.id);

    let (one, other) = (one.cloud().await, other.cloud().await);
    one.ssm().put_parameter(&parameter(false)).await.unwrap();
    let names = ["API_KEY".to_owned(), "ABSENT".to_owned()];
    let found = one.ssm().get_parameters(&names).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].value.expose(), found[0].version), ("hunter2", 1));
    assert_eq!(found[0].kind, ParameterKind::SecureString);
    assert_eq!(other.ssm().get_parameters(&names).await.unwrap(), []);
}

#[tokio::test]
async fn a_parameter_is_overwritten_only_when_asked_to() {
    let account = Account::new().cloud().await;
    let ssm = account.ssm();
    ssm.put_parameter(&parameter(false)).await.unwrap();
    let error = ssm.put_parameter(&parameter(false)).await.unwrap_err();
    assert_eq!(error.kind, Kind::AlreadyExists, "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    ssm.put_parameter(&parameter(true)).await.unwrap();
    assert!(ssm.delete_parameter("API_KEY").await.unwrap());
    assert!(!ssm.delete_parameter("API_KEY").await.unwrap());
}
