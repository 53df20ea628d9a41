//! An app with an instance, and the services that its functions use: their logs, their invocations, the instance
//! itself.

use super::Account;
use sa_infra::app::{self, App};
use sa_infra::aws::{ec2, iam, lambda, logs, scheduler};
use sa_infra::cloud::Result;
use sa_infra::cloud::cloudcontrol::{CloudControl, Instance, InstanceState};
use sa_infra::cloud::lambda::Lambda;
use sa_infra::cloud::log_groups::{LogGroup, LogGroups};
use sa_infra::cloud::logs::{LogPage, LogQuery, LogStream, Logs};
use sa_infra::policy::trust;
use sa_infra::synth::Assembly;

/// An app with an instance in each of these stacks.
pub fn machines(stacks: &[&'static str]) -> Assembly {
    let mut app = App::new();
    for name in stacks {
        let stack = app.stack(*name);
        let instance = stack.at("machine").put_bare(ec2::Instance::default());
        let key_pair = stack.at("key").put_bare(ec2::KeyPair::new("key"));
        let role = stack
            .at("role")
            .put_bare(iam::Role::new(trust("lambda.amazonaws.com")));
        let routines = ["start", "stop"].map(|verb| {
            let code = lambda::Code {
                zip_file: "pass".into(),
                ..Default::default()
            };
            let function = lambda::Function {
                handler: "index.handler".into(),
                runtime: lambda::FunctionRuntime::Python3_13.into(),
                ..lambda::Function::new(code, role.arn())
            };
            let function = stack.at(format!("{verb}function")).put_bare(function);
            let log_group = stack.at(format!("{verb}log")).put_bare(logs::LogGroup {
                log_group_name: format!("/{name}/{verb}").into(),
                ..Default::default()
            });
            let window = scheduler::FlexibleTimeWindow::new(scheduler::FlexibleTimeWindowMode::Off);
            let target = scheduler::Target::new(function.arn(), role.arn());
            let schedule = scheduler::Schedule {
                name: format!("{name}-{verb}").into(),
                ..scheduler::Schedule::new(window, "cron(0 6 * * ? *)", target)
            };
            let schedule = stack.at(format!("{verb}schedule")).put_bare(schedule);
            app::Routine {
                function: function.logical_id().into(),
                schedule: schedule.logical_id().into(),
                log_group: log_group.logical_id().into(),
            }
        });
        let [start, stop] = routines;
        stack.machine(app::Machine {
            instance: instance.logical_id().into(),
            key_pair: key_pair.logical_id().into(),
            user: "ec2-user".into(),
            start,
            stop,
            closed: Vec::new(),
        });
    }
    app.synth().unwrap()
}

impl Logs for Account {
    async fn filter_log_events(&self, _: &LogQuery, _: Option<&str>) -> Result<Option<LogPage>> {
        self.call("logs:FilterLogEvents", "", |world| {
            let events = world.lines.clone();
            Ok(Some(LogPage { events, next: None }))
        })
        .await
    }

    async fn last_streams(&self, _: &str, _: u8) -> Result<Vec<LogStream>> {
        panic!("no script for DescribeLogStreams")
    }
}

impl LogGroups for Account {
    async fn describe_log_group(&self, _: &str) -> Result<Option<LogGroup>> {
        panic!("no script for DescribeLogGroups")
    }

    async fn list_log_group_tags(&self, _: &str) -> Result<Vec<(String, String)>> {
        panic!("no script for ListTagsForResource")
    }

    async fn put_retention_policy(&self, _: &str, _: i64) -> Result<()> {
        panic!("no script for PutRetentionPolicy")
    }

    async fn tag_log_group(&self, _: &str, _: &[(String, String)]) -> Result<()> {
        panic!("no script for TagResource")
    }
}

impl Lambda for Account {
    async fn invoke(&self, function: &str, event: &str) -> Result<()> {
        self.call("lambda:InvokeFunction", function, |world| {
            world.invoked.push(format!("{function} {event}"));
            Ok(())
        })
        .await
    }
}

impl CloudControl for Account {
    async fn get_instance(&self, _: &str) -> Result<Option<Instance>> {
        let running = Instance {
            state: Some(InstanceState::Running),
            public_address: None,
            private_address: None,
            instance_type: None,
            image: None,
        };
        self.call("cloudcontrol:GetResource", "", |_| Ok(Some(running)))
            .await
    }
}
