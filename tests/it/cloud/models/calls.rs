//! Every call of every trait, with all possible arguments, in groups that one account answers without throttling.

use crate::support::files;
use sa_infra::cloud::cloudcontrol::CloudControl as _;
use sa_infra::cloud::cloudformation::*;
use sa_infra::cloud::cloudwatch::CloudWatch as _;
use sa_infra::cloud::codebuild::CodeBuild as _;
use sa_infra::cloud::ec2::Ec2 as _;
use sa_infra::cloud::ecr::Ecr as _;
use sa_infra::cloud::ecs::{DesiredStatus, Ecs as _, NewTask};
use sa_infra::cloud::events::{Events as _, NewEvent};
use sa_infra::cloud::iam::{ContextEntry, ContextKind, Iam as _};
use sa_infra::cloud::lambda::Lambda as _;
use sa_infra::cloud::log_groups::LogGroups as _;
use sa_infra::cloud::logs::{LogQuery, Logs as _};
use sa_infra::cloud::quotas::Quotas as _;
use sa_infra::cloud::s3::{About, Cursor, NewObject, ObjectVersion, S3 as _, Setting, Upload};
use sa_infra::cloud::scheduler::{ScheduleState, Scheduler as _};
use sa_infra::cloud::sns::{Protocol, Sns as _};
use sa_infra::cloud::ssm::{NewParameter, ParameterKind, Ssm as _};
use sa_infra::cloud::sts::Sts as _;
use sa_infra::cloud::{Cloud as _, Error, SdkCloud, Secret};

/// The result of a call: its name, and its value as text.
pub type Told = Vec<(String, Result<String, Error>)>;

const TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:alerts";
const ROLE: &str = "arn:aws:iam::111122223333:role/deployer";

macro_rules! calls {
    ($service:expr; $($call:ident($($argument:expr),*);)*) => {{
        let mut told = Told::new();
        $({
            let given = Box::pin($service.$call($($argument),*)).await;
            told.push((stringify!($call).to_owned(), given.map(|given| format!("{given:?}"))));
        })*
        told
    }};
}

fn texts<const N: usize>(texts: [&str; N]) -> [String; N] {
    texts.map(str::to_owned)
}

pub async fn ssm(cloud: &SdkCloud) -> Told {
    let new = |overwrite: bool| NewParameter {
        name: "key".into(),
        kind: ParameterKind::SecureString,
        value: Secret::new("planted"),
        description: (!overwrite).then(|| "A key".into()),
        tags: if overwrite {
            Vec::new()
        } else {
            vec![("System".into(), "x".into())]
        },
        overwrite,
    };
    let eleven = (0..11).map(|at| format!("key-{at}")).collect::<Vec<_>>();
    calls! { cloud.ssm();
        get_parameters(&eleven);
        describe_parameters(&eleven);
        put_parameter(&new(false));
        put_parameter(&new(true));
        delete_parameter("key");
        describe_instance_information("i-0123456789abcdef0");
    }
}

pub async fn ecs(cloud: &SdkCloud) -> Told {
    let new = |command: Option<Vec<String>>| NewTask {
        cluster: "trading".into(),
        definition: "arn:aws:ecs:us-east-1:111122223333:task-definition/trader:7".into(),
        container: "trader".into(),
        command,
        subnets: texts(["subnet-1", "subnet-2"]).into(),
        security_groups: texts(["sg-1"]).into(),
        public_ip: true,
        started_by: "sa-infra".into(),
        token: "token".into(),
    };
    calls! { cloud.ecs();
        list_tasks("trading", Some("trader"), DesiredStatus::Running);
        list_tasks("trading", None, DesiredStatus::Stopped);
        describe_tasks("trading", &texts(["a", "b"]));
        run_task(&new(None));
        run_task(&new(Some(texts(["--dry-run"]).into())));
        stop_task("trading", "a", "stopped by hand");
    }
}

