//! AWS calls through the SDK: all pages are read, unknown values kept, a missing resource is not an error, errors
//! contain no secrets, and the configuration is that of all AWS tools.

use crate::support::cli::{Run, Sandbox};
use crate::support::endpoint::{Answer, Endpoint};
use crate::support::ministack::{Account, Ministack};
use sa_infra::cloud::cloudformation::{
    Attribute, ChangeAction, ChangeSetKind, ChangeSetStatus, CloudFormation, NewChangeSet, ParameterValue,
    Recreation, Replacement, StackStatus, TemplateSource, Value,
};
use sa_infra::cloud::{Cloud, Kind, Secret};

const CHANGE: &str = "<member><ResourceChange><LogicalResourceId>NAME</LogicalResourceId><Action>Transmogrify</Action>\
    <Replacement>Conditional</Replacement><Scope><member>Properties</member></Scope><Details><member><Target>\
    <Attribute>Properties</Attribute><Name>TopicName</Name><RequiresRecreation>Always</RequiresRecreation></Target>\
    </member></Details></ResourceChange></member>";

fn absent(name: &'static str) -> Answer {
    Answer::Error(400, "ValidationError", name)
}

#[tokio::test]
async fn the_pages_of_a_change_set_are_one_change_set() {
    let endpoint = Endpoint::new(|_, before| {
        let next = if before < 2 {
            format!("<NextToken>{before}</NextToken>")
        } else {
            String::new()
        };
        let change = CHANGE.replace("NAME", &format!("Topic{before}"));
        Answer::Result(format!(
            "<ChangeSetId>arn</ChangeSetId><Status>CREATE_COMPLETE</Status><ExecutionStatus>SLEEPING</ExecutionStatus>\
             <Changes>{change}</Changes>{next}"
        ))
    });
    let cloud = endpoint.cloud().await;
    let change_set = cloud
        .cloudformation()
        .describe_change_set("arn")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(change_set.status, ChangeSetStatus::CreateComplete);
    assert_eq!(change_set.execution.as_str(), "SLEEPING");
    let names = change_set.changes.iter().map(|change| &*change.logical_id);
    assert_eq!(names.collect::<Vec<_>>(), ["Topic0", "Topic1", "Topic2"]);
    let change = &change_set.changes[0];
    assert_eq!(change.action, ChangeAction::Other("Transmogrify".into()));
    assert_eq!(change.replacement, Some(Replacement::Conditional));
    assert_eq!(change.scope, [Attribute::Properties]);
    assert_eq!(change.details[0].recreation, Some(Recreation::Always));
}

#[tokio::test]
async fn values_of_a_change_come_from_a_second_look_and_may_be_empty() {
    let endpoint = Endpoint::new(|_, before| {
        let values = "<BeforeValue></BeforeValue><AfterValue>two</AfterValue></Target>";
        let change = if before == 0 {
            CHANGE.into()
        } else {
            CHANGE.replace("</Target>", values)
        };
        Answer::Result(format!(
            "<ChangeSetId>arn</ChangeSetId><Changes>{change}</Changes>"
        ))
    });
    let cloud = endpoint.cloud().await;
    let cloudformation = cloud.cloudformation();
    let plain = cloudformation.describe_change_set("arn").await.unwrap().unwrap();
    let detail = &plain.changes[0].details[0];
    assert_eq!((&detail.before, &detail.after), (&None, &None));
    let values = cloudformation
        .describe_change_set_values("arn")
        .await
        .unwrap()
        .unwrap();
    let detail = &values.changes[0].details[0];
    assert_eq!(
        (detail.before.as_deref(), detail.after.as_deref()),
        (Some(""), Some("two"))
    );
}

#[tokio::test]
async fn what_is_not_there_is_no_error() {
    let endpoint = Endpoint::new(|call, _| match call {
        "ListImports" => absent("Export 'x' is not imported by any stack."),
        "DescribeChangeSet" => Answer::Error(404, "ChangeSetNotFound", "ChangeSet [x] does not exist"),
        "DeleteStack" => Answer::Result(String::new()),
        _ => absent("Stack with id x does not exist"),
    });
    let cloud = endpoint.cloud().await;
    let cloudformation = cloud.cloudformation();
    assert_eq!(cloudformation.describe_stack("x").await.unwrap(), None);
    assert_eq!(cloudformation.get_template("x").await.unwrap(), None);
    assert_eq!(cloudformation.describe_change_set("x").await.unwrap(), None);
    assert_eq!(cloudformation.list_change_sets("x").await.unwrap(), []);
    assert_eq!(
        cloudformation.list_imports("x").await.unwrap(),
        Vec::<String>::new()
    );
    let error = cloudformation.list_stack_resources("x").await.unwrap_err();
    assert_eq!(error.kind, Kind::NotFound);
}

