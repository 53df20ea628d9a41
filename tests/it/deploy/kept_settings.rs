//! Settings that others made on a stack stay across a change: a request names a member only when the user asked for
//! it.

use super::stack_settings::{BASE, members, pairs};
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::CloudFormation;

/// The members of a request without further options.
const MEMBERS: [&str; 10] = [
    "Action",
    "Capabilities",
    "ChangeSetName",
    "ChangeSetType",
    "ClientToken",
    "ImportExistingResources",
    "Parameters",
    "StackName",
    "TemplateBody",
    "Version",
];

#[tokio::test]
async fn what_others_put_on_a_stack_stays_across_a_change() {
    const POLICY: &str =
        r#"{"Statement":[{"Effect":"Deny","Action":"Update:Replace","Principal":"*","Resource":"*"}]}"#;
    let account = Account::new();
    account
        .run(&[&BASE[..], &["--tag", "CostCenter=42"]].concat())
        .exits(0);
    let body = encoded(POLICY);
    account.stack_call(
        "SetStackPolicy",
        &format!("StackName=app-infra-base&StackPolicyBody={body}"),
    );
    account.stack_call(
        "UpdateTerminationProtection",
        "StackName=app-infra-base&EnableTerminationProtection=true",
    );
    let proxy = Proxy::new(&account);
    account.configure("[stock_advisor]\nnotify = [\"a@example.com\"]\n");
    let run = proxy.run(&account, &BASE).exits(0);
    assert!(run.stderr.contains("app-infra-base: updated"), "{run}");
    let policy = account.stack_call("GetStackPolicy", "StackName=app-infra-base");
    assert!(policy.contains("Update:Replace"), "{policy}");
    let cloud = account.cloud().await;
    let stack = cloud.cloudformation().describe_stack("app-infra-base").await;
    let stack = stack.unwrap().unwrap();
    assert!(stack.termination_protection);
    assert_eq!(stack.tags, pairs(&[("CostCenter", "42")]));
    // Role, rollback triggers, topics, tags: CloudFormation keeps what a request omits.
    let mut named = members(&proxy);
    named.sort();
    named.dedup();
    let others = named.iter().filter(|name| !MEMBERS.contains(&&***name));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&String>::new());
    let called = proxy.called();
    for call in ["SetStackPolicy", "UpdateTerminationProtection", "UpdateStack"] {
        assert!(!called.contains(&call.to_owned()), "{call}");
    }
    let executions = proxy.requests().into_iter();
    let executions = executions.filter(|request| request.action() == "ExecuteChangeSet");
    for (name, _) in executions.flat_map(|request| request.fields()) {
        let known = [
            "Action",
            "Version",
            "ChangeSetName",
            "ClientRequestToken",
            "DisableRollback",
        ];
        assert!(known.contains(&&*name), "{name}");
    }
}

#[test]
fn a_role_and_rollback_triggers_are_sent_when_asked_for_and_only_then() {
    const ROLE: &str = "arn:aws:iam::111122223333:role/deployer";
    let account = Account::new();
    let proxy = Proxy::new(&account);
    proxy
        .run(&account, &[&BASE[..], &["--role-arn", ROLE]].concat())
        .exits(0);
    assert!(members(&proxy).contains(&"RoleARN".to_owned()));
    assert!(!members(&proxy).contains(&"RollbackConfiguration".to_owned()));
}

/// Encoded for a form.
fn encoded(text: &str) -> String {
    let bytes = text.bytes().map(|byte| format!("%{byte:02X}"));
    bytes.collect::<Vec<_>>().concat()
}
