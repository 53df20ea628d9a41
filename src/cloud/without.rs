//! The types that stand in for the SDK when the crate is built without the feature `aws`. They have no values, so none of
//! these methods can run: a command that needs AWS fails first, in `cli::aws`.

use super::cloudcontrol::Instance;
use super::cloudformation::{
    ChangeSet, ChangeSetSummary, Continuation, Created, Deletion, DriftDetection, EventPage, Export,
    HookResult, NewChangeSet, ResourceDrift, Stack, StackResource, Validation,
};
use super::cloudwatch::Alarm;
use super::codebuild::Build;
use super::ecr::{Authorization, Image};
use super::ecs::{DesiredStatus, NewTask, Task};
use super::events::{NewEvent, Rule};
use super::iam::{ContextEntry, Verdict};
use super::log_groups::LogGroup;
use super::logs::{LogPage, LogQuery, LogStream};
use super::s3::{
    About, Cursor, NewObject, Object, ObjectVersion, Read, Refused, Setting, Upload, VersionPage,
};
use super::scheduler::{ListedSchedule, Schedule, ScheduleState};
use super::sns::{Protocol, Subscription};
use super::ssm::{Agent, NewParameter, Parameter, Written};
use super::sts::Identity;
use super::{Cloud, Clouds, Environment, Result};
use jiff::Timestamp;
use std::io::{self, Write};
use std::path::Path;

/// An account in every region; no value exists.
#[derive(Clone, Debug)]
pub enum SdkClouds {}

/// An account in one region; no value exists.
#[derive(Clone, Debug)]
pub enum SdkCloud {}

impl SdkClouds {
    /// The endpoint of every service, if it is not AWS.
    pub fn endpoint_url(&self) -> Option<&str> {
        match *self {}
    }
}

impl Clouds for SdkClouds {
    type Cloud = SdkCloud;

    fn at(&self, _: Environment<'_>) -> Result<SdkCloud> {
        match *self {}
    }
}

/// Implements [`Cloud`]: its services, and the methods that return them.
macro_rules! services {
    ($($module:ident $service:ident;)*) => {
        impl Cloud for SdkCloud {
            $(type $service = Self;)*

            fn account(&self) -> Option<&str> {
                match *self {}
            }

            fn region(&self) -> &str {
                match *self {}
            }
            $(
                fn $module(&self) -> &Self {
                    match *self {}
                }
            )*
        }
    };
}

each_service!(services);

/// Implements each trait of a service: the calls as it declares them, then (`=`) what is not a call.
macro_rules! unreachable {
    ($($module:ident :: $service:ident {
        $($call:ident($($kind:ty),*) -> $result:ty;)*
        $(= $told:ident($($of:ty),*) -> $what:ty;)?
    })*) => {
        $(
            impl super::$module::$service for SdkCloud {
                $(
                    async fn $call(&self, $(_: $kind),*) -> $result {
                        match *self {}
                    }
                )*
                $(
                    fn $told(&self, $(_: $of),*) -> $what {
                        match *self {}
                    }
                )?
            }
        )*
    };
}

