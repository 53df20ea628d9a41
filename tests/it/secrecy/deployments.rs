//! The owner's secrets are written only to their place: not to the screen, a file that others can read, a template,
//! an event, or a request that does not need them.

use crate::support::ministack::Account;
use crate::support::owner::{self, ACCOUNT_ID, FASTER, KEY, STACKS, VALUES, original, set};
use crate::support::proxy::Proxy;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::ssm::ParameterKind;
use sa_infra::cloud::{Cloud, SdkCloud};
use sa_infra::deploy::last_operation;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The prefix of every planted value.
const PLANTED: &str = "planted-secret";

/// An identifier, which is not a secret.
const IDENTIFIES: &str = "TdameritradeAccountIdValue";

/// The names of all parameters whose values are planted.
fn places(plain: bool) -> Vec<(&'static str, ParameterKind)> {
    let place = |(old, _, new): (&'static str, &str, &'static str)| match (plain, new.starts_with('/')) {
        (false, true) => (new, ParameterKind::SecureString),
        _ => (old, ParameterKind::String),
    };
    VALUES.map(place).to_vec()
}

async fn plant(cloud: &SdkCloud, places: Vec<(&str, ParameterKind)>) {
    for (number, (name, kind)) in places.into_iter().enumerate() {
        set(cloud, name, kind, &format!("{PLANTED}-{number}")).await;
    }
}

/// Runs each command through the proxy; no output contains a planted value.
fn run_all(proxy: &Proxy, account: &Account, commands: &[&[&str]]) {
    for command in commands {
        let run = proxy.run(account, command).exits(0);
        assert!(!run.to_string().contains(PLANTED), "{run}");
    }
}

/// No request contains a planted value, except those that write it to its place, and the template parameters with
/// `NoEcho`.
fn is_kept(proxy: &Proxy) {
    for request in proxy.requests() {
        let action = request.action();
        let holds = |text: &str| text.contains(PLANTED);
        assert!(
            !holds(&request.line) && !request.headers.iter().any(|(_, value)| holds(value)),
            "{action}"
        );
        if action == "PutParameter" || !holds(&request.body) {
            continue;
        }
        assert_eq!(action, "CreateChangeSet", "{}", request.body);
        let template = request.field("TemplateBody").unwrap();
        let template = serde_json::from_str::<serde_json::Value>(&template).unwrap();
        for (field, _) in request.fields().into_iter().filter(|(_, value)| holds(value)) {
            let member = field
                .strip_suffix(".ParameterValue")
                .unwrap_or_else(|| panic!("{field}"));
            let name = request.field(&format!("{member}.ParameterKey")).unwrap();
            let shown = &template["Parameters"][&name]["NoEcho"];
            assert!(*shown == true || name == IDENTIFIES, "{name}: {shown}");
        }
    }
}

/// CloudFormation's answers about the stacks contain none either.
async fn is_not_told(cloud: &SdkCloud) {
    for name in STACKS {
        let template = cloud.cloudformation().get_template(name).await.unwrap().unwrap();
        let events = last_operation::all(cloud.cloudformation(), name).await.unwrap();
        let stack = owner::stack(cloud, name).await;
        for text in [template, format!("{events:?}"), format!("{stack:?}")] {
            assert!(!text.contains(PLANTED), "{text}");
        }
    }
}

/// Other users cannot read the files of a backup.
fn is_private(directory: &Path) -> usize {
    let mut secrets = 0;
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            secrets += is_private(&path);
        } else if fs::read_to_string(&path).unwrap().contains(PLANTED) {
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}", path.display());
            secrets += 1;
        }
    }
    secrets
}

const DEPLOY: &[&str] = &["deploy", "--all", "--yes"];
const LOOK: [&[&str]; 5] = [
    &["diff", "--json"],
    &["status", "--json"],
    &["outputs"],
    &["events", "app-infra-compute", "--all", "--json"],
    &["events", "app-infra-base", "--all"],
];

#[tokio::test]
async fn a_secret_is_nowhere_but_in_its_place_from_takeover_to_destruction() {
    let (account, cloud) = original().await;
    let proxy = Proxy::new(&account);
    plant(&cloud, places(true)).await;
    run_all(
        &proxy,
        &account,
        &[&["diff"], &["deploy", "--all", "--yes", "--json"]],
    );
    assert_eq!(owner::value(&cloud, KEY).await, Some(format!("{PLANTED}-0")));
    is_not_told(&cloud).await;

    plant(&cloud, places(false)).await;
    account.configure(FASTER);
    run_all(&proxy, &account, &[DEPLOY]);
    run_all(&proxy, &account, &LOOK);
    is_not_told(&cloud).await;

    let directory = tempfile::tempdir().unwrap();
    let backup = directory.path().to_str().unwrap();
    let destroy = ["destroy", "--all", "--yes", "--delete-data", "--delete-secrets"];
    let destroy = [&destroy[..], &["--json", "--backup-to", backup]].concat();
    run_all(&proxy, &account, &[&destroy]);
    assert_eq!(is_private(directory.path()), 4);
    is_kept(&proxy);
}

#[tokio::test]
async fn plain_parameters_are_not_told_either() {
    let account = Account::new();
    let cloud = account.cloud().await;
    let plain = "[stock_advisor.parameters]\nstore = \"plain\"\n";
    account.configure(plain);
    let proxy = Proxy::new(&account);
    run_all(&proxy, &account, &[DEPLOY]);
    plant(&cloud, places(true)).await;
    account.configure(&format!("{plain}{FASTER}"));
    run_all(&proxy, &account, &[DEPLOY]);
    run_all(&proxy, &account, &LOOK);
    is_not_told(&cloud).await;
    assert_eq!(
        owner::value(&cloud, ACCOUNT_ID).await,
        Some(format!("{PLANTED}-1"))
    );
    run_all(
        &proxy,
        &account,
        &[&["destroy", "--all", "--yes", "--delete-data"]],
    );
    is_kept(&proxy);
}