pub async fn logs(cloud: &SdkCloud) -> Told {
    let query = LogQuery {
        group: "/ecs/trader".into(),
        streams: texts(["trader/trader/1"]).into(),
        since: Some(jiff::Timestamp::UNIX_EPOCH),
        filter: Some("ERROR".into()),
    };
    let all = LogQuery {
        group: "/ecs/trader".into(),
        ..LogQuery::default()
    };
    let group = "arn:aws:logs:us-east-1:111122223333:log-group:/ecs/trader";
    calls! { cloud.logs();
        describe_log_group("logGroupName-1");
        list_log_group_tags(group);
        put_retention_policy("/ecs/trader", 30);
        tag_log_group(group, &[("app".into(), "x".into())]);
        filter_log_events(&query, None);
        filter_log_events(&all, Some("token"));
        last_streams("/ecs/trader", 50);
    }
}

pub async fn builds(cloud: &SdkCloud) -> Told {
    calls! { cloud.codebuild();
        start_build("trader", Some("main"), "token");
        start_build("trader", None, "token");
        batch_get_builds(&texts(["trader:1"]));
        list_builds_for_project("trader");
        stop_build("trader:1");
    }
}

pub async fn ecr(cloud: &SdkCloud) -> Told {
    calls! { cloud.ecr();
        describe_images("trader");
        repository_uri("trader");
        create_repository("trader");
        authorization();
        delete_images("trader", &["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef".to_owned()]);
        delete_repository("trader");
    }
}

pub async fn events(cloud: &SdkCloud) -> Told {
    let event = NewEvent {
        source: "sa-infra".into(),
        detail_type: "test".into(),
        detail: "{}".into(),
    };
    calls! { cloud.events();
        rule("watchdog");
        test_event_pattern("{}", "{}");
        put_event(&event);
    }
}

pub async fn iam(cloud: &SdkCloud) -> Told {
    let context = [ContextEntry {
        key: "iam:PassedToService".into(),
        kind: ContextKind::StringList,
        values: texts(["a", "b"]).to_vec(),
    }];
    calls! { cloud.iam();
        account_alias();
        role_arn("deployer");
        simulate(ROLE, &["s3:GetObject", "s3:PutObject"], &texts(["*"]), &context);
    }
}

/// A time in the future.
fn later() -> jiff::Timestamp {
    jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24)
}

pub async fn smaller(cloud: &SdkCloud) -> Told {
    let mut told = calls! { cloud.lambda(); invoke("start", "{}"); };
    told.extend(calls! { cloud.quotas(); quota("fargate", "L-3032A538"); });
    told.extend(calls! { cloud.cloudcontrol(); get_instance("i-0123456789abcdef0"); });
    told.extend(calls! { cloud.ec2();
        default_vpc();
        default_subnet_zones();
        instance_type_zones("c6g.2xlarge");
        image_exists("ami-0a1b2c3d4e5f60718");
    });
    told.extend(calls! { cloud.scheduler();
        get_schedule("default", "morning");
        list_schedules("default");
        set_schedule_state("default", "morning", &ScheduleState::Disabled);
        set_schedule_start("default", "morning", &ScheduleState::Enabled, Some(later()));
    });
    told.extend(calls! { cloud.cloudwatch(); describe_alarms(&texts(["failed-runs", "dropped-runs"])); });
    told.extend(calls! { cloud.sts(); get_caller_identity(); decode_authorization_message("encoded"); });
    told
}

pub async fn sns(cloud: &SdkCloud) -> Told {
    calls! { cloud.sns();
        list_subscriptions_by_topic(TOPIC);
        subscribe(TOPIC, &Protocol::Email, "jo@example.com");
        unsubscribe("arn:aws:sns:us-east-1:111122223333:alerts:1");
        publish(TOPIC, "It is time", "All is well");
    }
}

