//! The other services as a script.

use super::Fake;
use sa_infra::cloud::Result;
use sa_infra::cloud::scheduler::{Schedule, ScheduleState, Scheduler};
use sa_infra::cloud::ssm::{Agent, NewParameter, Parameter, Ssm, Written};
use sa_infra::cloud::sts::{Identity, Sts};

impl Ssm for Fake {
    async fn get_parameters(&self, _: &[String]) -> Result<Vec<Parameter>> {
        panic!("no script for GetParameters")
    }

    async fn describe_parameters(&self, _: &[String]) -> Result<Vec<Written>> {
        panic!("no script for DescribeParameters")
    }

    async fn put_parameter(&self, _: &NewParameter) -> Result<i64> {
        panic!("no script for PutParameter")
    }

    async fn delete_parameter(&self, _: &str) -> Result<bool> {
        panic!("no script for DeleteParameter")
    }

    async fn describe_instance_information(&self, _: &str) -> Result<Option<Agent>> {
        panic!("no script for DescribeInstanceInformation")
    }
}

impl Scheduler for Fake {
    async fn get_schedule(&self, _: &str, _: &str) -> Result<Option<Schedule>> {
        panic!("no script for GetSchedule")
    }

    async fn set_schedule_state(&self, _: &str, _: &str, _: &ScheduleState) -> Result<()> {
        panic!("no script for UpdateSchedule")
    }
}

impl Sts for Fake {
    async fn get_caller_identity(&self) -> Result<Identity> {
        panic!("no script for GetCallerIdentity")
    }

    async fn decode_authorization_message(&self, _: &str) -> Result<String> {
        panic!("no script for DecodeAuthorizationMessage")
    }
}