#[tokio::test]
async fn unknown_statuses_of_stacks_are_kept() {
    let endpoint = Endpoint::new(|_, _| {
        Answer::Result(
            "<Stacks><member><StackStatus>TELEPORT_IN_PROGRESS</StackStatus></member></Stacks>".into(),
        )
    });
    let stack = endpoint
        .cloud()
        .await
        .cloudformation()
        .describe_stack("x")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stack.status, StackStatus::Other("TELEPORT_IN_PROGRESS".into()));
}

#[tokio::test]
async fn errors_do_not_repeat_what_parameters_were_given() {
    let complaint = "Parameter 'Key' must match pattern, but hunter2 does not";
    let endpoint = Endpoint::new(move |_, _| absent(complaint));
    let change_set = NewChangeSet {
        stack: "x".into(),
        name: "x".into(),
        description: None,
        token: "t".into(),
        kind: ChangeSetKind::Create,
        template: TemplateSource::Body("{}".into()),
        parameters: vec![ParameterValue {
            name: "Key".into(),
            value: Value::Given(Secret::new("hunter2")),
        }],
        tags: None,
        capabilities: Vec::new(),
        imports: Vec::new(),
        import_existing: true,
        on_failure: None,
        role_arn: None,
        notification_arns: None,
        express: false,
        nested: false,
    };
    assert!(!format!("{change_set:?}").contains("hunter2"));
    let cloud = endpoint.cloud().await;
    let error = cloud
        .cloudformation()
        .create_change_set(&change_set)
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::Validation);
    assert!(error.message.ends_with("but [secret] does not"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
}

/// Runs `status` with a file of profiles, and nothing in the environment.
fn with_profiles(profiles: &str, arguments: &[&str]) -> Run {
    let sandbox = Sandbox::new();
    sandbox.write(".aws/config", profiles);
    sandbox.run(&[&["status"], arguments].concat())
}

#[test]
fn profiles_bring_credentials_and_endpoints() {
    let url = Ministack::shared().url();
    let profiles = format!(
        "[profile keys]\naws_access_key_id = 123123123123\naws_secret_access_key = test\nendpoint_url = {url}\n\
         [profile process]\nendpoint_url = {url}\ncredential_process = echo '{}'\n",
        r#"{"Version": 1, "AccessKeyId": "123123123123", "SecretAccessKey": "test"}"#
    );
    for profile in ["keys", "process"] {
        let run = with_profiles(&profiles, &["--profile", profile]).exits(0);
        assert_eq!(run.stdout.matches("not deployed").count(), 3, "{run}");
    }
    let run = with_profiles(&profiles, &["--profile", "absent"]).exits(1);
    assert!(run.stderr.contains("there is no profile \"absent\""), "{run}");
}

#[test]
fn an_endpoint_of_one_service_is_used() {
    let account = Account::new();
    let url = Ministack::shared().url();
    let variables = [
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
        ("AWS_ENDPOINT_URL_CLOUDFORMATION", &*url),
        ("AWS_ACCESS_KEY_ID", &*account.id),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_REGION", "eu-central-1"),
    ];
    let run = Sandbox::new().run_in("", &["status"], &variables).exits(0);
    // The region is that of the stacks, whatever the environment contains.
    assert_eq!(
        run.stdout.matches("not deployed in us-east-1").count(),
        3,
        "{run}"
    );
}

#[test]
fn a_region_on_the_command_line_is_asked() {
    let run = Account::new().run(&["status", "--region", "eu-west-1"]).exits(0);
    assert_eq!(
        run.stdout.matches("not deployed in eu-west-1").count(),
        3,
        "{run}"
    );
}

#[test]
fn a_broken_configuration_of_aws_disturbs_only_those_who_need_it() {
    let sandbox = Sandbox::new();
    sandbox.write(".aws/config", "[profile\n= broken");
    let run = sandbox.run(&["ls"]).exits(0);
    assert_eq!(run.stderr, "");
    let run = sandbox.run(&["status"]).exits(1);
    assert!(run.stderr.contains("error: "), "{run}");
}