unreachable! {
    cloudcontrol::CloudControl {
        get_instance(&str) -> Result<Option<Instance>>;
    }
    cloudformation::CloudFormation {
        describe_stack(&str) -> Result<Option<Stack>>;
        list_stacks() -> Result<Vec<String>>;
        list_stack_resources(&str) -> Result<Vec<StackResource>>;
        get_template(&str) -> Result<Option<String>>;
        get_change_set_template(&str) -> Result<Option<String>>;
        describe_stack_events(&str, Option<&str>) -> Result<EventPage>;
        create_change_set(&NewChangeSet) -> Result<Created>;
        describe_change_set(&str) -> Result<Option<ChangeSet>>;
        describe_change_set_values(&str) -> Result<Option<ChangeSet>>;
        list_change_sets(&str) -> Result<Vec<ChangeSetSummary>>;
        delete_change_set(&str) -> Result<()>;
        execute_change_set(&str, &str, Option<bool>) -> Result<()>;
        describe_validations(&str) -> Result<Vec<Validation>>;
        list_hook_results(&str) -> Result<Vec<HookResult>>;
        delete_stack(&Deletion) -> Result<()>;
        cancel_update_stack(&str, &str) -> Result<()>;
        continue_update_rollback(&str, &Continuation, &str) -> Result<()>;
        rollback_stack(&str, bool, &str) -> Result<()>;
        update_termination_protection(&str, bool) -> Result<()>;
        stack_of(&str) -> Result<Option<String>>;
        list_imports(&str) -> Result<Vec<String>>;
        list_exports() -> Result<Vec<Export>>;
        detect_stack_drift(&str) -> Result<String>;
        describe_stack_drift_detection_status(&str) -> Result<DriftDetection>;
        describe_stack_resource_drifts(&str) -> Result<Vec<ResourceDrift>>;
    }
    cloudwatch::CloudWatch {
        describe_alarms(&[String]) -> Result<Vec<Alarm>>;
    }
    codebuild::CodeBuild {
        start_build(&str, Option<&str>, &str) -> Result<Build>;
        batch_get_builds(&[String]) -> Result<Vec<Build>>;
        list_builds_for_project(&str) -> Result<Vec<String>>;
        stop_build(&str) -> Result<()>;
    }
    ec2::Ec2 {
        default_vpc() -> Result<Option<String>>;
        default_subnet_zones() -> Result<Vec<String>>;
        instance_type_zones(&str) -> Result<Vec<String>>;
        image_exists(&str) -> Result<bool>;
    }
    ecr::Ecr {
        describe_images(&str) -> Result<Vec<Image>>;
        repository_uri(&str) -> Result<Option<String>>;
        create_repository(&str) -> Result<()>;
        authorization() -> Result<Authorization>;
        delete_images(&str, &[String]) -> Result<()>;
        delete_repository(&str) -> Result<bool>;
    }
    ecs::Ecs {
        list_tasks(&str, Option<&str>, DesiredStatus) -> Result<Vec<String>>;
        describe_tasks(&str, &[String]) -> Result<Vec<Task>>;
        run_task(&NewTask) -> Result<Task>;
        stop_task(&str, &str, &str) -> Result<bool>;
    }
    events::Events {
        rule(&str) -> Result<Option<Rule>>;
        test_event_pattern(&str, &str) -> Result<bool>;
        put_event(&NewEvent) -> Result<String>;
    }
    iam::Iam {
        account_alias() -> Result<Option<String>>;
        role_arn(&str) -> Result<Option<String>>;
        simulate(&str, &[&str], &[String], &[ContextEntry]) -> Result<Vec<Verdict>>;
    }
    lambda::Lambda {
        invoke(&str, &str) -> Result<()>;
    }
    log_groups::LogGroups {
        describe_log_group(&str) -> Result<Option<LogGroup>>;
        list_log_group_tags(&str) -> Result<Vec<(String, String)>>;
        put_retention_policy(&str, i64) -> Result<()>;
        tag_log_group(&str, &[(String, String)]) -> Result<()>;
    }
    logs::Logs {
        filter_log_events(&LogQuery, Option<&str>) -> Result<Option<LogPage>>;
        last_streams(&str, u8) -> Result<Vec<LogStream>>;
    }
    quotas::Quotas {
        quota(&str, &str) -> Result<Option<f64>>;
    }
    s3::S3 {
        list_object_versions(&str, Option<&Cursor>) -> Result<VersionPage>;
        delete_objects(&str, &[ObjectVersion]) -> Result<Vec<Refused>>;
        list_multipart_uploads(&str) -> Result<Vec<Upload>>;
        abort_multipart_upload(&str, &Upload) -> Result<()>;
        head_bucket(&str, &str) -> Result<Option<String>>;
        get_bucket_setting(&str, &str, Setting) -> Result<Option<String>>;
        create_bucket(&str) -> Result<()>;
        put_public_access_block(&str, &str) -> Result<()>;
        put_bucket_encryption(&str, &str) -> Result<()>;
        put_bucket_policy(&str, &str, &str) -> Result<()>;
        put_bucket_lifecycle(&str, &str, i32) -> Result<()>;
        put_bucket_versioning(&str, &str) -> Result<()>;
        list_objects(&str, &str, &str) -> Result<Vec<Object>>;
        put_object(&str, &str, &NewObject) -> Result<Option<String>>;
        put_file((&str, &str), &str, &Path, &About) -> Result<io::Result<()>>;
        get_object(&str, &ObjectVersion, &mut dyn Write) -> Result<io::Result<Read>>;
        = object_url(&str, &str, Option<&str>) -> String;
    }
    scheduler::Scheduler {
        get_schedule(&str, &str) -> Result<Option<Schedule>>;
        list_schedules(&str) -> Result<Vec<ListedSchedule>>;
        set_schedule_state(&str, &str, &ScheduleState) -> Result<()>;
        set_schedule_start(&str, &str, &ScheduleState, Option<Timestamp>) -> Result<()>;
    }
    sns::Sns {
        list_subscriptions_by_topic(&str) -> Result<Vec<Subscription>>;
        subscribe(&str, &Protocol, &str) -> Result<()>;
        unsubscribe(&str) -> Result<()>;
        publish(&str, &str, &str) -> Result<String>;
    }
    ssm::Ssm {
        get_parameters(&[String]) -> Result<Vec<Parameter>>;
        describe_parameters(&[String]) -> Result<Vec<Written>>;
        put_parameter(&NewParameter) -> Result<i64>;
        delete_parameter(&str) -> Result<bool>;
        describe_instance_information(&str) -> Result<Option<Agent>>;
    }
    sts::Sts {
        get_caller_identity() -> Result<Identity>;
        decode_authorization_message(&str) -> Result<String>;
    }
}