pub async fn s3(cloud: &SdkCloud) -> Told {
    let (bucket, owner) = ("a-bucket", "111122223333");
    let version = ObjectVersion {
        key: "a/key".into(),
        version: Some("v1".into()),
        bytes: 7,
        is_latest: true,
        is_delete_marker: false,
    };
    let odd = ObjectVersion {
        key: "a b/../\u{fc}+&=?#%41//~'()*!.".into(),
        ..version.clone()
    };
    let tags = [("app".to_owned(), "x".to_owned())];
    let about = About {
        content_type: Some("text/plain".into()),
        metadata: tags.clone().into(),
        tags: tags.into(),
        ..About::default()
    };
    let after = Cursor {
        key: "a/key".into(),
        version: Some("v1".into()),
    };
    let upload = Upload {
        key: "a/key".into(),
        id: "upload".into(),
    };
    let object = NewObject {
        key: "a/key".into(),
        body: "content".into(),
        content_type: "text/plain",
    };
    let mut told = calls! { cloud.s3();
        list_object_versions(bucket, None);
        list_object_versions(bucket, Some(&after));
        delete_objects(bucket, std::slice::from_ref(&version));
        list_multipart_uploads(bucket);
        abort_multipart_upload(bucket, &upload);
        head_bucket(bucket, owner);
        create_bucket(bucket);
        put_public_access_block(bucket, owner);
        put_bucket_encryption(bucket, owner);
        put_bucket_policy(bucket, owner, "{}");
        put_bucket_lifecycle(bucket, owner, 3);
        put_bucket_versioning(bucket, owner);
        list_objects(bucket, owner, "a/");
        put_object(bucket, owner, &object);
        get_object(bucket, &odd, &mut Vec::new());
        put_file((bucket, owner), "a/key", &files::root().join("Cargo.toml"), &about);
        get_object(bucket, &version, &mut Vec::new());
    };
    for setting in Setting::ALL {
        told.extend(calls! { cloud.s3(); get_bucket_setting(bucket, owner, setting); });
    }
    told
}

pub async fn stacks(cloud: &SdkCloud) -> Told {
    let new = NewChangeSet {
        stack: "files".into(),
        name: "change-1".into(),
        description: Some("Two buckets".into()),
        token: "token".into(),
        kind: ChangeSetKind::Update,
        template: TemplateSource::Body("{}".into()),
        parameters: vec![
            ParameterValue {
                name: "Key".into(),
                value: Value::Given(Secret::new("planted")),
            },
            ParameterValue {
                name: "Other".into(),
                value: Value::Previous,
            },
        ],
        tags: Some(vec![("app".into(), "x".into())]),
        capabilities: texts(["CAPABILITY_NAMED_IAM"]).into(),
        imports: Vec::new(),
        import_existing: true,
        on_failure: Some(OnFailure::Rollback),
        role_arn: Some(ROLE.into()),
        notification_arns: Some(texts([TOPIC]).into()),
        express: false,
        nested: true,
    };
    let import = NewChangeSet {
        kind: ChangeSetKind::Import,
        template: TemplateSource::Url("https://a-bucket.s3.us-east-1.amazonaws.com/a.json".into()),
        imports: vec![Import {
            resource_type: "AWS::S3::Bucket".into(),
            logical_id: "uploads".into(),
            identifier: vec![("BucketName".into(), "a-bucket".into())],
        }],
        import_existing: false,
        on_failure: None,
        express: true,
        nested: false,
        ..new.clone()
    };
    let deletion = Deletion {
        stack: "files".into(),
        retain: texts(["uploads"]).into(),
        force: false,
        role_arn: Some(ROLE.into()),
        token: "token".into(),
    };
    let set = "arn:aws:cloudformation:us-east-1:111122223333:changeSet/change-1/1";
    calls! { cloud.cloudformation();
        describe_stack("files");
        list_stacks();
        list_stack_resources("files");
        get_template("files");
        get_change_set_template(set);
        describe_stack_events("files", None);
        describe_stack_events("files", Some("token"));
        create_change_set(&new);
        create_change_set(&import);
        describe_change_set(set);
        describe_change_set_values(set);
        list_change_sets("files");
        delete_change_set(set);
        execute_change_set(set, "token", Some(true));
        describe_validations(set);
        list_hook_results(set);
        delete_stack(&deletion);
        cancel_update_stack("files", "token");
        continue_update_rollback("files", &Continuation::Skip(texts(["uploads"]).into()), "token");
        rollback_stack("files", true, "token");
        update_termination_protection("files", true);
        stack_of("a-bucket");
        list_imports("files-uploads");
        list_exports();
        detect_stack_drift("files");
        describe_stack_drift_detection_status("detection");
        describe_stack_resource_drifts("files");
    }
}
